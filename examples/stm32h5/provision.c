/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the factory runs once, in the place of stage 1 and at its level: writes the key that opens encrypted images of
 * stage 2 into option-byte keys, which no later level can read. Then stage 1 is written over it (PROVISIONING.md).
 * Starting it again after a power cut is harmless.
 */
#include <string.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "print.h"
#include "update_key.h"

/* Whether a key that was written before can be used: a write that was cut must not look like one. */
static psa_status_t look_at_key(void)
{
    uint8_t material[PLAT_BUILTIN_KEY_SIZE_MAX];
    size_t length = 0;
    const plat_builtin_key_t *key = NULL;
    for (uint32_t i = 0; (key = plat_builtin_key(i)) != NULL && key->id != PLAT_KEY_ID_UPDATE; i++) {
    }
    psa_status_t status = key != NULL ? plat_builtin_key_read(key, material, &length) : PSA_ERROR_DOES_NOT_EXIST;
    memset(material, 0, sizeof material);
    return status == PSA_SUCCESS ? PSA_ERROR_NOT_PERMITTED : status;
}

int main(void)
{
    static const uint8_t key[] = UPDATE_KEY;
    _Static_assert(sizeof key == 32, "a private key on P-256");
    print_start();
    const char *unfit = plat_stm32h5_unfit();
    if (unfit != NULL) {
        print("provision: ");
        print(unfit);
    } else {
        psa_status_t status = plat_stm32h5_provision_update_key(key);
        if (status == PSA_ERROR_NOT_PERMITTED) {
            status = look_at_key();
        }
        print(status == PSA_SUCCESS                   ? "provision: update key written"
              : status == PSA_ERROR_NOT_PERMITTED ? "provision: update key is there already"
                                                  : "provision: failed ");
        if (status != PSA_SUCCESS && status != PSA_ERROR_NOT_PERMITTED) {
            print_number(status);
        }
    }
    print("\r\n");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

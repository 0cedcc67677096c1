/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The application of a part with 128 KB: says who the device is and what booted, accepts itself if it runs on trial,
 * and waits for updates over YMODEM on the console. There is no room for storage beside that (README.md).
 */
#include "app.h"
#include "print.h"

static psa_status_t tell_identity(void)
{
    plat_identity_t identity;
    psa_status_t status = plat_identity(&identity);
    if (status == PSA_SUCCESS) {
        print("verified by ");
        print(identity.verification_service);
        print("\r\n");
    }
    return status;
}

int main(void)
{
    start();
    provision();
    tell_boot();
    report("identity", tell_identity());
    take_updates(NULL); /* a sender that begins anew is compared with what is held */
}

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any content of journal and slots. Boots return, boot again, and never run what is not authentic; calls of
 * the update client in between don't change that.
 *
 * Input: a count byte, that many journal words of 8 bytes (type, component, a, b; sequence and check are put right, since
 * a fuzzer does not guess them), then pairs of place (2 bytes) and byte that are laid over the slots, or over the journal.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/journal.h"
#include "tests/fwu/fwu_device.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECTORS 3u
#define SECTOR_SIZE 512u
#define WORDS_MAX 28u

static test_image_t images[2];

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

static void put_words(pcc_rd_t *rd)
{
    uint8_t bytes[PFWU_JOURNAL_WORD_SIZE];
    uint32_t sequence = 1;
    uint32_t at = 0;
    uint32_t count = pcc_rd_u8(rd) % WORDS_MAX;
    pfwu_word_t word = { PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, 0, 1 };
    for (uint32_t i = 0; i < count + 3u; i++) {
        if (i == 1u || i == 2u) {
            word = (pfwu_word_t){ i == 1u ? PFWU_WORD_COMMIT_1 : PFWU_WORD_COMMIT_2, 0, 0, 0 };
        } else if (i > 2u) {
            word.type = pcc_rd_u8(rd);
            word.component = pcc_rd_u8(rd);
            word.a = pcc_rd_le16(rd);
            word.b = pcc_rd_le32(rd);
        }
        pfwu_word_encode(&word, sequence++, bytes);
        sim_flash_set(PLAT_AREA_FWU_JOURNAL, at, bytes, sizeof bytes);
        at += sizeof bytes;
    }
}

static void put_bytes(pcc_rd_t *rd)
{
    static const uint8_t areas[] = { PLAT_AREA_SLOT_ACTIVE(0), PLAT_AREA_SLOT_SECOND(0), PLAT_AREA_FWU_JOURNAL };
    while (rd->left >= 3u) {
        uint16_t place = pcc_rd_le16(rd);
        uint8_t byte = pcc_rd_u8(rd);
        uint8_t area = areas[(place >> 14) % 3u];
        sim_flash_set(area, place % plat_flash_area(area)->size, &byte, 1);
    }
}

static void boot_and_check(void)
{
    pfwu_boot_result_t result;
    if (device_boot(&result) == PSA_SUCCESS) {
        require(result.run_area != NULL && result.run_component == 0);
        require(device_runs(0, &images[0]) || device_runs(0, &images[1]));
    } else {
        require(result.run_area == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pcc_rd_t rd = pcc_rd(data, size);
    psa_fwu_component_info_t info;
    device_init(1, SECTORS, SECTOR_SIZE, 2);
    for (uint8_t i = 0; i < 2; i++) {
        device_make(&images[i],
                    &(test_spec_t){ .major = (uint8_t)(i + 1u), .counter = 1, .body_size = 400u + 300u * i });
    }
    device_provision(0, &images[0]);
    sim_flash_set(PLAT_AREA_SLOT_SECOND(0), SECTOR_SIZE, images[1].bytes, (uint32_t)images[1].size);
    put_words(&rd);
    put_bytes(&rd);
    boot_and_check();
    require(psa_fwu_query(0, &info) == PSA_SUCCESS && info.state <= PSA_FWU_UPDATED);
    psa_status_t status = psa_fwu_install();
    require(status != PSA_SUCCESS);
    status = psa_fwu_accept();
    status = psa_fwu_clean(0);
    status = psa_fwu_start(0, NULL, 0);
    (void)status;
    boot_and_check();
    boot_and_check();
    return 0;
}

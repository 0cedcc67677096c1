/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any content of journal and slots. Boots return, boot again, and never run what is not authentic; calls
 * of the update client in between don't change that.
 *
 * Input: a byte with the kind of device and a count (28 times the one, plus the other), that many journal words of 8
 * bytes (type, component, a, b; sequence and check are put right, since a fuzzer does not guess them), then pairs of
 * place (2 bytes) and byte that are laid over the slots, or over the journal.
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

/** What component 0 is. */
static const struct {
    uint8_t mode;
    bool spare, encrypted, detached;
} kinds[] = {
    { PFWU_MODE_SWAP, true, false, false },     { PFWU_MODE_SWAP, true, true, false },
    { PFWU_MODE_OVERWRITE, true, false, true }, { PFWU_MODE_OVERWRITE, false, true, false },
    { PFWU_MODE_BANK, false, false, false },    { PFWU_MODE_SWAP, true, true, true },
};

/** A device of this kind, with an image that runs and one that was downloaded. */
static void set_up(unsigned kind)
{
    device_without_spare(kinds[kind].spare ? 0 : 1u);
    device_init(1, SECTORS, SECTOR_SIZE, 2);
    pfwu_component_t *row = device_row(0);
    row->mode = kinds[kind].mode;
    row->needs_trial = kinds[kind].mode != PFWU_MODE_OVERWRITE;
    row->decrypt_key = kinds[kind].encrypted ? 1u : 0;
    row->detached_manifest = kinds[kind].detached;
    for (uint8_t i = 0; i < 2; i++) {
        device_make(&images[i], &(test_spec_t){ .major = (uint8_t)(i + 1u),
                                                .counter = 1,
                                                .body_size = 400u + 300u * i,
                                                .flags = kinds[kind].encrypted ? PFWU_IMAGE_AES128 : 0 });
    }
    device_provision(0, &images[0]);
    sim_flash_set(PLAT_AREA_SLOT_SECOND(0), kinds[kind].spare ? SECTOR_SIZE : 0, images[1].bytes,
                  (uint32_t)images[1].size);
}

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

static void put_words(pcc_rd_t *rd, uint32_t count)
{
    uint8_t bytes[PFWU_JOURNAL_WORD_SIZE];
    uint32_t sequence = 1;
    uint32_t at = 0;
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

static void boot_and_check(uint32_t tail)
{
    pfwu_boot_result_t result;
    if (device_boot(&result) == PSA_SUCCESS) {
        require(result.run_area != NULL && result.run_component == 0);
        require(device_runs_but_for(0, &images[0], tail) || device_runs_but_for(0, &images[1], tail));
    } else {
        require(result.run_area == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pcc_rd_t rd = pcc_rd(data, size);
    psa_fwu_component_info_t info;
    uint8_t first = pcc_rd_u8(&rd);
    unsigned kind = first / WORDS_MAX % (unsigned)(sizeof kinds / sizeof kinds[0]);
    uint32_t tail = kinds[kind].encrypted ? FAKE_WRAP_SIZE : 0;
    set_up(kind);
    put_words(&rd, first % WORDS_MAX);
    put_bytes(&rd);
    boot_and_check(tail);
    require(psa_fwu_query(0, &info) == PSA_SUCCESS && info.state <= PSA_FWU_UPDATED);
    psa_status_t status = psa_fwu_install();
    require(status != PSA_SUCCESS);
    status = psa_fwu_accept();
    status = psa_fwu_clean(0);
    status = device_start(0, &images[1]);
    if (status == PSA_SUCCESS && psa_fwu_write(0, 0, &images[1].bytes[32], 256) == PSA_SUCCESS) {
        status = psa_fwu_finish(0);
    }
    (void)status;
    boot_and_check(tail);
    boot_and_check(tail);
    return 0;
}

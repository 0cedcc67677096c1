/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Installing by exchange of banks. Row ids K1..K3 are those of lib/fwu/DESIGN.md section "Recovery".
 */
#include "bank.h"

#define ATTEMPTS 2u
/** The step says which bank: this, plus its number. */
#define TO_BANK 2u

static psa_status_t which(const pfwu_component_t *component, uint32_t *bank)
{
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    for (unsigned i = 0; i < ATTEMPTS && status != PSA_SUCCESS; i++) {
        status = plat_bank(component->id, bank);
    }
    return status == PSA_SUCCESS && *bank <= 1u ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
}

/** K2, K3: the same, however often it is done. */
static psa_status_t make_active(const pfwu_component_t *component, uint32_t bank)
{
    uint32_t now = 0;
    psa_status_t status = which(component, &now);
    for (unsigned i = 0; i < ATTEMPTS && status == PSA_SUCCESS && now != bank; i++) {
        pfwu_journal_settle(); /* the call may reset the device */
        psa_status_t selected = plat_bank_select(component->id, bank);
        (void)selected; /* what counts is which one is active */
        status = which(component, &now);
    }
    return status == PSA_SUCCESS && now == bank ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_bank_begin(const pfwu_component_t *component)
{
    uint32_t now = 0;
    pfwu_place_t active = pfwu_place_active(component);
    uint32_t sectors = pfwu_place_sectors(&active, active.size);
    psa_status_t status = which(component, &now);
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* What was active and becomes the second area is as long as it likes: all of it has to be cleaned. */
    return pfwu_journal_step(component->id, sectors, sectors, TO_BANK + (now ^ 1u));
}

psa_status_t pfwu_bank_move(const pfwu_component_t *component)
{
    uint32_t step = pfwu_journal_record(component->id)->progress;
    return step == TO_BANK || step == TO_BANK + 1u ? make_active(component, step - TO_BANK) : PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_bank_back(const pfwu_component_t *component)
{
    uint32_t step = pfwu_journal_record(component->id)->progress;
    if (step != TO_BANK && step != TO_BANK + 1u) {
        return PSA_SUCCESS; /* it was never begun */
    }
    uint32_t bank = (step - TO_BANK) ^ 1u;
    psa_status_t selected = PSA_ERROR_STORAGE_FAILURE;
    for (unsigned i = 0; i < ATTEMPTS && selected != PSA_SUCCESS; i++) {
        /* Also where it is active: the exchange that failed could still come with the next reset. */
        pfwu_journal_settle();
        selected = plat_bank_select(component->id, bank);
    }
    return make_active(component, bank);
}

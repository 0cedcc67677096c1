/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Installing by exchange: the areas of a component change places, nothing is copied. Steps of the journal: 0 nothing
 * was done, 2 + n bank n is to be the active one. bank_none.c is for products without such a component.
 */
#ifndef PFWU_BANK_H
#define PFWU_BANK_H

#include "journal.h"
#include "table.h"

/** Note that the other bank is to be the active one. PSA_ERROR_DATA_CORRUPT: the port can't tell, or can't exchange. */
PLAT_MUST_USE psa_status_t pfwu_bank_begin(const pfwu_component_t *component);

/** Make it so, if it is not. May reset the device, after which the boot goes on here. PSA_ERROR_DATA_CORRUPT: the port
 *  does not do it. */
PLAT_MUST_USE psa_status_t pfwu_bank_move(const pfwu_component_t *component);

/** The other way round. */
PLAT_MUST_USE psa_status_t pfwu_bank_back(const pfwu_component_t *component);

#endif /* PFWU_BANK_H */

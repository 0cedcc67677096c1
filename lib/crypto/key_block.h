/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The expanded block cipher key of a key in a slot.
 */
#ifndef PCRYPTO_KEY_BLOCK_H
#define PCRYPTO_KEY_BLOCK_H

#include <stdbool.h>

#include "key_slots.h"
#include "lib/crypto/core/block.h"

/**
 * Expand a held key of a block cipher, or take what is kept with it: *block is `own` or the kept one, which is there
 * until the key is put and is not written to. For XTS the size is half of the key's, else the key's.
 * PSA_ERROR_INVALID_ARGUMENT if the key is no block cipher's, or has not a size of it.
 */
psa_status_t pcrypto_block_expand(pcrypto_key_t *held, size_t key_size, bool decrypt, pcc_block_t *own,
                                  pcc_block_t **block);

#endif /* PCRYPTO_KEY_BLOCK_H */

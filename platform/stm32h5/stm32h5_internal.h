/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of this port share. Not for products.
 */
#ifndef STM32H5_INTERNAL_H
#define STM32H5_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"
#include "registers.h"

#define UNIT_WORDS (FLASH_UNIT_SIZE / 4u)

/* flash.c: the controller, for main flash and option-byte keys alike. These and those of obk.c and level.c are called
 * with PLAT_LOCK_PLATFORM held. */
PLAT_MUST_USE psa_status_t plat_h5_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size);
PLAT_MUST_USE psa_status_t plat_h5_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src,
                                              uint32_t size);
PLAT_MUST_USE psa_status_t plat_h5_flash_erase(const plat_flash_area_t *area, uint32_t off);
PLAT_MUST_USE psa_status_t plat_h5_read_unit(uint32_t address, uint32_t words[UNIT_WORDS]);
PLAT_MUST_USE psa_status_t plat_h5_flash_unlock(void);
PLAT_MUST_USE psa_status_t plat_h5_flash_finish(void);
/** Four stores that nothing comes between; PG is set. */
void plat_h5_store_unit(uint32_t address, const uint32_t words[UNIT_WORDS]);
void plat_h5_invalidate_cache(void);

/* banks_fixed.c, banks_swap.c: where an area is now, from the start of the flash. */
uint32_t plat_h5_base(const plat_flash_area_t *area);

/* obk.c: option-byte keys, entries of 16 bytes counted over all levels. On a part without them keep.c has those of the
 * services' level in flash; at the others nothing can be read or written (NOT_PERMITTED). */
#define OBK_ENTRY_COUNT 512u
#define OBK_LEVEL_UPDATE 1u       /* stage 1: the key that opens updates of stage 2 */
#define OBK_LEVEL_SERVICES 3u     /* what the services need, at any level */
#define OBK_UPDATE_FIRST 0x10u    /* entries 0x10..0x8f */
#define OBK_REFERENCES_FIRST 0x20u /* of the first stage */
#define OBK_LEVEL_2_FIRST 0x90u   /* entries 0x90..0xbf: references of the second stage */
#define OBK_LEVEL_2_END 0xC0u
#define OBK_SERVICES_FIRST 0x180u /* entries 0x180..0x1fe: the provisioned record, then the counters */
#define OBK_COUNTERS_FIRST 0x1A0u
#define OBK_COUNTERS_END 0x1FFu
/** One entry, seen from `level`. NOT_PERMITTED: this boot has left that level behind. PLAT_FLASH_CORRECTED and
 * DATA_CORRUPT as plat_flash_read(). */
PLAT_MUST_USE psa_status_t plat_h5_obk_read(unsigned level, uint32_t entry, uint32_t words[UNIT_WORDS]);
/** Program an entry that was never programmed. */
PLAT_MUST_USE psa_status_t plat_h5_obk_prog(unsigned level, uint32_t entry, const uint32_t words[UNIT_WORDS]);
/** Replace all entries from `first` on by `count` new ones, in one step that power cuts leave done or undone. Entries
 * before `first` stay. */
PLAT_MUST_USE psa_status_t plat_h5_obk_replace(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS],
                                               uint32_t count);
/** The same for `count` entries from `first` on, while all others stay: what was there before or all of the new
 *  ones. */
PLAT_MUST_USE psa_status_t plat_h5_obk_insert(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS],
                                              uint32_t count);

/* level.c: hide protection */
/** 1, 2 or 3; 0 if the register holds none of the codes. */
unsigned plat_h5_level(void);
/** What SBS_HDPLSR reads at each of them. */
#define PLAT_H5_LEVELS 3u
extern const uint8_t plat_h5_level_codes[PLAT_H5_LEVELS + 1u];
/** Only on parts with option-byte keys: look at keys as from `level`, which is not below the present one;
 * plat_h5_level_leave() ends that. */
PLAT_MUST_USE psa_status_t plat_h5_level_enter(unsigned level);
void plat_h5_level_leave(void);

/* record.c: what the factory wrote */
#define RECORD_SIZE 0x200u
#define RECORD_IMPLEMENTATION_ID 8u
#define RECORD_REFERENCE 40u
#define RECORD_REFERENCE_SIZE 20u
#define RECORD_SERVICE 60u
#define RECORD_SERVICE_SIZE 66u
#define RECORD_DEVICE_SECRET 128u
#define RECORD_ATTESTATION_SECRET 160u
#define RECORD_BYTES 192u /* what is used of it */
/** PSA_ERROR_DOES_NOT_EXIST: nothing was written; PSA_ERROR_DATA_CORRUPT: it does not check. record is zeroed then. The
 * caller wipes it. */
PLAT_MUST_USE psa_status_t plat_h5_record(uint8_t record[RECORD_BYTES]);
uint32_t plat_h5_crc32(const void *bytes, size_t size);

/* wipe.c */
void plat_h5_wipe(void *bytes, size_t size);

/* update_key.c or update_key_none.c: PLAT_KEY_ID_UPDATE, 32 bytes */
PLAT_MUST_USE psa_status_t plat_h5_update_key(uint8_t *material);
/* private_key.c */
/** 0 < scalar < order of P-256, 32 bytes. In constant time, so that a timing tells nothing but that one was drawn
 *  again. */
bool plat_h5_is_private_key(const uint8_t *scalar);

/* secret_saes.c or secret_record.c: secrets of this chip, the same at each level and for ever */
typedef enum plat_h5_secret { SECRET_DEVICE = 0, SECRET_ATTESTATION = 1 } plat_h5_secret_t;
PLAT_MUST_USE psa_status_t plat_h5_secret(plat_h5_secret_t which, uint32_t counter, uint8_t secret[32]);

#endif /* STM32H5_INTERNAL_H */

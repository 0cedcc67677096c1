/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Is this the part, and are these the option bytes, that the program and its flash map were built for?
 */
#include "area_its.h"
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include "banks.h"

#include <string.h>

#define REVISION_X 0x1007u /* the first without the flash errata of revisions A and Z */
#define REVISION_W 0x100Fu
#define TZEN_OFF 0xC3u
#define BOOT_UBE_USER 0xB4u
#define EDATA1_MASK (ITS_IN_EDATA ? 0x8007u : PART_HAS_EDATA ? FLASH_EDATAR_EN : 0u)
#define EDATA1_NEEDED (ITS_IN_EDATA ? FLASH_EDATAR_EN | (EDATA_SECTORS - 1u) : 0u)
#define STAGE_1_SECTORS (MAP_STAGE_1_SIZE / FLASH_SECTOR_SIZE)

/* WRP: a bit is a group of sectors, and 0 where they are protected. All but stage 1 is written. */
#define GROUP_SIZE PART_WRP_GROUP
#define GROUPS (UINT32_MAX >> (32u - FLASH_BANK_SIZE / GROUP_SIZE))
#define GROUPS_STAGE_1 ((1u << MAP_STAGE_1_SIZE / GROUP_SIZE) - 1u)
#define GROUPS_STAGE_1_TOO (BANKS_ARE_EXCHANGED ? GROUPS_STAGE_1 : 0u) /* in bank 2 */
_Static_assert(MAP_STAGE_1 == 0 && MAP_STAGE_1_SIZE % GROUP_SIZE == 0, "stage 1 can be protected alone");

/* Fields of registers that must have one value: OPTION(name, register, shift, mask, value). Mask 0: one that this part
 * does not have; another register is read for it, and none of its bits counts. */
#define OPTIONS                                                                                                        \
    OPTION("OPTSR2.TZEN", FLASH_OPTSR2_CUR_ADDRESS, 24, PART_HAS_TRUSTZONE ? 0xFFu : 0u, TZEN_OFF)                     \
    OPTION("OPTSR.BOOT_UBE", FLASH_OPTSR_CUR_ADDRESS, 22, PART_HAS_TRUSTZONE ? 0xFFu : 0u, BOOT_UBE_USER)              \
    OPTION("NSBOOTR.NSBOOTADD", FLASH_NSBOOTR_CUR_ADDRESS, 8, 0xFFFFFFu, FLASH_MEMORY_BASE >> 8)                       \
    OPTION_OF_BANKS                                                                                                    \
    OPTION("EDATA1R", FLASH_EDATA1R_CUR_ADDRESS, 0, EDATA1_MASK, EDATA1_NEEDED)                                        \
    OPTION("EDATA2R", FLASH_EDATA2R_CUR_ADDRESS, 0, PART_HAS_EDATA ? FLASH_EDATAR_EN : 0u, 0)                          \
    OPTION("WRP1R", FLASH_WRP1R_CUR_ADDRESS, 0, GROUPS & ~GROUPS_STAGE_1, GROUPS & ~GROUPS_STAGE_1)                    \
    OPTION("WRP2R", FLASH_WRP2R_CUR_ADDRESS, 0, GROUPS & ~GROUPS_STAGE_1_TOO, GROUPS & ~GROUPS_STAGE_1_TOO)

struct rule {
    uint32_t mask, needed;
    uint16_t at; /* from FLASH_REGISTERS */
    uint8_t shift;
};
#define OPTION(name, address, shift, mask, needed)                                                                     \
    { mask, (needed) & (mask), ((mask) != 0 ? (address) : FLASH_OPTSR_CUR_ADDRESS) - FLASH_REGISTERS, shift },
static const struct rule rules[] = { OPTIONS };
#undef OPTION
/* Their names, one behind the other: a pointer would be longer than some of them. */
#define OPTION(name, address, shift, mask, needed) name "\0"
static const char names[] = OPTIONS;

static char *put(char *to, const char *text)
{
    while (*text != 0) {
        *to++ = *text++;
    }
    return to;
}

static char *put_number(char *to, uint32_t number)
{
    uint32_t left = 32u - ((uint32_t)__builtin_clz(number | 1u) & ~3u); /* bits of digits */
    to = put(to, "0x");
    while (left > 0) {
        left -= 4u;
        uint32_t digit = number >> left & 0xFu;
        *to++ = (char)(digit < 10u ? '0' + digit : 'a' - 10u + digit);
    }
    return to;
}

__attribute__((returns_nonnull)) static const char *say(const char *option, uint32_t value, const char *how,
                                                        uint32_t needed)
{
    static char line[112]; /* the longest: PRODUCT_STATE */
    char *end = put_number(put(put(line, option), " is "), value);
    end = put_number(put(put(end, ", must be "), how), needed);
    *end = 0;
    return line;
}

static const char *bad_part(void)
{
    const uint32_t code = DBGMCU_IDCODE, device = code & 0xFFFu, revision = code >> 16;
    if (device != PART_DEVICE_ID) {
        return say("DBGMCU_IDCODE.DEV_ID", device, "", PART_DEVICE_ID);
    }
    if (PART_DEVICE_ID != 0x484u || revision == REVISION_X || revision == REVISION_W) {
        return NULL;
    }
    return say("DBGMCU_IDCODE.REV_ID", revision, "0x1007 or ", REVISION_W);
}

static const char *bad_option(void)
{
    const char *name = names;
    for (const struct rule *rule = rules; rule < rules + sizeof rules / sizeof rules[0]; rule++) {
        uint32_t value = REG32(FLASH_REGISTERS + rule->at) >> rule->shift & rule->mask;
        if (value != rule->needed) {
            return say(name, value, "", rule->needed);
        }
        name += strlen(name) + 1u;
    }
    return NULL;
}

static const char *bad_state(void)
{
    /* Not a regression under way. 0xC6 closes the secure side alone. */
    static const uint8_t states[] = { 0xED, 0x17, 0x2E, 0x72, 0x5C, PART_HAS_TRUSTZONE ? 0xC6 : 0x5C };
    uint32_t state = FLASH_OPTSR_PRODUCT_STATE(FLASH_OPTSR_CUR);
    if (memchr(states, (int)state, sizeof states) != NULL) {
        return NULL;
    }
    return say("OPTSR.PRODUCT_STATE", state, PART_HAS_TRUSTZONE ? "0xed, 0x17, 0x2e, 0xc6, 0x72 or " : "0xed, 0x17, 0x2e, 0x72 or ",
               0x5C);
}

/* Hidden is nothing but stage 1: what else is would be gone for those who run after it. */
static const char *bad_hidden(void)
{
    uint32_t area = FLASH_HDP1R_CUR, first = area & 0x7Fu, last = area >> 16 & 0x7Fu;
    if (first <= last && last >= STAGE_1_SECTORS) {
        return say("HDP1R.END", last, "below ", STAGE_1_SECTORS);
    }
    area = FLASH_HDP2R_CUR, first = area & 0x7Fu, last = area >> 16 & 0x7Fu;
    if (BANKS_ARE_EXCHANGED) {
        return first <= last && last >= STAGE_1_SECTORS ? say("HDP2R.END", last, "below ", STAGE_1_SECTORS) : NULL;
    }
    return first <= last ? say("HDP2R.STRT", first, "above ", last) : NULL;
}

const char *plat_stm32h5_unfit(void)
{
    const char *why = bad_part();
    why = why == NULL ? bad_option() : why;
    why = why == NULL ? bad_state() : why;
    return why == NULL ? bad_hidden() : why;
}

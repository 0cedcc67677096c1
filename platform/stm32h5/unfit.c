/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Is this the part, and are these the option bytes, that the program was built for?
 */
#include "area_its.h"
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#define REVISION_X 0x1007u /* the first without the flash errata of revisions A and Z */
#define TZEN_OFF 0xC3u
#define BOOT_UBE_USER 0xB4u

const char *plat_stm32h5_unfit(void)
{
    if ((DBGMCU_IDCODE & 0xFFFu) != PART_DEVICE_ID) {
        return "another part (DBGMCU_IDCODE.DEV_ID)";
    }
    if (PART_DEVICE_ID == 0x484u && DBGMCU_IDCODE >> 16 < REVISION_X) {
        return "revision A or Z (DBGMCU_IDCODE.REV_ID)";
    }
    if (FLASH_OPTSR2_CUR >> 24 != TZEN_OFF) {
        return "TrustZone is on (OPTSR2.TZEN)";
    }
    if ((FLASH_OPTSR_CUR >> 22 & 0xFFu) != BOOT_UBE_USER) {
        return "ST's boot stage is selected (OPTSR.BOOT_UBE)";
    }
    if ((FLASH_NSBOOTR_CUR & 0xFFFFFF00u) != FLASH_MEMORY_BASE) {
        return "boot address (NSBOOTR.NSBOOTADD)";
    }
    if (ITS_IN_EDATA && (FLASH_EDATA1R_CUR & 0x8007u) != (FLASH_EDATAR_EN | (EDATA_SECTORS - 1u))) {
        return "high-cycle data area (EDATA1R)";
    }
    if ((FLASH_OPTCR & FLASH_OPTCR_SWAP_BANK) != 0) {
        return "banks are exchanged (OPTSR.SWAP_BANK)";
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The component table seen from inside: looking rows up, checking that table and areas fit each other, and where in the
 * areas images lie.
 */
#ifndef PFWU_TABLE_H
#define PFWU_TABLE_H

#include "image.h"
#include "pfwu.h"

/** How the body of an image stands at a place, if its component's images are encrypted. */
typedef enum pfwu_kind {
    PFWU_KIND_ACTIVE,   /* in plain */
    PFWU_KIND_DOWNLOAD, /* as it was sent: under the key that the image brings along, wrapped */
    PFWU_KIND_BACKUP,   /* under a key made from the decryption key and the image's hash */
} pfwu_kind_t;

/** A place in flash that may hold an image. While it is being swapped it lies in two pieces. */
typedef struct pfwu_place {
    const plat_flash_area_t *area;
    uint32_t off;
    uint32_t size;
    pfwu_kind_t kind;
    const plat_flash_area_t *rest; /* where bytes from `split` on lie, byte x at rest_off + x; NULL: with the others */
    uint32_t rest_off;
    uint32_t split;
} pfwu_place_t;

/** The row of a component, or NULL. */
const pfwu_component_t *pfwu_component(uint8_t id);

/** PSA_ERROR_INVALID_ARGUMENT: a row or its areas can't be. */
PLAT_MUST_USE psa_status_t pfwu_table_check(void);

/** Whether a row can be of its mode, and this build has it. swap.c, swap_none.c */
bool pfwu_mode_fits(const pfwu_component_t *row);

/** Whether these components can be one set: one that is overwritten can't go back, so none of them may need a trial. */
bool pfwu_set_can_be(uint32_t mask);

/** Sectors in front of a download in the second area: 1, where it is one sector larger than the active one, else 0. */
uint32_t pfwu_spare(const pfwu_component_t *component);

/** Where images of a component lie: the one that runs; the one that was downloaded, behind the spare sector; the one
 *  that an update replaced. The table was checked. */
pfwu_place_t pfwu_place_active(const pfwu_component_t *component);
pfwu_place_t pfwu_place_download(const pfwu_component_t *component);
pfwu_place_t pfwu_place_backup(const pfwu_component_t *component);

/** The same for images in the middle of a swap, in kind and for the parser: the new one, of which the first `moved`
 *  sectors are in the active area, and the old one, of which the first `moved` sectors are in the backup.
 *  swap_bodies.c */
pfwu_place_t pfwu_place_new(const pfwu_component_t *component, uint32_t moved);
pfwu_place_t pfwu_place_old(const pfwu_component_t *component, uint32_t moved);

/** pfwu_flash_read() at a place, in range. swap_bodies.c, swap_bodies_none.c, swap_none.c */
PLAT_MUST_USE psa_status_t pfwu_place_read(const pfwu_place_t *place, uint32_t off, void *dst, uint32_t size);

/** For the parser: the source over a place. *place must outlive it. */
pfwu_image_source_t pfwu_place_source(const pfwu_place_t *place);

/** Read, and once more if the flash failed or corrected something: what fails once is no verdict on an image. Bytes
 *  that stay corrected pass: they are hashed, or compared, before they are believed. */
PLAT_MUST_USE psa_status_t pfwu_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size);

/** Sectors that `size` bytes take at the start of a place. */
uint32_t pfwu_place_sectors(const pfwu_place_t *place, uint32_t size);

/** The one buffer for flash contents, used under PLAT_LOCK_FWU and never over a call that uses it too. */
#ifndef PFWU_BUFFER_SIZE
#define PFWU_BUFFER_SIZE 256u /* a build option: it must hold a signature */
#endif
extern uint8_t pfwu_buffer[PFWU_BUFFER_SIZE];

#endif /* PFWU_TABLE_H */

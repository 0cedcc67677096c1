/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a storage area holds, cell by cell, read from its bytes alone (lib/its/DESIGN.md section 3): the structure
 * without a key, and with the key what authenticates and what counts. Any bytes are taken.
 */
#ifndef ITS_SCAN_H
#define ITS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "its_twin.h"
#include "lib/its/record.h"
#include "lib/its/seal.h"

/** An area in memory. */
typedef struct its_image {
    its_shape_t shape;
    uint8_t *bytes;
    bool *unreadable; /* for each cell: a unit of it can't be read; NULL: all can */
} its_image_t;

/** What stands in a run of cells. */
typedef enum its_kind {
    ITS_SECTOR,  /* session header at the start of a sector, and its tag */
    ITS_SESSION, /* another one */
    ITS_RECORD,
    ITS_SCRAP,  /* in use, and none of the others */
    ITS_ERASED, /* looks erased */
} its_kind_t;

/** What is known of a record or sector header. */
typedef enum its_proof {
    ITS_UNCHECKED, /* no key */
    ITS_TORN,      /* a cell of it looks erased or can't be read */
    ITS_AUTHENTIC,
    ITS_FALSE, /* the tag does not match */
} its_proof_t;

/** What is wrong, each with its row in lib/its/DESIGN.md section 5. */
typedef enum its_fault {
    ITS_SOUND,
    ITS_FAULT_NO_HEADER,
    ITS_FAULT_VERSION,
    ITS_FAULT_SECTOR_TAG,
    ITS_FAULT_EPOCH,
    ITS_FAULT_SKIPPED,
    ITS_FAULT_MISSING,
    ITS_FAULT_OTHER_KEY,
    ITS_FAULT_LEFT_OVER,
    ITS_FAULT_CUT,
    ITS_FAULT_RECORD,
    ITS_FAULT_LOST,
    ITS_FAULT_SCRAP,
    ITS_FAULT_BEHIND_END,
    ITS_FAULT_PADDING,
} its_fault_t;

/** A run of cells of one sector. */
typedef struct its_entry {
    its_kind_t kind;
    uint32_t sector;
    uint32_t cell;
    uint32_t cells;
    uint32_t epoch; /* of its sector */
    uint8_t salt[PITS_SALT_SIZE];
    pits_header_t header; /* of a record */
    its_proof_t proof;
    bool counts; /* storage believes it; which record of an item is the newest is another question */
    bool live;   /* its item reads as this record */
    its_fault_t fault;
    bool harmless; /* the fault is what cuts leave behind and storage has already passed over */
} its_entry_t;

/** The entries of an area in the order of their addresses. */
typedef struct its_scan {
    const its_image_t *image;
    pits_seal_key_t *seal; /* NULL: no key */
    its_entry_t *entries;
    size_t count;
    size_t capacity;
    size_t *first; /* for each sector, and behind the last: its first entry */
    uint8_t *text; /* of the record looked at last */
    uint32_t cell; /* bytes */
    uint32_t cells;
    uint32_t head;       /* newest sector of the log */
    uint32_t head_epoch; /* 0: no log */
    bool failed;         /* out of memory */
} its_scan_t;

/** Scan; false after an error line. its_scan_end() in any case. */
bool its_scan(its_scan_t *scan, const its_image_t *image, pits_seal_key_t *seal);
void its_scan_end(its_scan_t *scan);

/** Decrypt the text of a record into scan->text; false unless it is authentic. */
bool its_scan_open(its_scan_t *scan, const its_entry_t *record);

/** Whether a record only says that its item was damaged (I16). */
bool its_is_lost(const pits_header_t *header);

/** A fault in words, and its row ("I8"). */
const char *its_fault_text(its_fault_t fault);
const char *its_fault_row(its_fault_t fault);

#endif /* ITS_SCAN_H */

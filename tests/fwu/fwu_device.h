/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device that update tests run on: a component table over the simulated port, images for it, and an update client.
 */
#ifndef TESTS_FWU_FWU_DEVICE_H
#define TESTS_FWU_FWU_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/pfwu.h"
#include "psa/update.h"
#include "tests/sim/sim.h"
#include "tools/psa/image_write.h"

/** verify_fake.c */
void fake_sign(const uint8_t *point, const uint8_t *hash, uint8_t *signature);
uint32_t fake_checks(void); /* signatures checked so far */
/** on: every check of a signature gives this answer, as if a fault had been injected. */
void fake_check_says(psa_status_t status, uint32_t good, bool on);

/** cipher_fake.c */
#define FAKE_WRAP_SIZE 113u /* AES-128 */
void fake_wrap(uint32_t decrypt_key, uint32_t image_key, uint8_t wrap[FAKE_WRAP_SIZE]);
void fake_encrypt(uint32_t image_key, uint8_t *bytes, size_t size);
/** Keys in use that were not ended. */
unsigned fake_cipher_open(void);
/** Opening of keys fails so, until PSA_SUCCESS. */
void fake_cipher_says(psa_status_t status);
/** RAM is gone. */
void fake_cipher_reset(void);

/** An image in memory. */
typedef struct test_image {
    size_t size;
    uint8_t bytes[16384];
    uint32_t body_off, body_size; /* what is encrypted */
    uint32_t whole_body;          /* size of the body, encrypted or not */
    uint8_t plain[16384];         /* the image as it stands in the active area */
} test_image_t;

/** What to make. */
typedef struct test_spec {
    uint8_t component; /* whose key signs */
    uint8_t major;
    uint32_t counter;
    uint32_t body_size;
    bool wrong_key; /* signed by a key that no component has */
    uint32_t flags; /* with PFWU_IMAGE_AES128: encrypted for the component's key */
    bool clear;     /* flagged and with a key wrap, but in plain */
    const pfwu_dependency_t *dependency;
    const psa_fwu_image_version_t *version; /* instead of { major, 0, 0, 0 } */
} test_spec_t;

#define DEVICE_COMPONENTS 3u

/** Components 0 (code, trial), 1 (data, trial), 2 (code, no trial), one stage; `count` of them, all with active areas
 *  of `sectors` sectors of `sector_size` bytes and a journal of `journal_sectors`. Nothing is installed. */
void device_init(uint32_t count, uint32_t sectors, uint32_t sector_size, uint32_t journal_sectors);
/** Components whose second area is no larger than the active one, from the next device_init() on. */
void device_without_spare(uint32_t mask);
/** The keys of a component, to change; device_init() resets them. An image of an even major version is signed with the
 *  first one. */
pfwu_key_t *device_keys(uint8_t component);
/** Change a row for a test; device_init() resets it. */
pfwu_component_t *device_row(uint8_t component);

void device_make(test_image_t *image, const test_spec_t *spec);
/** An image in plain of any size, with the component's keys. */
void device_make_large(uint8_t component, uint8_t major, uint32_t counter, uint32_t body_size, uint8_t *out,
                       size_t room, uint32_t *size);
/** Factory programming. */
void device_provision(uint8_t component, const test_image_t *image);
/** Take it out again. */
void device_remove(uint8_t component);
/** Whether the active area begins with exactly this image, its body in plain. */
bool device_runs(uint8_t component, const test_image_t *image);

/** The same but for its last `tail` bytes: a key wrap is outside of the signature. */
bool device_runs_but_for(uint8_t component, const test_image_t *image, uint32_t tail);

/** Whether anything of the body of a component's image stands in plain in its second area or in the journal. */
bool device_leaks(uint8_t component, const test_image_t *image);

/** A reboot with one boot stage. */
psa_status_t device_boot(pfwu_boot_result_t *result);

uint8_t device_state(uint8_t component);
psa_status_t device_error(uint8_t component);
uint32_t device_counter(uint8_t component);

/** Start, with the image's manifest where the component wants it detached. */
psa_status_t device_start(uint8_t component, const test_image_t *image);
/** Start, write in blocks of `block`, finish. */
psa_status_t device_download(uint8_t component, const test_image_t *image, uint32_t block);
/** The rest of a download that was begun: from info.impl.written on, and finish. */
psa_status_t device_resume(uint8_t component, const test_image_t *image, uint32_t block);

#endif /* TESTS_FWU_FWU_DEVICE_H */

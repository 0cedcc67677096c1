/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Skipped instructions in a boot stage that must refuse what it finds: whatever instruction between reset and refusal
 * does nothing, the stage is never left. Every trial is a boot of its own.
 *
 * Inside the loops every address is skipped at its first, its last and one more execution; everywhere else at each of
 * its executions. A sample of these by default, but each where it is decided what runs, if
 * not too much has to run afterwards.
 *
 * A boot goes on once; where an instruction is to be skipped a process forks off and goes its own way.
 *
 * PSA_TEST_FULL=1: all of it, hours; PSA_GLITCH_STEP: every so many; PSA_GLITCH_FROM: from this instruction on.
 */
#ifndef TESTS_BOARD_SKIPS_H
#define TESTS_BOARD_SKIPS_H

#include <stddef.h>
#include <stdint.h>

typedef struct skips_names {
    const char *const *names;
    size_t count;
    unsigned least; /* so many of them are there, or the test has lost sight of the code */
} skips_names_t;

/** A boot stage. */
typedef struct skips_stage {
    const char *elf;     /* in device_folder, for its symbols */
    uint32_t code;       /* where it begins */
    unsigned level;      /* HDPL while it runs */
    const char *next;    /* what the console shows of whatever runs behind it */
    const char *refusal; /* and of a refusal */
    skips_names_t loops; /* where instructions are executed by the thousands without a decision */
    /* where it is decided what runs: skipped everywhere in the sample, too. What is inlined counts where it is; not in
     * every stage each of them stands alone. */
    skips_names_t deciding;
    /* Of those so much may have to run afterwards that a sample has few of them; of these it has all. */
    skips_names_t always;
} skips_stage_t;

/** The device (device.h) is off, with something that the stage must refuse. Fails the test if it is left. */
void skips_everywhere(const char *name, const skips_stage_t *stage);

/** A case of a bad device: one bit changed in flash. */
void skips_flip(uint32_t address);

/** And in the image of this file at an address: the address of its signature's last bytes. */
uint32_t skips_signature_of(const char *image, uint32_t address);

/** The image of a file at an address, with a signature of the number 0 in place of that of its hash, which verifies
 *  under the key (keys/NAME.pem): whoever knows the public key can make one. */
void skips_put_zero_signature(const char *image, const char *key_name, uint32_t address);

#endif /* TESTS_BOARD_SKIPS_H */

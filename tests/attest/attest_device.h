/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A simulated device (tests/sim) that holds the facts of a vector and the test attestation key.
 */
#ifndef TESTS_ATTEST_DEVICE_H
#define TESTS_ATTEST_DEVICE_H

#include "tests/sim/sim.h"

#include "psa/crypto.h"

#include "tests/attest/attest_vectors.h"

/** Size of the uncompressed point of the test key. */
#define ATTEST_POINT_SIZE 65u

/** A new device in flash and RAM, crypto started, without identity, boot record or key. */
void attest_device_new(void);

/** Identity, life cycle, caller, boot seed and boot record of the token in the vector. */
void attest_device_facts(const attest_vector_t *vector);

/** Begin the boot record and add `count` components with these sizes of hash and texts of full length. */
void attest_device_record(unsigned count, uint8_t hash_size);

/** Provision "attest-iak-p256" as attestation key with this policy. */
void attest_device_key(psa_key_usage_t usage, psa_algorithm_t alg);

/** The same with any key pair of attest-keys.json. */
void attest_device_curve_key(const char *name, psa_key_usage_t usage, psa_algorithm_t alg);

/** Provision a MAC key of attest-keys.json and the instance id that belongs to it. */
void attest_device_mac_key(const char *name, psa_key_usage_t usage, psa_algorithm_t alg);

/** The public point of attest-iak-p256. */
const uint8_t *attest_device_point(void);

/** Any state that a test can put a device in, taken down. */
int attest_device_end(void **state);

#endif /* TESTS_ATTEST_DEVICE_H */

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A TEST key for LMS that signs as often as one likes with the same leaf: for tests alone.
 */
#ifndef TESTS_FWU_LMS_SIGN_H
#define TESTS_FWU_LMS_SIGN_H

#include <stddef.h>
#include <stdint.h>

#define LMS_TEST_SIGNATURE_SIZE 1292u

/** lms_public_key of RFC 8554. */
void lms_test_public(uint8_t out[56]);
/** Sign a message of 32 bytes; LMS_TEST_SIGNATURE_SIZE bytes to out. */
size_t lms_test_sign(const uint8_t message[32], uint8_t *out);

#endif /* TESTS_FWU_LMS_SIGN_H */

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Configuration of the one file of Mbed TLS 3.6 that stands beside an installed 2.28 (PSA_SHA3=source).
 */
#define MBEDTLS_SHA3_C

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Status codes shared by all PSA Certified APIs (PSA Certified Status code API 1.0, IHI 0097).
 *
 * Every function of libpsa that can fail returns one of these. Zero and positive values are success, negative ones
 * errors. libpsa passes a code up unchanged from where it arose, and each API narrows it to the codes that its
 * specification lists at one place, so a caller can rely on the lists in the API headers.
 */
#ifndef PSA_ERROR_H
#define PSA_ERROR_H

#include <stdint.h>

#ifndef PSA_SUCCESS /* the specification's guard: another PSA header may have defined the type already */
/** Result of a call: PSA_SUCCESS, another success (positive) or an error (negative). */
typedef int32_t psa_status_t;
#endif

/** The action was completed. */
#define PSA_SUCCESS ((psa_status_t)0)

/** A caller broke the rules of an API in a way that a service need not report (a bad pointer, an unknown handle). */
#define PSA_ERROR_PROGRAMMER_ERROR ((psa_status_t)-129)
/** The caller may not connect to the service. */
#define PSA_ERROR_CONNECTION_REFUSED ((psa_status_t)-130)
/** The service is busy: the same call may succeed later. */
#define PSA_ERROR_CONNECTION_BUSY ((psa_status_t)-131)
/** A fault that no other code names. */
#define PSA_ERROR_GENERIC_ERROR ((psa_status_t)-132)
/** A policy forbids the action: of the caller, of a key, of the life cycle, of a write-once item. */
#define PSA_ERROR_NOT_PERMITTED ((psa_status_t)-133)
/** The action, or one of its parameters, is not in this build. */
#define PSA_ERROR_NOT_SUPPORTED ((psa_status_t)-134)
/** A parameter has a value that can never work. */
#define PSA_ERROR_INVALID_ARGUMENT ((psa_status_t)-135)
/** There is no object (key) with this handle. */
#define PSA_ERROR_INVALID_HANDLE ((psa_status_t)-136)
/** The call does not fit the state of the object; the object is unchanged. */
#define PSA_ERROR_BAD_STATE ((psa_status_t)-137)
/** An output buffer is too small; a larger one can succeed. */
#define PSA_ERROR_BUFFER_TOO_SMALL ((psa_status_t)-138)
/** An object with this name is there already. */
#define PSA_ERROR_ALREADY_EXISTS ((psa_status_t)-139)
/** There is no object with this name. */
#define PSA_ERROR_DOES_NOT_EXIST ((psa_status_t)-140)
/** Too little run-time memory (in libpsa: no free key slot, or the pool of big numbers is used up). */
#define PSA_ERROR_INSUFFICIENT_MEMORY ((psa_status_t)-141)
/** Too little persistent storage. */
#define PSA_ERROR_INSUFFICIENT_STORAGE ((psa_status_t)-142)
/** A generator of data has none left to give. */
#define PSA_ERROR_INSUFFICIENT_DATA ((psa_status_t)-143)
/** The service did not start up whole. */
#define PSA_ERROR_SERVICE_FAILURE ((psa_status_t)-144)
/** A connection inside the implementation broke, to a secure element for instance. */
#define PSA_ERROR_COMMUNICATION_FAILURE ((psa_status_t)-145)
/** Persistent storage failed to read or write, and what it holds may be damaged. */
#define PSA_ERROR_STORAGE_FAILURE ((psa_status_t)-146)
/** Hardware does not work. */
#define PSA_ERROR_HARDWARE_FAILURE ((psa_status_t)-147)
/** A signature, MAC, tag or hash does not match. */
#define PSA_ERROR_INVALID_SIGNATURE ((psa_status_t)-149)
/** Tampering was detected in running code or memory: stop using the device. */
#define PSA_ERROR_CORRUPTION_DETECTED ((psa_status_t)-151)
/** Stored data was damaged since it was written. */
#define PSA_ERROR_DATA_CORRUPT ((psa_status_t)-152)
/** Stored data is not what this version understands. */
#define PSA_ERROR_DATA_INVALID ((psa_status_t)-153)
/** The operation goes on: call again (PSA interruptible operations). */
#define PSA_OPERATION_INCOMPLETE ((psa_status_t)-248)

/* Two codes of the Crypto API (1.5, "Error codes specific to the Crypto API"). They stand here because a port's entropy
 * source returns the first, and a port includes no crypto header. */

/** The entropy source failed its tests or has not enough. */
#define PSA_ERROR_INSUFFICIENT_ENTROPY ((psa_status_t)-148)
/** Padding of a decrypted text is wrong. In most protocols nobody outside may learn this. */
#define PSA_ERROR_INVALID_PADDING ((psa_status_t)-150)

#endif /* PSA_ERROR_H */

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A small implementation of psa/update.h in RAM, for trying the suite out: right in every variation that the
 * specification describes, and wrong in ways that can be asked for.
 */
#ifndef FWUCT_MOCK_H
#define FWUCT_MOCK_H

#include "fwuct.h"

/** Wrong behaviours: one each, named for what they do. */
#define MOCK_MUTANTS(X)                                                                                                \
    X(start_in_candidate)                                                                                              \
    X(start_in_failed)                                                                                                 \
    X(write_in_ready)                                                                                                  \
    X(write_in_candidate)                                                                                              \
    X(finish_verifies_nothing)                                                                                         \
    X(finish_skips_signature)                                                                                          \
    X(finish_skips_component)                                                                                          \
    X(finish_skips_policy)                                                                                             \
    X(finish_skips_form)                                                                                               \
    X(finish_fails_and_stays_writing)                                                                                  \
    X(finish_checks_dependencies)                                                                                      \
    X(finish_takes_nothing_for_an_image)                                                                               \
    X(cancel_goes_to_ready)                                                                                            \
    X(cancel_in_staged)                                                                                                \
    X(cancel_cancels_all)                                                                                              \
    X(cancel_in_ready_is_success)                                                                                      \
    X(clean_in_ready_is_success)                                                                                       \
    X(clean_in_candidate)                                                                                              \
    X(clean_updated_brings_the_old_image)                                                                              \
    X(clean_failed_installs)                                                                                           \
    X(clean_leaves_the_store)                                                                                          \
    X(clean_cleans_all)                                                                                                \
    X(install_first_only)                                                                                              \
    X(install_takes_writing)                                                                                           \
    X(install_not_blocked_by_staged)                                                                                   \
    X(install_not_blocked_by_trial)                                                                                    \
    X(install_not_blocked_by_rejected)                                                                                 \
    X(install_blocked_by_updated)                                                                                      \
    X(install_of_nothing_is_success)                                                                                   \
    X(install_ignores_dependencies)                                                                                    \
    X(install_dependency_fails_candidate)                                                                              \
    X(install_dependency_sees_only_active)                                                                             \
    X(install_dependency_sees_only_candidates)                                                                         \
    X(install_answers_success)                                                                                         \
    X(install_goes_past_staged)                                                                                        \
    X(boot_installs_what_verifies)                                                                                     \
    X(boot_does_not_verify)                                                                                            \
    X(boot_failure_without_reason)                                                                                     \
    X(boot_failure_goes_to_ready)                                                                                      \
    X(boot_forgets_staged)                                                                                             \
    X(boot_skips_trial)                                                                                                \
    X(boot_uses_trial)                                                                                                 \
    X(boot_keeps_trial)                                                                                                \
    X(boot_ends_trial_without_reason)                                                                                  \
    X(boot_keeps_rejected)                                                                                             \
    X(boot_rejected_goes_to_updated)                                                                                   \
    X(boot_rolls_back_one)                                                                                             \
    X(boot_loses_writing)                                                                                              \
    X(boot_loses_candidate)                                                                                            \
    X(boot_loses_failed)                                                                                               \
    X(boot_loses_updated)                                                                                              \
    X(boot_keeps_volatile_candidate)                                                                                   \
    X(boot_loses_the_error)                                                                                            \
    X(boot_loses_written_bytes)                                                                                        \
    X(reject_staged_still_installs)                                                                                    \
    X(reject_staged_goes_to_rejected)                                                                                  \
    X(reject_one)                                                                                                      \
    X(reject_takes_candidates)                                                                                         \
    X(reject_drops_the_error)                                                                                          \
    X(reject_trial_answers_success)                                                                                    \
    X(reject_of_nothing_is_success)                                                                                    \
    X(accept_one)                                                                                                      \
    X(accept_takes_candidates)                                                                                         \
    X(accept_is_not_kept)                                                                                              \
    X(accept_of_nothing_is_success)                                                                                    \
    X(accept_goes_to_ready)                                                                                            \
    X(write_takes_any_offset)                                                                                          \
    X(write_takes_size_0)                                                                                              \
    X(write_takes_any_size)                                                                                            \
    X(write_outside_is_success)                                                                                        \
    X(write_outside_is_storage_failure)                                                                                \
    X(write_wraps_round)                                                                                               \
    X(write_refuses_odd_size)                                                                                          \
    X(write_goes_to_the_first_component)                                                                               \
    X(write_keeps_the_buffer)                                                                                          \
    X(write_in_order_only)                                                                                             \
    X(write_ends_the_download)                                                                                         \
    X(query_unknown_is_success)                                                                                        \
    X(start_unknown_is_bad_state)                                                                                      \
    X(write_unknown_is_invalid_argument)                                                                               \
    X(finish_unknown_is_success)                                                                                       \
    X(cancel_unknown_is_success)                                                                                       \
    X(clean_unknown_is_success)                                                                                        \
    X(query_tells_the_second_version)                                                                                  \
    X(query_wrong_flags)                                                                                               \
    X(query_max_size_0)                                                                                                \
    X(query_internal_state)                                                                                            \
    X(start_takes_any_manifest)                                                                                        \
    X(start_needs_no_manifest)                                                                                         \
    X(start_manifest_unchecked)                                                                                        \
    X(request_reboot_not_supported)                                                                                    \
    X(unlisted_status)

#define MOCK_NAME(name) MOCK_##name,
typedef enum mock_mutant { MOCK_NONE = 0, MOCK_MUTANTS(MOCK_NAME) MOCK_COUNT } mock_mutant_t;
#undef MOCK_NAME

/** What the mock is to be: a variation, and wrong or not. Takes effect with the next fwuct_reset(). */
void mock_configure(const fwuct_system_t *system, mock_mutant_t mutant);

/** fwuct_reset() and its kin, on the mock. */
void mock_reset(void);
void mock_reboot(void);
void mock_restart(void);
void mock_spoil(psa_fwu_component_t component);
size_t mock_written(psa_fwu_component_t component);

#define MOCK_COMPONENTS 2u

/* The mock's image: header, body, check. Detached manifest: header and check. */
#define MOCK_HEADER 8u
#define MOCK_CHECK 2u
typedef struct mock_image {
    uint8_t component, version, encrypted;
    uint8_t needs_component, needs_version; /* needs_version 0: none */
    uint16_t body_size;
} mock_image_t;
/** Write one; returns its size. body is the mock's own filling. */
size_t mock_image_write(const mock_image_t *image, uint8_t *out);

#endif /* FWUCT_MOCK_H */

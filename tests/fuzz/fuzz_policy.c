/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any text as a relying party's policy. What is read points into the text or the object, has sizes that
 * hashes have, and judges a token without an accident; what is refused says where and why.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patt_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ensure(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* A text that ends within the first `size` bytes of `text`. */
static void ensure_inside(const char *word, const char *text, size_t size)
{
    ensure(word >= text && word < text + size && strlen(word) < size - (size_t)(word - text));
}

static bool is_hash(size_t size)
{
    return size == 32 || size == 48 || size == 64;
}

static void check_references(const patt_policy_text_t *policy, const char *text, size_t size)
{
    ensure(policy->policy.reference_count >= 1 && policy->policy.reference_count <= PATT_POLICY_REFERENCES_MAX);
    for (size_t i = 0; i < policy->policy.reference_count; i++) {
        const patt_reference_t *reference = &policy->references[i];
        if (reference->type != NULL) {
            ensure_inside(reference->type, text, size);
        }
        if (reference->version_min != NULL) {
            ensure_inside(reference->version_min, text, size);
        }
        ensure(reference->signer == NULL ? reference->signer_size == 0
                                         : reference->signer == policy->signers[i] && is_hash(reference->signer_size));
        ensure(reference->value == NULL ? reference->value_size == 0
                                        : reference->value == policy->values[i] && is_hash(reference->value_size));
    }
}

/* A token that is there but has no components: only a policy that requires none takes it. */
static void judge(const patt_policy_text_t *policy)
{
    static const uint8_t implementation_id[32];
    patt_token_t token = { .lifecycle = 0x3000, .implementation_id = { implementation_id, sizeof(implementation_id) } };
    bool required = false;

    for (size_t i = 0; i < policy->policy.reference_count; i++) {
        required = required || policy->references[i].required;
    }
    patt_reason_t reason = patt_policy_appraise(&token, &policy->policy);
    ensure(reason == PATT_VALID || (reason >= PATT_POLICY_IMPLEMENTATION_ID && reason < PATT_REASON_COUNT));
    ensure(reason != PATT_VALID || !required);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static patt_policy_text_t policy;
    char *text = malloc(size + 1u);

    if (text == NULL) {
        return 0;
    }
    if (size != 0) {
        memcpy(text, data, size);
    }
    text[size] = '\0';
    if (patt_policy_read(text, &policy)) {
        ensure(policy.fault_line == 0);
        check_references(&policy, text, size + 1u);
        judge(&policy);
    } else {
        ensure(policy.fault_line >= 1 && policy.fault != NULL && policy.fault_word != NULL);
        if (policy.fault_word[0] != '\0') {
            ensure_inside(policy.fault_word, text, size + 1u);
        }
    }
    free(text);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Why an image was refused, in words, for tools.
 */
#include "pfwu_reason.h"

const char *pfwu_image_fault_text(pfwu_image_fault_t fault)
{
    static const char *const texts[PFWU_IMAGE_FAULT_COUNT] = {
        [PFWU_IMAGE_OK] = "well-formed",
        [PFWU_IMAGE_UNREADABLE] = "the image can't be read",
        [PFWU_IMAGE_TOO_SHORT] = "too short for an image header",
        [PFWU_IMAGE_NO_MAGIC] = "not an image: the magic number is missing",
        [PFWU_IMAGE_HEADER_SIZE_BAD] = "header size is below 32 or not a multiple of 4",
        [PFWU_IMAGE_PAD_NOT_ZERO] = "last word of the header is not 0",
        [PFWU_IMAGE_FLAGS_UNKNOWN] = "header has unknown flags",
        [PFWU_IMAGE_FLAGS_CONFLICT] = "header has both AES flags",
        [PFWU_IMAGE_TOO_LARGE] = "sizes in the image go past its end",
        [PFWU_IMAGE_PROTECTED_BAD] = "protected TLV area does not agree with the header",
        [PFWU_IMAGE_PROTECTED_SURPRISE] = "there is a protected TLV area that the header does not tell of",
        [PFWU_IMAGE_TLV_INFO_BAD] = "no TLV area after the image body",
        [PFWU_IMAGE_TLV_CROSSES] = "a TLV goes past its area, or the area does not end with a TLV",
        [PFWU_IMAGE_TLV_UNKNOWN] = "unknown TLV type",
        [PFWU_IMAGE_TLV_NOT_PROTECTED] = "a TLV that must be protected is outside the signature",
        [PFWU_IMAGE_TLV_MISPLACED] = "a hash, key, signature or key-wrap TLV is inside the protected area",
        [PFWU_IMAGE_TLV_TWICE] = "a TLV that may come once comes twice",
        [PFWU_IMAGE_TLV_SIZE_BAD] = "a TLV has the wrong size or form",
        [PFWU_IMAGE_ALG_UNSUPPORTED] = "hash, signature or key form that is not supported",
        [PFWU_IMAGE_SIGNATURE_BAD] = "signature is not strict DER of two numbers in range",
        [PFWU_IMAGE_HASH_KIND_BAD] = "hash, key hash and signature do not belong together",
        [PFWU_IMAGE_ORDER_BAD] = "the key hash does not come before the signature",
        [PFWU_IMAGE_NO_HASH] = "no hash TLV",
        [PFWU_IMAGE_NO_KEY] = "no key hash TLV",
        [PFWU_IMAGE_NO_SIGNATURE] = "no signature TLV: the image is not signed",
        [PFWU_IMAGE_KEY_WRAP_CONFLICT] = "there is a key-wrap TLV, but the header does not say that it is encrypted",
        [PFWU_IMAGE_NO_KEY_WRAP] = "the header says that it is encrypted, but there is no key-wrap TLV",
        [PFWU_IMAGE_NOT_ENCRYPTED] = "not encrypted, and the component takes encrypted images only",
        [PFWU_IMAGE_NO_DECRYPT_KEY] = "encrypted, and the component has no key to open it",
        [PFWU_IMAGE_FLAGS_REFUSED] = "made to run from RAM or from a fixed address",
        [PFWU_IMAGE_NOT_BOOTABLE] = "not bootable, and the component is code",
        [PFWU_IMAGE_KEY_UNKNOWN] = "signed with another key, or for another component",
        [PFWU_IMAGE_KEY_REVOKED] = "signed with a key that is revoked",
        [PFWU_IMAGE_KEY_WRAP_FORM] = "its key is wrapped in a way that can't be opened here",
        [PFWU_IMAGE_KEY_WRAP_WRONG] = "not encrypted for this key, or the wrapped key was changed",
        [PFWU_IMAGE_HASH_WRONG] = "the hash does not match: the image was changed",
        [PFWU_IMAGE_SIGNATURE_WRONG] = "the signature does not match",
        [PFWU_IMAGE_COUNTER_LOW] = "its security counter is below the device's",
        [PFWU_IMAGE_VERSION_OLD] = "its version is below that of the active image",
        [PFWU_IMAGE_DEPENDS_ON_ITSELF] = "it depends on its own component",
        [PFWU_IMAGE_TRAILING] = "something stands behind the image",
        [PFWU_IMAGE_SIGNED_TWICE] = "signed more than once: an image has one key and one signature",
    };
    return (unsigned)fault < PFWU_IMAGE_FAULT_COUNT ? texts[fault] : "unknown fault";
}

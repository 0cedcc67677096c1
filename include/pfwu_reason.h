/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Why an image was refused, beyond the status code: what psa_fwu_query() tells in info.impl.reason (psa/update.h), and
 * what `psa image show` and `psa image verify` say.
 */
#ifndef PFWU_REASON_H
#define PFWU_REASON_H

#ifdef __cplusplus
extern "C" {
#endif

/** Numbers are kept in flash: new ones come at the end. */
typedef enum pfwu_image_fault {
    PFWU_IMAGE_OK = 0,
    /* The form: by the image alone */
    PFWU_IMAGE_UNREADABLE,         /* the reading function failed */
    PFWU_IMAGE_TOO_SHORT,          /* no room for a header */
    PFWU_IMAGE_NO_MAGIC,           /* not an image at all */
    PFWU_IMAGE_HEADER_SIZE_BAD,    /* below 32 or not a multiple of 4 */
    PFWU_IMAGE_PAD_NOT_ZERO,       /* last header word */
    PFWU_IMAGE_FLAGS_UNKNOWN,      /* flags that have no meaning here */
    PFWU_IMAGE_FLAGS_CONFLICT,     /* both AES flags */
    PFWU_IMAGE_TOO_LARGE,          /* header, body and TLVs end past the area */
    PFWU_IMAGE_PROTECTED_BAD,      /* protected area: size below 4, or its info disagrees with the header */
    PFWU_IMAGE_PROTECTED_SURPRISE, /* a protected area that the header does not tell of */
    PFWU_IMAGE_TLV_INFO_BAD,       /* no TLV area where one must be, or its size below 4 */
    PFWU_IMAGE_TLV_CROSSES,        /* a record ends past its area */
    PFWU_IMAGE_TLV_UNKNOWN,       /* a type that is neither known nor a vendor's, or a vendor's outside the signature */
    PFWU_IMAGE_TLV_NOT_PROTECTED, /* a type outside the signature that belongs inside */
    PFWU_IMAGE_TLV_MISPLACED,     /* a type inside the signature that belongs outside */
    PFWU_IMAGE_TLV_TWICE,         /* a second one of a type that may come once */
    PFWU_IMAGE_TLV_SIZE_BAD,      /* payload of the wrong length or form for its type */
    PFWU_IMAGE_ALG_UNSUPPORTED,   /* a hash, signature or key form that this build does not know */
    PFWU_IMAGE_SIGNATURE_BAD,     /* not DER, or r or s out of range */
    PFWU_IMAGE_HASH_KIND_BAD,     /* hash, key hash and signature are not of one kind */
    PFWU_IMAGE_ORDER_BAD,         /* the key hash must come before the signature */
    PFWU_IMAGE_NO_HASH,
    PFWU_IMAGE_NO_KEY,
    PFWU_IMAGE_NO_SIGNATURE,
    PFWU_IMAGE_KEY_WRAP_CONFLICT, /* key-wrap TLV without encryption flag */
    PFWU_IMAGE_NO_KEY_WRAP,       /* encryption flag without key-wrap TLV */
    /* For this component of this device: of a well-formed image */
    PFWU_IMAGE_NOT_ENCRYPTED,     /* the component takes encrypted images only */
    PFWU_IMAGE_NO_DECRYPT_KEY,    /* encrypted, and the component has no key to open it */
    PFWU_IMAGE_FLAGS_REFUSED,     /* to be run from RAM, or from one address */
    PFWU_IMAGE_NOT_BOOTABLE,      /* no code, for a component that is */
    PFWU_IMAGE_KEY_UNKNOWN,       /* signed by none of the component's keys: by another, or for another component */
    PFWU_IMAGE_KEY_REVOKED,       /* by one that is revoked */
    PFWU_IMAGE_KEY_WRAP_FORM,     /* its key is wrapped in a way that the component does not open */
    PFWU_IMAGE_KEY_WRAP_WRONG,    /* its key is wrapped for another device, or was changed */
    PFWU_IMAGE_HASH_WRONG,        /* it was changed */
    PFWU_IMAGE_SIGNATURE_WRONG,   /* the hash is right, the signature is not of it and the key */
    PFWU_IMAGE_COUNTER_LOW,       /* its security counter is below the device's */
    PFWU_IMAGE_VERSION_OLD,       /* its version is below that of the active image */
    PFWU_IMAGE_DEPENDS_ON_ITSELF, /* a dependency on its own component */
    PFWU_IMAGE_TRAILING,          /* something stands behind it */
    PFWU_IMAGE_SIGNED_TWICE,      /* of the form: a second key hash, key or signature; an image has one signer */
    PFWU_IMAGE_FAULT_COUNT
} pfwu_image_fault_t;

/** In words. In an object of its own, so that firmware without it does not carry the texts. */
const char *pfwu_image_fault_text(pfwu_image_fault_t fault);

#ifdef __cplusplus
}
#endif

#endif /* PFWU_REASON_H */

/* error: PSA_WANT_ALG_ROT13, which this release of libpsa does not have */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_ROT13 1

/* HSS alone, to verify. */
#define PSA_WANT_ALG_HSS 1
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_KEY_TYPE_HSS_PUBLIC_KEY 1

/* SLH-DSA to verify and nothing else: the parameter sets of SHA-256. */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_SLH_DSA 1
#define PSA_WANT_KEY_TYPE_SLH_DSA_PUBLIC_KEY 1

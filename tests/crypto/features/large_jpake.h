/* J-PAKE over a finite field, whose secrets are as large, and no keys of finite fields: large_keys.c tries. */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_JPAKE 1
#define PSA_WANT_DH_RFC7919_3072 1
#define PSA_WANT_KEY_TYPE_DERIVE 1
#define PSA_WANT_KEY_TYPE_PASSWORD 1

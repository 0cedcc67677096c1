/* Key pairs of SPAKE2+, which are derived of more than they have, and no public keys: large_keys.c tries. */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_PBKDF2_HMAC 1
#define PSA_WANT_ECC_SECP_R1_521 1
#define PSA_WANT_KEY_TYPE_PASSWORD 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_DERIVE 1

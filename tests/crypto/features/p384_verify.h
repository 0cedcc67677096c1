/* Verification with P-384 alone, and SHA-384. */
#define PSA_WANT_ALG_SHA_384 1
#define PSA_WANT_ALG_ECDSA 1
#define PSA_WANT_ECC_SECP_R1_384 1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1

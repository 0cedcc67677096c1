/* RSA signatures of one kind, verified only; no curve. */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_RSA_PSS 1
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY 1

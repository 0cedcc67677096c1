/* RSA encryption with PKCS#1 v1.5 alone, to other sides' public keys. */
#define PSA_WANT_ALG_RSA_PKCS1V15_CRYPT 1
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY 1

/* WPA3-SAE over a finite field, with imported tokens alone. */
#define PSA_WANT_ALG_SHA_384 1
#define PSA_WANT_ALG_WPA3_SAE_GDH 1
#define PSA_WANT_DH_RFC3526_3072 1
#define PSA_WANT_KEY_TYPE_DERIVE 1
#define PSA_WANT_KEY_TYPE_WPA3_SAE_DH 1

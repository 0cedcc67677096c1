/* Diffie-Hellman in one group alone. */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_FFDH 1
#define PSA_WANT_DH_RFC3526_3072 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_IMPORT 1

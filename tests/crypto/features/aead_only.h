/* One AEAD and nothing else: no hash, no curve. */
#define PSA_WANT_ALG_CCM 1
#define PSA_WANT_KEY_TYPE_AES 1

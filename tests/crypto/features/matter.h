/* SPAKE2+ as Matter has it, alone: the verifier's side. */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_SPAKE2P_MATTER 1
#define PSA_WANT_ECC_SECP_R1_256 1
#define PSA_WANT_KEY_TYPE_DERIVE 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_PUBLIC_KEY 1

/* error: PSA_WANT_ALG_SHA3_256 needs MBEDTLS_SHA3_C, which the Mbed TLS 2.28 at hand (system) was built without */
#define PSA_WANT_ALG_SHA3_256 1

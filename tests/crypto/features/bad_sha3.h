/* error: PSA_WANT_ALG_SHA3_256 needs MBEDTLS_SHA3_C, which the Mbed TLS 2.28 at hand (system) was built without;
 * PSA_SHA3=source takes it from the source of Mbed TLS 3.6 */
#define PSA_WANT_ALG_SHA3_256 1

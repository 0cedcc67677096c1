# SPDX-License-Identifier: Apache-2.0
# The feature set: reads the PSA_WANT_... names of PSA_CRYPTO_CONFIG_FILE with the compiler's preprocessor and
#  - defines each of them as a CMake variable, for the choice of files in lib/crypto/CMakeLists.txt, and lists them in the
#    global property PSA_WANTED (without PSA_WANT_), for the choice of tests,
#  - refuses a name that this release has no code for,
#  - refuses a name whose primitive the Mbed TLS at hand lacks.
# Both are configure-time errors with the name of the feature, so that nothing wanted is missing at run time.

# What this release has, and what of Mbed TLS each stands on (MBEDTLS_..., alternatives separated by |).
set(psa_features_known
  "ALG_SHA_224:SHA256_C"
  "ALG_SHA_256:SHA256_C"
  "ALG_SHA_256_192:SHA256_C"
  "ALG_SHA_384:SHA512_C"
  "ALG_SHA_512:SHA512_C"
  "ALG_SHA_512_224:SHA512_C"
  "ALG_SHA_512_256:SHA512_C"
  "ALG_SHA3_224:SHA3_C"
  "ALG_SHA3_256:SHA3_C"
  "ALG_SHA3_384:SHA3_C"
  "ALG_SHA3_512:SHA3_C"
  "ALG_SHAKE128_256:SHA3_C"
  "ALG_SHAKE256_192:SHA3_C"
  "ALG_SHAKE256_256:SHA3_C"
  "ALG_SHAKE256_512:SHA3_C"
  "ALG_SHA_1:SHA1_C"
  "ALG_RIPEMD160:RIPEMD160_C"
  "ALG_MD5:MD5_C"
  "ALG_AES_MMO_ZIGBEE:AES_C"
  "ALG_SHAKE128:SHA3_C"
  "ALG_SHAKE256:SHA3_C"
  "ALG_HMAC:"
  "ALG_CMAC:"
  "ALG_CBC_MAC:"
  "ALG_CTR:"
  "ALG_CFB:"
  "ALG_OFB:"
  "ALG_XTS:"
  "ALG_ECB_NO_PADDING:"
  "ALG_CBC_NO_PADDING:"
  "ALG_CBC_PKCS7:"
  "ALG_CCM_STAR_NO_TAG:"
  "ALG_STREAM_CIPHER:CHACHA20_C"
  "ALG_GCM:"
  "ALG_CCM:"
  "ALG_CHACHA20_POLY1305:CHACHAPOLY_C"
  "ALG_XCHACHA20_POLY1305:CHACHAPOLY_C"
  "ALG_KW:"
  "ALG_KWP:"
  "ALG_ECDSA:"
  "ALG_DETERMINISTIC_ECDSA:"
  "ALG_ECDH:"
  "ALG_FFDH:"
  "ALG_ECIES_SEC1:"
  "ALG_JPAKE:"
  "ALG_SPAKE2P_HMAC:"
  "ALG_SPAKE2P_CMAC:AES_C"
  "ALG_SPAKE2P_MATTER:"
  "KEY_TYPE_PASSWORD:"
  "KEY_TYPE_PASSWORD_HASH:"
  "KEY_TYPE_SPAKE2P_PUBLIC_KEY:"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC:"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_IMPORT:"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_EXPORT:"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_DERIVE:"
  "DH_RFC7919_2048:BIGNUM_C"
  "DH_RFC7919_3072:BIGNUM_C"
  "DH_RFC7919_4096:BIGNUM_C"
  "DH_RFC7919_6144:BIGNUM_C"
  "DH_RFC7919_8192:BIGNUM_C"
  "DH_RFC3526_2048:BIGNUM_C"
  "DH_RFC3526_3072:BIGNUM_C"
  "DH_RFC3526_4096:BIGNUM_C"
  "DH_RFC3526_6144:BIGNUM_C"
  "DH_RFC3526_8192:BIGNUM_C"
  "KEY_TYPE_DH_PUBLIC_KEY:"
  "KEY_TYPE_DH_KEY_PAIR_BASIC:"
  "KEY_TYPE_DH_KEY_PAIR_IMPORT:"
  "KEY_TYPE_DH_KEY_PAIR_EXPORT:"
  "KEY_TYPE_DH_KEY_PAIR_GENERATE:"
  "KEY_TYPE_DH_KEY_PAIR_DERIVE:"
  "ALG_HKDF:"
  "ALG_HKDF_EXTRACT:"
  "ALG_HKDF_EXPAND:"
  "ALG_SP800_108_COUNTER_HMAC:"
  "ALG_SP800_108_COUNTER_CMAC:"
  "ALG_TLS12_PRF:"
  "ALG_TLS12_PSK_TO_MS:"
  "ALG_TLS12_ECJPAKE_TO_PMS:"
  "ALG_PBKDF2_HMAC:"
  "ALG_PBKDF2_AES_CMAC_PRF_128:AES_C"
  "KEY_TYPE_PEPPER:"
  "ECC_SECP_R1_256:P256"
  "KEY_TYPE_AES:AES_C" "KEY_TYPE_ARIA:ARIA_C" "KEY_TYPE_CAMELLIA:CAMELLIA_C" "KEY_TYPE_DES:DES_C"
  "KEY_TYPE_CHACHA20:CHACHA20_C" "KEY_TYPE_XCHACHA20:CHACHA20_C"
  "KEY_TYPE_HMAC:" "KEY_TYPE_DERIVE:" "KEY_TYPE_RAW_DATA:"
  "ECC_SECP_R1_192:ECP_DP_SECP192R1_ENABLED"
  "ECC_SECP_R1_224:ECP_DP_SECP224R1_ENABLED"
  "ECC_SECP_R1_384:ECP_DP_SECP384R1_ENABLED"
  "ECC_SECP_R1_521:ECP_DP_SECP521R1_ENABLED"
  "ECC_SECP_K1_192:ECP_DP_SECP192K1_ENABLED"
  "ECC_SECP_K1_225:ECP_DP_SECP224K1_ENABLED"
  "ECC_SECP_K1_256:ECP_DP_SECP256K1_ENABLED"
  "ECC_BRAINPOOL_P_R1_256:ECP_DP_BP256R1_ENABLED"
  "ECC_BRAINPOOL_P_R1_384:ECP_DP_BP384R1_ENABLED"
  "ECC_BRAINPOOL_P_R1_512:ECP_DP_BP512R1_ENABLED"
  "ECC_MONTGOMERY_255:ECP_DP_CURVE25519_ENABLED"
  "ECC_MONTGOMERY_448:ECP_DP_CURVE448_ENABLED"
  "KEY_TYPE_ECC_PUBLIC_KEY:" "KEY_TYPE_ECC_KEY_PAIR_BASIC:" "KEY_TYPE_ECC_KEY_PAIR_IMPORT:"
  "KEY_TYPE_ECC_KEY_PAIR_EXPORT:" "KEY_TYPE_ECC_KEY_PAIR_GENERATE:" "KEY_TYPE_ECC_KEY_PAIR_DERIVE:"
  "ALG_RSA_PKCS1V15_SIGN:RSA_C"
  "ALG_RSA_PKCS1V15_SIGN_RAW:RSA_C"
  "ALG_RSA_PSS:RSA_C"
  "ALG_RSA_PSS_ANY_SALT:RSA_C"
  "ALG_RSA_PKCS1V15_CRYPT:RSA_C"
  "ALG_RSA_OAEP:RSA_C"
  "KEY_TYPE_RSA_PUBLIC_KEY:RSA_C"
  "KEY_TYPE_RSA_KEY_PAIR_BASIC:RSA_C"
  "KEY_TYPE_RSA_KEY_PAIR_IMPORT:RSA_C"
  "KEY_TYPE_RSA_KEY_PAIR_EXPORT:RSA_C"
  "KEY_TYPE_RSA_KEY_PAIR_GENERATE:GENPRIME"
  "ECC_TWISTED_EDWARDS_255:SODIUM"
  "ALG_PURE_EDDSA:"
  "ALG_EDDSA_CTX:"
  "ALG_ED25519PH:"
  "ALG_LMS:"
  "ALG_HSS:"
  "KEY_TYPE_LMS_PUBLIC_KEY:"
  "KEY_TYPE_HSS_PUBLIC_KEY:"
  "ALG_XMSS:"
  "ALG_XMSS_MT:"
  "KEY_TYPE_XMSS_PUBLIC_KEY:"
  "KEY_TYPE_XMSS_MT_PUBLIC_KEY:"
  "ALG_SLH_DSA:"
  "ALG_DETERMINISTIC_SLH_DSA:"
  "ALG_HASH_SLH_DSA:"
  "ALG_DETERMINISTIC_HASH_SLH_DSA:"
  "KEY_TYPE_SLH_DSA_PUBLIC_KEY:"
  "KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC:"
  "KEY_TYPE_SLH_DSA_KEY_PAIR_IMPORT:"
  "KEY_TYPE_SLH_DSA_KEY_PAIR_EXPORT:"
  "KEY_TYPE_SLH_DSA_KEY_PAIR_GENERATE:"
  "KEY_TYPE_SLH_DSA_KEY_PAIR_DERIVE:")

# The hash functions that HMAC is defined with (Crypto API 1.5, table "Hash algorithms that can be used with HMAC").
set(psa_hmac_hashes "ALG_SHA_224|ALG_SHA_256|ALG_SHA_384|ALG_SHA_512|ALG_SHA_512_224|ALG_SHA_512_256|ALG_SHA3_224|\
ALG_SHA3_256|ALG_SHA3_384|ALG_SHA3_512|ALG_SHA_1|ALG_RIPEMD160|ALG_MD5|ALG_AES_MMO_ZIGBEE")

# Curves as alternatives of each other.
set(psa_curves_weierstrass
  ECC_SECP_R1_192 ECC_SECP_R1_224 ECC_SECP_R1_256 ECC_SECP_R1_384 ECC_SECP_R1_521
  ECC_SECP_K1_192 ECC_SECP_K1_225 ECC_SECP_K1_256
  ECC_BRAINPOOL_P_R1_256 ECC_BRAINPOOL_P_R1_384 ECC_BRAINPOOL_P_R1_512)
set(psa_curves_ecdh ${psa_curves_weierstrass} ECC_MONTGOMERY_255 ECC_MONTGOMERY_448)
list(JOIN psa_curves_weierstrass "|" psa_curves_weierstrass)
set(psa_curves_any ${psa_curves_ecdh} ECC_TWISTED_EDWARDS_255)
list(JOIN psa_curves_ecdh "|" psa_curves_ecdh)
list(JOIN psa_curves_any "|" psa_curves_any)
set(psa_block_ciphers "KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES")
set(psa_dh_groups
  DH_RFC7919_2048 DH_RFC7919_3072 DH_RFC7919_4096 DH_RFC7919_6144 DH_RFC7919_8192
  DH_RFC3526_2048 DH_RFC3526_3072 DH_RFC3526_4096 DH_RFC3526_6144 DH_RFC3526_8192)
list(JOIN psa_dh_groups "|" psa_dh_groups)

# What a feature needs beside it: one of the names.
set(psa_features_needs
  "ALG_HMAC:${psa_hmac_hashes}"
  "ALG_CMAC:${psa_block_ciphers}"
  "ALG_CBC_MAC:${psa_block_ciphers}"
  "ALG_HKDF:${psa_hmac_hashes}"
  "ALG_HKDF_EXTRACT:${psa_hmac_hashes}"
  "ALG_HKDF_EXPAND:${psa_hmac_hashes}"
  "ALG_CTR:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES"
  "ALG_CFB:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES"
  "ALG_OFB:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES"
  "ALG_ECB_NO_PADDING:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES"
  "ALG_CBC_NO_PADDING:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES"
  "ALG_CBC_PKCS7:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA|KEY_TYPE_DES"
  "ALG_XTS:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_CCM_STAR_NO_TAG:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_GCM:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_CCM:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_STREAM_CIPHER:KEY_TYPE_CHACHA20|KEY_TYPE_XCHACHA20"
  "ALG_SP800_108_COUNTER_HMAC:${psa_hmac_hashes}"
  "ALG_SP800_108_COUNTER_CMAC:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_TLS12_PRF:ALG_SHA_256|ALG_SHA_384"
  "ALG_TLS12_PSK_TO_MS:ALG_SHA_256|ALG_SHA_384"
  "ALG_TLS12_ECJPAKE_TO_PMS:ALG_SHA_256"
  "ALG_PBKDF2_HMAC:${psa_hmac_hashes}"
  "ALG_CHACHA20_POLY1305:KEY_TYPE_CHACHA20"
  "ALG_XCHACHA20_POLY1305:KEY_TYPE_XCHACHA20"
  "ALG_KW:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_KWP:KEY_TYPE_AES|KEY_TYPE_ARIA|KEY_TYPE_CAMELLIA"
  "ALG_ECDSA:${psa_curves_weierstrass}" "ALG_DETERMINISTIC_ECDSA:${psa_curves_weierstrass}"
  "ALG_ECDH:${psa_curves_ecdh}"
  "ALG_ECDH:KEY_TYPE_ECC_KEY_PAIR_BASIC"
  "ALG_FFDH:KEY_TYPE_DH_KEY_PAIR_BASIC"
  "ALG_ECIES_SEC1:${psa_curves_any}"
  "ALG_JPAKE:${psa_curves_weierstrass}|${psa_dh_groups}"
  "ALG_JPAKE:KEY_TYPE_PASSWORD|KEY_TYPE_PASSWORD_HASH"
  "ALG_SPAKE2P_HMAC:ECC_SECP_R1_256|ECC_SECP_R1_384|ECC_SECP_R1_521|ECC_TWISTED_EDWARDS_255"
  "ALG_SPAKE2P_CMAC:ECC_SECP_R1_256"
  "ALG_SPAKE2P_MATTER:ECC_SECP_R1_256"
  "ALG_SPAKE2P_HMAC:KEY_TYPE_SPAKE2P_PUBLIC_KEY|KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC"
  "ALG_SPAKE2P_CMAC:KEY_TYPE_SPAKE2P_PUBLIC_KEY|KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC"
  "ALG_SPAKE2P_MATTER:KEY_TYPE_SPAKE2P_PUBLIC_KEY|KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC"
  "KEY_TYPE_SPAKE2P_PUBLIC_KEY:ECC_SECP_R1_256|ECC_SECP_R1_384|ECC_SECP_R1_521|ECC_TWISTED_EDWARDS_255"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC:ECC_SECP_R1_256|ECC_SECP_R1_384|ECC_SECP_R1_521|ECC_TWISTED_EDWARDS_255"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_IMPORT:KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_EXPORT:KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC"
  "KEY_TYPE_SPAKE2P_KEY_PAIR_DERIVE:KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC"
  "KEY_TYPE_DH_PUBLIC_KEY:${psa_dh_groups}"
  "KEY_TYPE_DH_KEY_PAIR_BASIC:${psa_dh_groups}"
  "KEY_TYPE_DH_KEY_PAIR_IMPORT:KEY_TYPE_DH_KEY_PAIR_BASIC"
  "KEY_TYPE_DH_KEY_PAIR_EXPORT:KEY_TYPE_DH_KEY_PAIR_BASIC"
  "KEY_TYPE_DH_KEY_PAIR_GENERATE:KEY_TYPE_DH_KEY_PAIR_BASIC"
  "KEY_TYPE_DH_KEY_PAIR_DERIVE:KEY_TYPE_DH_KEY_PAIR_BASIC"
  "KEY_TYPE_ECC_PUBLIC_KEY:${psa_curves_any}" "KEY_TYPE_ECC_KEY_PAIR_BASIC:${psa_curves_any}"
  "KEY_TYPE_ECC_KEY_PAIR_IMPORT:KEY_TYPE_ECC_KEY_PAIR_BASIC"
  "KEY_TYPE_ECC_KEY_PAIR_EXPORT:KEY_TYPE_ECC_KEY_PAIR_BASIC"
  "KEY_TYPE_ECC_KEY_PAIR_GENERATE:KEY_TYPE_ECC_KEY_PAIR_BASIC"
  "KEY_TYPE_ECC_KEY_PAIR_DERIVE:KEY_TYPE_ECC_KEY_PAIR_BASIC"
  "ALG_RSA_PKCS1V15_SIGN:KEY_TYPE_RSA_PUBLIC_KEY"
  "ALG_RSA_PKCS1V15_SIGN_RAW:KEY_TYPE_RSA_PUBLIC_KEY"
  "ALG_RSA_PSS:KEY_TYPE_RSA_PUBLIC_KEY"
  "ALG_RSA_PSS_ANY_SALT:KEY_TYPE_RSA_PUBLIC_KEY"
  "ALG_RSA_PKCS1V15_CRYPT:KEY_TYPE_RSA_PUBLIC_KEY"
  "ALG_RSA_OAEP:KEY_TYPE_RSA_PUBLIC_KEY"
  "KEY_TYPE_RSA_KEY_PAIR_BASIC:KEY_TYPE_RSA_PUBLIC_KEY"
  "KEY_TYPE_RSA_KEY_PAIR_IMPORT:KEY_TYPE_RSA_KEY_PAIR_BASIC"
  "KEY_TYPE_RSA_KEY_PAIR_EXPORT:KEY_TYPE_RSA_KEY_PAIR_BASIC"
  "KEY_TYPE_RSA_KEY_PAIR_GENERATE:KEY_TYPE_RSA_KEY_PAIR_BASIC"
  "ALG_PURE_EDDSA:ECC_TWISTED_EDWARDS_255"
  "ALG_EDDSA_CTX:ECC_TWISTED_EDWARDS_255"
  "ALG_ED25519PH:ECC_TWISTED_EDWARDS_255"
  "ECC_TWISTED_EDWARDS_255:ALG_SHA_512"
  "ALG_LMS:KEY_TYPE_LMS_PUBLIC_KEY"
  "ALG_LMS:ALG_SHA_256|ALG_SHAKE256_256"
  "ALG_HSS:KEY_TYPE_HSS_PUBLIC_KEY"
  "ALG_HSS:ALG_SHA_256|ALG_SHAKE256_256"
  "KEY_TYPE_LMS_PUBLIC_KEY:ALG_LMS"
  "KEY_TYPE_HSS_PUBLIC_KEY:ALG_HSS"
  "ALG_XMSS:KEY_TYPE_XMSS_PUBLIC_KEY"
  "ALG_XMSS:ALG_SHA_256|ALG_SHAKE256_256"
  "ALG_XMSS_MT:KEY_TYPE_XMSS_MT_PUBLIC_KEY"
  "ALG_XMSS_MT:ALG_SHA_256|ALG_SHAKE256_256"
  "KEY_TYPE_XMSS_PUBLIC_KEY:ALG_XMSS"
  "KEY_TYPE_XMSS_MT_PUBLIC_KEY:ALG_XMSS_MT")

# SLH-DSA: hash functions of parameter sets (SHAKE's need the other one too), and those that have a name for HashSLH-DSA.
set(psa_slh_dsa "ALG_SLH_DSA|ALG_DETERMINISTIC_SLH_DSA|ALG_HASH_SLH_DSA|ALG_DETERMINISTIC_HASH_SLH_DSA")
foreach(alg ALG_SLH_DSA ALG_DETERMINISTIC_SLH_DSA ALG_HASH_SLH_DSA ALG_DETERMINISTIC_HASH_SLH_DSA)
  list(APPEND psa_features_needs "${alg}:KEY_TYPE_SLH_DSA_PUBLIC_KEY" "${alg}:ALG_SHA_256|ALG_SHAKE256_256"
       "${alg}:ALG_SHA_256|ALG_SHAKE256_512")
endforeach()
list(APPEND psa_features_needs "KEY_TYPE_SLH_DSA_PUBLIC_KEY:${psa_slh_dsa}"
     "KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC:KEY_TYPE_SLH_DSA_PUBLIC_KEY")
foreach(part IMPORT EXPORT GENERATE DERIVE)
  list(APPEND psa_features_needs "KEY_TYPE_SLH_DSA_KEY_PAIR_${part}:KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC")
endforeach()

# The macros that are defined after `text` was preprocessed with these options.
function(psa_features_macros text out)
  set(probe "${PROJECT_BINARY_DIR}/CMakeFiles/psa_features.c")
  file(WRITE "${probe}" "${text}")
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_C_FLAGS}")
  execute_process(COMMAND "${CMAKE_C_COMPILER}" ${flags} ${ARGN} -E -dM "${probe}"
                  OUTPUT_VARIABLE output ERROR_VARIABLE error RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "The compiler can't preprocess the feature set:\n${error}")
  endif()
  string(REGEX MATCHALL "#define [A-Za-z0-9_]+" names "${output}")
  list(TRANSFORM names REPLACE "#define " "")
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

include(psa_sha3)
include(psa_sodium)

function(psa_features_read)
  psa_features_macros("#include \"${psa_config_include}/psa/crypto_config.h\"\n" macros)
  set(wanted "${macros}")
  list(FILTER wanted INCLUDE REGEX "^PSA_WANT_")
  list(TRANSFORM wanted REPLACE "^PSA_WANT_" "")

  set(includes "")
  foreach(dir IN LISTS psa_mbedtls_includes)
    list(APPEND includes "-I${dir}")
  endforeach()
  if(psa_mbedtls_config)
    list(APPEND includes "-DMBEDTLS_CONFIG_FILE=\"${psa_mbedtls_config}\"")
  endif()
  psa_features_macros("#include <mbedtls/version.h>\n" mbedtls ${includes})

  foreach(name IN LISTS wanted)
    set(known ${psa_features_known})
    list(FILTER known INCLUDE REGEX "^${name}:")
    if(NOT known)
      message(FATAL_ERROR "${PSA_CRYPTO_CONFIG_FILE} wants PSA_WANT_${name}, which this release of libpsa does not have")
    endif()
    string(REGEX REPLACE "^[^:]*:" "" primitive "${known}")
    if(primitive STREQUAL "P256")
      if(PSA_P256 STREQUAL "p256m")
        set(parts "")
      else()
        set(parts ECP_DP_SECP256R1_ENABLED ECP_C BIGNUM_C ECDSA_C ECDH_C)
      endif()
    elseif(primitive STREQUAL "SODIUM")
      psa_sodium_find(${name})
      set(parts "")
    elseif(primitive MATCHES "^ECP_DP_")
      set(parts ${primitive} ECP_C BIGNUM_C ECDSA_C ECDH_C)
    else()
      set(parts ${primitive})
    endif()
    set(hint "")
    if(primitive STREQUAL "SHA3_C")
      set(hint "; PSA_SHA3=source takes it from the source of Mbed TLS 3.6")
      if(PSA_SHA3 STREQUAL "source")
        set(parts "")
      endif()
    endif()
    foreach(part IN LISTS parts)
      if(NOT "MBEDTLS_${part}" IN_LIST mbedtls)
        message(FATAL_ERROR "PSA_WANT_${name} needs MBEDTLS_${part}, which the Mbed TLS ${PSA_MBEDTLS_VERSION} at hand "
                            "(${PSA_MBEDTLS}) was built without${hint}")
      endif()
    endforeach()
    set(PSA_WANT_${name} ON PARENT_SCOPE)
    set_property(GLOBAL APPEND PROPERTY PSA_WANTED ${name})
  endforeach()

  set(curves ${wanted})
  list(FILTER curves INCLUDE REGEX "^ECC_(SECP|BRAINPOOL|MONTGOMERY)_")
  list(TRANSFORM curves REPLACE "^ECC_" "")
  set(PSA_CURVES ${curves} PARENT_SCOPE)
  set(groups ${wanted})
  list(FILTER groups INCLUDE REGEX "^DH_")
  set(PSA_DH_GROUPS ${groups} PARENT_SCOPE)

  foreach(rule IN LISTS psa_features_needs)
    string(REGEX REPLACE ":.*" "" name "${rule}")
    string(REGEX REPLACE "^[^:]*:" "" alternatives "${rule}")
    string(REPLACE "|" ";" alternatives "${alternatives}")
    set(found OFF)
    foreach(alternative IN LISTS alternatives)
      if(alternative IN_LIST wanted)
        set(found ON)
      endif()
    endforeach()
    if(name IN_LIST wanted AND NOT found)
      list(JOIN alternatives " or PSA_WANT_" alternatives)
      message(FATAL_ERROR "${PSA_CRYPTO_CONFIG_FILE}: PSA_WANT_${name} needs PSA_WANT_${alternatives}")
    endif()
  endforeach()
endfunction()

if(PSA_MBEDTLS_P256M)
  set(psa_p256_default p256m)
else()
  set(psa_p256_default mbedtls)
endif()
set(PSA_P256 ${psa_p256_default} CACHE STRING "Implementation of P-256: mbedtls (fast on hosts) or p256m (small, no heap)")
set_property(CACHE PSA_P256 PROPERTY STRINGS mbedtls p256m)
if(NOT PSA_P256 MATCHES "^(mbedtls|p256m)$")
  message(FATAL_ERROR "PSA_P256 is '${PSA_P256}', must be mbedtls or p256m")
endif()
if(PSA_P256 STREQUAL "p256m" AND NOT PSA_MBEDTLS STREQUAL "source")
  message(FATAL_ERROR "PSA_P256=p256m needs PSA_MBEDTLS=source: installed Mbed TLS does not offer it")
endif()
if(PSA_MBEDTLS STREQUAL "source")
  set(psa_mbedtls_includes "${tree}/include")
  set(psa_mbedtls_config "${config}")
else()
  set(psa_mbedtls_includes "${PSA_MBEDTLS_INCLUDE}")
endif()
psa_features_read()
# SHA-224 is 150 bytes of SHA-256's code.
if(PSA_MBEDTLS STREQUAL "source" AND NOT PSA_WANT_ALG_SHA_224)
  target_compile_definitions(psa_mbedcrypto PUBLIC $<BUILD_INTERFACE:PSA_WITHOUT_SHA_224>)
endif()

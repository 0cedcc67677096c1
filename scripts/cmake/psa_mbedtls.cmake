# SPDX-License-Identifier: Apache-2.0
# psa_mbedcrypto: the Mbed TLS primitives, from the system or built from source.
add_library(psa_mbedcrypto INTERFACE)
if(PSA_MBEDTLS STREQUAL "system")
  find_path(PSA_MBEDTLS_INCLUDE mbedtls/version.h REQUIRED)
  find_library(PSA_MBEDTLS_LIBRARY mbedcrypto REQUIRED)
  target_include_directories(psa_mbedcrypto SYSTEM INTERFACE $<BUILD_INTERFACE:${PSA_MBEDTLS_INCLUDE}>)
  target_link_libraries(psa_mbedcrypto INTERFACE mbedcrypto)
endif()

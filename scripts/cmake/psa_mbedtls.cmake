# SPDX-License-Identifier: Apache-2.0
# psa_mbedcrypto: the Mbed TLS primitives that lib/crypto/core adapts, from the system or built from source.
#
#   PSA_MBEDTLS=system   the installed library (Debian 12: 2.28)
#   PSA_MBEDTLS=source   the 3.6 tree in PSA_MBEDTLS_SOURCE_DIR, fetched when that is empty, compiled with a
#                        configuration of ours into libpsa-mbedcrypto.a, which is installed beside our archives
# The archive holds p256-m too. Sets PSA_MBEDTLS_P256M where it is the better P-256 (firmware). p256-m asks for random
# bytes through pcc_p256m_random(uint8_t *out, size_t size), 0 on success, which its adapter in lib/crypto/core
# provides. Sets PSA_MBEDTLS_VERSION, major.minor: archives of one version do not link with another.

function(psa_mbedtls_read_version include)
  set(file ${include}/mbedtls/build_info.h)
  if(NOT EXISTS ${file})
    set(file ${include}/mbedtls/version.h)
  endif()
  file(STRINGS ${file} line REGEX "define +MBEDTLS_VERSION_STRING +\"")
  if(NOT line MATCHES "\"([0-9]+\\.[0-9]+)")
    message(FATAL_ERROR "${file} does not tell the version of Mbed TLS")
  endif()
  set(PSA_MBEDTLS_VERSION ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()

function(psa_mbedtls_find_source)
  set(dir "${PSA_MBEDTLS_SOURCE_DIR}")
  if(NOT dir)
    set(dir "${PROJECT_SOURCE_DIR}/.cache/mbedtls")
    if(NOT EXISTS "${dir}/.libpsa-fetched")
      message(STATUS "PSA_MBEDTLS_SOURCE_DIR is empty: fetching Mbed TLS 3.6 into ${dir}")
    endif()
    execute_process(COMMAND "${PROJECT_SOURCE_DIR}/scripts/fetch-mbedtls" "${dir}" RESULT_VARIABLE result
                    OUTPUT_QUIET ERROR_VARIABLE error)
    if(result)
      string(STRIP "${error}" error)
      message(FATAL_ERROR "The source of Mbed TLS could not be fetched:\n${error}\n"
                          "Give a tree with -DPSA_MBEDTLS_SOURCE_DIR=")
    endif()
  endif()
  if(NOT EXISTS "${dir}/library/bignum.c")
    message(FATAL_ERROR "PSA_MBEDTLS_SOURCE_DIR=${dir} holds no source of Mbed TLS")
  endif()
  set(tree "${dir}" PARENT_SCOPE)
endfunction()

set(PSA_MBEDTLS_P256M OFF)
if(PSA_MBEDTLS STREQUAL "system")
  find_path(PSA_MBEDTLS_INCLUDE mbedtls/version.h REQUIRED DOC "Headers of the installed Mbed TLS")
  find_library(PSA_MBEDTLS_LIBRARY mbedcrypto REQUIRED DOC "Library of the installed Mbed TLS")
  psa_mbedtls_read_version(${PSA_MBEDTLS_INCLUDE})
  add_library(psa_mbedcrypto INTERFACE)
  target_include_directories(psa_mbedcrypto SYSTEM INTERFACE $<BUILD_INTERFACE:${PSA_MBEDTLS_INCLUDE}>)
  target_link_libraries(psa_mbedcrypto INTERFACE $<BUILD_INTERFACE:${PSA_MBEDTLS_LIBRARY}>)
else()
  psa_mbedtls_find_source()
  psa_mbedtls_read_version(${tree}/include)
  if(NOT PSA_MBEDTLS_VERSION STREQUAL "3.6")
    message(FATAL_ERROR "${tree} holds Mbed TLS ${PSA_MBEDTLS_VERSION}: libpsa builds version 3.6 from source")
  endif()

  # The primitives: all of them are compiled, the linker takes what is used.
  set(parts
      aes
      aesce
      aesni
      aria
      asn1parse
      asn1write
      base64
      bignum
      bignum_core
      bignum_mod
      bignum_mod_raw
      block_cipher
      camellia
      ccm
      chacha20
      chachapoly
      constant_time
      ctr_drbg
      des
      ecdh
      ecdsa
      ecp
      ecp_curves
      ecp_curves_new
      error
      gcm
      hkdf
      hmac_drbg
      md
      md5
      memory_buffer_alloc
      oid
      pem
      platform
      platform_util
      poly1305
      ripemd160
      rsa
      rsa_alt_helpers
      sha1
      sha256
      sha3
      sha512
      version)
  list(TRANSFORM parts PREPEND ${tree}/library/)
  list(TRANSFORM parts APPEND .c)
  add_library(psa_mbedcrypto STATIC ${parts})

  if(PSA_PLATFORM STREQUAL "posix")
    set(config ${CMAKE_CURRENT_LIST_DIR}/mbedtls_config_host.h)
  else()
    set(config ${CMAKE_CURRENT_LIST_DIR}/mbedtls_config_m33.h)
    # p256-m: a fifth of the code of ecp, no heap, and faster on a Cortex-M. On 64-bit hosts ecp is the faster one.
    set(PSA_MBEDTLS_P256M ON)
  endif()
  set(p256m ${tree}/3rdparty/p256-m/p256-m)
  target_sources(psa_mbedcrypto PRIVATE ${p256m}/p256-m.c)
  set_source_files_properties(${p256m}/p256-m.c PROPERTIES COMPILE_DEFINITIONS
                              "MBEDTLS_PSA_P256M_DRIVER_ENABLED;psa_generate_random=pcc_p256m_random")
  target_include_directories(psa_mbedcrypto SYSTEM INTERFACE $<BUILD_INTERFACE:${p256m}>)
  target_include_directories(psa_mbedcrypto SYSTEM PUBLIC $<BUILD_INTERFACE:${tree}/include>)
  # Every file that includes an Mbed TLS header must see the same configuration.
  target_compile_definitions(psa_mbedcrypto PUBLIC $<BUILD_INTERFACE:MBEDTLS_CONFIG_FILE="${config}">)
  # Not our code: its warnings are its maintainers' business.
  target_compile_options(psa_mbedcrypto PRIVATE -w -ffunction-sections -fdata-sections)
  # Nor is it debugged here: its big numbers are ten times slower without optimisation.
  target_compile_options(psa_mbedcrypto PRIVATE $<$<CONFIG:Debug>:-O2>)
  set_target_properties(psa_mbedcrypto PROPERTIES OUTPUT_NAME psa-mbedcrypto C_STANDARD 99 C_EXTENSIONS ON)
  if(PSA_PLATFORM STREQUAL "posix")
    set_target_properties(psa_mbedcrypto PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
endif()
set_target_properties(psa_mbedcrypto PROPERTIES EXPORT_NAME mbedcrypto)
message(STATUS "Mbed TLS ${PSA_MBEDTLS_VERSION} (${PSA_MBEDTLS})")

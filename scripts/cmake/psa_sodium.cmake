# SPDX-License-Identifier: Apache-2.0
# libsodium, for the group of Ed25519, which Mbed TLS does not have. Only looked for when it is wanted; then it stands
# beside Mbed TLS: whoever links psa_mbedcrypto links it too.
#
#   PSA_SODIUM=system   the installed library (Debian: libsodium-dev)
#   PSA_SODIUM=source   what Ed25519 needs of the source tree in PSA_SODIUM_SOURCE_DIR, fetched when that is empty,
#                       compiled into libpsa-mbedcrypto.a
if(CMAKE_CROSSCOMPILING)
  set(PSA_SODIUM source CACHE STRING "libsodium, for Ed25519: system or source")
else()
  set(PSA_SODIUM system CACHE STRING "libsodium, for Ed25519: system or source")
endif()
set_property(CACHE PSA_SODIUM PROPERTY STRINGS system source)
set(PSA_SODIUM_SOURCE_DIR "" CACHE PATH
    "Source tree of libsodium, for PSA_SODIUM=source; empty: fetched when it is needed")
if(NOT PSA_SODIUM MATCHES "^(system|source)$")
  message(FATAL_ERROR "PSA_SODIUM is '${PSA_SODIUM}', must be system or source")
endif()

# psa_sodium_find(FEATURE): make it there for FEATURE, or say that it is not.
function(psa_sodium_find feature)
  get_property(found GLOBAL PROPERTY PSA_SODIUM_FOUND)
  if(found)
    return()
  endif()
  set_property(GLOBAL PROPERTY PSA_SODIUM_FOUND ON)
  if(PSA_SODIUM STREQUAL "system")
    find_path(PSA_SODIUM_INCLUDE sodium/crypto_core_ed25519.h DOC "Headers of the installed libsodium")
    find_library(PSA_SODIUM_LIBRARY sodium DOC "Library of the installed libsodium")
    if(NOT PSA_SODIUM_INCLUDE OR NOT PSA_SODIUM_LIBRARY)
      message(FATAL_ERROR "PSA_WANT_${feature} needs libsodium, which is not installed (Debian: libsodium-dev)")
    endif()
    target_include_directories(psa_mbedcrypto SYSTEM INTERFACE $<BUILD_INTERFACE:${PSA_SODIUM_INCLUDE}>)
    target_link_libraries(psa_mbedcrypto INTERFACE $<BUILD_INTERFACE:${PSA_SODIUM_LIBRARY}>)
    return()
  endif()
  if(NOT PSA_MBEDTLS STREQUAL "source")
    message(FATAL_ERROR "PSA_SODIUM=source needs PSA_MBEDTLS=source")
  endif()
  set(tree "${PSA_SODIUM_SOURCE_DIR}")
  if(NOT tree)
    set(tree "${PROJECT_SOURCE_DIR}/.cache/libsodium")
    if(NOT EXISTS "${tree}/.libpsa-fetched")
      message(STATUS "PSA_SODIUM_SOURCE_DIR is empty: fetching libsodium into ${tree}")
    endif()
    execute_process(COMMAND "${PROJECT_SOURCE_DIR}/scripts/fetch-libsodium" "${tree}" RESULT_VARIABLE result
                    OUTPUT_QUIET ERROR_VARIABLE error)
    if(result)
      string(STRIP "${error}" error)
      message(FATAL_ERROR "PSA_WANT_${feature} needs the source of libsodium, which could not be fetched:\n${error}\n"
                          "Give a tree with -DPSA_SODIUM_SOURCE_DIR=")
    endif()
  endif()
  set(dir "${tree}/src/libsodium")
  set(files crypto_core/ed25519/core_ed25519.c crypto_core/ed25519/ref10/ed25519_ref10.c
            crypto_scalarmult/ed25519/ref10/scalarmult_ed25519_ref10.c crypto_verify/sodium/verify.c sodium/utils.c)
  list(TRANSFORM files PREPEND ${dir}/)
  foreach(file IN LISTS files)
    if(NOT EXISTS "${file}")
      message(FATAL_ERROR "PSA_WANT_${feature}: PSA_SODIUM_SOURCE_DIR=${tree} holds no source of libsodium")
    endif()
  endforeach()
  target_sources(psa_mbedcrypto PRIVATE ${files})
  # What the configure script of 1.0.18 finds out (every target of this project is little-endian), and other names for
  # what libpsa does not have.
  set_source_files_properties(${files} TARGET_DIRECTORY psa_mbedcrypto PROPERTIES COMPILE_DEFINITIONS
    "CONFIGURED=1;NATIVE_LITTLE_ENDIAN=1;malloc=psa_sodium_no_heap;free=psa_sodium_no_free;randombytes_buf=psa_sodium_no_random;sodium_misuse=psa_sodium_misuse")
  target_sources(psa_mbedcrypto PRIVATE ${PROJECT_SOURCE_DIR}/scripts/cmake/psa_sodium_absent.c)
  target_include_directories(psa_mbedcrypto SYSTEM PRIVATE ${dir}/include/sodium INTERFACE
    $<BUILD_INTERFACE:${dir}/include>)
endfunction()

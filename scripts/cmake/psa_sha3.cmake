# SPDX-License-Identifier: Apache-2.0
# SHA-3 beside an installed Mbed TLS 2.28, which has none: one file of the source of 3.6, compiled into crypto-core.
#
#   PSA_SHA3=mbedtls   the Mbed TLS at hand has it, or the features are refused
#   PSA_SHA3=source    library/sha3.c of the 3.6 tree in PSA_MBEDTLS_SOURCE_DIR, fetched when that is empty
set(PSA_SHA3 mbedtls CACHE STRING
    "SHA-3: mbedtls (the Mbed TLS at hand) or source (of Mbed TLS 3.6, beside an installed 2.28)")
set_property(CACHE PSA_SHA3 PROPERTY STRINGS mbedtls source)
if(NOT PSA_SHA3 MATCHES "^(mbedtls|source)$")
  message(FATAL_ERROR "PSA_SHA3 is '${PSA_SHA3}', must be mbedtls or source")
endif()

# psa_sha3_add(TARGET): in the folder that owns TARGET, whose core/sha3.c then sees 3.6's header. What sha3.c defines
# gets names of ours, so that another Mbed TLS in the same program does not meet it.
function(psa_sha3_add target)
  if(NOT PSA_SHA3 STREQUAL "source" OR NOT PSA_MBEDTLS STREQUAL "system")
    return()
  endif()
  psa_mbedtls_find_source()
  target_sources(${target} PRIVATE ${tree}/library/sha3.c)
  set(names "")
  foreach(name init free clone starts update finish)
    list(APPEND names mbedtls_sha3_${name}=pcc_mbedtls_sha3_${name})
  endforeach()
  list(APPEND names mbedtls_sha3=pcc_mbedtls_sha3)
  set_property(SOURCE core/sha3.c ${tree}/library/sha3.c APPEND PROPERTY COMPILE_DEFINITIONS
               ${names} MBEDTLS_CONFIG_FILE="${PROJECT_SOURCE_DIR}/scripts/cmake/mbedtls_config_sha3.h")
  set_property(SOURCE core/sha3.c ${tree}/library/sha3.c APPEND PROPERTY COMPILE_OPTIONS -isystem ${tree}/include)
  # Not our code: its warnings are its maintainers' business.
  set_property(SOURCE ${tree}/library/sha3.c APPEND PROPERTY COMPILE_OPTIONS -w)
endfunction()

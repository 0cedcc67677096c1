# SPDX-License-Identifier: Apache-2.0
# Options of this port, read before the libraries: the table of parts, and what a part's accelerators take over from the
# crypto library.
#
#   part   has                                                        parts/<part>/part.h has the numbers
set(psa_h5_parts
  "h573    hash aes pka obk edata"
  "h563    hash pka_verify obk edata"
  "h562    hash pka_verify obk edata"
  "h533    hash aes pka obk edata"
  "h523    hash pka_verify obk edata"
  "h503    hash"
)
set(PSA_STM32H5_PART h573 CACHE STRING "Part that the STM32H5 port is built for: h573, h563, h562, h533, h523 or h503")
option(PSA_STM32H5_ACCELERATORS "HASH, SAES and PKA are a driver of the crypto library (platform/stm32h5/README.md)"
  OFF)
set(PSA_STM32H5_AES saes CACHE STRING
  "Unit for AES keys: saes (guarded against power analysis) or aes (ten times as fast)")
set(PSA_STM32H5_ITS main CACHE STRING
  "Where internal trusted storage lies: main (flash), edata (high-cycle data area; H573, H563, H562) or none (H503)")

set(PSA_STM32H5_BANKS fixed CACHE STRING
  "fixed, or swap: the banks are exchanged for updates of component 0 (mode bank)")

set(psa_h5_names "")
foreach(row IN LISTS psa_h5_parts)
  separate_arguments(row)
  list(POP_FRONT row name)
  list(APPEND psa_h5_names ${name})
  if(name STREQUAL PSA_STM32H5_PART)
    set(psa_h5_has ${row})
  endif()
endforeach()
set_property(CACHE PSA_STM32H5_PART PROPERTY STRINGS ${psa_h5_names})
if(NOT PSA_STM32H5_PART IN_LIST psa_h5_names)
  list(JOIN psa_h5_names ", " names)
  message(FATAL_ERROR "PSA_STM32H5_PART is '${PSA_STM32H5_PART}', must be one of ${names}")
endif()
if(NOT PSA_STM32H5_AES MATCHES "^(saes|aes)$")
  message(FATAL_ERROR "PSA_STM32H5_AES is '${PSA_STM32H5_AES}', must be saes or aes")
endif()

if(NOT PSA_STM32H5_ITS MATCHES "^(main|edata|none)$" OR (PSA_STM32H5_ITS STREQUAL "edata" AND NOT PSA_STM32H5_PART
  MATCHES "^h5(73|63|62)$")
   OR (PSA_STM32H5_ITS STREQUAL "none" AND NOT PSA_STM32H5_PART STREQUAL "h503"))
  message(FATAL_ERROR "PSA_STM32H5_ITS is '${PSA_STM32H5_ITS}', must be main, edata on h573, h563 and h562, or none on h503")
endif()

if(NOT PSA_STM32H5_BANKS MATCHES "^(fixed|swap)$" OR
   (PSA_STM32H5_BANKS STREQUAL "swap" AND (PSA_STM32H5_ITS STREQUAL "edata" OR PSA_STM32H5_PART STREQUAL "h503")))
  message(FATAL_ERROR "PSA_STM32H5_BANKS is '${PSA_STM32H5_BANKS}', must be fixed, or swap with PSA_STM32H5_ITS=main on a part other than h503")
endif()

if(PSA_FWU_CRYPTO STREQUAL "platform" AND NOT psa_h5_has MATCHES "pka")
  message(FATAL_ERROR "PSA_FWU_CRYPTO=platform needs a PKA, which ${PSA_STM32H5_PART} does not have: give core or psa")
endif()

if(PSA_STM32H5_ACCELERATORS)
  if(PSA_CRYPTO_DRIVER_HEADER)
    message(FATAL_ERROR "PSA_STM32H5_ACCELERATORS brings its own PSA_CRYPTO_DRIVER_HEADER: a product with another driver names "
                        "the functions of both in a header of its own")
  endif()
  set(h5 "${PROJECT_SOURCE_DIR}/platform/stm32h5")
  set(PSA_CRYPTO_DRIVER_SOURCES "${h5}/driver/hash.c")
  if("pka" IN_LIST psa_h5_has)
    set(PSA_CRYPTO_DRIVER_HEADER "${h5}/driver/full.h")
    list(APPEND PSA_CRYPTO_DRIVER_SOURCES "${h5}/driver/aes.c" "${h5}/driver/pka.c" "${h5}/driver/pka_verify.c"
         "${h5}/driver/curve.c" "${h5}/driver/signatures.c" "${h5}/driver/rsa.c")
  elseif("pka_verify" IN_LIST psa_h5_has)
    set(PSA_CRYPTO_DRIVER_HEADER "${h5}/driver/verify.h")
    list(APPEND PSA_CRYPTO_DRIVER_SOURCES "${h5}/driver/pka_verify.c" "${h5}/driver/curve.c")
  else()
    set(PSA_CRYPTO_DRIVER_HEADER "${h5}/driver/hash.h")
  endif()
endif()

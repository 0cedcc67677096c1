# SPDX-License-Identifier: Apache-2.0
# cmake -DSOURCE=... -DCONFIG=<feature set> -DWORK=<folder> -DNM=... -DOPTIONS=... [-DPROGRAM=... -DCC=... -DFLAGS=...] -P check.cmake:
# configure libpsa with a feature set. One that begins with "error: text" must be refused with that text, one with
# "compile error: text" by the compiler; any other must build without a warning, and PROGRAM over it must end with 0.
file(STRINGS "${CONFIG}" first LIMIT_COUNT 1)
file(REMOVE_RECURSE "${WORK}")
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}" -G Ninja "-DPSA_CRYPTO_CONFIG_FILE=${CONFIG}"
                        -DPSA_SERVICES=crypto -DPSA_CRYPTO_KEY_STORE=none -DPSA_BUILD_TESTS=OFF -DPSA_BUILD_TOOLS=OFF
                        -DPSA_WERROR=ON ${OPTIONS}
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE error)
if(first MATCHES "^/\\* error: (.*) \\*/")
  string(REPLACE "\\;" ";" expected "${CMAKE_MATCH_1}") # before the next one overwrites the match
  string(REGEX REPLACE "[ \n]+" " " error "${error}")
  string(FIND "${error}" "${expected}" found)
  if(NOT result OR found EQUAL -1)
    message(FATAL_ERROR "not refused with '${expected}':\n${error}")
  endif()
  return()
endif()
if(first MATCHES "error:" AND NOT first MATCHES "compile error: (.*) \\*/")
  message(FATAL_ERROR "what is expected must stand in the first line: ${first}")
endif()
set(expected "${CMAKE_MATCH_1}")
if(result)
  message(FATAL_ERROR "${error}")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${WORK}" --target psa-crypto RESULT_VARIABLE result
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(first MATCHES "compile error:")
  string(FIND "${output}" "${expected}" found)
  if(NOT result OR found EQUAL -1)
    message(FATAL_ERROR "not refused with '${expected}':\n${output}")
  endif()
  return()
endif()
if(result)
  message(FATAL_ERROR "${output}")
endif()

# Each archive's code is complete: what it calls is in one of the two, also where the compiler leaves code in that can't be
# reached.
set(archives "${WORK}/lib/crypto/libpsa-crypto.a" "${WORK}/lib/crypto/libpsa-crypto-core.a")
foreach(kind undefined defined)
  execute_process(COMMAND "${NM}" --${kind}-only ${archives} RESULT_VARIABLE result OUTPUT_VARIABLE symbols
                  ERROR_VARIABLE error)
  if(result)
    message(FATAL_ERROR "${error}")
  endif()
  string(REGEX MATCHALL " (pcc|pcrypto|psa)_[a-z0-9_]+" ${kind} "${symbols}")
endforeach()
if(NOT defined)
  message(FATAL_ERROR "no symbols in ${archives}")
endif()
list(REMOVE_DUPLICATES undefined)
list(REMOVE_ITEM undefined ${defined})
if(undefined)
  message(FATAL_ERROR "called, but not there:${undefined}")
endif()

# A program of the feature set.
if(PROGRAM)
  execute_process(COMMAND "${CC}" ${FLAGS} -std=c99 -Wall -Wextra -Werror "-I${WORK}/config" "-I${SOURCE}/include" "-I${SOURCE}"
                          "${PROGRAM}" "${CMAKE_CURRENT_LIST_DIR}/port.c" -o "${WORK}/program" ${archives}
                          -lmbedcrypto
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(result)
    message(FATAL_ERROR "${output}")
  endif()
  execute_process(COMMAND "${WORK}/program" RESULT_VARIABLE result ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${PROGRAM}: ${result}\n${output}")
  endif()
endif()

# SPDX-License-Identifier: Apache-2.0
# cmake -DSOURCE=... -DWORK=<folder> -DNM=... -DOPTIONS=... -P replace.cmake: PSA_CRYPTO_CORE_REPLACE compiles the
# product's file in place of the library's, and refuses what is no file of this build.
function(configure replacement out)
  file(REMOVE_RECURSE "${WORK}")
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}" -G Ninja
    "-DPSA_CRYPTO_CORE_REPLACE=${replacement}"
                          -DPSA_SERVICES=crypto -DPSA_CRYPTO_KEY_STORE=none -DPSA_BUILD_TESTS=OFF -DPSA_BUILD_TOOLS=OFF
                          -DPSA_WERROR=ON ${OPTIONS}
                  RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE error)
  set(${out} "${result}" PARENT_SCOPE)
  set(error "${error}" PARENT_SCOPE)
endfunction()

set(ours "${SOURCE}/tests/crypto/driver/replaced_cmac.c")
foreach(bad "nothing.c=${ours}" "cmac.c=${ours}.missing" "cmac.c")
  configure("${bad}" result)
  if(result EQUAL 0 OR NOT error MATCHES "PSA_CRYPTO_CORE_REPLACE")
    message(FATAL_ERROR "'${bad}' was not refused: ${error}")
  endif()
endforeach()
configure("cmac.c=${ours}" result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${error}")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${WORK}" --target psa-crypto-core
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${output}")
endif()
file(GLOB_RECURSE archive "${WORK}/*libpsa-crypto-core.a")
execute_process(COMMAND "${NM}" "${archive}" OUTPUT_VARIABLE symbols ERROR_QUIET)
string(REGEX MATCHALL "T pcc_cmac_update" definitions "${symbols}")
list(LENGTH definitions count)
if(NOT symbols MATCHES "pcc_replaced_cmac" OR NOT count EQUAL 1)
  message(FATAL_ERROR "the archive has not the replacement, or both")
endif()

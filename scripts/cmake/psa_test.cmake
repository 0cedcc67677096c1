# SPDX-License-Identifier: Apache-2.0
# psa_test(NAME SOURCES ... [LIBS ...] LABELS ... [TIMEOUT s] [ARGS ...] [ENVIRONMENT ...])
#
# One test program under ctest. NAME is <lib>.<topic>; the target is test_<lib>_<topic>. LIBS are targets; cmocka comes
# by itself. A test that needs the hostile flash names psa_sim, one that runs on the host port names psa-platform-posix.
set(PSA_TEST_MACHINE m33 CACHE STRING
  "Where cross-built tests run: m33 (QEMU, tests/m33) or target (the emulated board, tests/board)")
if(CMAKE_CROSSCOMPILING)
  set(psa_test_framework psa_${PSA_TEST_MACHINE})
else()
  find_library(CMOCKA_LIBRARY cmocka REQUIRED)
  set(psa_test_framework ${CMOCKA_LIBRARY})
endif()

# psa_keep_results(TARGET NAME): where psa_results names a folder, the results of each case go to NAME.txt in it.
function(psa_keep_results target name)
  if(psa_results)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
    set_property(TARGET ${target} PROPERTY CROSSCOMPILING_EMULATOR
      ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/conformance/target/keep_results.py ${psa_results}/${name}.txt
      ${CMAKE_CROSSCOMPILING_EMULATOR})
    set_property(GLOBAL APPEND PROPERTY PSA_RESULTS ${name})
  endif()
endfunction()

function(psa_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBS;LABELS;ARGS;ENVIRONMENT")
  string(REPLACE "\\;" ";" arg_LABELS "${arg_LABELS}") # labels given as one quoted list
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_LABELS)
    message(FATAL_ERROR "psa_test(${name}): bad arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "." "_" target test_${name})
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE psa_warnings ${arg_LIBS} ${psa_test_framework})
  foreach(port psa_sim psa-platform-posix psa-platform-stm32h5)
    if(port IN_LIST arg_LIBS)
      set_property(TARGET ${target} PROPERTY PSA_PORT ${port}) # see psa_library.cmake
    endif()
  endforeach()
  psa_keep_results(${target} ${name})
  add_test(NAME ${name} COMMAND ${target} ${arg_ARGS})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
    if(psa_results)
      set(arg_TIMEOUT 900) # an emulator is slow, and much slower on a machine that has other work
    endif()
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT
    "${arg_ENVIRONMENT}")
endfunction()

# psa_snippet(FILE README): the first C block of a README as FILE, for a test that compiles what the README shows.
function(psa_snippet file readme)
  set(script ${PROJECT_SOURCE_DIR}/tests/examples/extract_snippet.cmake)
  add_custom_command(OUTPUT ${file}
    COMMAND ${CMAKE_COMMAND} -D README=${readme} -D OUT=${file} -P ${script}
    DEPENDS ${readme} ${script})
endfunction()

# psa_slow(NAME...): tests of this folder, those that are there, that take an emulator minutes: label slow.
function(psa_slow)
  foreach(name IN LISTS ARGN)
    if(TEST ${name})
      get_property(labels TEST ${name} PROPERTY LABELS)
      set_tests_properties(${name} PROPERTIES LABELS "${labels};slow" TIMEOUT 7200)
      set_property(GLOBAL APPEND PROPERTY PSA_SLOW ${name})
    endif()
  endforeach()
endfunction()

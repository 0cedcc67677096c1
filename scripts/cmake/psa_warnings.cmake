# SPDX-License-Identifier: Apache-2.0
# psa_warnings: the compiler settings of our own code, linked PRIVATE so that users don't inherit them.
# -Wno-format-truncation: a text that snprintf cuts short at its buffer is what we call it for; gcc warns or not by
# optimisation level.
# -Wno-type-limits: a bound that size_t can't exceed on a 32-bit target is still a bound on a 64-bit one.
add_library(psa_warnings INTERFACE)
target_compile_options(psa_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wvla -Wundef -Wcast-align -Wwrite-strings
  -Wpointer-arith -Wmissing-prototypes -Wstrict-prototypes -Wformat=2 -Wimplicit-fallthrough -Wno-type-limits
  $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>
  $<$<BOOL:${PSA_WERROR}>:-Werror>)
target_compile_features(psa_warnings INTERFACE c_std_11)
target_compile_definitions(psa_warnings INTERFACE $<$<BOOL:${PSA_ASSERTS}>:PLAT_ASSERTS>)
# newlib's uint32_t is a long of the same size as int: the tests print it as the hosts' int.
if(CMAKE_CROSSCOMPILING AND PSA_BUILD_TESTS)
  target_compile_options(psa_warnings INTERFACE -Wno-format)
endif()

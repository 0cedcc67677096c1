# SPDX-License-Identifier: Apache-2.0
# Programs over tests/sim on the bench: the peripherals come with it. HASH, SAES and PKA by the port's archive, the RNG
# by bench.c.
set(h5 ${PROJECT_SOURCE_DIR}/platform/stm32h5)
add_library(psa_bench STATIC ${CMAKE_CURRENT_LIST_DIR}/bench.c ${h5}/rng.c)
target_include_directories(psa_bench PRIVATE ${h5}/parts/${PSA_STM32H5_PART}
  ${h5}/parts/${PSA_STM32H5_PART}/its_${PSA_STM32H5_ITS} ${PROJECT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/include)
set_source_files_properties(${h5}/rng.c PROPERTIES
  COMPILE_DEFINITIONS "plat_entropy=h5_entropy;plat_copy_number=h5_copy_number")
target_link_libraries(psa_bench PRIVATE psa_warnings PUBLIC psa-platform-stm32h5)
target_link_options(psa_sim INTERFACE -Wl,--wrap=plat_entropy)
target_link_libraries(psa_sim INTERFACE psa_bench)

# SPDX-License-Identifier: Apache-2.0
# psa_library(NAME SOURCES ... [DEPENDS ...] [PRIVATE_DEPENDS ...] [INCLUDES ...] DESCRIPTION "...")
#
# One way to make a library, so that all look alike: archive libpsa-NAME.a, target psa-NAME, alias psa::NAME, recorded
# for installation and for its .pc file (psa_install.cmake).
#   DEPENDS          psa libraries that it needs at link time (names without psa-)
#   PRIVATE_DEPENDS  other targets for its own compilation and its users' link line
#   INCLUDES         private include directories
#
# Nobody names a port in DEPENDS. Installed libraries bring the port that they were built beside (with PSA_PLATFORM=none
# the program names its own). In this build tree a program chooses: it sets its property PSA_PORT to a target (psa_test
# does, from its LIBS), and every library it links is then followed by that port, in the right order for the linker.

# The chosen feature set is "psa/crypto_config.h", wherever its file is. A feature set that adds to the default one
# includes "psa/crypto_config.h": the text of the default stands in place of that line, however it is written, so that the
# result is one file. A line that were left would find the header of an installed Mbed TLS.
set(psa_config_include "${PROJECT_BINARY_DIR}/config")
if(NOT EXISTS "${PSA_CRYPTO_CONFIG_FILE}")
  message(FATAL_ERROR "PSA_CRYPTO_CONFIG_FILE=${PSA_CRYPTO_CONFIG_FILE} does not exist")
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PSA_CRYPTO_CONFIG_FILE}" "${psa_default_features}")
file(READ "${PSA_CRYPTO_CONFIG_FILE}" features)
file(READ "${psa_default_features}" default)
if("\n${features}" MATCHES "\n[ \t]*#[ \t]*include[ \t]*[\"<]psa/crypto_config\\.h[\">][^\n]*")
  string(REPLACE "${CMAKE_MATCH_0}" "\n${default}" features "\n${features}")
endif()
file(CONFIGURE OUTPUT "${psa_config_include}/psa/crypto_config.h" CONTENT "${features}" @ONLY)

function(psa_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DESCRIPTION" "SOURCES;DEPENDS;PRIVATE_DEPENDS;INCLUDES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_DESCRIPTION)
    message(FATAL_ERROR "psa_library(${name}): no description, or unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(target psa-${name})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(psa::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} C_EXTENSIONS OFF)
  if(NOT CMAKE_CROSSCOMPILING)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  target_compile_features(${target} PUBLIC c_std_99)
  target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${psa_config_include}> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
           $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/libpsa>
    PRIVATE ${arg_INCLUDES})
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:psa_warnings>)
  foreach(dependency IN LISTS arg_DEPENDS)
    target_link_libraries(${target} PUBLIC psa-${dependency})
  endforeach()
  target_link_libraries(${target} PRIVATE ${arg_PRIVATE_DEPENDS})
  # Everything but the stateless algorithms and the ports themselves stands on a port.
  if(NOT name MATCHES "^(crypto-core|platform-.*)$")
    target_link_libraries(${target} INTERFACE $<BUILD_INTERFACE:$<TARGET_PROPERTY:PSA_PORT>>)
    if(NOT PSA_PLATFORM STREQUAL "none")
      target_link_libraries(${target} INTERFACE $<INSTALL_INTERFACE:psa::platform-${PSA_PLATFORM}>)
      set_property(TARGET ${target} PROPERTY PSA_NEEDS_PORT ON)
    endif()
  endif()
  set_property(TARGET ${target} PROPERTY PSA_DESCRIPTION "${arg_DESCRIPTION}")
  set_property(TARGET ${target} PROPERTY PSA_DEPENDS "${arg_DEPENDS}")
  set_property(TARGET ${target} PROPERTY PSA_PRIVATE_DEPENDS "${arg_PRIVATE_DEPENDS}")
  set_property(GLOBAL APPEND PROPERTY PSA_LIBRARIES ${name})
endfunction()

# SPDX-License-Identifier: Apache-2.0
# psa_library(NAME SOURCES ... [DEPENDS ...] [PRIVATE_DEPENDS ...] [INCLUDES ...] [HEADERS ...] DESCRIPTION "...")
#
# One way to make a library, so that all look alike: archive libpsa-NAME.a, target psa-NAME, alias psa::NAME, recorded
# for installation and for its .pc file (psa_install.cmake).
#   DEPENDS          psa libraries that it needs at link time (names without psa-)
#   PRIVATE_DEPENDS  other targets for its own compilation and its users' link line
#   INCLUDES         private include directories
function(psa_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DESCRIPTION" "SOURCES;DEPENDS;PRIVATE_DEPENDS;INCLUDES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "psa_library(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(target psa-${name})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(psa::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} C_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_features(${target} PUBLIC c_std_99)
  target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/libpsa>
    PRIVATE ${arg_INCLUDES})
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:psa_warnings>)
  foreach(dependency IN LISTS arg_DEPENDS)
    target_link_libraries(${target} PUBLIC psa-${dependency})
  endforeach()
  target_link_libraries(${target} PRIVATE ${arg_PRIVATE_DEPENDS})
  set_property(TARGET ${target} PROPERTY PSA_DESCRIPTION "${arg_DESCRIPTION}")
  set_property(TARGET ${target} PROPERTY PSA_DEPENDS "${arg_DEPENDS}")
  set_property(GLOBAL APPEND PROPERTY PSA_LIBRARIES ${name})
endfunction()

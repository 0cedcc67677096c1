# SPDX-License-Identifier: Apache-2.0
# Installation: archives, headers below include/libpsa (so that they never meet Mbed TLS's own psa/ headers), the CMake
# package and one .pc file a library. The installed tree can be moved: nothing in it names where it was built or put.
include(CMakePackageConfigHelpers)
foreach(dir CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
  if(IS_ABSOLUTE "${${dir}}")
    message(FATAL_ERROR "${dir}=${${dir}} must be relative to the prefix, so that the installed tree can be moved")
  endif()
endforeach()

set(headers "${CMAKE_INSTALL_INCLUDEDIR}/libpsa")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${headers}
        FILES_MATCHING PATTERN "*.h" PATTERN "crypto_config.h" EXCLUDE)
install(FILES "${psa_config_include}/psa/crypto_config.h" DESTINATION ${headers}/psa)
install(FILES ${PROJECT_SOURCE_DIR}/platform/platform.h DESTINATION ${headers}/platform)
install(FILES ${PROJECT_SOURCE_DIR}/platform/${PSA_PLATFORM}/plat_${PSA_PLATFORM}.h
        DESTINATION ${headers}/platform/${PSA_PLATFORM})

get_property(psa_libraries GLOBAL PROPERTY PSA_LIBRARIES)
list(TRANSFORM psa_libraries PREPEND psa- OUTPUT_VARIABLE targets)
install(TARGETS ${targets} psa_mbedcrypto EXPORT psa ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

# One .pc a library. Requires, not Requires.private: there are archives only, so a plain "pkg-config --libs" must give
# the whole chain.
set(pcdir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH PSA_PC_UP "/prefix/${pcdir}" "/prefix")
string(REGEX REPLACE "/$" "" PSA_PC_UP "${PSA_PC_UP}")
if(PSA_MBEDTLS STREQUAL "system")
  set(mbedtls_libs " -lmbedcrypto")
  get_filename_component(dir "${PSA_MBEDTLS_LIBRARY}" DIRECTORY)
  if(NOT dir IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
    set(mbedtls_libs " -L${dir}${mbedtls_libs}")
  endif()
else()
  set(mbedtls_libs " -lpsa-mbedcrypto")
endif()
set(PSA_NEEDS_THREADS FALSE)
foreach(library IN LISTS psa_libraries)
  get_target_property(requires psa-${library} PSA_DEPENDS)
  get_target_property(private psa-${library} PSA_PRIVATE_DEPENDS)
  get_target_property(needs_port psa-${library} PSA_NEEDS_PORT)
  set(PSA_PC_NAME ${library})
  get_target_property(PSA_PC_DESCRIPTION psa-${library} PSA_DESCRIPTION)
  set(PSA_PC_REQUIRES "")
  set(PSA_PC_LIBS "")
  if(needs_port)
    list(APPEND requires platform-${PSA_PLATFORM})
  endif()
  foreach(name IN LISTS requires)
    string(APPEND PSA_PC_REQUIRES " psa-${name}")
  endforeach()
  if("psa_mbedcrypto" IN_LIST private)
    string(APPEND PSA_PC_LIBS "${mbedtls_libs}")
  endif()
  if("Threads::Threads" IN_LIST private)
    string(APPEND PSA_PC_LIBS " -pthread")
    set(PSA_NEEDS_THREADS TRUE)
  endif()
  configure_file(${PROJECT_SOURCE_DIR}/pkgconfig/psa.pc.in ${PROJECT_BINARY_DIR}/pkgconfig/psa-${library}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/psa-${library}.pc DESTINATION ${pcdir})
endforeach()

set(packagedir "${CMAKE_INSTALL_LIBDIR}/cmake/psa")
configure_package_config_file(${PROJECT_SOURCE_DIR}/pkgconfig/psaConfig.cmake.in ${PROJECT_BINARY_DIR}/psaConfig.cmake
                              INSTALL_DESTINATION ${packagedir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/psaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/psaConfig.cmake ${PROJECT_BINARY_DIR}/psaConfigVersion.cmake
        DESTINATION ${packagedir})
install(EXPORT psa NAMESPACE psa:: FILE psaTargets.cmake DESTINATION ${packagedir})

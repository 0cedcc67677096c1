# SPDX-License-Identifier: Apache-2.0
# A PSA_ variable that was given with -D but that no file declared is a spelling mistake, and an error: it would
# silently build something else than was asked for. Included last, when every option has been declared.
get_directory_property(variables CACHE_VARIABLES)
foreach(variable IN LISTS variables)
  if(variable MATCHES "^PSA_")
    get_property(type CACHE ${variable} PROPERTY TYPE)
    get_property(help CACHE ${variable} PROPERTY HELPSTRING)
    # CMake's mark of a variable that came from the command line and was never declared.
    if(type STREQUAL "UNINITIALIZED" OR help MATCHES "specified on the command line")
      unset(${variable} CACHE)
      list(APPEND unknown ${variable})
    endif()
  endif()
endforeach()
if(unknown)
  list(JOIN unknown ", " unknown)
  message(FATAL_ERROR "Unknown option ${unknown}: 'cmake -LH' lists the PSA_ options")
endif()

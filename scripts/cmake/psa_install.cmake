# SPDX-License-Identifier: Apache-2.0
# Installation: archives, headers below include/libpsa (so that they never meet Mbed TLS's own psa/ headers), the CMake
# package and one .pc file a library.
get_property(psa_libraries GLOBAL PROPERTY PSA_LIBRARIES)

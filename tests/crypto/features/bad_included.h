/* error: bad_included.h wants PSA_WANT_ALG_NONESUCH, which this release */
#ifndef BAD_INCLUDED_H
#define BAD_INCLUDED_H
#  include <psa/crypto_config.h> /* the default, in the line of another writer */
#define PSA_WANT_ALG_NONESUCH 1
#endif

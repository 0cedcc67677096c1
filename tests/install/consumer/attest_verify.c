/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Consumer of the installed psa::attest-verify: what is no token is refused, with the reason.
 */
#include <patt_verify.h>
#include <psa/crypto.h>

int main(void)
{
    static const uint8_t no_token[] = { 0xd2, 0x84, 0x43 };
    patt_check_t check = { 0 };
    patt_token_t token;
    return patt_token_verify(no_token, sizeof no_token, &check, &token) == PATT_TRUNCATED && !token.authentic ? 0 : 1;
}

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A program that does nothing: the linker is told what to keep (crypto_m33.py).
 */
int main(void)
{
    return 0;
}

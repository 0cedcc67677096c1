/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The smallest program: what it is linked with is the test.
 */
int main(void)
{
    return 0;
}

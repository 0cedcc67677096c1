/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The `psa its` commands.
 */
#ifndef ITS_H
#define ITS_H

int its_build(int argc, char **argv);
int its_dump(int argc, char **argv);

#endif /* ITS_H */

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The command groups of the psa tool.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

int command_image(int argc, char **argv);
int command_its(int argc, char **argv);
int command_token(int argc, char **argv);
int command_device(int argc, char **argv);
int command_fwu(int argc, char **argv);
int command_board(int argc, char **argv);

/** psa image ... */
int image_keygen(int argc, char **argv);
int image_pubkey(int argc, char **argv);
int image_create(int argc, char **argv);
int image_sign(int argc, char **argv);
int image_encrypt(int argc, char **argv);
int image_decrypt(int argc, char **argv);
int image_detach(int argc, char **argv);
int image_show(int argc, char **argv);
int image_verify(int argc, char **argv);
int image_hex(int argc, char **argv);

#endif /* COMMANDS_H */

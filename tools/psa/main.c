/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa: images, tokens and POSIX devices from the shell. Exit status: 0 done, 1 refused or failed, 2 wrong usage.
 */
#include "commands.h"
#include "tool.h"

int main(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "image", "", "firmware and data images: keys, sign, show, verify", command_image },
        { "token", "", "attestation tokens: show, verify", command_token },
        { "its", "", "storage areas: build factory data, dump", command_its },
        { "device", "", "drive a POSIX device: provision, boot, store, attest, update", command_device },
        { "fwu", "", "updates: send images, install, accept, reject", command_fwu },
        { "board", "", "firmware on an emulated STM32H5: console, state", command_board },
    };
    tool_begin();
    return tool_end(tool_dispatch("psa", commands, sizeof(commands) / sizeof(commands[0]), argc, argv));
}

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa board: firmware on the emulated STM32H5. The emulator stands on Unicorn, which is GPL-2.0: it is a program of its
 * own that this one only executes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "tool.h"

#ifndef PSA_BOARD_RUN
#define PSA_BOARD_RUN "psa-board-run" /* on PATH */
#endif

static int board_run(int argc, char **argv)
{
    const char *chosen = getenv("PSA_BOARD_RUN");
    const char *program = chosen != NULL && chosen[0] != 0 ? chosen : PSA_BOARD_RUN;
    (void)argc;
    fflush(stdout);
    argv[0] = (char *)(uintptr_t)program;
    (void)execvp(program, argv);
    return tool_fail("%s: %s (it is built with the tests of preset host; PSA_BOARD_RUN names another)", program,
                     strerror(errno));
}

int command_board(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "run", "[options] PROGRAM.elf...", "run firmware, with its console; without arguments its options",
          board_run },
    };
    return tool_dispatch("psa board", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}

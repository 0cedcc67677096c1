/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the programs whose power is cut have in common (tests/board/board_cuts.c is the bench's half). Each start is one
 * phase, which the bench types in: '0' prepares the device; '3' is one write more, nearer to where a sector is full;
 * '1' is a history of steps, each told on the console before it begins; '2' and the letter of the step that was told
 * last ('a': none) looks that all is as before or after that step, and goes on. Header only; the program defines the
 * four.
 */
#ifndef TESTS_BOARD_TARGET_CUT_PHASES_H
#define TESTS_BOARD_TARGET_CUT_PHASES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "tests/board/firmware/debugger.h"

static void prepare(void);
static void write_one_more(void);
static void make_history(void);
static void check(uint32_t step);

static void must(bool good, const char *what)
{
    if (!good) {
        printf("%s\n", what);
        debugger_exit(1);
    }
}

static void tell_step(uint32_t step)
{
    printf("step %c\n", (char)('a' + step));
}

static char typed(void)
{
    int byte;
    do {
        byte = plat_stm32h5_console_read();
    } while (byte < 0);
    return (char)byte;
}

int main(void)
{
    switch (typed()) {
    case '0':
        prepare();
        break;
    case '3':
        write_one_more();
        break;
    case '1':
        make_history();
        break;
    case '2':
        check((uint32_t)(typed() - 'a'));
        break;
    default:
        return 2;
    }
    return 0;
}

#endif /* TESTS_BOARD_TARGET_CUT_PHASES_H */

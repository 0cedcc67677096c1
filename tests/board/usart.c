/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * USARTs: what is sent is the console, what a test gives arrives byte by byte. Pins and baud rate are not looked at,
 * beyond that there is a rate.
 */
#include "tests/board/board_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CR1_UE 1u
#define CR1_RE 4u
#define CR1_TE 8u
#define ISR_RXNE (1u << 5)
#define ISR_TC (1u << 6)
#define ISR_TXE (1u << 7)
#define ISR_TEACK (1u << 21)
#define ISR_REACK (1u << 22)
#define BYTE_TIME 20u

void usart_reset(board_t *board)
{
    memset(board->usart, 0, sizeof board->usart);
}

static void print(board_t *board, char c)
{
    if (board->console_size + 2 > board->console_capacity) {
        char *more = realloc(board->console, 2 * board->console_capacity);
        if (more == NULL) {
            return;
        }
        board->console = more;
        board->console_capacity *= 2;
    }
    board->console[board->console_size++] = c;
    board->console[board->console_size] = 0;
    if (board->echo) {
        putchar(c);
        fflush(stdout);
    }
}

uint32_t usart_read(board_t *board, unsigned which, uint32_t offset)
{
    struct usart *usart = &board->usart[which];
    bool sent = board->now >= usart->tx_free;
    switch (offset) {
    case 0x00:
        return usart->cr1;
    case 0x04:
        return usart->cr2;
    case 0x08:
        return usart->cr3;
    case 0x0c:
        return usart->brr;
    case 0x1c:
        return (sent ? ISR_TXE | ISR_TC : 0) | ((usart->cr1 & CR1_TE) != 0 ? ISR_TEACK : 0) |
               ((usart->cr1 & CR1_RE) != 0 ? ISR_REACK : 0) |
               ((usart->cr1 & (CR1_UE | CR1_RE)) == (CR1_UE | CR1_RE) && board->input_at < board->input_size ? ISR_RXNE
                                                                                                             : 0);
    case 0x24:
        if (board->input_at < board->input_size) {
            usart->rdr = board->input[board->input_at++];
        }
        return usart->rdr;
    default:
        return 0;
    }
}

void usart_write(board_t *board, unsigned which, uint32_t offset, uint32_t value)
{
    struct usart *usart = &board->usart[which];
    switch (offset) {
    case 0x00:
        usart->cr1 = value;
        break;
    case 0x04:
        usart->cr2 = value;
        break;
    case 0x08:
        usart->cr3 = value;
        break;
    case 0x0c:
        if ((usart->cr1 & CR1_UE) != 0) {
            breach(board, "USART_BRR written while the USART is on");
        }
        usart->brr = value;
        break;
    case 0x28:
        if ((usart->cr1 & (CR1_UE | CR1_TE)) != (CR1_UE | CR1_TE) || usart->brr < 16) {
            breach(board, "USART_TDR written while the transmitter is off or has no rate");
        } else if (board->now < usart->tx_free) {
            breach(board, "USART_TDR written while it is full");
        } else {
            print(board, (char)value);
            usart->tx_free = board->now + BYTE_TIME;
        }
        break;
    default:
        break;
    }
}

const char *board_console(const board_t *board)
{
    return board->console;
}

void board_console_clear(board_t *board)
{
    board->console_size = 0;
    board->console[0] = 0;
}

void board_console_echo(board_t *board, bool on)
{
    board->echo = on;
}

void board_input(board_t *board, const void *bytes, size_t size)
{
    size_t left = board->input_size - board->input_at;
    uint8_t *joined = malloc(left + size + 1);
    if (joined == NULL) {
        abort();
    }
    if (left > 0) {
        memcpy(joined, board->input + board->input_at, left);
    }
    memcpy(joined + left, bytes, size);
    free(board->input);
    board->input = joined;
    board->input_size = left + size;
    board->input_at = 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A board without power as a file.
 */
#include "tests/board/board_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct head {
    char magic[8];
    char part[8];
    uint64_t size;
};

static struct head head_of(const board_t *board)
{
    struct head head = { "psaboard", "", sizeof(struct lasting) };
    snprintf(head.part, sizeof head.part, "%s", board->part->name);
    return head;
}

static bool fail(board_t *board, const char *path, const char *why)
{
    snprintf(board->error, sizeof board->error, "%.180s: %s", path, why);
    return false;
}

const char *board_part_name(const board_t *board)
{
    return board->part->name;
}

bool board_save(board_t *board, const char *path)
{
    const struct head head = head_of(board);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return fail(board, path, "can't be written");
    }
    bool good = fwrite(&head, sizeof head, 1, file) == 1 &&
                fwrite(&board->lasting, sizeof board->lasting, 1, file) == 1;
    good = fclose(file) == 0 && good;
    return good || fail(board, path, "can't be written");
}

static bool states_are_known(const uint8_t *state, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (state[i] > UNIT_WEAK) {
            return false;
        }
    }
    return true;
}

static bool is_sound(const struct lasting *lasting)
{
    return lasting->obk_current < 2 && states_are_known(lasting->unit[0], sizeof lasting->unit) &&
           states_are_known(lasting->otp_unit, sizeof lasting->otp_unit) &&
           states_are_known(lasting->edata_unit[0], sizeof lasting->edata_unit) &&
           states_are_known(lasting->obk_unit[0], sizeof lasting->obk_unit);
}

bool board_restore(board_t *board, const char *path)
{
    const struct head want = head_of(board);
    struct head head;
    char more;
    FILE *file = fopen(path, "rb");
    struct lasting *lasting = malloc(sizeof *lasting);
    bool good = file != NULL && lasting != NULL && fread(&head, sizeof head, 1, file) == 1 &&
                memcmp(&head, &want, sizeof head) == 0 && fread(lasting, sizeof *lasting, 1, file) == 1 &&
                fread(&more, 1, 1, file) == 0 && is_sound(lasting);
    if (good) {
        board_power_off(board);
        board->lasting = *lasting;
    }
    if (file != NULL) {
        fclose(file);
    }
    free(lasting);
    return good || fail(board, path, "is no board of this part");
}

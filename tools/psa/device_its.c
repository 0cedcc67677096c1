/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device its: items of the device's internal trusted storage from the shell.
 */
#include "device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "lib/its/its_internal.h"
#include "psa/internal_trusted_storage.h"

static bool parse_uid(const char *text, psa_storage_uid_t *uid)
{
    uint64_t number = 0;
    if (!tool_parse_number(text, UINT64_MAX, &number) || number == 0) {
        tool_usage("'%s' is not a uid (a number from 1)", text);
        return false;
    }
    *uid = number;
    return true;
}

/* Opens the device after the options of a command with `want` words, the first of which is the uid. */
static int open_for_uid(const char *name, int words, int want, char **argv, const char *dir, psa_storage_uid_t *uid)
{
    if (words != want) {
        return tool_usage("%s needs a uid and nothing else (see psa device its %s --help)", name, name);
    }
    if (!parse_uid(argv[1], uid)) {
        return TOOL_USAGE;
    }
    return device_open(dir);
}

static int its_result(const char *call, psa_storage_uid_t uid, psa_status_t status)
{
    if (status == PSA_SUCCESS) {
        return TOOL_OK;
    }
    return tool_fail("%s item %" PRIu64 ": %s", call, uid, tool_status_text(status));
}

static int its_set(int argc, char **argv)
{
    const char *dir = NULL, *data = NULL, *file = NULL, *write_once = NULL;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "data", true, &data, "TEXT", "what to store", NULL, 0 },
        { "file", true, &file, "FILE", "store the content of a file (- is standard input)", NULL, 0 },
        { "write-once", false, &write_once, NULL, "it can never be changed nor removed", NULL, 0 },
    };
    int words = 0;
    int code =
        tool_options(argc, argv, "psa device its set UID (--data TEXT | --file FILE) [options]", options, 4, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (!data == !file) {
        return tool_usage("set needs either --data or --file");
    }
    psa_storage_uid_t uid = 0;
    code = open_for_uid("set", words, 1, argv, dir, &uid);
    if (code != TOOL_OK) {
        return code;
    }
    tool_bytes_t bytes = { NULL, 0 };
    if (file && !tool_read_file(file, &bytes)) {
        return TOOL_FAILED;
    }
    const void *p = file ? (const void *)bytes.p : data;
    size_t size = file ? bytes.size : strlen(data);
    psa_status_t status = psa_its_set(uid, size, p, write_once ? PSA_STORAGE_FLAG_WRITE_ONCE : PSA_STORAGE_FLAG_NONE);
    tool_bytes_free(&bytes);
    return its_result("set", uid, status);
}

/* Reads an item whole and writes it where it is wanted. */
static int its_copy_out(psa_storage_uid_t uid, const char *out)
{
    struct psa_storage_info_t info;
    psa_status_t status = psa_its_get_info(uid, &info);
    if (status != PSA_SUCCESS) {
        return its_result("get", uid, status);
    }
    tool_bytes_t bytes = { malloc(info.size + 1), info.size };
    if (bytes.p == NULL) {
        return tool_fail("out of memory");
    }
    size_t size = 0;
    status = psa_its_get(uid, 0, info.size, bytes.p, &size);
    bool ok = status == PSA_SUCCESS && tool_write_file(out ? out : "-", bytes.p, size, 0600);
    if (ok && !out && size > 0 && bytes.p[size - 1] != '\n') {
        ok = tool_write_file("-", "\n", 1, 0);
    }
    tool_bytes_free(&bytes);
    return status != PSA_SUCCESS ? its_result("get", uid, status) : ok ? TOOL_OK : TOOL_FAILED;
}

static int its_get(int argc, char **argv)
{
    const char *dir = NULL, *out = NULL;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "out", true, &out, "FILE", "write it there, exactly (default: print it, with a line end)", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa device its get UID [options]", options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    psa_storage_uid_t uid = 0;
    code = open_for_uid("get", words, 1, argv, dir, &uid);
    return code != TOOL_OK ? code : its_copy_out(uid, out);
}

static int its_remove(int argc, char **argv)
{
    const char *dir = NULL;
    const tool_option_t options[] = { DEVICE_DIR_OPTION(dir) };
    int words = 0;
    int code = tool_options(argc, argv, "psa device its remove UID [options]", options, 1, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    psa_storage_uid_t uid = 0;
    code = open_for_uid("remove", words, 1, argv, dir, &uid);
    return code != TOOL_OK ? code : its_result("remove", uid, psa_its_remove(uid));
}

static void print_entry(const pits_entry_t *entry)
{
    if (entry->owner == PITS_OWNER_KEYS) {
        printf("key   0x%08" PRIx32 " of client %" PRId32, (uint32_t)entry->uid, (int32_t)(entry->uid >> 32));
    } else {
        printf("item  %-10" PRIu64 " of client %" PRId32, entry->uid, entry->owner);
    }
    if (entry->status == PSA_SUCCESS) {
        printf("  %6" PRIu32 " bytes%s\n", entry->size,
               entry->flags & PSA_STORAGE_FLAG_WRITE_ONCE ? "  write once" : "");
    } else {
        printf("  damaged: %s\n", tool_status_text(entry->status));
    }
}

static int print_list(void)
{
    uint32_t cursor = 0;
    pits_entry_t entry;
    for (;;) {
        psa_status_t status = pits_list(&pits_store_its, &cursor, &entry);
        if (status == PSA_ERROR_DOES_NOT_EXIST) {
            return TOOL_OK;
        }
        if (status != PSA_SUCCESS) {
            return tool_fail("list: %s", tool_status_text(status));
        }
        print_entry(&entry);
    }
}

static int its_list(int argc, char **argv)
{
    const char *dir = NULL;
    const tool_option_t options[] = { DEVICE_DIR_OPTION(dir) };
    int words = 0;
    int code = tool_options(argc, argv, "psa device its list [options]", options, 1, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("list takes no words, found '%s'", argv[1]);
    }
    code = device_open(dir);
    return code == TOOL_OK ? print_list() : code;
}

int device_its(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "set", "UID", "store an item", its_set },
        { "get", "UID", "print an item or write it to a file", its_get },
        { "remove", "UID", "remove an item", its_remove },
        { "list", "", "list the items with owner, size and flags", its_list },
    };
    return tool_dispatch("psa device its", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}

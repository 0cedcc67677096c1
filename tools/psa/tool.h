/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What every command of the psa tool shares: exit codes, one-line errors, files, hexadecimal, options.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "psa/error.h"

#if defined(__GNUC__)
#define TOOL_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define TOOL_PRINTF(text, first)
#endif

/** Exit codes of the tool. */
enum { TOOL_OK = 0, TOOL_FAILED = 1, TOOL_USAGE = 2 };

/** A command: runs with argv[0] = its own name, returns an exit code. */
typedef struct tool_command {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *summary;   /* one line */
    int (*run)(int argc, char **argv);
} tool_command_t;

/** Run the command of the table that argv[1] names; `path` is the command line up to here ("psa image"). */
int tool_dispatch(const char *path, const tool_command_t *commands, size_t count, int argc, char **argv);

/** First and last thing in main(): safe standard descriptors; and a failed write to standard output, found at the
 *  latest when the buffer is flushed, is a failure. */
void tool_begin(void);
int tool_end(int code);

/** One line on standard error, "psa: ...", and TOOL_FAILED. */
int tool_fail(const char *format, ...) TOOL_PRINTF(1, 2);

/** One line on standard error, "psa: ... (see ...)", and TOOL_USAGE. */
int tool_usage(const char *format, ...) TOOL_PRINTF(1, 2);

/** The status in words with its name: "the signature does not match (PSA_ERROR_INVALID_SIGNATURE)". */
const char *tool_status_text(psa_status_t status);

/** Largest file that the tool reads (bytes): more than any image slot. */
#define TOOL_FILE_MAX (16u * 1024u * 1024u)

/** Bytes on the heap; free() with tool_bytes_free, which wipes them. */
typedef struct tool_bytes {
    uint8_t *p;
    size_t size;
} tool_bytes_t;

/** Read a whole file ("-" is standard input). False after an error line. */
bool tool_read_file(const char *path, tool_bytes_t *bytes);

/** The same without the error line: errno says why. */
bool tool_load_file(const char *path, tool_bytes_t *bytes);

/** Write a whole file, or nothing: a temporary file beside it that is renamed. `mode` as for open(2). "-" is standard
 *  output; what is no regular file is written to; a link stays one, also to a file that is made. False after an error
 *  line. */
bool tool_write_file(const char *path, const void *data, size_t size, unsigned mode);

/** Whether two names mean one file; also if it is not there yet and the names are equal. */
bool tool_same_file(const char *a, const char *b);

/** TOOL_USAGE after an error line if the output would be written over an input; NULL is none. `what` is what it is, in
 *  words: "the key". */
int tool_check_output(const char *out, const char *what, const char *input);

/** Where a line about an output goes that was written: standard output, or standard error if the output went there. */
FILE *tool_report_to(const char *out);

void tool_bytes_free(tool_bytes_t *bytes);

/** Parse 2 * size hexadecimal digits. False if there are others, or more or fewer than 1..max bytes. */
bool tool_parse_hex(const char *text, uint8_t *out, size_t max, size_t *size);

/** Parse an unsigned number, decimal or 0x. False if it is not one or is above max. */
bool tool_parse_number(const char *text, uint64_t max, uint64_t *value);

/** Print bytes as hexadecimal on standard output. */
void tool_print_hex(const uint8_t *p, size_t size);

/** One option of a command: its value is stored as text, a flag as "". */
typedef struct tool_option {
    const char *name; /* without the dashes */
    bool has_value;
    const char **value; /* set when the option is given; the last one wins */
    const char *values_name;
    const char *help;
    size_t *count; /* if not NULL: value points to an array of `max` texts that are collected */
    size_t max;
} tool_option_t;

/**
 * Parse --name, --name value and --name=value; "--" ends options. The other words are moved to the front of argv[1..]
 * in their order and counted in *words. Returns TOOL_OK, or TOOL_USAGE after an error line, or -1 when --help was
 * printed.
 */
int tool_options(int argc, char **argv, const char *usage, const tool_option_t *options, size_t option_count,
                 int *words);

/** Start the crypto library; false after an error line. */
bool tool_crypto_start(void);

#endif /* TOOL_H */

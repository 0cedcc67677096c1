/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa fwu send: a whole update. Where it goes is for fwu_folder.c, fwu_tcp.c and fwu_serial.c.
 */
#include "fwu.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct send_options {
    const char *dir, *tcp, *serial, *baud, *tries, *no_install, *json;
    const char *usage;
} send_options_t;

/* "IMAGE" is for component 0, "ID=IMAGE" for the one named. */
static bool take_word(const char *word, bool serial, fwu_image_t *image)
{
    const char *equals = strchr(word, '=');
    uint64_t number = 0;
    char digits[4] = "";
    *image = (fwu_image_t){ .path = word };
    if (equals != NULL && equals > word && (size_t)(equals - word) < sizeof(digits)) {
        memcpy(digits, word, (size_t)(equals - word));
        if (tool_parse_number(digits, UINT8_MAX, &number)) {
            if (serial) {
                tool_usage("'%s': over a serial line a device finds the component by the file's name", word);
                return false;
            }
            image->component = (uint8_t)number;
            image->path = equals + 1;
        }
    }
    return true;
}

static int load(fwu_image_t *images, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!tool_read_file(images[i].path, &images[i].bytes)) {
            return TOOL_FAILED;
        }
        if (images[i].bytes.size == 0) {
            return tool_fail("%s: empty", images[i].path);
        }
    }
    return TOOL_OK;
}

/* What JSON can't have in a text is left out: a name is for people. */
static void print_json_text(const char *text)
{
    printf("\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            printf("\\");
        }
        if ((unsigned char)*text >= ' ') {
            printf("%c", *text);
        }
    }
    printf("\"");
}

static void print_json(const fwu_image_t *images, size_t count, bool serial, bool staged)
{
    printf("{\"staged\": %s, \"images\": [", staged ? "true" : "false");
    for (size_t i = 0; i < count; i++) {
        printf("%s\n  {\"file\": ", i > 0 ? "," : "");
        print_json_text(images[i].path);
        if (!serial) {
            printf(", \"component\": %u", images[i].component);
        }
        printf(", \"size\": %zu, \"held\": %zu, \"status\": %ld}", images[i].bytes.size, images[i].held,
               (long)images[i].status);
    }
    printf("\n]}\n");
}

static int send_images(const send_options_t *given, fwu_image_t *images, size_t count)
{
    uint64_t baud = 0, tries = 5;
    if (given->baud && !tool_parse_number(given->baud, 4000000, &baud)) {
        return tool_usage("--baud '%s' is not a speed", given->baud);
    }
    if (given->tries && (!tool_parse_number(given->tries, 1000000, &tries) || tries == 0)) {
        return tool_usage("--tries '%s' is not a number from 1", given->tries);
    }
    int code = load(images, count);
    if (code == TOOL_OK) {
        const bool install = given->no_install == NULL;
        code = given->tcp      ? fwu_send_tcp(given->tcp, (unsigned)tries, images, count, install)
               : given->serial ? fwu_send_serial(given->serial, (unsigned long)baud, images, count)
                               : fwu_send_folder(given->dir, images, count, install);
        if (given->json && code != TOOL_USAGE) {
            print_json(images, count, given->serial != NULL, code == TOOL_OK && install);
        } else if (code == TOOL_OK) {
            printf("%s\n", install ? "sent, the next boot installs" : "sent");
        }
    }
    for (size_t i = 0; i < count; i++) {
        tool_bytes_free(&images[i].bytes);
    }
    return code;
}

static int check(const send_options_t *given, int words)
{
    if (words < 1 || words > (int)FWU_IMAGES_MAX) {
        return tool_usage("send needs 1 to %u images (usage: %s)", FWU_IMAGES_MAX, given->usage);
    }
    if ((given->dir != NULL) + (given->tcp != NULL) + (given->serial != NULL) > 1) {
        return tool_usage("--dir, --tcp and --serial exclude each other");
    }
    if (given->baud && !given->serial) {
        return tool_usage("--baud is for --serial");
    }
    if (given->tries && !given->tcp) {
        return tool_usage("--tries is for --tcp");
    }
    if (given->no_install && given->serial) {
        return tool_usage("over a serial line the end of the transfer installs: no --no-install");
    }
    return TOOL_OK;
}

int fwu_send(int argc, char **argv)
{
    send_options_t given = { .usage = "psa fwu send [ID=]IMAGE... [options]" };
    const tool_option_t options[] = {
        { "dir", true, &given.dir, "DIR", "to the device in this folder (default: $PSA_DEVICE_DIR)", NULL, 0 },
        { "tcp", true, &given.tcp, "HOST:PORT", "to a device that waits for updates there", NULL, 0 },
        { "tries", true, &given.tries, "N", "connections without progress before it gives up (5)", NULL, 0 },
        { "serial", true, &given.serial, "TTY", "to a device on a serial line, by YMODEM", NULL, 0 },
        { "baud", true, &given.baud, "N", "speed of the line (default: as it is set)", NULL, 0 },
        { "no-install", false, &given.no_install, NULL, "leave candidates, install later", NULL, 0 },
        { "json", false, &given.json, NULL, "the result for programs", NULL, 0 },
    };
    fwu_image_t images[FWU_IMAGES_MAX];
    int words = 0;
    int code = tool_options(argc, argv, given.usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    code = check(&given, words);
    for (int i = 0; code == TOOL_OK && i < words; i++) {
        code = take_word(argv[i + 1], given.serial != NULL, &images[i]) ? TOOL_OK : TOOL_USAGE;
    }
    return code == TOOL_OK ? send_images(&given, images, (size_t)words) : code;
}

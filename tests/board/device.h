/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The example firmware (examples/stm32h5) on the emulated board, as tests find it: a device from the factory, its
 * console, and a sender of YMODEM at the other end of its serial line. Any breach of the board's rules fails the test.
 */
#ifndef TESTS_BOARD_DEVICE_H
#define TESTS_BOARD_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/board/board.h"

#define DEVICE_STAGE_2 0x08008000u
#define DEVICE_APP 0x08020000u
#define DEVICE_DATA 0x080e8000u
#define DEVICE_APP_SMALL 0x0800e000u /* platform/stm32h5/parts/h503/its_none/map.h */
#define DEVICE_IMAGE_MAX 0xa0000u /* of the files that device_read() takes */
#define DEVICE_BOOT_LIMIT 400000000u
#define DEVICE_READY "waiting for updates"
#define DEVICE_STATE_PROVISIONED 0x2e
#define DEVICE_STATE_CLOSED 0x72

/** The board, and the folder that examples/stm32h5/build filled (the test's main() names it). */
extern board_t *board;
extern const char *device_folder;
/** The public half of the attestation key, as the device printed it in the factory, 130 digits. */
extern char device_attestation_key[131];

/** What the factory does: the update key, then factory.hex, first start, closed product state. Group set-up of
 *  cmocka. */
int device_factory(void **state);
/** Set-up of a case: the device as it left the factory, power off. */
int device_begin(void **state);
int device_end(void **state);

/** The same for the example of a part with 128 KB: a new board with its image, that has not started yet; its first
 *  start and closed product state, power off; and all of that as the set-up of a group. */
void device_new_small(void);
void device_first_start_small(void);
int device_factory_small(void **state);

/** A file of the folder. */
size_t device_read(const char *name, uint8_t *bytes);
/** An Intel HEX file of the folder into flash, as a programmer writes it. */
void device_load_hex(const char *name);

/** Run until the console says it (BOARD_STOPPED). What else ends a run is told. */
board_end_t device_run_until(const char *text, uint64_t limit);
/** The same; anything else fails the test. */
void device_boot_until(const char *text);
/** Fails the test if the console lacks it. */
void device_expect(const char *text);
bool device_says(const char *text);

/** Whether some of the plain stage 2 (the file stage_2.img) stands in flash outside of its active slot: 32 bytes of it
 *  at one of many places. The first call, after device_begin(), chooses the places: those that the rest of the firmware
 *  does not share. */
bool device_leaks_stage_2(void);

/* The serial line. */
#define YMODEM_SOH 0x01
#define YMODEM_STX 0x02
#define YMODEM_EOT 0x04
#define YMODEM_ACK 0x06
#define YMODEM_NAK 0x15
#define YMODEM_CAN 0x18
/** Look for answers from here on: behind the last line that says the device is ready. */
void device_listen(void);
/** The next of these bytes that the device sends, which are run for at most `instructions`; -1: none comes. */
int device_wait_for(const char *bytes, uint64_t instructions);
/** A block of 128 or 1,024 bytes; damage is exclusive-ored into its check. */
void device_put_block(uint8_t number, const uint8_t *bytes, size_t size, uint16_t damage);
/** The same, undamaged, and whether it was acknowledged. */
bool device_send_block(uint8_t number, const uint8_t *bytes, size_t size);
/** The block that names a file of a size. Whether it was acknowledged and the transfer asked for. */
bool device_send_name(const char *name, size_t size);
/** End of file and of the transfer. Whether all was acknowledged. */
bool device_send_end(void);
/** A whole file. False: the device did not want it. */
bool device_send(const char *name, const uint8_t *bytes, size_t size);
/** Boot, send an image of the folder as the file of this name ("app.img"), and see it staged. */
void device_stage(const char *name, const char *image);

#endif /* TESTS_BOARD_DEVICE_H */

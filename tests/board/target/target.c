/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a test program needs on the board: a console under newlib's printf, an end. The port's own start-up runs it.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "tests/board/firmware/debugger.h"

#define HEAP_SIZE 16384u /* newlib's own */

int __real_main(void);
int __wrap_main(void);
void HardFault_Handler(void);
int _write(int file, const char *bytes, int size);
int _read(int file, char *bytes, int size);
int _close(int file);
int _lseek(int file, int offset, int whence);
int _fstat(int file, void *stat);
int _isatty(int file);
int _getpid(void);
int _kill(int pid, int number);
void *_sbrk(ptrdiff_t step);
__attribute__((noreturn)) void _exit(int status);

int __wrap_main(void)
{
    plat_stm32h5_console_start(&plat_stm32h5_console_dk);
    debugger_exit((uint32_t)__real_main());
}

void HardFault_Handler(void)
{
    static const char text[] = "target: fault\n";
    plat_stm32h5_console_write(text, sizeof text - 1);
    debugger_exit(99);
}

int _write(int file, const char *bytes, int size)
{
    (void)file;
    plat_stm32h5_console_write(bytes, (size_t)size);
    return size;
}

int _read(int file, char *bytes, int size)
{
    (void)file;
    (void)bytes;
    (void)size;
    return 0;
}

int _close(int file)
{
    (void)file;
    return -1;
}

int _lseek(int file, int offset, int whence)
{
    (void)file;
    (void)offset;
    (void)whence;
    return 0;
}

int _fstat(int file, void *stat)
{
    (void)file;
    (void)stat;
    errno = ENOSYS;
    return -1;
}

int _isatty(int file)
{
    (void)file;
    return 1;
}

int _getpid(void)
{
    return 1;
}

int _kill(int pid, int number)
{
    (void)pid;
    (void)number;
    return -1;
}

void *_sbrk(ptrdiff_t step)
{
    static uint8_t heap[HEAP_SIZE] __attribute__((aligned(8)));
    static size_t used;
    if (step < 0 || (size_t)step > sizeof heap - used) {
        errno = ENOMEM;
        return (void *)-1;
    }
    used += (size_t)step;
    return heap + used - step;
}

void _exit(int status)
{
    debugger_exit((uint32_t)status);
}

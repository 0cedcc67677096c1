/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa its: images of storage areas, without a device.
 */
#include "commands.h"
#include "its.h"
#include "tool.h"

int command_its(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "build", "DESCRIPTION", "factory data: make an area image that the device adopts", its_build },
        { "dump", "IMAGE", "show what an area holds, and its first fault", its_dump },
    };
    return tool_dispatch("psa its", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# firmware.sh ROOT: what firmware takes over of examples/update_agent builds for Cortex-M33 as strict C99, includes
# nothing of an operating system, needs no function but those below (no heap), and stays within the sizes that its
# README tells.
set -euo pipefail
root=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-agent-firmware.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
agent=$root/examples/update_agent
allowed='mem(chr|cmp|cpy|set)|str(len|ncmp)|psa_fwu_(query|start|write|finish|cancel|clean|install|accept)|psa_its_(get|set)|(agent|ymodem)_[a-z_]+'
for file in agent agent_manifest agent_ymodem agent_stream ymodem_receive agent_memory_its; do
  arm-none-eabi-gcc -mcpu=cortex-m33 -mthumb -std=c99 -Wall -Wextra -Wvla -Werror -Os -I"$root/include" \
    -c "$agent/$file.c" -o $file.o
  if grep -hoE '^#include <[^>]*>' "$agent/$file.c" "$agent/$file.h" | grep -vE '<(stdbool|stddef|stdint|string)\.h>'; then
    echo "FAILED: $file includes more than it may"; exit 1
  fi
done
if arm-none-eabi-nm -u ./*.o | sed -n 's/^ *U //p' | grep -vxE "$allowed"; then echo "FAILED: it needs more than it may"; exit 1; fi
code=$(arm-none-eabi-size agent.o agent_ymodem.o ymodem_receive.o | awk 'NR > 1 { sum += $1 } END { print sum }')
cat >ram.c <<'END'
#include "agent_stream.h"
#include "agent_ymodem.h"
char ymodem[sizeof(agent_t) + sizeof(agent_ymodem_t)], stream[sizeof(agent_t) + sizeof(agent_stream_t)];
END
arm-none-eabi-gcc -mcpu=cortex-m33 -mthumb -std=c99 -I"$root/include" -I"$agent" -c ram.c -o ram.o
ram=$(arm-none-eabi-nm -S ram.o | awk '/ ymodem$/ { print "0x" $2 }')
echo "YMODEM: $code bytes of code, $((ram)) bytes of RAM"
[ "$code" -le 3200 ] && [ "$((ram))" -le 1280 ] || { echo "FAILED: larger than the README says"; exit 1; }
echo "1 passed, 0 failed"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# readme.sh README PSA AGENT: runs the README's block of commands as they stand, but for the port, which must be free;
# then the device has to boot what the block installed.
set -euo pipefail
readme=$(realpath "$1") bin=$(mktemp -d) work=
trap 'rm -rf "$work" "$bin"' EXIT
ln -s "$(realpath "$2")" "$bin/psa"
ln -s "$(realpath "$3")" "$bin/update_agent"
memory=/dev/shm
[ -w "$memory" ] || memory=/tmp
work=$(mktemp -d "${TMPDIR:-$memory}/psa-agent-readme.XXXXXX")
cd "$work"
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo 'trap "kill \$(jobs -p) 2>/dev/null || true" EXIT' >block.sh
sed -n '/^```sh$/,/^```$/p' "$readme" | sed '/^```/d' | sed "s/4711/$port/g" >>block.sh
grep -q 'fwu send' block.sh || { echo "FAILED: no block"; exit 1; }
PATH=$bin:$PATH bash -eu block.sh >out 2>err || { echo "FAILED: exit $?"; cat out err; exit 1; }
for text in "component 0 App   UPDATED    active 1.1.0+0" "run App 1.2.0"; do
  grep -qF "$text" out || { echo "FAILED: no '$text'"; cat out err; exit 1; }
done
grep -qF "100 %, " err || { echo "FAILED: no progress"; cat out err; exit 1; }
echo "1 passed, 0 failed"

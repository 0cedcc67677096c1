#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_readme.sh PSA PROGRAM: the README's program prints "hello" on a freshly provisioned device.
set -euo pipefail
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-readme.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
"$1" device provision --dir device
[ "$("$2")" = hello ]
echo "1 passed, 0 failed"

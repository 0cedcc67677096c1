#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh PSA CONSOLE.elf: `psa board run` as a person uses it: console both ways, state, a board that is kept in a file.
set -euo pipefail
. "$(dirname "$0")/../tools/cases.sh"
psa=$1 elf=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-board.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
say() { # say STATUS OUT ERR TEXT ARGUMENTS...: TEXT is typed
  local want=$1 out=$2 err=$3 text=$4 got=0
  shift 4
  cases=$((cases + 1))
  printf '%s\n' "$text" | timeout 60 "$psa" board run "$@" >o 2>e || got=$?
  { [ "$got" = "$want" ] && { [ -z "$out" ] || grep -qF -- "$out" o; } && { [ -z "$err" ] || grep -qF -- "$err" e; }; } || {
    fails "board run $*: exit $got (want $want), '$out' and '$err' in:"
    cat o e
  }
}
say 0 'start 1, you say: hello' 'product state 0xed (Open), boot address 0x08000000' hello --interactive --status --keep kept "$elf"
say 0 'start 2, you say: again' '' again --interactive --keep kept
say 0 'start 3, you say: x' 'product state 0x72 (Closed)' x --interactive --status --state 0x72 --keep kept
say 0 'start 4, you say: y' 'product state 0x72 (Closed)' y --interactive --status --keep kept
say 99 '' 'limit' z --limit 1000 --keep kept # it ends while it still starts
cp kept whole
say 99 '' 'is no board of this part' '' --part h563 --keep kept
cmp -s kept whole || fails 'a board of another part was changed'
head -c 100000 whole >kept
say 99 '' 'is no board of this part' '' --keep kept
{ cat whole; echo; } >kept
say 99 '' 'is no board of this part' '' --keep kept
{ head -c 2097300 whole; head -c 300 /dev/zero | tr '\0' '\377'; tail -c +2097601 whole; } >kept # unit states that are none
say 99 '' 'is no board of this part' '' --keep kept
say 99 '' 'is no board of this part' '' --keep /dev/null
say 2 '' 'usage: board_run' ''
PSA_BOARD_RUN=$work/nothing refuses 1 'nothing' "$psa" board run "$elf"
refuses 2 'psa board' "$psa" board walk
report

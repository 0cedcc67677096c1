# SPDX-License-Identifier: Apache-2.0
# Cases for tests of the psa tool, to be sourced.
failures=0 cases=0

# refuses STATUS TEXT COMMAND...: fails so, with exactly one line on standard error that holds TEXT
refuses() {
  local want=$1 text=$2 got=0
  shift 2
  cases=$((cases + 1))
  "$@" >out 2>err || got=$?
  if [ "$got" != "$want" ] || [ "$(wc -l <err)" != 1 ] || ! grep -qF -- "$text" err; then
    failures=$((failures + 1))
    printf 'FAILED: %s\n  exit %s (want %s), standard error (want one line with "%s"):\n' "$*" "$got" "$want" "$text"
    sed 's/^/    /' err
  fi
}
# works TEXT COMMAND...: succeeds, TEXT is in its output
works() {
  local text=$1 got=0
  shift
  cases=$((cases + 1))
  "$@" >out 2>err || got=$?
  if [ "$got" != 0 ] || { [ -n "$text" ] && ! grep -qF -- "$text" out; }; then
    failures=$((failures + 1))
    printf 'FAILED: %s\n  exit %s (want 0), output (want "%s"):\n' "$*" "$got" "$text"
    sed 's/^/    /' out err
  fi
}
# fails TEXT: a check of the script's own that did not hold
fails() {
  failures=$((failures + 1))
  echo "FAILED: $1"
}
# report: the last command
report() {
  printf '%d passed, %d failed\n' $((cases - failures)) "$failures"
  [ "$failures" = 0 ]
}

#!/usr/bin/env bash
# Runs every fuzz target for TIME (20s), JOBS at a time (one a core). TARGETS (a regular expression, ^Fuzz) narrows them
# down. When any has a finding it fails, after all have run; Go keeps the input that shows it in testdata/fuzz of the
# package, to be committed with the repair.
set -euo pipefail
cd "$(dirname "$0")/.."
export GO=${GO:-go} TIME=${TIME:-20s}
TARGETS=${TARGETS:-^Fuzz} JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export work
export cache # inputs that reached new code, for the next run to begin with
cache=$($GO env GOCACHE)/fuzz/letopis

fuzz() { # package target
  local log=$work/$2.log
  if (cd "$1" && "$work/${1//\//_}" -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "$TIME" -test.fuzzminimizetime 1x \
      -test.parallel 1 -test.fuzzcachedir "$cache/$1") >"$log" 2>&1; then
    printf 'ok    %-20s %-16s %s\n' "$1" "$2" "$(grep -o 'execs: [0-9]*' "$log" | tail -n 1)"
  elif grep -q '^    context deadline exceeded$' "$log" && ! grep -q 'Failing input\|hung or terminated\|panic' "$log"; then
    # Go's fuzzer fails so when its time ends while it waits for a worker (golang.org/issue/75804); no input is to blame.
    printf 'ok    %-20s %-16s %s, the last one cut off\n' "$1" "$2" "$(grep -o 'execs: [0-9]*' "$log" | tail -n 1)"
  else
    printf 'FAIL  %-20s %s\n%s\n' "$1" "$2" "$(cat "$log")"
    echo "$1 $2" >>"$work/failed"
  fi
}
export -f fuzz

for dir in $(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do
  $GO test -c -fuzz . -o "$work/${dir//\//_}" "$dir" # with the fuzzer's counters, once for all targets of a package
  (cd "$dir" && "$work/${dir//\//_}" -test.list "$TARGETS") | { grep '^Fuzz' || true; } | sed "s|^|$dir |" >>"$work/targets"
done
[ -s "$work/targets" ] || { echo "no fuzz target matches $TARGETS"; exit 1; }
xargs -P "$JOBS" -n 2 bash -c 'fuzz "$@"' fuzz <"$work/targets"
run=$(wc -l <"$work/targets")
if [ -s "$work/failed" ]; then
  echo "$(wc -l <"$work/failed") of $run fuzz targets found something:"
  sed 's/^/  /' "$work/failed"
  exit 1
fi
echo "$run fuzz targets, $TIME each: no finding"

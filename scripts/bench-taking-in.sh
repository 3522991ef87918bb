#!/usr/bin/env bash
# Taking in beside Apache Tika, which only extracts the text, and Recoll's indexer: the same files, in turns.
#   scripts/bench-taking-in.sh FOLDER [ROUNDS, 3] [PROGRAM, bin/letopis]
# Tika is a process that stays and has read all files once before (peers/tika: a JDK and Maven); recollindex is asked
# where it is there (apt install recollcmd). Letopis is measured whole (facts, originals, catalogue and index, synced)
# and without an index. Prints the least of the rounds and the load: on a busy machine only ratios mean something.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$(cd "$1" && pwd) rounds=${2:-3} program=${3:-bin/letopis}
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$program" ] || { echo "$program is not there: run make build" >&2; exit 1; }
[ -x /usr/bin/time ] || { echo "/usr/bin/time is not there: apt install time" >&2; exit 1; }
work=$(mktemp -d)
trap 'kill "${TIKA_PID:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg)"

coproc TIKA { exec "$here/peers/tika/run.sh" "$folder" 2>"$work/tika"; }
read -r said <&"${TIKA[0]}" && [ "$said" = ready ] || { cat "$work/tika" >&2; exit 1; }

# timed NAME COMMAND…: its seconds, and those of the processors.
timed() {
  local name=$1
  shift
  /usr/bin/time -o "$work/time" -f '%e %U %S' "$@" >"$work/out" 2>&1 || { tail -3 "$work/out" >&2; exit 1; }
  awk -v name="$name" '{ print name "\t" $1 "\t" $2 + $3 }' "$work/time" >>"$work/results"
}
for _ in $(seq "$rounds"); do
  timed 'Letopis' "$program" ingest --data "$work/data" "$folder"
  rm -rf "$work/data"
  timed 'Letopis, no index' "$program" ingest --no-index --data "$work/data" "$folder"
  rm -rf "$work/data"
  echo go >&"${TIKA[1]}"
  read -r ok failed characters seconds cpu <&"${TIKA[0]}"
  printf 'Tika, text only\t%s\t%s\n' "$seconds" "$cpu" >>"$work/results"
  if command -v recollindex >/dev/null; then
    mkdir "$work/recoll"
    printf 'topdirs = %s\nindexstemminglanguages = russian\nloglevel = 1\n' "$folder" >"$work/recoll/recoll.conf"
    timed 'Recoll' recollindex -c "$work/recoll"
    rm -rf "$work/recoll"
  fi
done
echo "Tika read $ok files, not $failed; $characters characters"
python3 - "$work/results" "$folder" <<'PY'
import os, sys
sizes = [os.path.getsize(os.path.join(at, f)) for at, _, files in os.walk(sys.argv[2]) for f in files]
least = {}
for line in open(sys.argv[1], encoding="utf-8"):
    name, seconds, cpu = line.rstrip("\n").split("\t")
    before = least.get(name, (1e9, 1e9))
    least[name] = min(before[0], float(seconds)), min(before[1], float(cpu))
print(f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB; the least of the rounds; ×: of Letopis's rate")
print(f"{'':20}{'files/s':>9}{'MB/s':>7}{'CPU ms a file':>15}{'×':>7}{'× CPU':>7}")
whole = least["Letopis"]
for name, (seconds, cpu) in least.items():
    print(f"{name:20}{len(sizes) / seconds:9.0f}{sum(sizes) / 1e6 / seconds:7.1f}{cpu * 1000 / len(sizes):15.2f}"
          f"{whole[0] / seconds:7.2f}{whole[1] / cpu:7.2f}")
PY
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg)"

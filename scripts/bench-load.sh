#!/usr/bin/env bash
# Full answers over HTTP as a public load generator sees them: https://github.com/tsenart/vegeta, by go run, asks a
# server that has just been started distinct queries, each once.
#   go run ./tools/bench --docs 100000 --from acts --first --http --keep DIR   # makes the archive and the queries
#   scripts/bench-load.sh DIR [CONNECTIONS, 16] [PROGRAM, bin/letopis]
# The API is asked for ten hits and four facets by the first half of the queries, the page by the second. Prints the
# generator's report (its last line, without a status, is the end of the queries) and the server's CPU time an answer.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1 connections=${2:-16} program=${3:-bin/letopis}
for f in "$dir/distinct.tsv" "$dir/archive"; do [ -e "$f" ] || { echo "no $f: make it by tools/bench --keep" >&2; exit 1; }; done
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null && wait "$server" || true; rm -rf "$work"' EXIT
GOBIN=$work go install github.com/tsenart/vegeta/v12@v12.13.0
read -r port private < <(python3 -c '
import socket
free = [socket.socket(), socket.socket()]
for s in free: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in free))')
"$program" serve --data "$dir/archive" --listen "127.0.0.1:$port" --server-private "127.0.0.1:$private" \
  --server-rate -1 --log-level warn &
server=$!
until curl -sf "http://127.0.0.1:$private/readyz" >"$work/ready"; do
  kill -0 $server || { echo "the server ended" >&2; exit 1; }
  sleep 0.1
done
python3 - "$dir/distinct.tsv" "http://127.0.0.1:$port" "$work" <<'PY'
import sys, urllib.parse
lines = [line.rstrip("\n").split("\t")[1] for line in open(sys.argv[1], encoding="utf-8")]
half = len(lines) // 2
for name, part, path in (("api", lines[:half], "/api/v1/search?facets=city,program,kind,year&facet_limit=10&limit=10&q="),
                         ("page", lines[half:], "/search?q=")):
    with open(f"{sys.argv[3]}/{name}", "w") as f:
        for q in part:
            f.write(f"GET {sys.argv[2]}{path}{urllib.parse.quote(q)}\n\n")
PY
cpu() { awk '{ sub(/.*\) /, ""); print ($12 + $13) * 10 }' /proc/$server/stat; } # ms; of fields after the name
for what in api page; do
  before=$(cpu)
  "$work/vegeta" attack -lazy -rate 0 -max-workers "$connections" -workers "$connections" -timeout 60s -targets "$work/$what" \
    -format http >"$work/results"
  after=$(cpu)
  echo "== $what, $connections connections"
  "$work/vegeta" report "$work/results"
  asked=$(grep -c ^GET "$work/$what")
  echo "Server CPU    $(awk "BEGIN { printf \"%.2f\", ($after - $before) / $asked }") ms an answer"
done

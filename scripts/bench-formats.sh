#!/usr/bin/env bash
# Times ingestion by format, from files to searchable: about FILES copies of those under FROM, with the sandbox and without, the
# best of RUNS runs each. The difference by document is what the sandbox costs.
#   scripts/bench-formats.sh [txt html docx …]
set -euo pipefail
cd "$(dirname "$0")/.."
FROM=${FROM:-samples} FILES=${FILES:-400} RUNS=${RUNS:-3} BIN=${BIN:-bin/letopis}
[ -x "$BIN" ] || { echo "$BIN is not there: run make build"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timer=$(command -v time || true) # GNU time, for the memory of the largest process
ingest() { # sandbox → seconds
  rm -rf "$work/data"
  local began=$EPOCHREALTIME
  LETOPIS_INGEST_SANDBOX=$1 ${timer:+$timer -q -o "$work/peak" -f %M} "$BIN" ingest --data "$work/data" "$work/files" >/dev/null 2>&1 || true # scans may need tools
  awk "BEGIN{print $EPOCHREALTIME - $began}"
}
best() { for _ in $(seq "$RUNS"); do ingest "$1"; done | sort -n | head -n 1; }
printf '%-6s %6s %8s %10s %10s %8s %14s %9s\n' format files MB 'sandbox, s' 'without, s' MB/s 'ms a document' 'peak, MB'
for ext in "${@:-}"; do
  for e in ${ext:-txt html docx doc odt rtf xlsx xls ods pptx ppt odp pdf eml csv}; do
    rm -rf "$work/files" && mkdir "$work/files"
    originals=$(find "$FROM" -name "*.$e" | wc -l)
    [ "$originals" -gt 0 ] || continue
    find "$FROM" -name "*.$e" | while read -r f; do
      for i in $(seq $(((FILES + originals - 1) / originals))); do cp "$f" "$work/files/$i-$(basename "$f")"; done
    done
    n=$(find "$work/files" -type f | wc -l)
    bytes=$(du -sb "$work/files" | cut -f1)
    with=$(best true) peak=$(cat "$work/peak" 2>/dev/null || echo 0) without=$(best false)
    awk -v e="$e" -v n="$n" -v b="$bytes" -v w="$with" -v o="$without" -v p="$peak" \
      'BEGIN{printf "%-6s %6d %8.1f %10.2f %10.2f %8.1f %14.2f %9d\n", e, n, b/1e6, w, o, b/1e6/w, (w-o)/n*1000, p/1024}'
  done
done

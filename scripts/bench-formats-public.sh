#!/usr/bin/env bash
# Takes public test files of other readers in, repository by repository, and tells by format how many there are, how many were read,
# in part or not, and the time. Nothing of them is kept. With FILES the list of files, with their statuses, is written there, too.
# A folder of this machine, as a path with a slash at its end, is taken as it lies. With TIKA, the path of tika-app's jar,
# the words are compared with those that Tika, pandoc and pdftotext find (compare-words.py).
#   scripts/bench-formats-public.sh [owner/name:folder | folder/ …]
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
BIN=${BIN:-bin/letopis} FILES=${FILES:-} TIKA=${TIKA:-}
[ -x "$BIN" ] || { echo "$BIN is not there: run make build"; exit 1; }
repositories=("$@")
[ $# -gt 0 ] || repositories=(apache/tika:tika-parsers apache/poi:test-data mozilla/pdf.js:test/pdfs jgm/pandoc:test
  LibreOffice/core:sw/qa LibreOffice/core:sc/qa LibreOffice/core:sd/qa)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kinds='pdf|docx?|docm|dotx?|rtf|odt|ods|odp|fodt|fods|xlsx?|xlsm|xlsb|pptx?|pptm|html?|xhtml|mht|epub|fb2|eml|msg|mbox|txt|csv|dbf|djvu'
kinds+='|zip|tar|gz|tgz|bz2|xz|zst|7z|rar|vsdx|xps|p7m|jpe?g|png|tiff?|gif'
for at in "${repositories[@]}"; do
  repository=${at%%:*} folder=${at#*:}
  if [[ $at == */ ]]; then
    from=$at
    echo "$at"
  else
    git clone -q --depth 1 --filter=blob:none --sparse "https://github.com/$repository" "$work/repository"
    git -C "$work/repository" sparse-checkout set -q "$folder"
    echo "$repository $folder $(git -C "$work/repository" rev-parse --short HEAD)"
    from=$work/repository/$folder
  fi
  mkdir "$work/files"
  find "$from" -type f -regextype posix-extended -iregex ".*\.($kinds)" -print0 |
    while IFS= read -r -d '' f; do cp "$f" "$work/files/$(sha1sum <<<"$f" | cut -c1-8)-$(basename "$f")"; done
  began=$EPOCHREALTIME
  "$BIN" ingest --data "$work/data" --no-index --json "$work/files" >"$work/summary.json"
  [ -z "$FILES" ] || grep -E '"(uri|status|reason)"' "$work/summary.json" >>"$FILES"
  python3 - "$work/summary.json" "$work/files" "$(awk "BEGIN{print $EPOCHREALTIME - $began}")" <<'PY'
import collections, json, os, sys
summary, folder, took = json.load(open(sys.argv[1])), sys.argv[2], float(sys.argv[3])
kind = lambda name: os.path.splitext(name.split('!')[0].split('#')[0])[1].lower()
files = collections.Counter(kind(f) for f in os.listdir(folder))
bad = collections.defaultdict(collections.Counter)
for t in summary['troubled']: bad[kind(t['uri'])][t['status']] += 1
for f in summary['failed']: bad[kind(f['uri'])]['failed'] += 1
print(f"{'format':8}{'files':>7}  documents that are not ok")
for k, n in files.most_common():
    print(f"{k:8}{n:7}  " + ', '.join(f'{s} {c}' for s, c in bad[k].most_common()))
print(f"{sum(files.values())} files in {took:.1f} s; reasons: " + ', '.join(f'{c} {n}' for c, n in
      sorted(summary['reasons'].items(), key=lambda x: -x[1])))
PY
  if [ -n "$TIKA" ]; then
    cat >"$work/tika.xml" <<'XML'
<properties><parsers><parser class="org.apache.tika.parser.DefaultParser">
<parser-exclude class="org.apache.tika.parser.ocr.TesseractOCRParser"/></parser></parsers></properties>
XML
    java -jar "$TIKA" --config="$work/tika.xml" -J -t -i "$work/files" -o "$work/tika" -numConsumers 1 >"$work/tika.log" 2>&1 ||
      echo "Tika ended early: $work/tika.log" >&2
    "$BIN" export --data "$work/data" >"$work/export"
    "$here/scripts/compare-words.py" "$work/export" "$work/files" "$work/tika"
  fi
  rm -rf "$work/tika" "$work/export" "$work/repository" "$work/files" "$work/data"
done

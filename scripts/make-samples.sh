#!/usr/bin/env bash
# Makes the presentations of samples/ out of the outlines in scripts/slides: PPT, PPTX and ODP, as LibreOffice saves them.
# What it makes is committed, so that nobody needs LibreOffice to try Letopis; run it after an outline has changed. The other
# binary files of samples/ (DOC, DOCX, ODT, RTF, PDF, sheets) were saved by LibreOffice by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v soffice >/dev/null || { echo "needs LibreOffice (Debian: apt-get install libreoffice-impress)" >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
find scripts/slides -name '*.txt' | sort | while read -r outline; do
  out=${outline#scripts/slides/} out=samples/${out%.txt}
  name=$(basename "${out%.*}") format=${out##*.}
  python3 scripts/slides.py "$outline" >"$tmp/$name.fodp"
  mkdir -p "$(dirname "$out")"
  soffice "-env:UserInstallation=file://$tmp/profile" --headless --convert-to "$format" --outdir "$tmp" "$tmp/$name.fodp" >/dev/null
  mv "$tmp/$name.$format" "$out"
  echo "$out"
done

#!/usr/bin/env bash
# Writes what packages hold beside the program, man pages and completions, into FOLDER:
#   scripts/release-files.sh FOLDER
# SOURCE_DATE_EPOCH dates the pages; LETOPIS names a program that is built already.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"; out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
if [ -z "${LETOPIS:-}" ]; then
  LETOPIS=$(mktemp -d)/letopis
  trap 'rm -rf "$(dirname "$LETOPIS")"' EXIT
  CGO_ENABLED=0 ${GO:-go} build -ldflags "-X main.version=${VERSION:-dev}" -o "$LETOPIS" ./cmd/letopis
fi
rm -rf "$out/man" "$out/completions"
mkdir -p "$out/man" "$out/completions"
clean() { env -i PATH="$PATH" SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(date +%s)}" "$LETOPIS" "$@"; } # no settings of this machine
clean man "$out/man"
for shell in bash zsh fish; do clean completion "$shell" >"$out/completions/letopis.$shell"; done

#!/usr/bin/env bash
# Holds a running server over samples/ against its description (internal/server/api/openapi.yaml) by schemathesis, which
# comes from PyPI at the versions of schemathesis.txt: what the description allows is accepted, what it does not is
# refused, and answers are as it says. Takes two minutes at the most (SECONDS_OF_TESTS, 100), and no settings of the tool
# but a key. Without Python or PyPI it is skipped, with CI=true it fails.
set -euo pipefail
cd "$(dirname "$0")/.."
absent() {
  echo "schemathesis: $1" >&2
  [ -z "${CI:-}" ] && exit 0
  exit 1
}
command -v python3 >/dev/null || absent "python3 is absent: scripts/deps.sh installs it"
pinned=scripts/schemathesis.txt
venv=${XDG_CACHE_HOME:-$HOME/.cache}/letopis/schemathesis-$(sha256sum $pinned | cut -c1-12)
if [ ! -x "$venv/bin/st" ]; then
  rm -rf "$venv" && python3 -m venv "$venv" || absent "python3 -m venv fails: scripts/deps.sh installs it"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement $pinned ||
    { rm -rf "$venv" && absent "PyPI cannot be reached, or not all versions of $pinned are there"; }
fi
dir=$(mktemp -d)
server=
end() {
  [ -z "$server" ] || { kill "$server" && wait "$server" || true; } 2>/dev/null
  rm -rf "$dir"
}
trap end EXIT
${GO:-go} build -o "$dir/letopis" ./cmd/letopis
"$dir/letopis" ingest --data "$dir/data" samples
key=$(python3 -c 'import secrets; print(secrets.token_hex(32))')
LETOPIS_SERVER_KEYS=clerk:$(printf %s "$key" | sha256sum | cut -d' ' -f1) LETOPIS_SERVER_RATE=-1 \
  "$dir/letopis" serve --data "$dir/data" --listen 127.0.0.1:0 --server-private "" --log-level error &
server=$!
for _ in $(seq 300); do
  [ -f "$dir/data/server.json" ] && break
  kill -0 "$server" || { echo "the server ended" >&2; exit 1; }
  sleep 0.1
done
site=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["url"])' "$dir/data/server.json")
cd "$dir"
timeout --kill-after=5 115 "$venv/bin/st" run "$site/openapi.json" --header "Authorization: Bearer $key" \
  --max-time "${SECONDS_OF_TESTS:-100}" --generation-deterministic

#!/usr/bin/env bash
# tantivy for tools/bench: run.sh FOLDER_OF_THE_INDEX. Built once, into the user's cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v cargo >/dev/null || { echo "tantivy needs Rust: install it by https://rustup.rs" >&2; exit 1; }
export CARGO_TARGET_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/letopis-bench/tantivy
(cd "$here" && cargo build --quiet --release --locked >&2)
exec "$CARGO_TARGET_DIR/release/peer" "$1"

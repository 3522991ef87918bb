#!/usr/bin/env bash
# Installs what the tests need and is absent: a Chromium for the browser tests. Everything else is Go.
set -euo pipefail
have() { command -v "$1" >/dev/null 2>&1; }
if have chromium || have chromium-browser || have google-chrome || have google-chrome-stable; then exit 0; fi
if ! have apt-get; then
  echo "The browser tests need Chromium on the PATH: install it and run make test again." >&2; exit 1
fi
run=""
if [ "$(id -u)" -ne 0 ]; then
  if have sudo; then run=sudo; else echo "The browser tests need Chromium: as root, apt-get install chromium" >&2; exit 1; fi
fi
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core

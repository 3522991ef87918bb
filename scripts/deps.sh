#!/usr/bin/env bash
# Installs what the tests need and is absent: a Chromium for the browser tests, tesseract for those of scans, a
# PostgreSQL server and a JDK with Maven for OpenSearch, which tests run on loopback for themselves, a C compiler; PHP,
# Node and TypeScript for what is made for portals.
# Everything else is Go.
set -euo pipefail
have() { command -v "$1" >/dev/null 2>&1; }
want=()
have cc || want+=(gcc libc6-dev) # for the race detector
have python3 || want+=(python3)         # to compare our evaluation with the one it must equal, and for schemathesis,
python3 -m venv -h >/dev/null 2>&1 && python3 -c 'import ensurepip' 2>/dev/null || want+=(python3-venv) # from PyPI
have chromium || have chromium-browser || have google-chrome || have google-chrome-stable || want+=(chromium fonts-dejavu-core)
have tesseract && tesseract --list-langs 2>/dev/null | grep -qx rus || want+=(tesseract-ocr tesseract-ocr-rus)
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || have initdb || want+=(postgresql)
compgen -G "/usr/lib/jvm/*/bin/javac" >/dev/null || have javac || want+=(default-jdk-headless)
have mvn || want+=(maven)
have php || want+=(php-cli) # what is made for portals is run, parsed and compiled
have node || want+=(nodejs)
have tsc || want+=(node-typescript)
[ ${#want[@]} -gt 0 ] || exit 0
as=""
if ! have apt-get || { [ "$(id -u)" -ne 0 ] && ! have sudo; }; then
  echo "The tests need ${want[*]}: install them (Debian: as root, apt-get install ${want[*]}) and run make test again." >&2
  exit 1
fi
[ "$(id -u)" -eq 0 ] || as=sudo
$as apt-get update -qq
case " ${want[*]} " in *" postgresql "*) # its server is not to run by itself
  $as mkdir -p /etc/postgresql-common
  grep -qs create_main_cluster /etc/postgresql-common/createcluster.conf ||
    echo "create_main_cluster = false" | $as tee -a /etc/postgresql-common/createcluster.conf >/dev/null ;;
esac
$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${want[@]}"

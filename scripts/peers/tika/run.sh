#!/usr/bin/env bash
# Tika for scripts/bench-taking-in.sh: run.sh FOLDER. Its jars come from Maven Central once, into the user's cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=3.3.1
for c in mvn java; do command -v $c >/dev/null || { echo "Tika needs a JDK and Maven: run scripts/deps.sh" >&2; exit 1; }; done
lib=${XDG_CACHE_HOME:-$HOME/.cache}/letopis-bench/tika-$version
[ -e "$lib/complete" ] || { mkdir -p "$lib"; mvn -q -B -ntp -f "$here/pom.xml" -Dtika="$version" \
  dependency:copy-dependencies -DoutputDirectory="$lib" >&2 && touch "$lib/complete"; }
exec java -Xmx1g -cp "$lib/*" "$here/Tika.java" "$1"

#!/usr/bin/env bash
# Lucene: run.sh FOLDER_OF_THE_INDEX [Russian], without the latter Lucene.java, for tools/bench. Its jars come from
# Maven Central once, into the user's cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=9.12.3
for c in mvn java; do command -v $c >/dev/null || { echo "Lucene needs a JDK and Maven: run scripts/deps.sh" >&2; exit 1; }; done
lib=${XDG_CACHE_HOME:-$HOME/.cache}/letopis-bench/lucene-russian-$version
[ -e "$lib/complete" ] || { mkdir -p "$lib"; mvn -q -B -ntp -f "$here/pom.xml" -Dlucene="$version" \
  dependency:copy-dependencies -DoutputDirectory="$lib" >&2 && touch "$lib/complete"; }
exec java -Xmx2g -cp "$lib/*" "$here/${2:-Lucene}.java" "$1"

#!/usr/bin/env bash
# An OpenSearch node for tests, without containers: run.sh DIR NAME HTTP_PORT TRANSPORT_PORT [PEERS] (see Node.java), or
# run.sh --fetch. Its jars come from Maven Central once, into the user's cache: OpenSearch 3 where there is Java 21 or
# newer, else OpenSearch 2. HEAP: memory for Java (512m). JIT: flags of Java beside; by default it compiles quickly rather
# than well, as tests are short.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
read -r feature java < <(for j in /usr/lib/jvm/*/bin/java $(command -v java || true); do
  [ -x "$j" ] && [ -x "$(dirname "$j")/javac" ] || continue # Node.java is compiled when it starts
  "$j" -version 2>&1 | sed -n "s#.*version \"\([0-9]*\).*#\1 $j#p"
done | sort -n | tail -1) || true
if [ "${feature:-0}" -ge 21 ]; then version=3.8.0.0; more=(--enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector)
elif [ "${feature:-0}" -ge 11 ]; then version=2.19.1.0; more=()
else echo "OpenSearch needs a JDK of Java 11 or newer: run scripts/deps.sh" >&2; exit 1; fi
lib=${XDG_CACHE_HOME:-$HOME/.cache}/letopis-test/opensearch-$version
mkdir -p "$lib"
classes=$lib/classes-$feature.jsa # what Java makes of the jars at a start, for the next ones: a quarter of their time
node() {
  "$@" "$java" -Xms"${HEAP:-512m}" -Xmx"${HEAP:-512m}" ${JIT:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC} \
    ${more[@]+"${more[@]}"} -Dlog4j2.disable.jmx=true "${share[@]}" -cp "$lib/*" "$here/Node.java" "${args[@]}"
}
(
  flock 9 # tests of several packages may be the first at once
  [ -e "$lib/complete" ] || { mvn -q -B -ntp -f "$here/pom.xml" -Drunner="$version" dependency:copy-dependencies \
    -DoutputDirectory="$lib" >&2 && touch "$lib/complete"; }
  if [ "$feature" -ge 21 ] && [ ! -e "$classes" ]; then
    dir=$(mktemp -d)
    share=(-XX:ArchiveClassesAtExit="$classes.new") args=("$dir" n1 0 0)
    node env </dev/null >/dev/null 2>&1 && mv "$classes.new" "$classes" || touch "$classes" # it is of use, not needed
    rm -rf "$dir"
  fi
) 9>"$lib/lock"
[ "${1:-}" != --fetch ] || exit 0
share=(-Xshare:auto) args=("$@")
[ ! -s "$classes" ] || share+=(-XX:SharedArchiveFile="$classes")
node exec

#!/usr/bin/env bash
# Compares Letopis with PostgreSQL, Sphinx and Lucene of Debian on the same documents and queries, four facets each:
#   scripts/bench-peers.sh DIR [flags of tools/bench, e.g. --docs 100000 --from acts]
# DIR gets the exported files and every engine's times; what is there is used again. Engines run one after the other.
# ENGINES="lucene sphinx" picks some. Needs, as Debian packages: postgresql, sphinxsearch, liblucene8-java,
# default-jdk-headless, python3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"; dir=$(cd "$1" && pwd); shift
engines=${ENGINES:-lucene sphinx postgres}
(cd "$here/.." && CGO_ENABLED=0 go build -o bin/bench ./tools/bench) # run where the flags' paths are told from
[ -s "$dir/letopis.json" ] || { "$here/../bin/bench" "$@" --export "$dir" --json >"$dir/letopis.tmp" && mv "$dir/letopis.tmp" "$dir/letopis.json"; }
peers() { python3 "$here/peers/peers.py" "$@"; }
missing() { echo "$1 is left out: install $2" >&2; }

lucene() {
  local jars=/usr/share/java cp
  compgen -G "$jars/lucene-facet-8*.jar" >/dev/null || { missing Lucene liblucene8-java; return 0; }
  command -v javac >/dev/null || { missing Lucene default-jdk-headless; return 0; }
  cp=$(ls $jars/lucene-{core,facet,analyzers-common}-8*.jar | tr '\n' ':')
  rm -rf "$dir/lucene"; mkdir -p "$dir/lucene/classes"
  javac -cp "$cp" -d "$dir/lucene/classes" "$here/peers/Lucene.java"
  java -Xmx2g -cp "$cp$dir/lucene/classes" Lucene "$dir" >"$dir/lucene.tsv"
}

sphinx() {
  command -v searchd >/dev/null || { missing Sphinx sphinxsearch; return 0; }
  rm -rf "$dir/sphinx"; mkdir -p "$dir/sphinx"
  peers sphinx-conf "$dir" >"$dir/sphinx/sphinx.conf"
  local start=$SECONDS
  indexer --config "$dir/sphinx/sphinx.conf" --all >"$dir/sphinx/indexer.log" || { cat "$dir/sphinx/indexer.log" >&2; return 1; }
  echo "sphinx: indexed in $((SECONDS - start)) s" >&2
  searchd --config "$dir/sphinx/sphinx.conf" >"$dir/sphinx/searchd.log" || { cat "$dir/sphinx/searchd.log" >&2; return 1; }
  peers sphinx "$dir" >"$dir/sphinx.tsv" || local failed=1
  searchd --config "$dir/sphinx/sphinx.conf" --stopwait >/dev/null
  [ -z "${failed:-}" ]
}

postgres() {
  local bin; bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -n "$bin" ] || { missing PostgreSQL postgresql; return 0; }
  local as=(env); [ "$(id -u)" -ne 0 ] || as=(runuser -u postgres --) # it refuses to run as root
  local data; data=$(mktemp -d); chmod 755 "$data"; [ "$(id -u)" -ne 0 ] || chown postgres "$data"
  local set="-c listen_addresses='' -c unix_socket_directories=$data -c shared_buffers=1GB -c work_mem=256MB" # on one line: a shell reads it
  set+=" -c maintenance_work_mem=512MB -c jit=off -c max_wal_size=8GB"
  (cd / && "${as[@]}" "$bin/initdb" -D "$data/db" -A trust -E UTF8 --locale=C >"$dir/postgres.log" &&
   "${as[@]}" "$bin/pg_ctl" -D "$data/db" -w -l "$data/server.log" -o "$set" start >>"$dir/postgres.log")
  local psql=("$bin/psql" -X -q -h "$data" -U "$( [ "$(id -u)" -ne 0 ] && id -un || echo postgres )" -d postgres -v ON_ERROR_STOP=1) start=$SECONDS
  { "${psql[@]}" <"$here/peers/postgres.sql" >>"$dir/postgres.log" &&
    "${psql[@]}" -c "COPY raw FROM STDIN (FORMAT text, NULL '')" <"$dir/docs.tsv" &&
    "${psql[@]}" -c "INSERT INTO docs SELECT id, city, program, kind, year, to_tsvector('simple', body) FROM raw" -c "DROP TABLE raw" \
      -c "CREATE INDEX ON docs USING gin (words)" -c "VACUUM ANALYZE docs" &&
    echo "postgres: indexed in $((SECONDS - start)) s" >&2 &&
    peers postgres-sql "$dir" >"$dir/postgres.sql" &&
    "${psql[@]}" -At -f "$dir/postgres.sql" | peers postgres "$dir" >"$dir/postgres.tsv"; } || local failed=1
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$data/db" -m fast stop >>"$dir/postgres.log"); rm -rf "$data"
  [ -z "${failed:-}" ]
}

for e in $engines; do [ -s "$dir/$e.tsv" ] || $e || { rm -f "$dir/$e.tsv"; echo "$e failed" >&2; exit 1; }; done
peers table "$dir"

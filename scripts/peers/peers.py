"""Helpers of bench-peers.sh: settings, queries and times of engines, and the table of all.

Each engine's times are lines "number of the query, milliseconds, documents found" in ENGINE.tsv; a query that an engine cannot do has none.
"""
import json
import re
import socket
import statistics
import struct
import sys
import time
from pathlib import Path

FACETS = ("city", "program", "kind", "year")
ROUNDS = 3  # after one that warms up
PORT = int(__import__("os").environ.get("SPHINX_PORT", "19306"))


def queries(folder):
    """Yields number, class, kind, words, documents found by Letopis."""
    for i, line in enumerate((folder / "queries.tsv").read_text("utf-8").splitlines(), 1):
        name, kind, words, total, _ = line.split("\t")
        yield i, name, kind, words.split(), int(total)


# Sphinx

def sphinx_conf(folder):
    print(f"""source docs
{{
  type = tsvpipe
  tsvpipe_command = cat {folder}/docs.tsv
  tsvpipe_attr_string = city
  tsvpipe_attr_string = program
  tsvpipe_attr_string = kind
  tsvpipe_attr_uint = year
  tsvpipe_field = body
}}
index docs
{{
  source = docs
  path = {folder}/sphinx/docs
  docinfo = extern
  dict = keywords
  min_prefix_len = 3
  min_word_len = 1
}}
indexer
{{
  mem_limit = 512M
  max_file_field_buffer = 8M
}}
searchd
{{
  listen = 127.0.0.1:{PORT}:mysql41
  pid_file = {folder}/sphinx/searchd.pid
  log = {folder}/sphinx/server.log
  workers = threads
  binlog_path =
  subtree_docs_cache = 64M
  subtree_hits_cache = 64M
  expansion_limit = 1024
}}""")


class MySQL:
    """As much of MySQL's protocol as SphinxQL needs."""

    def __init__(self, port):
        self.s = socket.create_connection(("127.0.0.1", port))
        self.f = self.s.makefile("rb", 1 << 16)
        self.packet()  # greeting
        login = struct.pack("<IIB23x", 0x0003A200, 1 << 24, 33) + b"bench\0\0"  # 4.1 protocol, several results
        self.send(login, 1)
        self.packet()

    def send(self, body, seq=0):
        self.s.sendall(struct.pack("<I", len(body))[:3] + bytes([seq]) + body)

    def packet(self):
        head = self.f.read(4)
        body = self.f.read(head[0] | head[1] << 8 | head[2] << 16)
        if body[:1] == b"\xff":
            raise RuntimeError(body[9:].decode("utf-8", "replace"))
        return body

    def query(self, sql):
        """Returns the rows of all results, as lists of bytes."""
        self.send(b"\x03" + sql.encode("utf-8"))
        results = []
        while True:
            rows, head = [], self.packet()
            if head[0] == 0:
                return results
            while self.packet()[:1] != b"\xfe":
                pass  # columns
            while True:
                p = self.packet()
                if p[:1] == b"\xfe" and len(p) < 9:
                    break
                rows.append(self.values(p))
            results.append(rows)
            if not struct.unpack("<H", p[3:5])[0] & 8:  # more results follow
                return results

    @staticmethod
    def values(p):
        out, at = [], 0
        while at < len(p):
            n, at = p[at], at + 1
            if n == 0xFC:
                n, at = p[at] | p[at + 1] << 8, at + 2
            elif n == 0xFB:
                n = 0
            out.append(p[at:at + n])
            at += n
        return out


def sphinx_sql(kind, words):
    match = {"and": " ".join, "or": " | ".join, "phrase": lambda w: '"%s"' % " ".join(w), "prefix": lambda w: w[0] + "*"}
    where = "" if kind == "all-docs" else f" WHERE MATCH('{match[kind](words)}')"
    facets = " ".join(f"FACET {f} ORDER BY COUNT(*) DESC LIMIT 10" for f in FACETS)
    return f"SELECT id FROM docs{where} LIMIT 10 OPTION ranker=bm25, max_matches=10000 {facets}"


def sphinx(folder):
    for _ in range(100):
        try:
            db = MySQL(PORT)
            break
        except OSError:
            time.sleep(0.1)
    for i, _, kind, words, _ in queries(folder):
        if kind == "typo":
            continue
        sql = sphinx_sql(kind, words)
        for turn in range(1 + ROUNDS):
            start = time.perf_counter()
            db.query(sql)
            took = (time.perf_counter() - start) * 1000
            meta = dict((r[0], r[1]) for r in db.query("SHOW META")[0])
            # Meta tells of the last facet; the number of documents is asked apart.
            if turn == 0:
                where = sql.split(" FROM docs")[1].split(" LIMIT")[0]
                total = int(db.query(f"SELECT COUNT(*) FROM docs{where}")[0][0][-1] or 0)
                continue
            assert meta.get(b"error", b"") == b""
            print(f"{i}\t{took:.4f}\t{total}")


# PostgreSQL

def postgres_sql(folder):
    join = {"and": " & ".join, "or": " | ".join, "phrase": " <-> ".join, "prefix": lambda w: w[0] + ":*"}
    print("\\timing on")
    for i, _, kind, words, _ in queries(folder):
        if kind == "typo":
            continue
        q = "" if kind == "all-docs" else "'%s'::tsquery" % join[kind](words)
        where, rank = (f" WHERE words @@ {q}", f"ts_rank(words, {q}) DESC") if q else ("", "id")
        counts = "".join(f" UNION ALL (SELECT '{f}', {f}, count(*) FROM hits GROUP BY 2 ORDER BY 3 DESC LIMIT 10)" for f in FACETS)
        for turn in range(1 + ROUNDS):
            print(f"\\echo QUERY {i if turn else 0}")
            print(f"SELECT id FROM docs{where} ORDER BY {rank} LIMIT 10;")
            print(f"WITH hits AS MATERIALIZED (SELECT city, program, kind, year FROM docs{where}) SELECT '', '', count(*) FROM hits{counts};")


def postgres():
    """Reads psql's output."""
    number, took, total = 0, 0.0, 0

    def done():
        if number:
            print(f"{number}\t{took:.4f}\t{total}")

    for line in sys.stdin:
        if m := re.match(r"QUERY (\d+)", line):
            done()
            number, took = int(m[1]), 0.0
        elif m := re.match(r"Time: ([\d.]+) ms", line):
            took += float(m[1])
        elif m := re.match(r"\|\|(\d+)$", line):
            total = int(m[1])
    done()


# All

def table(folder):
    asked = list(queries(folder))
    ours = {c["name"]: c for c in json.loads((folder / "letopis.json").read_text())["classes"]}
    engines = {}
    for name in ("lucene", "sphinx", "postgres"):
        if (folder / f"{name}.tsv").exists():
            engines[name] = [line.split("\t") for line in (folder / f"{name}.tsv").read_text().splitlines()]
    print("| p50, ms, four facets | hits | Letopis cold | warm |" + "".join(f" {e} | ×warm | ×cold |" for e in engines))
    print("|---|" + "---:|" * (3 + 3 * len(engines)))
    ratios = {e: ([], []) for e in engines}
    for name, c in ours.items():
        numbers = {i for i, n, *_ in asked if n == name}
        cells = [name, f"{c['hits']:,.0f}", f"{c['cold']['p50_ms']:.3f}", f"{c['facets']['p50_ms']:.3f}"]
        for e, lines in engines.items():
            times = [float(ms) for i, ms, _ in lines if int(i) in numbers]
            if not times:
                cells += ["—", "", ""]
                continue
            p50 = statistics.median(times)
            warm, cold = p50 / c["facets"]["p50_ms"], p50 / c["cold"]["p50_ms"]
            ratios[e][0].append(warm)
            ratios[e][1].append(cold)
            cells += [f"{p50:.2f}", f"{warm:.0f}", f"{cold:.1f}"]
        print("| " + " | ".join(cells) + " |")
    means = "".join(f" | {statistics.geometric_mean(w):.0f} | {statistics.geometric_mean(c):.1f} |" for w, c in ratios.values())
    print("| **geometric mean** | | | |" + means)
    print()
    for e, lines in engines.items():
        totals = {int(i): int(n) for i, _, n in lines}
        equal = sum(totals[i] == n for i, _, _, _, n in asked if i in totals)
        differ = sorted({name for i, name, _, _, n in asked if i in totals and totals[i] != n})
        print(f"{e}: the same totals in {equal} of {len(totals)} queries" + (f"; others are of: {', '.join(differ)}" if differ else ""))


if __name__ == "__main__":
    command, folder = sys.argv[1], Path(sys.argv[2])
    {"sphinx-conf": sphinx_conf, "sphinx": sphinx, "postgres-sql": postgres_sql, "postgres": lambda _: postgres(), "table": table}[command](folder)

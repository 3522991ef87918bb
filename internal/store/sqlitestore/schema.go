package sqlitestore

// migrations define the format of letopis.db: the n-th upgrades format n-1 to n, and a new file runs all of them. Files
// older than format rewritten are copied, see renew. Newer formats are rejected.
var migrations = []string{schema, outdated, titles, terms, chain, takedowns, takenOriginals, refs, follows, audit,
	dictionaries, compact}

// applicationID marks the file as ours: "LTPS".
const applicationID = 0x4c545053

// schema is format 1.
const schema = `
CREATE TABLE docs (
	id       TEXT PRIMARY KEY,
	seq      INTEGER NOT NULL UNIQUE,
	source   TEXT NOT NULL,
	status   TEXT NOT NULL,
	original TEXT NOT NULL,    -- SHA-256 of the original
	hash     BLOB NOT NULL,    -- SHA-256 of everything but the time of ingestion
	ingested INTEGER NOT NULL, -- Unix milliseconds
	meta     BLOB NOT NULL,    -- archive.Document without Text and Aside, JSON, zstd
	text     BLOB NOT NULL,    -- Text, zstd
	aside    BLOB NOT NULL     -- Aside, zstd
);
CREATE INDEX docs_status ON docs (source, status);
CREATE INDEX docs_original ON docs (original);
CREATE INDEX docs_trouble ON docs (id) WHERE status <> 'ok';

-- What was here once; its seq is that of the removal.
CREATE TABLE removed (id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE sources (name TEXT PRIMARY KEY, cursor TEXT NOT NULL, updated INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE items (source TEXT, uri TEXT, version TEXT NOT NULL, sha256 TEXT NOT NULL,
	docs TEXT NOT NULL, PRIMARY KEY (source, uri)) WITHOUT ROWID;
CREATE INDEX items_sha256 ON items (sha256);
CREATE TABLE failures (source TEXT, uri TEXT, reason TEXT NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (source, uri)) WITHOUT ROWID;

-- People's corrections, never touched by ingestion.
CREATE TABLE edits (n INTEGER PRIMARY KEY, id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
	author TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX edits_id ON edits (id);

-- Which act a document is, and which acts it cites, by normalised kind, date and number.
CREATE TABLE acts (key TEXT, id TEXT, place TEXT NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE INDEX acts_id ON acts (id);
CREATE TABLE cites (id TEXT, key TEXT, place TEXT NOT NULL, PRIMARY KEY (id, key)) WITHOUT ROWID;
CREATE INDEX cites_key ON cites (key);

CREATE TABLE counter (seq INTEGER NOT NULL);
INSERT INTO counter VALUES (0);
`

// outdated is format 2: the version of the rules that enriched each document, 0 for existing ones.
const outdated = `
ALTER TABLE docs ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
CREATE INDEX docs_rules ON docs (rules);
`

// titles is format 3: titles in a column of their own, with a covering index for Titles. Existing documents have NULL
// until they are stored again.
const titles = `
ALTER TABLE docs ADD COLUMN title TEXT;
CREATE INDEX docs_titles ON docs (seq, id, title, ingested);
`

// terms is format 4: contents of index generations. No current engine needs it.
const terms = `
CREATE TABLE terms (generation TEXT, field TEXT, term TEXT, docs INTEGER NOT NULL,
	PRIMARY KEY (generation, field, term)) WITHOUT ROWID;
`

// chain is format 5: the newest links of the chain, see head.go.
const chain = `
CREATE TABLE chain (n INTEGER PRIMARY KEY, sum BLOB NOT NULL);
`

// takedowns is format 6: the journal of permanently removed documents.
const takedowns = `
CREATE TABLE takedowns (id TEXT, at INTEGER, source TEXT NOT NULL, "by" TEXT NOT NULL, reason TEXT NOT NULL,
	due TEXT NOT NULL, PRIMARY KEY (at, id)) WITHOUT ROWID;
`

// takenOriginals is format 7: the originals of removed documents.
const takenOriginals = `
ALTER TABLE takedowns ADD COLUMN original TEXT NOT NULL DEFAULT '';
`

// refs is format 8: the tables that link acts, see record.Ref. Existing documents get their rows when they are next
// enriched.
const refs = `
DROP TABLE acts;
DROP TABLE cites;
CREATE TABLE acts (id TEXT, n INTEGER, key TEXT NOT NULL, day TEXT NOT NULL, issuer TEXT NOT NULL, data BLOB NOT NULL,
	PRIMARY KEY (id, n)) WITHOUT ROWID;
CREATE INDEX acts_key ON acts (key, day, issuer);
CREATE TABLE cites (id TEXT, n INTEGER, key TEXT NOT NULL, day TEXT NOT NULL, issuer TEXT NOT NULL, data BLOB NOT NULL,
	PRIMARY KEY (id, n)) WITHOUT ROWID;
CREATE INDEX cites_key ON cites (key, day, issuer);
CREATE TABLE effects (id TEXT, n INTEGER, key TEXT NOT NULL, day TEXT NOT NULL, issuer TEXT NOT NULL,
	data BLOB NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID;
CREATE INDEX effects_key ON effects (key, day, issuer);
`

// follows is format 9: followed searches, their matches, and the first appearance of documents, which is approximated
// for existing ones by their present position.
const follows = `
CREATE TABLE came (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO came SELECT id, seq FROM docs UNION ALL SELECT id, seq FROM removed ORDER BY id;
CREATE TABLE follows (id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL,
	created INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID; -- archive.Follow, JSON
CREATE INDEX follows_recipient ON follows (recipient);
CREATE TABLE matches (follow TEXT, doc TEXT, at INTEGER NOT NULL, told INTEGER NOT NULL, PRIMARY KEY (follow, doc))
	WITHOUT ROWID;
CREATE INDEX matches_pending ON matches (follow, at) WHERE told = 0;
ALTER TABLE counter ADD COLUMN followed INTEGER NOT NULL DEFAULT 0;
`

// audit is format 10: actions with access keys, and attempts at them.
const audit = `
CREATE TABLE audit (n INTEGER PRIMARY KEY, data TEXT NOT NULL); -- archive.AuditEntry, JSON
`

// dictionaries is format 11: rows are compressed with dictionaries that older programs lack.
const dictionaries = `SELECT 1`

// rewritten is the format that older files are copied to, see renew: its migration is for empty tables.
const rewritten = 12

// compact is format 12: contents apart, so that rows of docs are short enough to be read for their titles; sums as
// bytes (sum), titles once and a byte a letter (title), and of sums in indexes the first eight bytes. Numbers of
// contents fill pages (fill).
const compact = `
DROP TABLE docs;
CREATE TABLE docs (
	n        INTEGER PRIMARY KEY, -- of its contents
	id       TEXT NOT NULL UNIQUE,
	seq      INTEGER NOT NULL UNIQUE,
	source   TEXT NOT NULL,
	status   TEXT NOT NULL,
	original BLOB NOT NULL,    -- sum of the original
	hash     BLOB NOT NULL,    -- SHA-256 of everything but the time of ingestion
	ingested INTEGER NOT NULL, -- Unix milliseconds
	rules    INTEGER NOT NULL,
	title    BLOB
);
CREATE INDEX docs_status ON docs (source, status);
CREATE INDEX docs_original ON docs (substr(original, 1, 8));
CREATE INDEX docs_trouble ON docs (id) WHERE status <> 'ok';
CREATE INDEX docs_rules ON docs (rules);
CREATE TABLE contents (
	n     INTEGER PRIMARY KEY,
	meta  BLOB NOT NULL, -- archive.Document without Text and Aside, JSON, zstd
	text  BLOB NOT NULL, -- Text, zstd
	aside BLOB NOT NULL  -- Aside, zstd
);
DROP TABLE items;
CREATE TABLE items (source TEXT, uri TEXT, version TEXT NOT NULL, sha256 BLOB NOT NULL,
	docs TEXT NOT NULL, PRIMARY KEY (source, uri)) WITHOUT ROWID;
CREATE INDEX items_sha256 ON items (substr(sha256, 1, 8));
`

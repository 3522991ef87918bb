-- The catalogue. Strings that come from outside are bytea: PostgreSQL's text takes neither
-- zero bytes nor what is not UTF-8, and bytea is in the order of bytes whatever the locale.
-- Names and addresses may be longer than an index takes, so keys are their SHA-256.

-- +goose Up
CREATE TABLE docs (
	id       text COLLATE "C" PRIMARY KEY,
	seq      bigint NOT NULL UNIQUE,
	source   bytea NOT NULL,  -- SHA-256 of its name
	status   text NOT NULL,
	original text COLLATE "C" NOT NULL, -- SHA-256 of the original
	hash     bytea NOT NULL,  -- see record.Packed
	ingested bigint NOT NULL, -- Unix milliseconds
	rules    integer NOT NULL,
	title    bytea NOT NULL,
	meta     bytea NOT NULL,  -- archive.Document without Text and Aside, JSON, zstd
	text     bytea NOT NULL,  -- Text, zstd
	aside    bytea NOT NULL   -- Aside, zstd
);
ALTER TABLE docs ALTER meta SET STORAGE EXTERNAL, ALTER text SET STORAGE EXTERNAL, ALTER aside SET STORAGE EXTERNAL;
CREATE INDEX docs_status ON docs (source, status);
CREATE INDEX docs_original ON docs (original, id);
CREATE INDEX docs_trouble ON docs (id) WHERE status <> 'ok';
CREATE INDEX docs_rules ON docs (rules);

-- What was here once; its seq is that of the removal.
CREATE TABLE removed (id text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL UNIQUE, at bigint NOT NULL);

CREATE TABLE sources (key bytea PRIMARY KEY, name bytea NOT NULL, cursor bytea NOT NULL, updated bigint NOT NULL);
CREATE TABLE items (
	key     bytea PRIMARY KEY, -- SHA-256 of source and uri
	source  bytea NOT NULL,
	uri     bytea NOT NULL,
	version bytea NOT NULL,
	sha256  text COLLATE "C" NOT NULL,
	docs    bytea NOT NULL -- JSON
);
CREATE INDEX items_source ON items (source);
CREATE INDEX items_sha256 ON items (sha256);
CREATE TABLE failures (key bytea PRIMARY KEY, source bytea NOT NULL, uri bytea NOT NULL, reason bytea NOT NULL,
	at bigint NOT NULL);
CREATE INDEX failures_source ON failures (source);

-- People's corrections, never touched by ingestion.
CREATE TABLE edits (n bigserial PRIMARY KEY, id text COLLATE "C" NOT NULL, field text NOT NULL, value bytea NOT NULL,
	author bytea NOT NULL, at bigint NOT NULL);
CREATE INDEX edits_id ON edits (id);

-- Which act a document is, and which acts it cites, by record.ActKey.
CREATE TABLE acts (key bytea, id text COLLATE "C", place bytea NOT NULL, PRIMARY KEY (key, id));
CREATE INDEX acts_id ON acts (id);
CREATE TABLE cites (id text COLLATE "C", key bytea, place bytea NOT NULL, PRIMARY KEY (id, key));
CREATE INDEX cites_key ON cites (key);

-- What index generations hold, for engines that cannot list it.
CREATE TABLE terms (generation text COLLATE "C", field text COLLATE "C", term bytea, docs bigint NOT NULL,
	PRIMARY KEY (generation, field, term));

-- The end of the log and the time of its last change. A transaction that writes takes this
-- row first and keeps it until it ends, so that numbers are seen in their order: who has
-- read the log up to one misses none below it.
CREATE TABLE counter (one boolean PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL, at bigint NOT NULL);
INSERT INTO counter (seq, at) VALUES (0, 0);

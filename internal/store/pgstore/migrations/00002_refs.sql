-- Which act a document is, what it cites and what it does to which act, by number and year; see
-- record.Ref. Rows of documents from before come with their next rules.

-- +goose Up
DROP TABLE acts;
DROP TABLE cites;
CREATE TABLE acts (id text COLLATE "C", n bigint, key bytea NOT NULL, day text COLLATE "C" NOT NULL,
	issuer bytea NOT NULL, data bytea NOT NULL, PRIMARY KEY (id, n));
CREATE INDEX acts_key ON acts (key, day);
CREATE TABLE cites (id text COLLATE "C", n bigint, key bytea NOT NULL, day text COLLATE "C" NOT NULL,
	issuer bytea NOT NULL, data bytea NOT NULL, PRIMARY KEY (id, n));
CREATE INDEX cites_key ON cites (key, day);
CREATE TABLE effects (id text COLLATE "C", n bigint, key bytea NOT NULL, day text COLLATE "C" NOT NULL,
	issuer bytea NOT NULL, data bytea NOT NULL, PRIMARY KEY (id, n));
CREATE INDEX effects_key ON effects (key, day);

-- Searches that are followed, what they found, and where in the log documents came first. Those of before came at the
-- latest where they are now.

-- +goose Up
CREATE TABLE came (id text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL);
INSERT INTO came SELECT id, seq FROM docs UNION ALL SELECT id, seq FROM removed;
CREATE TABLE follows (id text COLLATE "C" PRIMARY KEY, token text COLLATE "C" NOT NULL UNIQUE, recipient bytea NOT NULL,
	created bigint NOT NULL, data bytea NOT NULL); -- archive.Follow, JSON
CREATE INDEX follows_recipient ON follows (recipient);
CREATE TABLE matches (follow text COLLATE "C", doc text COLLATE "C", at bigint NOT NULL, told boolean NOT NULL,
	PRIMARY KEY (follow, doc));
CREATE INDEX matches_pending ON matches (follow, at) WHERE NOT told;
ALTER TABLE counter ADD followed bigint NOT NULL DEFAULT 0;

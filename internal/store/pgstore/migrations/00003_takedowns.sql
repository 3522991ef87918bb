-- The journal of removals: who removed which document, when and why.

-- +goose Up
CREATE TABLE takedowns (id text COLLATE "C", at bigint, source bytea NOT NULL, "by" bytea NOT NULL, reason bytea NOT NULL,
	due text NOT NULL, original text NOT NULL, PRIMARY KEY (id, at));

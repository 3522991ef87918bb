-- What people did to the archive with keys, or tried to.

-- +goose Up
CREATE TABLE audit (n bigint PRIMARY KEY, data bytea NOT NULL); -- archive.AuditEntry, JSON

-- Who had which right last, and how often it was taken; see lease.go.

-- +goose Up
CREATE TABLE leases (name bytea PRIMARY KEY, epoch bigint NOT NULL, holder bytea NOT NULL);

-- Rows are compressed with dictionaries that older programs do not have.

-- +goose Up
SELECT 1;

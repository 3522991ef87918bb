-- The documents as they come, and as they are searched.
CREATE UNLOGGED TABLE raw (id int, city text, program text, kind text, year text, body text);
CREATE TABLE docs (id int PRIMARY KEY, city text, program text, kind text, year text, words tsvector);

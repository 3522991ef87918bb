package peers

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/russian"
	_ "modernc.org/sqlite" // the driver
)

// sqlitePeer is FTS5, which has no Russian stemmer: it gets stems.
type sqlitePeer struct{ db *sql.DB }

func openSQLite(ctx context.Context, path string, docs []Doc) (_ *sqlitePeer, err error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	p := &sqlitePeer{db}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("sqlite: %w", err), db.Close())
		}
	}()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // of no effect after Commit
	const table = `CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, title, body, tokenize='unicode61')`
	if _, err = tx.ExecContext(ctx, table); err != nil {
		return nil, err
	}
	for _, d := range docs {
		title, body := strings.Join(stems(d.Title), " "), strings.Join(stems(d.Body), " ")
		if _, err = tx.ExecContext(ctx, `INSERT INTO docs VALUES (?, ?, ?)`, d.ID, title, body); err != nil {
			return nil, err
		}
	}
	return p, tx.Commit()
}

// stems are those of the words and numbers of a text.
func stems(s string) []string {
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	words := strings.FieldsFunc(strings.ToLower(s), apart)
	for i, w := range words {
		words[i] = russian.Stem(w, true)
	}
	return words
}

func (p *sqlitePeer) Ask(ctx context.Context, query string, limit int) ([]string, error) {
	words := stems(query)
	if len(words) == 0 {
		return nil, nil
	}
	const ask = `SELECT id FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?`
	rows, err := p.db.QueryContext(ctx, ask, `"`+strings.Join(words, `" OR "`)+`"`, limit)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %q: %w", query, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("sqlite: %w", err)
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

func (p *sqlitePeer) Close() error { return p.db.Close() }

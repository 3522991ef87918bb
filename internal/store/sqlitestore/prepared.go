package sqlitestore

import "database/sql"

// prepared is a transaction that caches prepared statements, most of which run once per document of a batch. They are
// closed with the transaction.
type prepared struct {
	tx    *sql.Tx
	known map[string]*sql.Stmt // by query
}

func prepare(tx *sql.Tx) prepared { return prepared{tx, map[string]*sql.Stmt{}} }

func (p prepared) stmt(query string) (*sql.Stmt, error) {
	if s := p.known[query]; s != nil {
		return s, nil
	}
	s, err := p.tx.Prepare(query)
	if err == nil {
		p.known[query] = s
	}
	return s, err
}

// Exec is sql.Tx.Exec.
func (p prepared) Exec(query string, args ...any) (sql.Result, error) {
	s, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Exec(args...)
}

// Query is sql.Tx.Query.
func (p prepared) Query(query string, args ...any) (*sql.Rows, error) {
	s, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Query(args...)
}

// QueryRow is sql.Tx.QueryRow.
func (p prepared) QueryRow(query string, args ...any) *sql.Row {
	s, err := p.stmt(query)
	if err != nil {
		return p.tx.QueryRow(query, args...) // the row reports the error
	}
	return s.QueryRow(args...)
}

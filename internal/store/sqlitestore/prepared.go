package sqlitestore

import "database/sql"

// prepared is a transaction that prepares each statement once: most are made for each document of a batch. The
// statements end with it.
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

// Exec is that of sql.Tx.
func (p prepared) Exec(query string, args ...any) (sql.Result, error) {
	s, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Exec(args...)
}

// Query is that of sql.Tx.
func (p prepared) Query(query string, args ...any) (*sql.Rows, error) {
	s, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Query(args...)
}

// QueryRow is that of sql.Tx.
func (p prepared) QueryRow(query string, args ...any) *sql.Row {
	s, err := p.stmt(query)
	if err != nil {
		return p.tx.QueryRow(query, args...) // which has the error
	}
	return s.QueryRow(args...)
}

package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore/sumvfs"
)

// giveSums replaces a file of an older program, whose pages have no sums, by a copy
// whose pages have. It needs room for the copy, and nobody else may use the file.
func (s *Store) giveSums(ctx context.Context) (err error) {
	fresh := s.path + ".sums"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // what one that was killed had made
		return err
	}
	if err := sumvfs.Create(fresh); err != nil {
		return fmt.Errorf("catalogue: %w", systemError(err))
	}
	defer func() {
		if err != nil {
			_ = os.Remove(fresh) // it is of no use to anybody
		}
	}()
	old, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	defer old.Close() // last: closing it ends SQLite's locks on the file
	db, err := sql.Open("sqlite", uri(s.path, url.Values{"_pragma": {"busy_timeout(5000)"}}))
	if err != nil {
		return s.fail(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := s.format(ctx, db); err != nil {
		return err
	}
	// Only one that nobody else has open can leave WAL mode, and is locked from then on.
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA main.locking_mode = EXCLUSIVE").Scan(&mode); err != nil {
		return s.fail(err)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA main.journal_mode = DELETE").Scan(&mode); err != nil || mode != "delete" {
		return errors.Join(s.fail(err), fmt.Errorf("catalogue %s: %w by an older letopis: stop that first", s.path,
			archive.ErrLocked))
	}
	if err := s.fail(copyTables(ctx, db, fresh)); err != nil {
		return err
	}
	if err := os.Rename(fresh, s.path); err != nil {
		return err
	}
	// One that waited for the lock has the old file: for it, that is of a newer program.
	if _, err := old.WriteAt([]byte{0x7f, 0xff, 0xff, 0xff}, userVersionAt); err != nil {
		return err
	}
	return syncFolder(s.path)
}

// userVersionAt is where a database has its user_version.
const userVersionAt = 60

// copyTables copies all of a database to a file made by sumvfs.Create.
func copyTables(ctx context.Context, db *sql.DB, to string) error {
	if _, err := db.ExecContext(ctx, "ATTACH ? AS fresh", uri(to, url.Values{"vfs": {sumvfs.Name}})); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "PRAGMA fresh.synchronous = FULL"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing after Commit
	rows, err := tx.QueryContext(ctx, "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL ORDER BY "+
		"type = 'index', rowid")
	if err != nil {
		return err
	}
	var statements []string
	for rows.Next() {
		var kind, name, create string
		if err := rows.Scan(&kind, &name, &create); err != nil {
			return errors.Join(err, rows.Close())
		}
		for _, what := range []string{"CREATE TABLE ", "CREATE INDEX "} {
			if rest, ok := strings.CutPrefix(create, what); ok {
				statements = append(statements, what+"fresh."+rest)
			}
		}
		if kind == "table" {
			statements = append(statements, "INSERT INTO fresh."+name+" SELECT * FROM main."+name)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, pragma := range []string{"application_id", "user_version"} {
		var n int
		if err := tx.QueryRowContext(ctx, "PRAGMA main."+pragma).Scan(&n); err != nil {
			return err
		}
		statements = append(statements, fmt.Sprintf("PRAGMA fresh.%s = %d", pragma, n))
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}

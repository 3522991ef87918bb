package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore/sumvfs"
)

// renew replaces a file of an older format by a copy of this one's, with sums of its pages. It needs room for the copy,
// a few megabytes of memory, and nobody else may use the file. Whenever it ends, the old file is there as it was, or
// the new one is. vfs is what the old file is opened by; "": the system's, for one without sums.
func (s *Store) renew(ctx context.Context, vfs string) (err error) {
	fresh := s.path + ".fresh"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // what one that was killed had made
		return err
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
	v := url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(5000)", "mmap_size(0)", "synchronous(FULL)",
		"secure_delete(ON)"}}
	if vfs != "" {
		v.Set("vfs", vfs)
	}
	db, err := sql.Open("sqlite", uri(s.path, v))
	if err != nil {
		return s.fail(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	version, err := s.format(ctx, db)
	if err != nil {
		return err
	}
	// Only one that nobody else has open can leave WAL mode, and is locked from then on.
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA main.locking_mode = EXCLUSIVE").Scan(&mode); err != nil {
		return s.fail(err)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA main.journal_mode = DELETE").Scan(&mode); err != nil || mode != "delete" {
		return errors.Join(s.fail(err), fmt.Errorf("catalogue %s: %w: it is of format %d, and another letopis has it open: "+
			"stop that first, this one makes it anew", s.path, archive.ErrLocked, version))
	}
	if s.o.Log != nil {
		s.o.Log.Info("the catalogue is of an older format: it is copied to that of this program", "file", s.path,
			"format", version, "new", len(migrations))
	}
	if err := s.empty(ctx, fresh); err != nil {
		return err
	}
	if err := s.fail(copyTo(ctx, db, fresh)); err != nil {
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

// empty makes a catalogue of this format with nothing in it.
func (s *Store) empty(ctx context.Context, path string) error {
	if err := sumvfs.Create(path); err != nil {
		return fmt.Errorf("catalogue: %w", systemError(err))
	}
	db, err := sql.Open("sqlite", uri(path, url.Values{"vfs": {sumvfs.Name}, "mode": {"rw"}}))
	if err != nil {
		return s.fail(err)
	}
	err = inTx(ctx, db, func(tx *sql.Tx) error { return upgrade(tx, 0, len(migrations)) })
	return s.fail(errors.Join(err, db.Close()))
}

func inTx(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, rollback(tx))
	}
	return tx.Commit()
}

// upgrade brings a database from one format to another by migrations.
func upgrade(tx *sql.Tx, from, to int) error {
	for _, m := range migrations[from:to] {
		if _, err := tx.Exec(m); err != nil {
			return err
		}
	}
	_, err := tx.Exec(fmt.Sprintf("PRAGMA main.application_id = %d; PRAGMA main.user_version = %d", applicationID, to))
	return err
}

// copyTo brings a database to the last format before that which is copied, and copies all of it to an empty catalogue.
func copyTo(ctx context.Context, db *sql.DB, to string) error {
	err := inTx(ctx, db, func(tx *sql.Tx) error {
		var version int
		if err := tx.QueryRow("PRAGMA main.user_version").Scan(&version); err != nil || version >= rewritten-1 {
			return err
		}
		return upgrade(tx, version, rewritten-1)
	})
	if err != nil {
		return err
	}
	// Without a journal, since a half of a copy is of no use; and what does not fit into this cache is written.
	name := strings.ReplaceAll(uri(to, url.Values{"vfs": {sumvfs.Name}}), "'", "''")
	for _, statement := range []string{"ATTACH '" + name + "' AS fresh", "PRAGMA fresh.journal_mode = OFF",
		"PRAGMA fresh.synchronous = FULL", "PRAGMA fresh.cache_size = -32000"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return inTx(ctx, db, func(tx *sql.Tx) error {
		if err := copyTables(ctx, tx); err != nil {
			return err
		}
		return copyDocs(ctx, tx)
	})
}

// copyTables copies all tables but docs.
func copyTables(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT o.name, o.sql, f.name IS NOT NULL FROM main.sqlite_master o LEFT JOIN "+
		"fresh.sqlite_master f ON f.type = 'table' AND f.name = o.name WHERE o.type = 'table' AND "+
		"o.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY o.name")
	if err != nil {
		return err
	}
	defer rows.Close()
	var statements []string
	for rows.Next() {
		var name, create string
		var there bool
		if err := rows.Scan(&name, &create, &there); err != nil {
			return err
		}
		switch {
		case name == "docs" || name == "items":
			continue
		case there:
			statements = append(statements, "DELETE FROM fresh."+name)
		default: // of a half, see move.go
			statements = append(statements, strings.Replace(create, "CREATE TABLE ", "CREATE TABLE fresh.", 1))
		}
		statements = append(statements, "INSERT INTO fresh."+name+" SELECT * FROM main."+name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	statements = append(statements, "INSERT INTO fresh.items SELECT source, uri, version, "+sumOf("sha256")+", docs FROM "+
		"main.items")
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// sumOf is a sum as the type of that name writes it, of a column that has it in hexadecimal.
func sumOf(column string) string {
	return fmt.Sprintf("iif(length(%[1]s) = 64 AND lower(hex(unhex(%[1]s))) = %[1]s, unhex(%[1]s), %[1]s)", column)
}

// copyDocs copies the rows of docs, some at a time; of each only its title passes through this program.
func copyDocs(ctx context.Context, tx *sql.Tx) error {
	doc, err := tx.PrepareContext(ctx, "INSERT INTO fresh.docs SELECT ?, id, seq, source, status, "+sumOf("original")+
		", hash, ingested, rules, ? FROM main.docs WHERE rowid = ?")
	if err != nil {
		return err
	}
	defer doc.Close()
	contents, err := tx.PrepareContext(ctx, "INSERT INTO fresh.contents SELECT ?, meta, text, aside FROM main.docs "+
		"WHERE rowid = ?")
	if err != nil {
		return err
	}
	defer contents.Close()
	for after, n := int64(0), int64(0); ; {
		docs, err := oldRows(ctx, tx, after)
		if err != nil || len(docs) == 0 {
			return err
		}
		after = docs[len(docs)-1].rowid
		sizes := make([]int, len(docs))
		for i, d := range docs {
			sizes[i] = d.size + rowRoom
		}
		order := fill(sizes, pageRoom)
		ranks := make([]int64, len(docs))
		for rank, i := range order {
			ranks[i] = int64(rank) + 1
		}
		for i, d := range docs {
			if _, err := doc.ExecContext(ctx, n+ranks[i], d.title, d.rowid); err != nil {
				return err
			}
		}
		for _, i := range order {
			if _, err := contents.ExecContext(ctx, n+ranks[i], docs[i].rowid); err != nil {
				return err
			}
		}
		n += int64(len(docs))
	}
}

// oldRow is what copyDocs needs to know of a row before rewritten.
type oldRow struct {
	rowid int64
	size  int // of what becomes its contents
	title title
}

// copiedRows are read at a time: as many as are written in one transaction of ingestion.
const copiedRows = 200

func oldRows(ctx context.Context, tx *sql.Tx, after int64) (docs []oldRow, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT rowid, length(meta) + length(text) + length(aside), title FROM main.docs "+
		"WHERE rowid > ? ORDER BY rowid LIMIT ?", after, copiedRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d oldRow
		if err := rows.Scan(&d.rowid, &d.size, &d.title); err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return slices.Clip(docs), errors.Join(rows.Err(), rows.Close())
}

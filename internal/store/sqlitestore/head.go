package sqlitestore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"letopis/internal/archive"
)

// The chain. Each transaction that changes something adds a link to the table chain: its number, and a SHA-256 over
// the previous link and the changes. Before a change is acknowledged to the caller, the newest link is written
// durably to a separate file, the head.
//
// So whenever a process or machine dies, the database is never behind the head; it may only be ahead of it by changes
// that were not acknowledged. A database that is behind has lost its tail, which happens if the write-ahead log is
// damaged: SQLite silently ends it where the damage begins.

// HeadSuffix forms the name of the head file from that of the database.
const HeadSuffix = "-head"

// head is the file with the newest acknowledged link. It has two slots that are written alternately, so one is always
// intact. It is safe for concurrent use, also by several processes.
type head struct{ path string }

// link is an element of the chain.
type link struct {
	n   int64 // from 1; 0 means no link
	sum []byte
}

// slotSize is larger than a slot, so that two slots never share a disk sector.
const slotSize = 4096

// slot encodes a link as a line with a checksum.
func (l link) slot() []byte {
	line := fmt.Appendf(nil, "%020d %x", l.n, l.sum)
	return fmt.Appendf(line, " %08x\n", crc32.ChecksumIEEE(line))
}

// readSlot decodes a slot; ok is false if it is damaged.
func readSlot(b []byte) (l link, ok bool) {
	line, _, _ := bytes.Cut(b, []byte{'\n'})
	var sum string
	if _, err := fmt.Sscanf(string(line), "%d %s", &l.n, &sum); err != nil {
		return link{}, false
	}
	l.sum, _ = hex.DecodeString(sum)
	return l, bytes.Equal(append(line, '\n'), l.slot())
}

// read returns the newest link of the file, or the zero link if the file is missing or damaged. That is harmless:
// whoever opens the database next writes it again.
func (h head) read() (link, error) {
	f, err := os.Open(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return link{}, nil
	}
	if err != nil {
		return link{}, err
	}
	defer f.Close()
	return readHead(f)
}

func readHead(f *os.File) (newest link, err error) {
	for i := range int64(2) {
		b := make([]byte, slotSize)
		n, err := f.ReadAt(b, i*slotSize)
		if err != nil && !errors.Is(err, io.EOF) {
			return link{}, err
		}
		if l, ok := readSlot(b[:n]); ok && l.n > newest.n {
			newest = l
		}
	}
	return newest, nil
}

// write durably stores a link as the newest, unless another process has stored a newer one.
func (h head) write(l link) (err error) {
	f, err := os.OpenFile(h.path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return systemError(err)
	}
	defer func() { err = systemError(errors.Join(err, f.Close())) }() // closing releases the lock
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	newest, err := readHead(f)
	if err != nil || newest.n >= l.n {
		return err
	}
	if _, err := f.WriteAt(l.slot(), l.n%2*slotSize); err != nil {
		return err
	}
	if err := f.Sync(); err != nil || newest.n > 0 {
		return err
	}
	return syncFolder(h.path) // the file may be new
}

// syncFolder makes the directory entry of a file durable.
func syncFolder(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// changes hashes what a transaction does, for the next link.
type changes struct {
	hash hash.Hash
	any  bool
}

// add records a change.
func (c *changes) add(what string, parts ...any) {
	c.any = true
	fmt.Fprintf(c.hash, "%s %q\n", what, parts)
}

// chainKept is how many links the database keeps. The head is among them unless its file has not been written for
// that many transactions.
const chainKept = 1024

// extend adds the link of a transaction, if it changed anything.
func (c *changes) extend(tx *sql.Tx) (link, error) {
	l, err := newest(tx)
	if err != nil || !c.any {
		return link{}, err
	}
	sum := sha256.Sum256(c.hash.Sum(l.sum))
	l = link{l.n + 1, sum[:]}
	if _, err := tx.Exec("INSERT INTO chain (n, sum) VALUES (?,?)", l.n, l.sum); err != nil {
		return link{}, err
	}
	_, err = tx.Exec("DELETE FROM chain WHERE n <= ?", l.n-chainKept)
	return l, err
}

// newest returns the newest link of the database.
func newest(tx *sql.Tx) (l link, err error) {
	err = tx.QueryRow("SELECT n, sum FROM chain ORDER BY n DESC LIMIT 1").Scan(&l.n, &l.sum)
	if errors.Is(err, sql.ErrNoRows) {
		return link{}, nil
	}
	return l, err
}

// checkTail compares the database with the head. It returns archive.ErrCorrupt if acknowledged changes are missing.
func (s *Store) checkTail(ctx context.Context) error {
	if s.o.AnyTail {
		return nil
	}
	acknowledged, err := s.head.read() // before the database, which may advance meanwhile
	if err != nil {
		return err
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.fail(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	last, err := newest(tx)
	if err != nil {
		return s.fail(err)
	}
	if acknowledged.n == 0 { // the head was lost or not copied: recreate it
		if s.o.ReadOnly || last.n == 0 {
			return nil
		}
		return s.fail(s.head.write(last))
	}
	if last.n < acknowledged.n {
		return fmt.Errorf("catalogue %s: %w: of %d changes that were acknowledged the last %d are lost; restore a backup "+
			"(letopis restore --replace), or go on without them (letopis repair)", s.path, ErrTail, acknowledged.n,
			acknowledged.n-last.n)
	}
	var same []byte
	err = tx.QueryRow("SELECT sum FROM chain WHERE n = ?", acknowledged.n).Scan(&same)
	if errors.Is(err, sql.ErrNoRows) { // an old link that is no longer kept
		return nil
	}
	if err == nil && !bytes.Equal(same, acknowledged.sum) {
		return fmt.Errorf("catalogue %s: %w: it is not the one that %s was written for; put the right one back, restore a "+
			"backup (letopis restore --replace), or go on with this one (letopis repair)", s.path, ErrTail, s.head.path)
	}
	return s.fail(err)
}

// ErrTail means that a catalogue is intact but lacks its latest acknowledged changes, or is not the one they were
// made to.
var ErrTail = fmt.Errorf("%w: not as it was acknowledged", archive.ErrCorrupt)

// Accept makes a catalogue usable that has lost acknowledged changes.
func Accept(path string) error {
	if err := os.Remove(path + HeadSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(path)
}

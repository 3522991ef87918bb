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

// The chain. Each transaction that changes something adds a link to the table chain: its
// number, and the SHA-256 of the link before and of what the transaction did. What a
// caller is told was stored is acknowledged: before that, the newest link is written
// durably to a file of its own, the head.
//
// So the database is never behind the head, whenever a process or the machine ends:
// ahead of it by what nobody was told of, at the most. A database that is behind has lost
// its tail: a write-ahead log that is damaged ends, for SQLite, where the damage begins.

// HeadSuffix makes the name of the head's file out of the database's.
const HeadSuffix = "-head"

// head is the file with the newest acknowledged link. It has two slots, written by turns,
// so that one is whole when the other is half written. Safe for concurrent use, by
// several processes, too.
type head struct{ path string }

// link is one of the chain.
type link struct {
	n   int64 // from 1; 0: there is none
	sum []byte
}

// slotSize is more than a slot takes: two are never in one sector of a disk.
const slotSize = 4096

// slot is a link as the file has it: a line with a checksum.
func (l link) slot() []byte {
	line := fmt.Appendf(nil, "%020d %x", l.n, l.sum)
	return fmt.Appendf(line, " %08x\n", crc32.ChecksumIEEE(line))
}

// readSlot reads one; ok: it is whole.
func readSlot(b []byte) (l link, ok bool) {
	line, _, _ := bytes.Cut(b, []byte{'\n'})
	var sum string
	if _, err := fmt.Sscanf(string(line), "%d %s", &l.n, &sum); err != nil {
		return link{}, false
	}
	l.sum, _ = hex.DecodeString(sum)
	return l, bytes.Equal(append(line, '\n'), l.slot())
}

// read returns the newest link of the file, one without a number where there is none
// that is whole: its loss harms nobody, and who opens the database makes it anew.
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

// write makes a link the newest, durably, unless another process has written a newer one.
func (h head) write(l link) (err error) {
	f, err := os.OpenFile(h.path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return systemError(err)
	}
	defer func() { err = systemError(errors.Join(err, f.Close())) }() // which ends the lock
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
	return syncFolder(h.path) // it may be new
}

// syncFolder makes the names in a file's folder durable.
func syncFolder(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// changes is what a transaction does, for the next link.
type changes struct {
	hash hash.Hash
	any  bool
}

// add notes a change: what it is, of what, and how it is now.
func (c *changes) add(what string, parts ...any) {
	c.any = true
	fmt.Fprintf(c.hash, "%s %q\n", what, parts)
}

// chainKept is how many links the database keeps: the head is one of them, unless its
// file has not been written for that many transactions.
const chainKept = 1024

// extend adds the link of a transaction that changed something.
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

// checkTail compares the database with the head: archive.ErrCorrupt when it does not have
// all that was acknowledged.
func (s *Store) checkTail(ctx context.Context) error {
	if s.o.AnyTail {
		return nil
	}
	acknowledged, err := s.head.read() // first: the database may go on meanwhile
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
	if acknowledged.n == 0 { // of a copy, or lost: it is there from now on
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
	if errors.Is(err, sql.ErrNoRows) { // of long ago
		return nil
	}
	if err == nil && !bytes.Equal(same, acknowledged.sum) {
		return fmt.Errorf("catalogue %s: %w: it is not the one that %s was written for; put the right one back, restore a "+
			"backup (letopis restore --replace), or go on with this one (letopis repair)", s.path, ErrTail, s.head.path)
	}
	return s.fail(err)
}

// ErrTail means that a catalogue is whole, but without the last of what was acknowledged,
// or not that which it was acknowledged of.
var ErrTail = fmt.Errorf("%w: not as it was acknowledged", archive.ErrCorrupt)

// Accept lets a catalogue in a file be used although it has lost changes that were
// acknowledged.
func Accept(path string) error {
	if err := os.Remove(path + HeadSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(path)
}

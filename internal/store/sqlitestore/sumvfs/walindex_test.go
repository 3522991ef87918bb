package sumvfs_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"letopis/internal/store/sqlitestore/sumvfs"
)

const rows = 400

// connect opens a database, or makes it, whose pages have sums.
func connect(t *testing.T, path string) *sql.DB {
	t.Helper()
	if err := errors.Join(sumvfs.Register(), sumvfs.Create(path)); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?vfs="+sumvfs.Name+"&_txlock=immediate&_pragma=busy_timeout(20000)"+
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_spill(OFF)&_pragma=cache_size(20)"+
		"&_pragma=wal_autocheckpoint(50)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// fill makes a database whose log has the newest of every row.
func fill(t *testing.T) (*sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	db := connect(t, path)
	db.SetMaxOpenConns(1)
	for _, q := range []string{"PRAGMA wal_autocheckpoint = 0",
		"CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER, pad BLOB)",
		fmt.Sprintf("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d) "+
			"INSERT INTO t SELECT n, 0, zeroblob(1500) FROM s", rows),
		"PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE t SET v = 1"} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(q, err)
		}
	}
	return db, path
}

type queryer interface {
	QueryRow(query string, args ...any) *sql.Row
}

// sum is rows when all is read as it was written last.
func sum(db queryer) (n int, err error) {
	return n, db.QueryRow("SELECT sum(v) FROM t").Scan(&n)
}

// ways to damage a wal-index that is open.
var ways = map[string]func(r *rand.Rand, shm []byte){
	"flip": func(r *rand.Rand, shm []byte) { shm[r.IntN(len(shm))] ^= 1 << r.IntN(8) },
	"zeros": func(r *rand.Rand, shm []byte) {
		at := r.IntN(len(shm)) &^ 4095
		clear(shm[at : at+4096])
	},
	"garbage": func(r *rand.Rand, shm []byte) {
		at := r.IntN(len(shm))
		for i := at; i < min(at+4096, len(shm)); i++ {
			shm[i] = byte(r.Uint32())
		}
	},
	"all copied": func(_ *rand.Rand, shm []byte) { copy(shm[96:100], shm[16:20]) }, // nBackfill = mxFrame
	"pages":      func(_ *rand.Rand, shm []byte) { clear(shm[136:16384]) },
	"marks":      func(_ *rand.Rand, shm []byte) { binary.NativeEndian.PutUint32(shm[104:], 1<<20) },
}

func damageShared(t *testing.T, path string, how func([]byte)) {
	t.Helper()
	shm, err := os.ReadFile(path + "-shm")
	if err != nil {
		t.Fatal(err)
	}
	how(shm)
	f, err := os.OpenFile(path+"-shm", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(shm)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedWALIndex damages what connections share in memory between transactions: it is
// built anew from the log, and nothing that is read is wrong, nor lost when the log is
// copied and deleted.
func TestDamagedWALIndex(t *testing.T) {
	before := sumvfs.Mended()
	for way, how := range ways {
		for seed := range uint64(8) {
			db, path := fill(t)
			damageShared(t, path, func(shm []byte) { how(rand.New(rand.NewPCG(seed, 1)), shm) })
			switch seed % 4 {
			case 0:
				if _, err := db.Exec("UPDATE t SET v = 1 WHERE k = 7"); err != nil {
					t.Errorf("%s %d: writing: %v", way, seed, err)
				}
			case 1:
				var busy, frames, done int
				err := db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
				if err != nil {
					t.Errorf("%s %d: checkpoint: %v", way, seed, err)
				}
			case 2:
				db.Close()
				db = connect(t, path)
			}
			if n, err := sum(db); err != nil || n != rows {
				t.Errorf("%s %d: %d rows of %d are as they were written: %v", way, seed, n, rows, err)
			}
			db.Close()
			if n, err := sum(connect(t, path)); err != nil || n != rows {
				t.Errorf("%s %d, opened again: %d rows of %d are as they were written: %v", way, seed, n, rows, err)
			}
		}
	}
	if sumvfs.Mended() < before+10 {
		t.Errorf("only %d damaged ones were seen", sumvfs.Mended()-before)
	}
}

// TestWALIndexDamagedMeanwhile damages it in the midst of a transaction, which may fail.
func TestWALIndexDamagedMeanwhile(t *testing.T) {
	failed := 0
	for way, how := range ways {
		for seed := range uint64(6) {
			db, path := fill(t)
			tx, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			if err := tx.QueryRow("SELECT v FROM t WHERE k = 1").Scan(new(int)); err != nil {
				t.Fatal(err)
			}
			damageShared(t, path, func(shm []byte) { how(rand.New(rand.NewPCG(seed, 2)), shm) })
			n, err := sum(tx)
			if err == nil && n != rows {
				t.Errorf("%s %d: %d rows of %d are as they were written", way, seed, n, rows)
			}
			if err != nil {
				failed++
			}
			_ = tx.Rollback() // an error may have done it
			if n, err := sum(db); err != nil || n != rows {
				t.Errorf("%s %d, after it: %d rows of %d are as they were written: %v", way, seed, n, rows, err)
			}
			db.Close()
		}
	}
	if failed == 0 {
		t.Error("no transaction failed")
	}
}

// TestSeveralProcessesShareIt has processes write and read for a while: what they share is
// not taken for damaged.
func TestSeveralProcessesShareIt(t *testing.T) {
	const env = "LETOPIS_TEST_SUMVFS"
	path, other := os.Getenv(env), true
	if path == "" {
		path, other = filepath.Join(t.TempDir(), "a.db"), false
	}
	db, before := connect(t, path), sumvfs.Mended()
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS t (k INTEGER PRIMARY KEY, v INTEGER, pad BLOB)"); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if !other {
		for range 2 {
			all.Go(func() {
				cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
				cmd.Env = append(os.Environ(), env+"="+path)
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("another process: %v: %s", err, out)
				}
			})
		}
	}
	var n int
	for i := range 4 { // each keeps two rows alike
		all.Go(func() {
			for k := 0; ctx.Err() == nil; k++ {
				if i == 0 {
					tx, err := db.Begin()
					if err != nil {
						t.Error(err)
						return
					}
					for half := range 2 {
						_, err := tx.Exec("INSERT OR REPLACE INTO t VALUES (?, ?, zeroblob(3000))", k%200+half*1000, k)
						if err != nil {
							t.Error(err)
						}
					}
					if err := tx.Commit(); err != nil {
						t.Error(err)
					}
					n++
					continue
				}
				var wrong int
				err := db.QueryRow("SELECT count(*) FROM t a JOIN t b ON b.k = a.k + 1000 WHERE a.v <> b.v").Scan(&wrong)
				if err != nil || wrong > 0 {
					t.Errorf("%d pairs differ: %v", wrong, err)
				}
			}
		})
	}
	all.Wait()
	if n == 0 || sumvfs.Mended() != before {
		t.Errorf("%d transactions; %d times it was taken for damaged", n, sumvfs.Mended()-before)
	}
	t.Log(n, "transactions")
}

// TestLongLog has a log whose wal-index has several regions, and damages the last.
func TestLongLog(t *testing.T) {
	db, path := fill(t)
	for range 60 {
		if _, err := db.Exec("UPDATE t SET pad = randomblob(1400)"); err != nil {
			t.Fatal(err)
		}
	}
	before := sumvfs.Mended()
	for _, at := range []int{40, 33000, 33000 + 16384} {
		damageShared(t, path, func(shm []byte) {
			if len(shm) < 65536 {
				t.Fatalf("only %d bytes", len(shm))
			}
			for i := range 2000 {
				shm[at+i] ^= 5
			}
		})
		if n, err := sum(db); err != nil || n != rows {
			t.Errorf("%d rows of %d are as they were written: %v", n, rows, err)
		}
	}
	if sumvfs.Mended() < before+2 {
		t.Error("damage was not seen")
	}
}

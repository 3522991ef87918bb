package pgstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/pgstore"
	"letopis/internal/store/storetest"
	"letopis/internal/testkit"
)

// TestMain lets the test binary be a process that writes, for tests of several.
func TestMain(m *testing.M) {
	if dsn := os.Getenv("LETOPIS_TEST_WRITER"); dsn != "" {
		if err := writer(dsn, os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// writer commits documents one by one, says of each that it was acknowledged, and tries
// again what was not.
func writer(dsn, name, count string) error {
	ctx := context.Background()
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	s, err := pgstore.Open(ctx, pgstore.Options{DSN: dsn})
	if err != nil {
		return err
	}
	for i := 0; i < n; i++ {
		d := storetest.Doc(fmt.Sprintf("writer %s %d", name, i), "т")
		_, err := s.Commit(ctx, archive.Batch{Source: name, Cursor: strconv.Itoa(i), Put: []*archive.Document{d}})
		switch {
		case errors.Is(err, archive.ErrUnavailable):
			i--
		case err != nil:
			return err
		default:
			fmt.Println(d.ID)
		}
	}
	return s.Close()
}

func severalWriters(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	storetest.Writers(t, open(t, dsn), open(t, dsn), open(t, dsn), open(t, dsn))
}

// processes lets processes write at once while their connections are ended again and
// again and one of them is killed: a follower sees all that was acknowledged.
func processes(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	s := open(t, dsn)
	const each = 150
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	var wg sync.WaitGroup
	var running []*exec.Cmd
	for w := range 3 {
		cmd := exec.Command(os.Args[0], strconv.Itoa(w), strconv.Itoa(each))
		cmd.Env, cmd.Stderr = append(os.Environ(), "LETOPIS_TEST_WRITER="+dsn), os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
		wg.Go(func() {
			for lines := bufio.NewScanner(out); lines.Scan(); {
				mu.Lock()
				acknowledged[lines.Text()] = true
				mu.Unlock()
			}
			if err := cmd.Wait(); err != nil && w != 0 {
				t.Errorf("writer %d: %v", w, err)
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	wait := func(n int) bool {
		for {
			mu.Lock()
			have := len(acknowledged)
			mu.Unlock()
			select {
			case <-done:
				return false
			case <-time.After(10 * time.Millisecond):
			}
			if have >= n {
				return true
			}
		}
	}
	for n := 20; wait(n); n += 30 {
		pg.Exec(t, dsn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'letopis'")
		if n == 80 {
			_ = running[0].Process.Kill() // it may have ended
		}
	}
	if len(acknowledged) < 2*each {
		t.Errorf("%d acknowledged, at least %d were to be", len(acknowledged), 2*each)
	}
	seq, err := s.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	changes, err := s.Changes(t.Context(), 0, 10_000)
	if err != nil || len(changes) != int(seq) {
		t.Errorf("%d changes up to %d, %v", len(changes), seq, err)
	}
	for _, c := range changes {
		delete(acknowledged, c.ID)
	}
	if len(acknowledged) > 0 {
		t.Errorf("%d acknowledged documents are lost", len(acknowledged))
	}
}

// theEndIsNeverOld holds that what others write is known within the time promised.
func theEndIsNeverOld(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	a, b := open(t, dsn), open(t, dsn)
	for i := range archive.Seq(20) {
		d := storetest.Doc(fmt.Sprint(i), "т")
		if _, err := a.Commit(t.Context(), archive.Batch{Put: []*archive.Document{d}}); err != nil {
			t.Fatal(err)
		}
		if seq, err := a.Seq(t.Context()); err != nil || seq != i+1 {
			t.Fatalf("of its own: %d %v after %d", seq, err, i+1)
		}
		for began := time.Now(); ; {
			seq, err := b.Seq(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if seq == i+1 {
				break
			}
			if time.Since(began) > 10*time.Second { // half a second is promised; for busy machines
				t.Fatalf("of another: %d after %d", seq, i+1)
			}
		}
	}
}

// whatIsWrongIsNamed holds that settings and servers that cannot be used are named
// with the way out, and that no password is shown.
func whatIsWrongIsNamed(t *testing.T, pg *testkit.Postgres) {
	right := pg.Database(t)
	pg.Exec(t, right, "CREATE ROLE stranger LOGIN PASSWORD 'password-of-a-stranger'")
	pg.Exec(t, right, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
	newer := pg.Database(t)
	open(t, newer).Close()
	pg.Exec(t, newer, "INSERT INTO letopis.letopis_format (version_id, is_applied) VALUES (999, true)")
	standby := pg.Database(t)
	open(t, standby).Close()
	name := func(dsn string) string { return dsn[strings.LastIndex(dsn, "/")+1:] }
	pg.Exec(t, standby, "ALTER DATABASE "+name(standby)+" SET default_transaction_read_only = on")
	database := name(right)
	for name, c := range map[string]struct {
		dsn  string
		kind error
		says string
	}{
		"no DSN":   {"postgres://u:password-of-a-test@h:port/d", archive.ErrInvalid, "store.dsn"},
		"password": {pg.DSN("letopis", "password-of-a-fool", database), archive.ErrInvalid, "LETOPIS_STORE_DSN"},
		"database": {pg.DSN("letopis", "password-of-a-test", "none"), archive.ErrInvalid, "createdb"},
		"rights":   {pg.DSN("stranger", "password-of-a-stranger", database), archive.ErrInvalid, "GRANT CREATE ON DATABASE"},
		"encoding": {pg.DSN("letopis", "password-of-a-test", "latin"), archive.ErrInvalid, "ENCODING 'UTF8'"},
		"format":   {newer, archive.ErrInvalid, "use a newer letopis"},
		"nobody":   {"postgres://letopis:password-of-a-test@127.0.0.1:1/d", archive.ErrUnavailable, "127.0.0.1:1"},
	} {
		s, err := pgstore.Open(t.Context(), pgstore.Options{DSN: c.dsn})
		if !errors.Is(err, c.kind) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v, want %v that says %q", name, err, c.kind, c.says)
		}
		if strings.Contains(fmt.Sprint(err), "password-of") {
			t.Errorf("%s: a password is shown: %v", name, err)
		}
		if err == nil {
			s.Close()
		}
	}
	s := open(t, standby)
	_, err := s.Commit(t.Context(), archive.Batch{Put: []*archive.Document{storetest.Doc("a", "т")}})
	if !errors.Is(err, archive.ErrReadOnly) {
		t.Errorf("writing to what is read-only: %v", err)
	}
	lasting := open(t, right)
	pg.Kill()
	if _, err := lasting.Get(t.Context(), "a"); !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("reading from a server that has ended: %v", err)
	}
	if _, err := lasting.Commit(t.Context(), archive.Batch{Source: "s"}); !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("writing to a server that has ended: %v", err)
	}
}

// schemas holds that archives in schemas of one database do not see each other.
func schemas(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	a, b := open(t, dsn+"?search_path=a"), open(t, dsn+"?search_path=Б")
	if _, err := a.Commit(t.Context(), archive.Batch{Put: []*archive.Document{storetest.Doc("a", "т")}}); err != nil {
		t.Fatal(err)
	}
	if seq, err := b.Seq(t.Context()); err != nil || seq != 0 {
		t.Errorf("seq %d %v", seq, err)
	}
}

// manyOpenAtOnce holds that the tables are made once.
func manyOpenAtOnce(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := pgstore.Open(t.Context(), pgstore.Options{DSN: dsn})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
}

// damageIsFound holds that Check finds a document that is not what was stored.
func damageIsFound(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	s := open(t, dsn)
	d := storetest.Doc("a", "т")
	if _, err := s.Commit(t.Context(), archive.Batch{Put: []*archive.Document{d, storetest.Doc("b", "т")}}); err != nil {
		t.Fatal(err)
	}
	pg.Exec(t, dsn, "UPDATE letopis.docs SET text = (SELECT text FROM letopis.docs WHERE id <> '"+d.ID+"'), "+
		"aside = text WHERE id = '"+d.ID+"'")
	if err := s.Check(t.Context(), nil); !errors.Is(err, archive.ErrCorrupt) || !strings.Contains(err.Error(), d.ID) {
		t.Errorf("%v", err)
	}
}

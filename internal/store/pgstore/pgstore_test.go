package pgstore_test

import (
	"testing"

	"letopis/internal/archive"
	"letopis/internal/store/pgstore"
	"letopis/internal/store/storetest"
	"letopis/internal/testkit"
)

func open(t *testing.T, dsn string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), pgstore.Options{DSN: dsn, Authority: storetest.Authority{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestPostgres runs all that needs a server on one: making it takes the longest.
func TestPostgres(t *testing.T) {
	pg := testkit.StartPostgres(t)
	t.Run("store", func(t *testing.T) { suite(t, pg) })
	for _, c := range []struct {
		name string
		test func(*testing.T, *testkit.Postgres)
	}{
		{"several writers", severalWriters},
		{"processes", processes},
		{"the end is never old", theEndIsNeverOld},
		{"renewed", renewed},
		{"a lease is lost", aLeaseIsLost},
		{"schemas", schemas},
		{"many open at once", manyOpenAtOnce},
		{"damage is found", damageIsFound},
		{"what is wrong is named", whatIsWrongIsNamed}, // which ends the server
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, pg) })
	}
}

func suite(t *testing.T, pg *testkit.Postgres) {
	dsns := map[archive.Store]string{}
	storetest.Run(t, func(t *testing.T) archive.Store {
		dsn := pg.Database(t)
		s := open(t, dsn)
		dsns[s] = dsn
		return s
	}, func(t *testing.T, s archive.Store) archive.Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := open(t, dsns[s])
		dsns[again] = dsns[s]
		return again
	})
}

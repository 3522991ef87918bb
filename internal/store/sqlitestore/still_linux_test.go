package sqlitestore_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
)

// Beside a catalogue that is opened read-only nobody waits in vain: who would write is refused at once, and told why.
func TestBesideAReadOnlyCatalogue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letopis.db")
	s, err := sqlitestore.Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	readOnly := options
	readOnly.ReadOnly = true
	still, err := sqlitestore.Open(t.Context(), path, readOnly)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if s, err := sqlitestore.Open(t.Context(), path, options); err == nil {
		s.Close()
		t.Error("it can be written")
	} else if !errors.Is(err, archive.ErrLocked) || !strings.Contains(err.Error(), "stop it") {
		t.Errorf("the way out is not named: %v", err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("refused after %v", took)
	}
	if err := still.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = sqlitestore.Open(t.Context(), path, options); err != nil {
		t.Fatalf("afterwards: %v", err)
	}
	s.Close()
}

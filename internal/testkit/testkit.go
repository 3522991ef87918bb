// Package testkit is for tests: it finds the material that they use in place and
// that is not part of the repository (a folder "shared" beside it), and bounds
// what fuzz targets may take.
package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Shared returns the path of shared/elem…, beside the repository. Where it is
// absent the test is skipped with that reason, except in continuous
// integration (CI=true), where nothing may be skipped.
func Shared(t testing.TB, elem ...string) string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(file), "..", "..")
	path := filepath.Join(append([]string{root, "..", "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		Absent(t, "test material is absent: %v (it lies beside the repository, not in it)", err)
	}
	return path
}

// Absent ends a test that needs something which is not here: it is skipped with that
// reason, except in continuous integration (CI=true), where it fails.
func Absent(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

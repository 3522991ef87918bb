package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A folder that cannot be watched ends the command: nobody would look for it in
// what a command that goes on has logged.
func TestWatchingEndsWithTheFirstFolderThatCannotBe(t *testing.T) {
	tmp := t.TempDir()
	cmd := program("ingest", "--data", filepath.Join(tmp, "d"), "--watch", acts(t, 1), filepath.Join(tmp, "missing"))
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	if !late.Stop() || err == nil || !strings.Contains(errs.String(), "missing") {
		t.Errorf("ended with %v: %s", err, &errs)
	}
}

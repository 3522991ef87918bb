package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// EnginesFile names the drivers of an archive that is not completely in its data folder.
const EnginesFile = "engines"

// Embedded are the drivers of an archive that is completely in its data folder.
var Embedded = Engines{Store: "sqlite", Blob: "dir"}

// Engines are the drivers of an archive's catalogue and originals.
type Engines struct{ Store, Blob string }

func (e Engines) String() string { return fmt.Sprintf("store %s, blob %s", e.Store, e.Blob) }

// CheckEngines returns an error if the archive of a data folder uses other drivers than those configured. Otherwise
// it would appear to be empty, or a second archive would be started.
func CheckEngines(dir string, want Engines) error {
	have, err := readEngines(dir)
	if err != nil {
		return pathError(dir, err)
	}
	if have == "" {
		have = want.String()
		if want != Embedded {
			err = WriteFile(filepath.Join(dir, EnginesFile), []byte(have+"\n"))
		}
		if err != nil {
			return pathError(dir, err)
		}
	}
	if have != want.String() {
		return Unusable("data folder %s is of an archive with %s, but the settings say %s: set store.driver and "+
			"blob.driver to what it has, or name another folder with --data", dir, have, want)
	}
	return nil
}

// readEngines returns the drivers recorded in a folder, "" for a new one.
func readEngines(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, EnginesFile))
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return strings.TrimSpace(string(b)), err
	}
	for _, name := range []string{StoreFile, OriginalsDir} {
		switch _, err := os.Stat(filepath.Join(dir, name)); {
		case err == nil:
			return Embedded.String(), nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
	}
	return "", nil
}

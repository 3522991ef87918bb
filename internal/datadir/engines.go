package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// EnginesFile says where an archive is that is not all in its data folder.
const EnginesFile = "engines"

// Embedded are the engines of an archive that is all in its data folder.
var Embedded = Engines{Store: "sqlite", Blob: "dir"}

// Engines are the drivers of the catalogue and the originals of an archive.
type Engines struct{ Store, Blob string }

func (e Engines) String() string { return fmt.Sprintf("store %s, blob %s", e.Store, e.Blob) }

// CheckEngines refuses a data folder whose archive is kept by other engines than those of
// the settings: it would seem empty, or begin anew beside the old one.
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

// readEngines returns what a folder has; "": nothing yet.
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

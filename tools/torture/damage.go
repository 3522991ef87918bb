package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// Kinds of files, with the pattern that finds them in a data folder.
var kinds = []struct {
	name, pattern string
	killed        bool // only there when the server was killed
	live, rest    bool
}{
	{"original", "originals/??/*", false, true, true},
	{"catalogue", "letopis.db", false, true, true},
	{"log", "letopis.db-wal", true, true, true},
	{"head", "letopis.db-head", false, true, true},
	{"shm", "letopis.db-shm", false, true, false},
	{"index", "index/gen-*/store/*.zap", false, true, true},
	{"root", "index/gen-*/store/root.bolt", false, true, true},
	{"current", "index/CURRENT", false, true, true},
	{"format", "format", false, true, true},
	{"lock", "lock", false, true, true},
	{"server", "server.json", true, true, true},
	{"nothing", "", false, true, true},
}

// ways to damage a file.
var ways = []string{"flip", "flip", "zeros", "cut", "tail", "garbage", "gone"}

// plan is what a trial does.
type plan struct {
	kind, way string
	live      bool // beneath a running server
	killed    bool // the server was killed before
	seed      uint64
}

func (p plan) String() string {
	s := p.kind + " " + p.way
	if p.live {
		s += ", live"
	}
	if p.killed {
		s += ", killed"
	}
	return s
}

// plans deals trials over the kinds, in turns.
func plans(r *rand.Rand, n int, only string) []plan {
	var out []plan
	for i := 0; len(out) < n; i++ {
		k := kinds[i%len(kinds)]
		p := plan{kind: k.name, way: ways[r.IntN(len(ways))], live: r.IntN(3) == 0, killed: k.killed || r.IntN(3) == 0,
			seed: r.Uint64()}
		p.live = p.live && k.live || !k.rest
		if only == "" || only == k.name {
			out = append(out, p)
		}
	}
	return out
}

// files of a kind in a data folder.
func filesOf(dir, kind string) ([]string, error) {
	i := slices.IndexFunc(kinds, func(k struct {
		name, pattern string
		killed        bool
		live, rest    bool
	}) bool {
		return k.name == kind
	})
	return filepath.Glob(filepath.Join(dir, kinds[i].pattern))
}

// damage damages a file of a data folder and says how; "": there is nothing to damage.
func (p plan) damage(dir string) (string, error) {
	r := rand.New(rand.NewPCG(p.seed, 1))
	files, err := filesOf(dir, p.kind)
	if err != nil || p.kind == "nothing" || len(files) == 0 {
		return "", err
	}
	path := files[r.IntN(len(files))]
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	size := info.Size()
	if size == 0 {
		return "", nil
	}
	if p.way == "gone" {
		return path + " deleted", os.Remove(path)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	at := r.Int64N(size)
	switch p.way {
	case "flip":
		var b [1]byte
		_, err = f.ReadAt(b[:], at)
		b[0] ^= 1 << r.IntN(8)
		_, w := f.WriteAt(b[:], at)
		err = errors.Join(err, w)
	case "zeros":
		at &^= 4095
		_, err = f.WriteAt(make([]byte, min(4096, size-at)), at)
	case "garbage":
		b := make([]byte, min(1+r.Int64N(4096), size-at))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		_, err = f.WriteAt(b, at)
	case "cut":
		err = f.Truncate(at)
	case "tail":
		at = size - 1 - r.Int64N(max(1, size/4))
		err = f.Truncate(at)
	}
	return fmt.Sprintf("%s, byte %d of %d", path, at, size), errors.Join(err, f.Close())
}

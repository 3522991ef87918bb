package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/cpu"
)

// Warm compiles what reading PDF needs into the cache of the user, so that the
// first document does not wait for it. Where it has done so before, it looks whether all is still there.
func Warm() error {
	dir := CodeCache()
	if dir != "" && marked(dir) {
		return nil
	}
	pool, err := startPDFium()
	if err != nil {
		return fmt.Errorf("compiling PDFium: %w", err)
	}
	if err := pool.Close(); err != nil || dir == "" {
		return err
	}
	_ = os.WriteFile(filepath.Join(dir, markName()), inventory(dir), 0o600) // else it is compiled again
	return nil
}

// marked reports whether this program has compiled everything on such a processor, and all is there as it was.
func marked(dir string) bool {
	mark, err := os.ReadFile(filepath.Join(dir, markName()))
	return err == nil && len(mark) > 0 && bytes.Equal(mark, inventory(dir))
}

// markName is that of the file that says what has been compiled: by what, and for what processors.
func markName() string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.GOOS, runtime.GOARCH, cpu.X86, cpu.ARM64)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if strings.HasSuffix(m.Path, "/wazero") || strings.HasSuffix(m.Path, "/go-pdfium") {
				fmt.Fprintln(h, m.Path, m.Version, m.Sum)
			}
		}
	}
	return fmt.Sprintf("compiled-%x", h.Sum(nil)[:8])
}

// inventory lists the machine code in the cache, with sums; nil if that cannot be read, or there is none.
func inventory(dir string) []byte {
	var out bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Dir(path) == dir { // marks
			return err
		}
		code, err := os.Open(path)
		if err != nil {
			return err
		}
		sum := crc32.NewIEEE()
		n, err := io.Copy(sum, code)
		fmt.Fprintf(&out, "%08x %d %s\n", sum.Sum32(), n, strings.TrimPrefix(path, dir))
		return errors.Join(err, code.Close())
	})
	if err != nil {
		return nil
	}
	return out.Bytes()
}

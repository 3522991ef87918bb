package browsertest

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/testkit"
)

// axe-core as the npm registry has it. It is fetched when tests run and kept in
// the user's cache; its licence (MPL 2.0) stays out of this repository.
const (
	axeURL = "https://registry.npmjs.org/axe-core/-/axe-core-4.10.3.tgz"
	axeSum = "sha512-Xm7bpRXnDSX2YE2YFfBk2FnF0ep6tmG7xPh8iHee8MIcrgq762Nkce856dYtJYLkuIoYZvGfTs/PbZhideTcEg=="
)

// axe returns the source of axe-core. Where the registry cannot be reached the
// test is skipped, in continuous integration it fails.
func axe(t *testing.T) string {
	t.Helper()
	source, err := fetchAxe()
	if err != nil {
		testkit.Absent(t, "axe-core is not at hand: %v", err)
	}
	return source
}

func fetchAxe() (string, error) {
	cache := ""
	if dir, err := os.UserCacheDir(); err == nil {
		cache = filepath.Join(dir, "letopis-test", filepath.Base(axeURL))
		if f, err := os.Open(cache); err == nil {
			defer f.Close()
			if tgz, err := io.ReadAll(f); err == nil && checkAxe(tgz) == nil {
				return unpackAxe(tgz)
			}
		}
	}
	client := http.Client{Timeout: time.Minute}
	res, err := client.Get(axeURL)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	tgz, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s: %w", axeURL, res.Status, err)
	}
	if err := checkAxe(tgz); err != nil {
		return "", err
	}
	if cache != "" { // without a cache it is fetched again next time
		if err := os.MkdirAll(filepath.Dir(cache), 0o755); err == nil {
			_ = os.WriteFile(cache, tgz, 0o644)
		}
	}
	return unpackAxe(tgz)
}

func checkAxe(tgz []byte) error {
	sum := sha512.Sum512(tgz)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != axeSum {
		return fmt.Errorf("%s has the sum %s, want %s", axeURL, got, axeSum)
	}
	return nil
}

func unpackAxe(tgz []byte) (string, error) {
	z, err := gzip.NewReader(strings.NewReader(string(tgz)))
	if err != nil {
		return "", err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return "", errors.New("no axe.min.js in the package")
		}
		if err != nil {
			return "", err
		}
		if h.Name == "package/axe.min.js" {
			b, err := io.ReadAll(r)
			return string(b), err
		}
	}
}

// violation is what axe-core says of a page.
type violation struct {
	ID, Help string
	Nodes    []string
}

// accessible fails the test for every violation of WCAG 2.2 AA and of axe's
// best practices in the page as it is now.
func (b *tab) accessible(axe, what string) {
	b.t.Helper()
	if !eval[bool](b, "typeof window.axe === 'object'") {
		eval[bool](b, axe+"; true")
	}
	found := eval[[]violation](b, `axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
		.then(r => r.violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => n.target.flat().join(' ') + ' ' + n.html.slice(0, 160) + ' ' + (n.any[0]?.message || n.all[0]?.message || ''))})))`)
	for _, v := range found {
		b.t.Errorf("%s: %s: %s\n\t%s", what, v.ID, v.Help, strings.Join(v.Nodes[:min(4, len(v.Nodes))], "\n\t"))
	}
}

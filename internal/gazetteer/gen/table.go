package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// row is a line of a table by column name.
type row map[string]string

// readTable parses tab-separated lines below a header line; '#' begins a comment. Quotes are not special, because
// both tables have unbalanced ones.
func readTable(r io.Reader, columns ...string) ([]row, error) {
	sc := bufio.NewScanner(r)
	var head []string
	var out []row
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		f := strings.Split(line, "\t")
		if head == nil {
			head = f
			continue
		}
		if len(f) != len(head) {
			return nil, fmt.Errorf("line %d has %d fields, not %d", n, len(f), len(head))
		}
		m := row{}
		for i, name := range head {
			m[name] = strings.TrimSpace(f[i])
		}
		out = append(out, m)
	}
	for _, c := range columns {
		if len(out) > 0 {
			if _, ok := out[0][c]; !ok {
				return nil, fmt.Errorf("no column %q", c)
			}
		}
	}
	return out, sc.Err()
}

func readFile(dir, name string, columns ...string) ([]row, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := readTable(f, columns...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// Command gen compiles the output of dump.py, forms with their lemmas, into the FST and the filter of known forms
// that package text embeds. Run by `go generate ./internal/text`.
package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"

	"letopis/internal/text"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

type entry struct {
	form  string
	stems []string
}

func run(fstFile, endingsFile, knownFile string) error {
	entries, known, total, err := read()
	if err != nil {
		return err
	}
	ids := endingIDs(entries)
	f, err := os.Create(fstFile)
	if err != nil {
		return err
	}
	b, err := vellum.New(f, nil)
	if err != nil {
		return err
	}
	for _, e := range entries {
		v, err := text.PackStems(e.form, e.stems, func(s string) int { return ids[s] })
		if err != nil {
			return err
		}
		if err := b.Insert([]byte(e.form), v); err != nil {
			return fmt.Errorf("%s: %w", e.form, err)
		}
	}
	if err := errors.Join(b.Close(), f.Close()); err != nil {
		return err
	}
	list := make([]string, len(ids))
	for s, id := range ids {
		list[id-1] = s
	}
	fmt.Fprintf(os.Stderr, "%d forms read, %d kept, %d endings, %d keys of forms\n", total, len(entries), len(ids),
		len(known))
	filter := text.NewFormFilter(len(known))
	for key := range known {
		filter.Add(key)
	}
	if err := os.WriteFile(knownFile, filter, 0o644); err != nil {
		return err
	}
	return os.WriteFile(endingsFile, []byte(strings.Join(list, "\n")+"\n"), 0o644)
}

// read returns the entries whose stems differ from the form's own stem, and the filter keys of all forms.
func read() (out []entry, known map[string]bool, total int, err error) {
	known = map[string]bool{}
	sc := bufio.NewScanner(os.Stdin)
	for sc.Scan() {
		form, list, ok := strings.Cut(sc.Text(), "\t")
		if !ok {
			return nil, nil, 0, fmt.Errorf("line %q", sc.Text())
		}
		total++
		if strings.ContainsAny(form, "-0123456789 ") {
			continue // the tokeniser never produces such pieces
		}
		known[text.FormKey(form)] = true
		var stems []string
		for lemma := range strings.SplitSeq(list, ",") {
			s := text.LemmaStem(strings.TrimPrefix(lemma, "="))
			if strings.Contains(lemma, "-") || slices.Contains(stems, s) || len(stems) == text.MaxStems {
				continue
			}
			stems = append(stems, s)
		}
		if len(stems) > 0 && !(len(stems) == 1 && stems[0] == text.Stem(form)) {
			out = append(out, entry{form, stems})
		}
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Compare(a.form, b.form) })
	return out, known, total, sc.Err()
}

// endingIDs numbers endings by frequency, so that common values are small.
func endingIDs(entries []entry) map[string]int {
	count := map[string]int{}
	for _, e := range entries {
		_, err := text.PackStems(e.form, e.stems, func(s string) int { count[s]++; return 1 })
		if err != nil {
			continue // reported by the final packing
		}
	}
	list := make([]string, 0, len(count))
	for s := range count {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	ids := map[string]int{}
	for i, s := range list {
		ids[s] = i + 1
	}
	return ids
}

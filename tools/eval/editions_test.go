package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/edition/gather"
	"letopis/internal/store/sqlitestore"
)

// The floors of what consolidated wordings are like in testdata/editions: acts invented for it, with the wordings that
// a reader makes of them, written before the rules.
const leastEqual = 0.90

// wanted is a wording as a reader makes it.
type wanted struct {
	act, day  string
	applied   int
	untouched []string
	lines     []line
}

// line is a line of a patch: it goes ('-'), comes ('+'), or stays and is followed by what comes ('@').
type line struct {
	sign byte
	text string
}

// TestEditions holds the consolidated wordings of acts. Of the half that is held back only figures are told.
func TestEditions(t *testing.T) {
	for _, half := range []string{"tuned", "seen", "held", "forms/seen", "forms/held"} {
		t.Run(half, func(t *testing.T) {
			dir := filepath.Join("testdata/editions", half)
			docs, store := livesHeld(t, dir)
			logf := t.Logf
			if strings.HasSuffix(half, "held") {
				logf = func(string, ...any) {}
			}
			var n editionTally
			files, err := filepath.Glob(filepath.Join(dir, "*.want"))
			if err != nil || len(files) == 0 {
				t.Fatal(files, err)
			}
			for _, file := range files {
				programme := strings.TrimSuffix(filepath.Base(file), ".want")
				for _, w := range readWanted(t, file) {
					d := docs[programme+"/"+w.act]
					day, err := archive.ParseDate(w.day)
					if err != nil || d == nil {
						t.Fatal(file, w.act, w.day, err)
					}
					got, err := gather.Make(t.Context(), store, stored(t, store, d.ID), day, index.Pace)
					if err != nil {
						t.Fatal(err)
					}
					n.compare(logf, programme+" "+w.act+" "+w.day, docs, got, &w)
				}
			}
			t.Logf("lines equal %d of %d changed, %d wanted; changes made %d of %d; told %d of %d", n.equal, n.changed,
				n.wanted, n.made, n.toMake, n.told, n.toTell)
			if float64(n.equal) < leastEqual*float64(n.changed) || n.equal < n.changed {
				t.Errorf("%d lines are wrong and nothing says so", n.changed-n.equal)
			}
		})
	}
}

// editionTally counts lines that differ from the act, changes, and instructions that are told of as not made.
type editionTally struct{ equal, changed, wanted, made, toMake, told, toTell int }

func (n *editionTally) compare(
	logf func(string, ...any), of string, docs map[string]*archive.Document, got *gather.Edition, w *wanted,
) {
	var told []string // the instructions that were not followed
	for _, a := range got.Acts {
		for _, d := range docs {
			for _, o := range got.Outcomes[a.First:a.Next] {
				if d.ID == a.By.Target && o.Why != "" {
					told = append(told, d.Text[o.Source.Start:o.Source.End])
					logf("%s: not made (%s): %.160s", of, o.Why, told[len(told)-1])
				}
			}
		}
		if a.Skip != "" {
			logf("%s: %s plays no part: %s", of, a.By.Number, a.Skip)
		}
	}
	base := got.Doc.Text
	want := patched(base, w.lines)
	found, right := differences(base, got.Text), differences(base, want)
	n.changed, n.wanted = n.changed+len(found), n.wanted+len(right)
	for _, x := range found {
		if i := slices.Index(right, x); i >= 0 {
			n.equal++
			right = slices.Delete(right, i, i+1)
		} else {
			logf("%s: wrong   %s", of, x)
		}
	}
	for _, x := range right {
		logf("%s: missing %s", of, x)
	}
	n.made, n.toMake = n.made+got.Made(), n.toMake+w.applied
	if got.Made() != w.applied {
		logf("%s: %d changes made, want %d", of, got.Made(), w.applied)
	}
	n.toTell += len(w.untouched)
	for _, words := range w.untouched {
		if slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, words) }) {
			n.told++
		} else {
			logf("%s: not told: %s", of, words)
		}
	}
}

// stored is a document as the store gives it.
func stored(t *testing.T, store *sqlitestore.Store, id string) *archive.Document {
	t.Helper()
	docs, err := store.Get(t.Context(), id)
	if err != nil || docs[0] == nil {
		t.Fatal(id, err)
	}
	return docs[0]
}

// patched is a text with the lines of a patch, which must fit it.
func patched(base string, patch []line) string {
	lines := strings.Split(base, "\n")
	var out []string
	at := 0
	for _, p := range patch {
		if p.sign == '+' {
			out = append(out, p.text)
			continue
		}
		i := slices.Index(lines[at:], p.text)
		if i < 0 {
			panic(fmt.Sprintf("no line %q", p.text))
		}
		out = append(out, lines[at:at+i]...)
		at += i + 1
		if p.sign == '@' {
			out = append(out, p.text)
		}
	}
	return strings.Join(append(out, lines[at:]...), "\n")
}

// differences are the lines of a text that another one has not, with their numbers, and the other way round.
func differences(a, b string) (out []string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	common := make([][]int, len(x)+1)
	for i := range common {
		common[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); x[i] == y[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(x) || j < len(y); {
		switch {
		case i < len(x) && j < len(y) && x[i] == y[j]:
			i, j = i+1, j+1
		case j == len(y) || i < len(x) && common[i+1][j] >= common[i][j+1]:
			out = append(out, fmt.Sprintf("-%d %s", i, x[i]))
			i++
		default:
			out = append(out, "+ "+y[j])
			j++
		}
	}
	return out
}

// readWanted reads wordings; the README beside them says how they are written.
func readWanted(t *testing.T, path string) (out []wanted) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n, s := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		words := strings.Fields(s)
		if words[0] == "edition" && len(words) == 4 {
			out = append(out, wanted{act: words[1], day: words[3]})
			continue
		}
		w := &out[len(out)-1]
		switch _, rest, _ := strings.Cut(s, " "); {
		case words[0] == "applied":
			w.applied, err = strconv.Atoi(rest)
		case words[0] == "!":
			w.untouched = append(w.untouched, rest)
		case words[0] == "-", words[0] == "+", words[0] == "@":
			w.lines = append(w.lines, line{s[0], rest})
		default:
			err = fmt.Errorf("%q", s)
		}
		if err != nil {
			t.Fatalf("%s:%d: %v", path, n+1, err)
		}
	}
	return out
}

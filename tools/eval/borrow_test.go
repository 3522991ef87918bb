package main

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/server/api"
	"letopis/internal/text/clause"
)

// borrowFloors are the least precision and recall of what is told of the halves of testdata/borrowings.
var borrowFloors = map[string][2]float64{"seen": {1, .8}, "held": {1, .65}}

// TestBorrowingsOfActs holds which clauses are told to be in documents of other municipalities, whichever of the two is
// asked about.
func TestBorrowingsOfActs(t *testing.T) {
	halves(t, "borrowings", borrowFloors, func(t *testing.T, dir string) (out []string) {
		docs, get := served(t, dir)
		names := map[string]string{}
		for name, d := range docs {
			names[d.ID] = name
		}
		for name, d := range docs {
			var b api.Borrowings
			get("/api/v1/documents/"+d.ID+"/borrowings", &b)
			for _, x := range b.Borrowings {
				other := names[x.Document.ID]
				for _, p := range x.Passages {
					own := clausesIn(d.Text, p.Own.Offset, p.Own.Length)
					theirs := clausesIn(docs[other].Text, p.Other.Offset, p.Other.Length)
					for i := range max(len(own), len(theirs)) {
						out = append(out, pair(name, at(own, i), other, at(theirs, i)))
					}
				}
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	})
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "-"
}

// clausesIn are the anchors of the clauses whose texts have a place, in characters, in common with a passage.
func clausesIn(text string, offset, length int) (out []string) {
	runes := []rune(text)
	from, to := len(string(runes[:offset])), len(string(runes[:offset+length]))
	tree := clause.Parse(text)
	for i := range tree.Len() {
		if c := tree.Clause(i); c.Body < to && c.End > from &&
			len(strings.TrimSpace(text[max(c.Body, from):min(c.End, to)])) > 0 {
			out = append(out, tree.Anchor(i))
		}
	}
	return out
}

// pair writes two clauses, as labels do: the document that comes first by its name stands first.
func pair(a, own, b, theirs string) string {
	programme, a, _ := strings.Cut(a, "/")
	_, b, _ = strings.Cut(b, "/")
	if a > b {
		a, own, b, theirs = b, theirs, a, own
	}
	return strings.Join([]string{programme, a, own, b, theirs}, " ")
}

package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FieldScore counts what was found of one field. For a field where every document has
// a value, Recall is the accuracy.
type FieldScore struct {
	Field            string
	Found, Hit, Gold int
	Misses           []FieldMiss
}

// FieldMiss is a value found that is wrong (Missing false) or one not found.
type FieldMiss struct {
	File    string
	Missing bool
	Value   string
	Label   string // what the label says instead; of one not found, what was found
	Note    string // of the person who labelled
}

// Precision is the share of what was found that is right; 1 when nothing was.
func (s *FieldScore) Precision() float64 { return share(s.Hit, s.Found) }

// Recall is the share of what is there that was found; 1 when nothing is.
func (s *FieldScore) Recall() float64 { return share(s.Hit, s.Gold) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// scorer gathers scores in the order in which fields are met.
type scorer struct {
	scores []*FieldScore
	by     map[string]*FieldScore
}

func newScorer() *scorer { return &scorer{by: map[string]*FieldScore{}} }

func (c *scorer) score(field string) *FieldScore {
	s := c.by[field]
	if s == nil {
		s = &FieldScore{Field: field}
		c.by[field], c.scores = s, append(c.scores, s)
	}
	return s
}

func (c *scorer) found(field string, hit bool) {
	s := c.score(field)
	s.Found++
	if hit {
		s.Hit++
	}
}

func (c *scorer) miss(field string, m FieldMiss) {
	s := c.score(field)
	s.Misses = append(s.Misses, m)
}

// value compares a single value; the first accepted one is the label.
func (c *scorer) value(field, file, got string, accepted []string) {
	want := accepted[0]
	hit := got != "" && slices.ContainsFunc(accepted, func(a string) bool { return a != "" && same(a, got) })
	if got != "" {
		c.found(field, hit)
		if !hit {
			c.miss(field, FieldMiss{File: file, Value: got, Label: want})
		}
	}
	if want != "" {
		c.score(field).Gold++
		if !hit && got == "" {
			c.miss(field, FieldMiss{File: file, Missing: true, Value: want})
		}
	} else {
		c.score(field)
	}
}

// set compares lists; what is in ignore counts neither way.
func (c *scorer) set(field, file string, got, want, ignore []string) {
	c.match(field, FieldMiss{File: file}, got, want, ignore, same)
}

// match compares lists by eq; what is in ignore counts neither way, nor does a second
// value found for one label. The misses are like m.
func (c *scorer) match(field string, m FieldMiss, got, want, ignore []string, eq func(got, want string) bool) {
	c.score(field).Gold += len(want)
	met := make([]bool, len(want))
	for _, g := range got {
		is := func(w string) bool { return eq(g, w) }
		k := slices.IndexFunc(want, is)
		switch {
		case k >= 0 && met[k], k < 0 && slices.ContainsFunc(ignore, is):
			continue
		case k >= 0:
			met[k] = true
		default:
			m.Missing, m.Value, m.Label = false, g, strings.Join(want, "; ")
			c.miss(field, m)
		}
		c.found(field, k >= 0)
	}
	for k, w := range want {
		if !met[k] {
			m.Missing, m.Value, m.Label = true, w, strings.Join(got, "; ")
			c.miss(field, m)
		}
	}
}

// same compares as the guidelines say: letters and digits only, without case,
// with е for ё.
func same(a, b string) bool { return a == b || plain(a) == plain(b) && plain(a) != "" }

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r == 'ё':
			return 'е'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return -1
	}, s)
}

// PrintScores writes the table, and the misses when asked for.
func PrintScores(w io.Writer, scores []*FieldScore, misses bool) {
	fmt.Fprintf(w, "%-22s %9s %9s   %s\n", "field", "precision", "recall", "found / right / labelled")
	for _, s := range scores {
		fmt.Fprintf(w, "%-22s %9.3f %9.3f   %d / %d / %d\n", s.Field, s.Precision(), s.Recall(), s.Found, s.Hit, s.Gold)
	}
	if !misses {
		return
	}
	for _, s := range scores {
		for _, m := range s.Misses {
			what := "wrong  "
			if m.Missing {
				what = "missing"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s", s.Field, what, m.File, clip(m.Value))
			if m.Label != "" {
				fmt.Fprintf(w, "\t(%s: %s)", map[bool]string{false: "label", true: "found"}[m.Missing], clip(m.Label))
			}
			if m.Note != "" {
				fmt.Fprintf(w, "\tnote: %s", m.Note)
			}
			fmt.Fprintln(w)
		}
	}
}

func clip(s string) string {
	const limit = 160
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit]) + "…"
}

package bench

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"letopis/index"
)

// Distinct is a query that is asked once in a run: most of what people ask of an archive nobody has asked before.
type Distinct struct {
	Class string
	Query Query  // in stems, for engines in this process
	Typed string // as a reader types it, for servers
}

// shares are how many in a hundred of the distinct queries are of each class. They are an assumption: mostly one to
// three words, as in published logs (Jansen, Spink and Saracevic, Real life, real users, and real needs, 2000), with
// what judged queries of archives add: towns, numbers of acts, slips, words in a row, questions.
var shares = []struct {
	class string
	share int
	words int
	kind  Kind
}{
	{"1 word", 14, 1, AllOf},
	{"2 words", 26, 2, AllOf},
	{"3 words", 20, 3, AllOf},
	{"4 or 5 words", 10, 4, AllOf},
	{"words and a town", 10, 2, AllOf},
	{"question", 4, 3, AllOf},
	{"phrase", 6, 2, InRow},
	{"typo", 5, 1, Typo},
	{"prefix", 2, 1, StartsWith},
	{"any of 3 words", 1, 3, AnyOf},
	{"number of an act", 2, 0, AllOf},
}

// questions begin what is asked in a sentence.
var questions = []string{"когда ", "где ", "сколько ", "кто утвердил ", "как получить ", "какой "}

// A model draws distinct queries.
type model struct {
	r     *rand.Rand
	pick  *picker
	spell *speller
	towns []string
	seen  map[string]bool
}

// DistinctQueries draws n different queries, always the same ones for a seed. The words of one stand near each other
// in one of the documents at hand, so that they come as often as the corpus has them (by Zipf's law) and make sense
// together; towns come by Zipf's law, too. Fewer are drawn where the corpus has no more.
func DistinctQueries(seed uint64, n, total int, terms []index.TermCount, docs []*index.Doc, towns []string) []Distinct {
	m := &model{r: rand.New(rand.NewPCG(seed, 2)), spell: spell(docs), towns: towns, seen: map[string]bool{},
		pick: &picker{total: total, count: map[string]int{}}}
	for _, t := range terms {
		if plain(t.Term) {
			m.pick.count[t.Term] = t.Count
		}
	}
	for _, d := range docs {
		m.pick.docs = append(m.pick.docs, d.Text["body"])
	}
	var out []Distinct
	for range 30 * n {
		if len(out) == n {
			break
		}
		if d, ok := m.draw(); ok && !m.seen[d.Typed] {
			m.seen[d.Typed] = true
			out = append(out, d)
		}
	}
	return out
}

// draw makes a query; false where the place that it looked at in the corpus gives none.
func (m *model) draw() (d Distinct, ok bool) {
	at := m.r.IntN(100)
	for _, s := range shares {
		if at -= s.share; at >= 0 {
			continue
		}
		d.Class, d.Query.Kind = s.class, s.kind
		switch s.class {
		case "number of an act":
			return m.number(d)
		case "4 or 5 words":
			s.words += m.r.IntN(2)
		case "phrase":
			s.words += m.r.IntN(2)
			d.Query.Words = m.inRow(s.words)
		}
		if d.Query.Words == nil {
			d.Query.Words = m.near(s.words)
		}
		if len(d.Query.Words) < s.words {
			return d, false
		}
		return m.written(d)
	}
	return d, false
}

// number is what people type to find an act; other engines have no field for it, so it has no words.
func (m *model) number(d Distinct) (Distinct, bool) {
	doc := m.spell.docs[m.r.IntN(len(m.spell.docs))]
	d.Typed = "постановление № " + value(doc, "number")
	return d, value(doc, "number") != ""
}

// near are k different words of a few neighbouring lines.
func (m *model) near(k int) (words []string) {
	const window = 25
	doc := m.pick.docs[m.r.IntN(len(m.pick.docs))]
	if len(doc) < window {
		return nil
	}
	from := m.r.IntN(len(doc) - window + 1)
	for range 4 * k {
		w := doc[from+m.r.IntN(window)].Term
		if len(words) < k && m.pick.count[w] > 0 && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// inRow are k words that stand in a row.
func (m *model) inRow(k int) []string {
	m.pick.r = m.r
	for _, q := range m.pick.rows(1, k) {
		return q.Words
	}
	return nil
}

// written adds what is typed to a query.
func (m *model) written(d Distinct) (Distinct, bool) {
	switch d.Query.Kind {
	case StartsWith, Typo:
		r := []rune(d.Query.Words[0])
		if len(r) < 6 {
			return d, false
		}
		if at := 2 + m.r.IntN(len(r)-3); d.Query.Kind == Typo {
			d.Query.Words[0] = string(r[:at]) + string(r[at+1:])
		} else {
			d.Query.Words[0] = string(r[:min(at+2, len(r)-1)])
		}
	}
	var ok bool
	if d.Typed, ok = m.spell.typed(d.Query); !ok {
		return d, false
	}
	switch d.Class {
	case "words and a town":
		if len(m.towns) == 0 {
			return d, false
		}
		d.Typed += " " + m.towns[rand.NewZipf(m.r, 1.1, 4, uint64(len(m.towns)-1)).Uint64()]
	case "question":
		d.Typed = questions[m.r.IntN(len(questions))] + d.Typed
	}
	d.Typed = strings.TrimSpace(d.Typed)
	return d, true
}

// DistinctFile is where a run leaves its distinct queries, in the folder that is kept: a line for each, its class and
// what is typed, parted by a tab.
const DistinctFile = "distinct.tsv"

func writeDistinct(path string, queries []Distinct) error {
	var b strings.Builder
	for _, d := range queries {
		b.WriteString(d.Class + "\t" + d.Typed + "\n")
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return nil
}

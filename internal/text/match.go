package text

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Matcher holds the terms to highlight. Its maps must not change once it is in use; then it is safe for concurrent
// use.
type Matcher struct {
	Stems    map[string]bool // stems of a token, any of which may match
	Exact    map[string]bool // exact folded forms
	Prefixes []string        // prefixes of folded forms
	// Phrases are sequences of folded forms that match only as a whole.
	Phrases [][]string
	// Expansion holds stems of words that are equivalent to a typed one. Near holds equivalent phrases, whose stems
	// match only close to each other.
	Expansion map[string]*Expansion
	Near      []ExpansionPhrase

	once  sync.Once
	ready *marker
}

// Expansion explains why a word that was not typed is highlighted: Rule makes it equivalent to Of, which was.
type Expansion struct{ Of, Rule string }

// ExpansionPhrase is an Expansion of several stems in any order.
type ExpansionPhrase struct {
	Stems     []string
	Expansion *Expansion
}

// nearSlack is how many other words may occur between those of an ExpansionPhrase.
const nearSlack = 2

// Empty reports whether m matches nothing.
func (m *Matcher) Empty() bool {
	return m == nil || len(m.Stems)+len(m.Exact)+len(m.Prefixes)+len(m.Phrases)+
		len(m.Expansion)+len(m.Near) == 0
}

// marker is a compiled Matcher: its sieves avoid most map lookups, and an Outline avoids reading most of a text.
type marker struct {
	*Matcher
	stems, exact sieve
	expansion    sieve
	near         map[string]bool // stems of all phrases in Near
	outline      outlineSieve
	initials     initialSieve
}

// marker compiles m on first use; one Matcher is applied to many texts.
func (a *Analyzer) marker(m *Matcher) *marker {
	m.once.Do(func() {
		k := &marker{Matcher: m, near: map[string]bool{}}
		for s := range m.Stems {
			k.stems |= sieveBit(s)
		}
		for s := range m.Exact {
			k.exact |= sieveBit(s)
		}
		for s := range m.Expansion {
			k.expansion |= sieveBit(s)
		}
		for _, p := range m.Near {
			for _, s := range p.Stems {
				k.expansion |= sieveBit(s)
				k.near[s] = true
			}
		}
		k.outline.fill(a, m)
		k.initials.fill(m)
		m.ready = k
	})
	return m.ready
}

// sieve is a tiny Bloom filter of words.
type sieve uint64

// sieveBit returns the bit of a word, by its first two letters and its length.
func sieveBit(s string) sieve {
	if len(s) < 4 {
		return 1
	}
	return 1 << ((s[1] ^ s[3]<<2 ^ byte(len(s))<<1) & 63)
}

// match returns the term of the query that a token matches, or "".
func (k *marker) match(t *Token) string {
	for _, s := range t.Stems {
		if k.stems&sieveBit(s) != 0 && k.Stems[s] {
			return s
		}
	}
	if k.exact&sieveBit(t.Exact) != 0 && k.Exact[t.Exact] {
		return t.Exact
	}
	for _, p := range k.Prefixes {
		if strings.HasPrefix(t.Exact, p) {
			return p
		}
	}
	return ""
}

// matchExpansion returns the equivalent term that a token matches. near reports that it counts only together with the
// rest of its phrase.
func (k *marker) matchExpansion(t *Token) (term string, expansion *Expansion, near bool) {
	for _, s := range t.Stems {
		if k.expansion&sieveBit(s) == 0 {
			continue
		}
		if expansion := k.Expansion[s]; expansion != nil {
			return s, expansion, false
		}
		if k.near[s] {
			term, near = s, true
		}
	}
	return term, nil, near
}

// found is a match.
type found struct {
	Span
	term      string
	n         int        // number of the term, see numberTerms
	expansion *Expansion // nil for typed terms
	pos       int
	near      bool // counts only with the rest of its phrase, see dropIncomplete
}

// dropIncomplete drops the matches of Near whose phrase is incomplete.
func (k *marker) dropIncomplete(fs []found) []found {
	if len(k.Near) == 0 {
		return fs
	}
	for i := range fs {
		if fs[i].near {
			fs[i].expansion = k.phraseAt(fs, i)
		}
	}
	return slices.DeleteFunc(fs, func(f found) bool { return f.near && f.expansion == nil })
}

// phraseAt returns the Expansion of a phrase that contains the word of fs[i] and has all its other words nearby, or
// nil.
func (k *marker) phraseAt(fs []found, i int) *Expansion {
	for _, p := range k.Near {
		if !slices.Contains(p.Stems, fs[i].term) {
			continue
		}
		width, lacking := len(p.Stems)+nearSlack, 0
		for _, s := range p.Stems {
			if s != fs[i].term && !hasNear(fs, i, s, width) {
				lacking++
			}
		}
		if lacking == 0 {
			return p.Expansion
		}
	}
	return nil
}

// hasNear reports whether a term was found fewer than width positions from fs[i].
func hasNear(fs []found, i int, term string, width int) bool {
	for j := i - 1; j >= 0 && fs[i].pos-fs[j].pos < width; j-- {
		if fs[j].term == term {
			return true
		}
	}
	for j := i + 1; j < len(fs) && fs[j].pos-fs[i].pos < width; j++ {
		if fs[j].term == term {
			return true
		}
	}
	return false
}

// Mark is a highlighted range of a text; Expansion is nil for typed terms.
type Mark struct {
	Span
	Expansion *Expansion
}

// Highlight returns the matching ranges of a text in order, with adjacent ones joined. o is the outline of the text,
// or nil.
func (a *Analyzer) Highlight(s string, m *Matcher, o Outline) []Mark {
	u := newScratch()
	defer u.free()
	var out []Mark
	for _, f := range a.matches(s, m, o, u, nil) {
		if n := len(out); n > 0 && (f.Start < out[n-1].End || f.Start == out[n-1].End && f.expansion == out[n-1].Expansion) {
			out[n-1].End = max(out[n-1].End, f.End)
			if f.expansion == nil {
				out[n-1].Expansion = nil
			}
			continue
		}
		out = append(out, Mark{f.Span, f.expansion})
	}
	return out
}

// matches collects the matches of m into u, reading only where the outline o (if not nil) allows. If enough is not
// nil, it is called after every snippetStep bytes and stops the scan by returning true.
func (a *Analyzer) matches(s string, m *Matcher, o Outline, u *scratch, enough func([]found) bool) []found {
	if m.Empty() {
		return nil
	}
	out := u.found
	tracks := make([]phraseTrack, len(m.Phrases))
	ask := snippetStep
	if enough == nil { // never stop early
		ask = len(s)
	}
	k := a.marker(m)
	see := func(t *Token) bool {
		if term := k.match(t); term != "" {
			out = append(out, found{Span: Span{t.Start, t.End}, term: term, pos: t.Pos})
		} else if term, expansion, near := k.matchExpansion(t); term != "" {
			out = append(out, found{Span: Span{t.Start, t.End}, term: term, expansion: expansion, pos: t.Pos, near: near})
		}
		for i, p := range m.Phrases {
			if span, ok := tracks[i].step(p, t); ok {
				out = append(out, found{Span: span, term: strings.Join(p, " "), pos: t.Pos})
			}
		}
		if enough != nil && t.Start > ask {
			ask = t.Start + snippetStep
			return !enough(out)
		}
		return true
	}
	if o == nil {
		a.scanSieved(s, &k.initials, &ask, see)
	} else {
		a.scanOutlined(s, o, &k.outline, &ask, see)
	}
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(a.Start, b.Start) })
	u.found = k.dropIncomplete(out)
	return u.found
}

// phraseTrack matches a phrase against a stream of tokens: starts[k] is the start of a match of the first k words
// that ends at the last position.
type phraseTrack struct {
	pos    int
	starts map[int]int // number of words matched → start offset
	next   map[int]int
}

func (tr *phraseTrack) step(p []string, t *Token) (Span, bool) {
	if len(p) == 0 {
		return Span{}, false
	}
	if tr.starts == nil {
		tr.starts, tr.next, tr.pos = map[int]int{}, map[int]int{}, -1
	}
	if t.Pos != tr.pos { // all tokens of the previous position have been seen
		if t.Pos != tr.pos+1 {
			clear(tr.next)
		}
		tr.starts, tr.next = tr.next, tr.starts
		clear(tr.next)
		tr.pos = t.Pos
	}
	hit, span := false, Span{}
	for k, start := range tr.starts {
		if p[k] == t.Exact {
			if k+1 == len(p) {
				hit, span = true, Span{start, t.End}
			} else {
				tr.next[k+1] = start
			}
		}
	}
	if p[0] == t.Exact {
		if len(p) == 1 {
			return Span{t.Start, t.End}, true
		}
		tr.next[1] = t.Start
	}
	return span, hit
}

// Matched is a match with its term.
type Matched struct {
	Span
	Term string // a stem, a form or a prefix; for a phrase, its words
}

// Matches returns the matches of m in the first megabyte of a text, in order.
func (a *Analyzer) Matches(s string, m *Matcher) []Matched {
	u := newScratch()
	defer u.free()
	fs := a.matches(s[:min(len(s), snippetScan)], m, nil, u, nil)
	out := make([]Matched, len(fs))
	for i, f := range fs {
		out[i] = Matched{f.Span, f.term}
	}
	return out
}

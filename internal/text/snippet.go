package text

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Span is a range of bytes.
type Span struct{ Start, End int }

// Run is a piece of a snippet; Hit marks what matched, Expansion is nil for what was typed.
type Run struct {
	Text      string
	Hit       bool
	Expansion *Expansion
}

// Snippet is a fragment of a text. White space in it is single spaces, none inside quotation
// marks and before commas (see Tidy); "…" at an end shows that the text goes on. Start and End are
// bytes of the text, First is where the first match begins.
type Snippet struct {
	Runs              []Run
	Start, End, First int
}

// SnippetOptions bound snippets; zero values take the defaults.
type SnippetOptions struct {
	Runes     int // length of one, default 220
	Fragments int // how many, default 2
	// Outline of the text spares reading all of it; nil: there is none.
	Outline Outline
	// From is where the head of the text ends, in bytes: what matches in it is shown only when
	// nothing else does.
	From int
}

// How much of a long text is looked through for snippets. Reading stops earlier
// when there is enough to choose from: many matches, or a good fragment already.
// (Most of the time of a page of results goes into this.)
const (
	snippetScan    = 1 << 20
	snippetStep    = 16 << 10
	snippetMatches = 24
	goodMatches    = 4
	goodTerms      = 3
)

// enoughFor reports whether fragments of a length can be chosen from what was
// found. What may not count in the end does not count.
func enoughFor(limit, from int) func([]found) bool {
	return func(fs []found) bool {
		if len(fs) < goodMatches {
			return false
		}
		terms, sure := make([]string, 0, goodTerms), 0
		for i := range fs {
			if fs[i].near || fs[i].Start < from {
				continue
			}
			if sure++; sure >= snippetMatches {
				return true
			}
			terms = terms[:0]
			for j := i; j < len(fs) && fs[j].End-fs[i].Start <= limit; j++ {
				if fs[j].expansion == nil && !fs[j].near && !slices.Contains(terms, fs[j].term) {
					terms = append(terms, fs[j].term)
				}
			}
			if len(terms) >= goodTerms {
				return true
			}
		}
		return false
	}
}

// Snippets returns the fragments of the text that show most of what matched, in
// the order of the text; none when nothing matches. Only the first megabyte of
// a text is looked through.
func (a *Analyzer) Snippets(s string, m *Matcher, o SnippetOptions) []Snippet {
	o.Runes, o.Fragments = cmp.Or(o.Runes, 220), cmp.Or(o.Fragments, 2)
	scan := s
	if len(scan) > snippetScan {
		scan = scan[:snippetScan]
	}
	u := newScratch()
	defer u.free()
	fs := a.matches(scan, m, o.Outline, u, enoughFor(2*o.Runes, o.From))
	if len(fs) > 0 && fs[len(fs)-1].Start >= o.From {
		fs = fs[slices.IndexFunc(fs, func(f found) bool { return f.Start >= o.From }):]
	} else {
		o.From = 0
	}
	if len(fs) == 0 {
		return nil
	}
	terms := number(fs)
	shown := make([]bool, terms)
	windows := make([]window, 0, 4) // more are not asked for
	for len(windows) < o.Fragments {
		w, ok := bestWindow(s, fs, o, shown, windows)
		if !ok {
			break
		}
		windows = append(windows, w)
		for _, f := range fs[w.first : w.last+1] {
			shown[f.n] = true
		}
	}
	slices.SortFunc(windows, func(a, b window) int { return cmp.Compare(a.start, b.start) })
	out := make([]Snippet, len(windows))
	for i, w := range windows {
		out[i] = u.cut(s, fs, w)
	}
	return out
}

// window is a fragment with the matches first…last of the list.
type window struct{ start, end, first, last int }

// number numbers the terms of matches and returns how many there are.
func number(fs []found) (terms int) {
	names := make([]string, 0, 8) // a query has few
	for i := range fs {
		n := slices.Index(names, fs[i].term)
		if n < 0 {
			n = len(names)
			names = append(names, fs[i].term)
		}
		fs[i].n = n
	}
	return len(names)
}

// typedWeight is how much more what was typed counts for a fragment than what stands for it.
const typedWeight = 4

// bestWindow finds the fragment with most terms that are not shown yet, then
// most terms, then most matches; the earliest of equals.
func bestWindow(s string, fs []found, o SnippetOptions, shown []bool, taken []window) (window, bool) {
	limit := o.Runes * 2 // about two bytes a Cyrillic letter
	best, bestScore := window{}, 0
	seen := make([]int, len(shown)) // by term: the start at which it was met last, from 1
	for i := range fs {
		fresh, terms, last := 0, 0, i
		for j := i; j < len(fs) && fs[j].End-fs[i].Start <= limit; j++ {
			last = j
			if n := fs[j].n; seen[n] != i+1 {
				seen[n] = i + 1
				weight := typedWeight
				if fs[j].expansion != nil {
					weight = 1
				}
				terms += weight
				if !shown[n] {
					fresh += weight
				}
			}
		}
		if fresh == 0 && len(taken) > 0 {
			continue // nothing new to see
		}
		score := fresh*250 + terms*25 + min(last-i, 50)
		if score <= bestScore {
			continue
		}
		w := window{start: fs[i].Start, end: fs[last].End, first: i, last: last}
		overlaps := func(t window) bool { return w.start < t.end && t.start < w.end }
		if len(taken) > 0 { // it must not overlap one that is taken
			if slices.ContainsFunc(taken, overlaps) {
				continue
			}
			if w = widen(s, fs, w, o); slices.ContainsFunc(taken, overlaps) {
				continue
			}
		}
		best, bestScore = w, score
	}
	if bestScore > 0 && len(taken) == 0 {
		best = widen(s, fs, best, o)
	}
	return best, bestScore > 0
}

// widen grows the range of a window's matches to the length of a snippet: back to
// the start of a sentence or line where it is near, else to the start of a word.
func widen(s string, fs []found, w window, o SnippetOptions) window {
	runes := o.Runes
	start, end := fs[w.first].Start, fs[w.last].End
	spare := max(0, runes-runeCount(s[start:end]))
	back := max(stepRunes(s, start, -min(spare, runes)/2), o.From)
	from := back
	if i := sentenceStart(s[back:start]); i > 0 {
		from = back + i
	} else if back > o.From {
		if i := strings.IndexAny(s[back:start], " \n"); i >= 0 {
			from = back + i + 1
		}
	}
	for from < start && strings.IndexByte(" \n\t,;.:)-", s[from]) >= 0 {
		from++
	}
	to := stepRunes(s, end, max(0, spare-runeCount(s[from:start])))
	if to < len(s) {
		if i := strings.LastIndexAny(s[end:to], " \n"); i >= 0 {
			to = end + i
		} else {
			to = end
		}
	}
	w.start, w.end = from, to
	return w
}

// sentenceStart returns where the last sentence or line of s begins, 0 when it
// began before. A point within a date or a number ends nothing.
func sentenceStart(s string) int {
	for i := len(s) - 1; i > 0; i-- {
		switch s[i] {
		case '\n':
			return i + 1
		case ' ':
			if strings.IndexByte(".!?;", s[i-1]) >= 0 {
				return i + 1
			}
		}
	}
	return 0
}

// runeCount is utf8.RuneCountInString of valid UTF-8, eight bytes at a time.
func runeCount(s string) (n int) {
	for ; len(s) >= 8; s = s[8:] {
		n += starts(s)
	}
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return n
}

// stepRunes moves i by n runes in s.
func stepRunes(s string, i, n int) int {
	for ; n < -8 && i >= 8; i -= 8 {
		n += starts(s[i-8:])
	}
	for ; n < 0 && i > 0; n++ {
		for i--; i > 0 && !utf8.RuneStart(s[i]); i-- {
		}
	}
	for ; n > 8 && i+9 <= len(s); i += 8 { // i may be within a character until the next loop
		n -= starts(s[i+1:])
	}
	for ; n > 0 && i < len(s); n-- {
		for i++; i < len(s) && !utf8.RuneStart(s[i]); i++ {
		}
	}
	return i
}

// starts is how many of the first eight bytes of s begin a character.
func starts(s string) int {
	w := eight(s)
	return 8 - bits.OnesCount64(w&^(w<<1)&0x8080808080808080) // 10xxxxxx goes on
}

// eight are the first bytes of s, the first one lowest.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(
		s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// cut makes the runs of a window, all of one string.
func (u *scratch) cut(s string, fs []found, w window) Snippet {
	line, ends := u.line[:0], u.ends[:0]
	var expansions []*Expansion // of every other of ends
	if w.start > 0 && !endsSentence(s[:w.start]) {
		line = append(line, "…"...)
	}
	at := w.start
	for _, f := range fs {
		if f.Start < at || f.End > w.end {
			continue
		}
		line = oneLine(line, s[at:f.Start])
		if n := len(ends); n == 0 || len(line) > ends[n-1] || expansions[len(expansions)-1] != f.expansion {
			ends, expansions = append(ends, len(line)), append(expansions, f.expansion)
		} else {
			ends = ends[:n-1] // it goes on
		}
		line = oneLine(line, s[f.Start:f.End])
		ends = append(ends, len(line))
		at = f.End
	}
	line = oneLine(line, s[at:w.end])
	if w.end < len(s) && !endsSentence(s[:w.end]) {
		line = append(line, "…"...)
	}
	ends = append(ends, len(line))
	line = tidy(line, ends)
	sn := Snippet{Start: w.start, End: w.end, First: fs[w.first].Start, Runs: make([]Run, 0, len(ends))}
	u.line, u.ends = line, ends
	text, from := string(line), 0
	for i, end := range ends {
		if end > from {
			run := Run{Text: text[from:end], Hit: i%2 == 1}
			if run.Hit {
				run.Expansion = expansions[i/2]
			}
			sn.Runs = append(sn.Runs, run)
		}
		from = end
	}
	return sn
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, " ")
	return s == "" || strings.HasSuffix(s, "\n") || strings.HasSuffix(s, ".") || strings.HasSuffix(s, ";")
}

// oneLine appends s with its white space made single spaces, also at the ends.
func oneLine(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		if n := straight(s[i:]); n > 0 {
			out, i = append(out, s[i:i+n]...), i+n
		}
		space := false
		for ; i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t'); i++ {
			if space = true; s[i] == '\t' { // between cells of a table
				out = append(out, " —"...)
			}
		}
		if space {
			out = append(out, ' ')
		}
		word := i
		for ; i < len(s) && s[i] != ' ' && s[i] != '\n' && s[i] != '\t'; i++ {
		}
		out = append(out, s[word:i]...)
	}
	return out
}

// straight returns how much of the beginning of s surely stays as it is: no white
// space but single spaces, none at its end. It looks at eight bytes together.
func straight(s string) (n int) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	whole := s
	var before uint64 // 1 when a space precedes
	for ; len(s) >= 8; s = s[8:] {
		w := eight(s)
		x := w ^ ' '*ones
		spaces := ^(x&^tops + ^uint64(tops) | x) & tops // the top bit of each byte that is one
		if spaces&(spaces<<8|before<<7) != 0 || (w-' '*ones)&^w&tops != 0 {
			break // two spaces side by side, or a byte below
		}
		before = spaces >> 63
		n += 8
	}
	if n > 0 && whole[n-1] == ' ' { // another may follow
		n--
	}
	return n
}

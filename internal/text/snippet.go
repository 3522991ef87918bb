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

// Run is a piece of a snippet. Hit marks a match; Expansion is nil for typed terms.
type Run struct {
	Text      string
	Hit       bool
	Expansion *Expansion
}

// Snippet is a fragment of a text with white space collapsed to single spaces and tidied (see Tidy); "…" at an end
// shows that the text continues. Start and End are byte offsets in the text, First is where the first match begins.
type Snippet struct {
	Runs              []Run
	Start, End, First int
}

// SnippetOptions control snippets; zero values mean the defaults.
type SnippetOptions struct {
	Runes     int // length of a fragment, default 220
	Fragments int // number of fragments, default 2
	// Outline of the text, if any, avoids reading all of it.
	Outline Outline
	// From is the byte offset where the head of the text ends; matches in the head are shown only if there are no
	// others.
	From int
}

// Snippets dominate the cost of a page of results, so reading stops once there is enough to choose from: many
// matches, or a fragment that is good enough.
const (
	snippetScan    = 1 << 20
	snippetStep    = 16 << 10
	snippetMatches = 24
	goodMatches    = 4
	goodTerms      = 3
)

// enoughFor returns a function that reports whether good fragments of the given length can be chosen from the
// matches. Matches that may yet be dropped do not count.
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

// Snippets returns the fragments of the first megabyte of a text that cover its matches best, in text order; none if
// nothing matches.
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
	terms := numberTerms(fs)
	shown := make([]bool, terms)
	windows := make([]window, 0, 4) // more are rarely requested
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
		out[i] = u.makeSnippet(s, fs, w)
	}
	return out
}

// window is a fragment that contains the matches first to last.
type window struct{ start, end, first, last int }

// numberTerms numbers the distinct terms of the matches and returns their count.
func numberTerms(fs []found) (terms int) {
	names := make([]string, 0, 8) // queries have few terms
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

// typedWeight is how many times more a typed term counts than an equivalent one.
const typedWeight = 4

// bestWindow returns the fragment with most terms not shown yet, then most terms, then most matches, then the
// earliest.
func bestWindow(s string, fs []found, o SnippetOptions, shown []bool, taken []window) (window, bool) {
	limit := o.Runes * 2 // Cyrillic letters take two bytes
	best, bestScore := window{}, 0
	seen := make([]int, len(shown)) // by term: the last start index at which it was counted, plus 1
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
			continue // nothing new to show
		}
		score := fresh*250 + terms*25 + min(last-i, 50)
		if score <= bestScore {
			continue
		}
		w := window{start: fs[i].Start, end: fs[last].End, first: i, last: last}
		overlaps := func(t window) bool { return w.start < t.end && t.start < w.end }
		if len(taken) > 0 { // fragments must not overlap
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

// widen extends a window to the length of a snippet: back to the start of a nearby sentence or line, else to the
// start of a word.
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

// sentenceStart returns the start of the last sentence or line that begins in s, or 0 if there is none. A full stop
// inside a date or number ends no sentence.
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

// runeCount is utf8.RuneCountInString for valid UTF-8, eight bytes at a time.
func runeCount(s string) (n int) {
	for ; len(s) >= 8; s = s[8:] {
		n += runeStarts(s)
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
		n += runeStarts(s[i-8:])
	}
	for ; n < 0 && i > 0; n++ {
		for i--; i > 0 && !utf8.RuneStart(s[i]); i-- {
		}
	}
	for ; n > 8 && i+9 <= len(s); i += 8 { // i may be inside a character until the next loop
		n -= runeStarts(s[i+1:])
	}
	for ; n > 0 && i < len(s); n-- {
		for i++; i < len(s) && !utf8.RuneStart(s[i]); i++ {
		}
	}
	return i
}

// runeStarts returns how many of the first eight bytes of s begin a character.
func runeStarts(s string) int {
	w := load8(s)
	return 8 - bits.OnesCount64(w&^(w<<1)&0x8080808080808080) // 10xxxxxx is a continuation byte
}

// load8 loads the first eight bytes of s in little-endian order.
func load8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(
		s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// makeSnippet makes the runs of a window, which share one string.
func (u *scratch) makeSnippet(s string, fs []found, w window) Snippet {
	line, ends := u.line[:0], u.ends[:0]
	var expansions []*Expansion // one for every other entry of ends
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
			ends = ends[:n-1] // the hit continues
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

// oneLine appends s to out with white space collapsed to single spaces, including at the ends.
func oneLine(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		if n := unchangedPrefix(s[i:]); n > 0 {
			out, i = append(out, s[i:i+n]...), i+n
		}
		space := false
		for ; i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t'); i++ {
			if space = true; s[i] == '\t' { // a boundary of table cells
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

// unchangedPrefix returns the length of a prefix of s that collapsing leaves unchanged: no white space but single
// spaces, none at its end. It checks eight bytes at a time.
func unchangedPrefix(s string) (n int) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	whole := s
	var before uint64 // 1 if a space precedes
	for ; len(s) >= 8; s = s[8:] {
		w := load8(s)
		x := w ^ ' '*ones
		spaces := ^(x&^tops + ^uint64(tops) | x) & tops // the top bit of each byte that is a space
		if spaces&(spaces<<8|before<<7) != 0 || (w-' '*ones)&^w&tops != 0 {
			break // two spaces in a row, or a byte below ' '
		}
		before = spaces >> 63
		n += 8
	}
	if n > 0 && whole[n-1] == ' ' { // another space may follow
		n--
	}
	return n
}

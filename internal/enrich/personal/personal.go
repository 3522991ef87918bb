// Package personal finds what is personal data of people in a text: numbers of documents
// always, and by choice what else tells of a private person. What has check digits must
// fit them; what has none must be announced by a word. What belongs to bodies, firms and
// acts is left alone.
//
// Read Finder.Find first.
package personal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"letopis/internal/lazyregexp"
)

// Version names the rules. Raise it with every change, so that what was indexed by
// older ones is indexed anew.
const Version = 8

// Kinds are what may be hidden by choice, beside the numbers of documents.
var Kinds = []string{"phones", "emails", "birth_dates", "home_addresses", "accounts"}

// Finder finds personal data. The zero Finder finds numbers of documents: СНИЛС, ИНН of
// a person, passports and other documents of identity, bank cards. Safe for concurrent use.
type Finder struct{ also [5]bool }

// New returns a Finder that finds some of Kinds, too.
func New(kinds ...string) (*Finder, error) {
	f := &Finder{}
	for _, k := range kinds {
		i := slices.Index(Kinds, k)
		if i < 0 {
			return nil, fmt.Errorf("personal data %q: there are %s", k, strings.Join(Kinds, ", "))
		}
		f.also[i] = true
	}
	return f, nil
}

// String names the rules and the kinds: what it finds is the same for the same String.
func (f *Finder) String() string { return fmt.Sprint(Version, f.also) }

// Find returns byte ranges in order, not overlapping. Its time is linear in s.
func (f *Finder) Find(s string) [][2]int {
	if folded, from := asciiDigits(s); from != nil {
		out := f.Find(folded)
		for i, span := range out {
			out[i] = [2]int{from[span[0]], from[span[1]]}
		}
		return out
	}
	spans := joined(slices.Concat(f.find(s), f.inTables(s), f.recognized(s)))
	if more := again(s, spans); more != nil {
		spans = joined(append(spans, more...))
	}
	return spans
}

// find finds what is announced beside it, in any order.
func (f *Finder) find(s string) [][2]int {
	out := f.documents(s)
	for i, find := range []func(string) [][2]int{phones, emails, birthDates, homeAddresses} {
		if f.also[i] {
			out = append(out, find(s)...)
		}
	}
	return out
}

// joined puts ranges in order and joins those that overlap.
func joined(spans [][2]int) [][2]int {
	slices.SortFunc(spans, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s[0] < out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], s[1])
			continue
		}
		out = append(out, s)
	}
	return out
}

// Find finds what the zero Finder does.
func Find(s string) [][2]int { return new(Finder).Find(s) }

// documents finds numbers: of documents, cards and, by choice, accounts.
func (f *Finder) documents(s string) [][2]int {
	var out [][2]int
	t := &told{identity: announcements{stems: identityStems}, number: announcements{stems: numberStems}}
	groups := make([]group, 0, maxGroups)
	for i := nextDigit(s, 0); i < len(s); i = nextDigit(s, i) {
		n := numberAt(s, i, groups)
		i = n.groups[0].end
		switch spans, end := f.longest(s, n, t); {
		case spans != nil:
			t.list.add(s, spans[0][0], end)
			out, i = append(out, spans...), end
		case end > 0: // a misprint
			i = end
		}
	}
	return out
}

// told are the places of one text that may say what a number is, and the last numbers that were.
type told struct {
	identity, number announcements
	list             list // of any that were found
	checked          list // of those with check digits that one word announces, misprints among them
}

// longest recognizes as many groups of n as make something, and returns where they end; also where those end that a
// word announces, and whose check digits do not fit.
func (f *Finder) longest(s string, n number, t *told) (spans [][2]int, end int) {
	first := n.groups[0]
	if n.isPartOfMore(s) { // 4509/123456
		if s[first.start-1] != '.' && first.end-first.start == 6 && t.identity.near(s, first.start) {
			return afterSeries(s, [2]int{first.start, first.end}, t), first.end
		}
		return nil, 0
	}
	for k := len(n.groups); k > 0; k-- {
		if spans := f.recognize(s, n.first(k), t); spans != nil {
			return spans, n.groups[k-1].end
		}
	}
	return t.announced(s, n)
}

// minPersonal is how many digits the shortest number of a person has, that of a document with a series.
const minPersonal = 6

// recognize returns the ranges of a number that is personal: with the series of a
// document, that stands before it.
func (f *Finder) recognize(s string, n number, t *told) [][2]int {
	if n.size() < minPersonal {
		return nil
	}
	var buf [maxDigits]byte
	digits := n.digits(s, buf[:0])
	at := [2]int{n.groups[0].start, n.groups[len(n.groups)-1].end}
	whole := func() [][2]int { return [][2]int{at} }
	switch len(digits) {
	case 11:
		if snilsFits(digits) && n.shaped(3, 3, 3, 2) && n.groups[1].hyphen && n.groups[2].hyphen {
			return whole()
		}
	case 12:
		if innFits(digits) && len(n.groups) == 1 {
			return whole()
		}
	case 16:
		if cardFits(digits) && (n.shaped(16) || n.shaped(4, 4, 4, 4)) {
			return whole()
		}
	case 20:
		if f.also[4] && isAccountOfPerson(digits) {
			return whole()
		}
	case 9, 10: // with its series: 12 1234567, 45 09 123456
		parted := n.shaped(4, 6) || n.shaped(2, 2, 6)
		if t.announcesIdentity(s, at[0], false, parted) || parted && issued(s, at[1]) {
			return whole()
		}
	case 6, 7, 8:
		if len(n.groups) == 1 || n.shaped(3, 3) {
			return afterSeries(s, at, t)
		}
	}
	return nil
}

// checked are the numbers that have check digits, how many digits they have, and the words that announce them.
var checked = []struct {
	digits int
	fits   func([]byte) bool
	word   *lazyregexp.Regexp
}{{11, snilsFits, announcesSNILS}, {12, innFits, announcesINN}, {16, cardFits, announcesCard},
	{18, cardFits, announcesCard}, {19, cardFits, announcesCard}}

// minChecked is how many digits those have at least.
const minChecked = 11

// announced returns the range of a number with check digits that a word before its head says what it is,
// however its digits are parted, and where it ends.
func announced(s string, at, head int) ([][2]int, int) {
	digits, ends := spelled(s, at)
	b := ""
	for _, kind := range checked {
		n := kind.digits
		if len(digits) < n || !kind.fits(digits[:n]) || ends[n-1] < len(s) && isDigit(s[ends[n-1]]) {
			continue
		}
		if b == "" {
			b = before(s, head)
		}
		if kind.word.MatchString(b) {
			return [][2]int{{at, ends[n-1]}}, ends[n-1]
		}
	}
	return nil, 0
}

// misprinted returns where a number ends whose groups are those of one that a word before head announces, whether it
// fits or not; 0 where there is none. No other groups are taken for it: what stands behind may be another number.
func misprinted(s string, n number, head int) int {
	b := ""
	for _, form := range []struct {
		sizes []int
		word  *lazyregexp.Regexp
	}{{[]int{11}, announcesSNILS}, {[]int{3, 3, 3, 2}, announcesSNILS}, {[]int{12}, announcesINN},
		{[]int{4, 4, 4}, announcesINN}, {[]int{16}, announcesCard}, {[]int{4, 4, 4, 4}, announcesCard}} {
		k := len(form.sizes)
		if len(n.groups) < k || !n.first(k).shaped(form.sizes...) {
			continue
		}
		if b == "" {
			b = before(s, head)
		}
		if form.word.MatchString(b) {
			return n.groups[k-1].end
		}
	}
	return 0
}

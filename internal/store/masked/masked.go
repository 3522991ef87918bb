// Package masked shows a catalogue with personal data hidden. What serves people and what
// indexes read the catalogue through it, so that nothing hidden is shown, listed,
// suggested, or confirmed by a search; what takes documents in, backs them up or enriches
// them does not, and loses nothing.
package masked

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
)

// Finder finds personal data in a text: byte ranges in order, not overlapping. Its
// String names what it finds. Safe for concurrent use.
type Finder interface {
	Find(s string) [][2]int
	fmt.Stringer
}

// Store is a catalogue of which what it tells people has personal data hidden, with the
// same length in bytes and in characters: offsets in Facts stay right.
type Store struct {
	archive.Store
	finder Finder
}

// New returns what shows s.
func New(s archive.Store, f Finder) *Store { return &Store{s, f} }

// View names what is hidden: an index of another view must be built anew.
func (s *Store) View() string { return s.finder.String() }

// Get implements archive.Store.
func (s *Store) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	docs, err := s.Store.Get(ctx, ids...)
	for i, d := range docs {
		docs[i] = s.document(d)
	}
	return docs, err
}

// Changes implements archive.Store.
func (s *Store) Changes(ctx context.Context, after archive.Seq, limit int) ([]archive.Change, error) {
	changes, err := s.Store.Changes(ctx, after, limit)
	for i := range changes {
		changes[i].Doc = s.document(changes[i].Doc)
	}
	return changes, err
}

// Titles implements archive.Store. A title with many digits is looked at with its
// document, which may tell what they are.
func (s *Store) Titles(ctx context.Context, after archive.Seq, limit int) ([]archive.Title, error) {
	titles, err := s.Store.Titles(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	at := map[string][]int{} // of titles that are told by their documents
	for i, t := range titles {
		titles[i].Text, _ = s.hide(t.Text)
		if len(onlyDigits(t.Text)) >= leastDigits {
			at[t.ID] = append(at[t.ID], i)
		}
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(at)), titlesAtOnce) {
		docs, err := s.Get(ctx, ids...)
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			if d == nil { // removed meanwhile
				continue
			}
			for _, i := range at[d.ID] {
				titles[i].Text = d.Facts.Title.Text
			}
		}
	}
	return titles, nil
}

// titlesAtOnce is how many documents are read at a time to tell what stands in their titles.
const titlesAtOnce = 100

// Links implements archive.Store.
func (s *Store) Links(ctx context.Context, id string) (archive.Links, error) {
	out, err := s.Store.Links(ctx, id)
	if err != nil || len(out.Cites)+len(out.Deeds) == 0 {
		return out, err
	}
	docs, err := s.Store.Get(ctx, id)
	if err != nil || docs[0] == nil {
		return archive.Links{}, err
	}
	shown := *docs[0]
	shown.Facts.Cites, shown.Deeds = out.Cites, out.Deeds
	d := s.document(&shown)
	out.Cites, out.Deeds = d.Facts.Cites, d.Deeds
	return out, nil
}

// Troubled implements archive.Store.
func (s *Store) Troubled(ctx context.Context, fn func(*archive.Document) error) error {
	return s.Store.Troubled(ctx, func(d *archive.Document) error { return fn(s.document(d)) })
}

// Failures implements archive.Store.
func (s *Store) Failures(ctx context.Context, source string) ([]archive.Failure, error) {
	list, err := s.Store.Failures(ctx, source)
	for i, f := range list {
		list[i].URI = s.name(f.URI, nil)
		list[i].Reason, _ = s.hide(f.Reason)
	}
	return list, err
}

// Edits implements archive.Store.
func (s *Store) Edits(ctx context.Context, id string) ([]archive.Edit, error) {
	list, err := s.Store.Edits(ctx, id)
	for i, e := range list {
		list[i].Value = slices.Clone(e.Value)
		for k, v := range e.Value {
			list[i].Value[k], _ = s.hide(v)
		}
	}
	return list, err
}

// document returns d as it is shown; d itself stays as it is.
func (s *Store) document(d *archive.Document) *archive.Document {
	if d == nil {
		return nil
	}
	out := *d
	var inText, around [][2]int
	out.Text, inText = s.hide(d.Text)
	out.Aside, around = s.hide(d.Aside)
	out.Hidden = len(inText)
	known := append(numbers(d.Text, inText), numbers(d.Aside, around)...)
	short := func(v string) string { return s.short(v, known) }
	f := &out.Facts
	f.Title.Text = short(f.Title.Text)
	if n := short(f.Number.Text); n != f.Number.Text {
		f.Number = archive.Value{} // it is no act's
	}
	f.Cites, f.Effects, out.Deeds = slices.Clone(f.Cites), slices.Clone(f.Effects), slices.Clone(d.Deeds)
	for i := range f.Cites {
		hideCitation(&f.Cites[i], short)
	}
	for i := range f.Effects {
		hideEffect(&f.Effects[i], short)
	}
	for i := range out.Deeds {
		hideEffect(&out.Deeds[i].Effect, short)
	}
	f.Programs = slices.Clone(f.Programs)
	for i := range f.Programs {
		f.Programs[i].Name = short(f.Programs[i].Name)
	}
	if d.Section.Of > 1 {
		out.SectionIDs = d.Sections()
	}
	out.URI, out.Original.Name = s.name(d.URI, known), s.name(d.Original.Name, known)
	out.Reason = short(d.Reason)
	out.Causes = slices.Clone(d.Causes)
	for i := range out.Causes {
		c := &out.Causes[i]
		c.Of, c.Args = short(c.Of), slices.Clone(c.Args)
		for k := range c.Args {
			c.Args[k] = short(c.Args[k])
		}
	}
	if d.Hints != nil {
		out.Hints = make(map[string]string, len(d.Hints))
		for k, v := range d.Hints {
			out.Hints[k] = short(v)
		}
	}
	return &out
}

func hideCitation(c *archive.Citation, short func(string) string) {
	c.Name, c.Title = short(c.Name), short(c.Title)
	if n := short(c.Number); n != c.Number { // it is no act's
		c.Number, c.Target = "", ""
	}
}

func hideEffect(e *archive.Effect, short func(string) string) {
	hideCitation(&e.Act, short)
	hideCitation(&e.By, short)
	e.Part = short(e.Part)
}

// hide hides personal data, and returns where it was.
func (s *Store) hide(str string) (string, [][2]int) {
	spans := s.finder.Find(str)
	return cover(str, spans), spans
}

// short hides what is personal in a value that was taken from a text: by itself, or because
// the text says of the same number that it is.
func (s *Store) short(str string, known []string) string {
	str, _ = s.hide(str)
	for _, k := range known {
		str = coverNumber(str, k)
	}
	return str
}

// name is short for the name of a file or an address, whose letters may be escaped.
func (s *Store) name(str string, known []string) string {
	if plain, err := url.PathUnescape(str); err == nil && plain != str && utf8.ValidString(plain) {
		if shown := s.short(plain, known); shown != plain {
			return shown
		}
	}
	return s.short(str, known)
}

// leastDigits are as many as tell a person's number from another one by itself.
const leastDigits = 6

// numbers are the digits of the ranges of a text that have enough of them.
func numbers(str string, spans [][2]int) []string {
	var out []string
	for _, sp := range spans {
		if d := onlyDigits(str[sp[0]:sp[1]]); len(d) >= leastDigits && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// between is how many bytes may part the digits of a known number.
const between = 8

// coverNumber hides a number, however its digits are parted, but by letters.
func coverNumber(str, number string) string {
	var at []int
	for i := range len(str) {
		if str[i] >= '0' && str[i] <= '9' {
			at = append(at, i)
		}
	}
	digits := onlyDigits(str)
	for from := 0; ; {
		i := strings.Index(digits[from:], number)
		if i < 0 {
			return str
		}
		i += from
		places := at[i : i+len(number)]
		if from = i + 1; together(str, places) {
			str = cover(str, [][2]int{{places[0], places[len(places)-1] + 1}})
		}
	}
}

// together reports whether digits at places belong to one number.
func together(str string, places []int) bool {
	for i := 1; i < len(places); i++ {
		part := str[places[i-1]+1 : places[i]]
		if len(part) > between || strings.ContainsFunc(part, unicode.IsLetter) {
			return false
		}
	}
	return true
}

// cover puts a sign of the same length in place of each character of ranges but blanks.
func cover(str string, spans [][2]int) string {
	if len(spans) == 0 {
		return str
	}
	var b strings.Builder
	b.Grow(len(str))
	at := 0
	for _, sp := range spans {
		b.WriteString(str[at:sp[0]])
		for i := sp[0]; i < sp[1]; {
			r, size := utf8.DecodeRuneInString(str[i:])
			i += size
			switch {
			case unicode.IsSpace(r):
				b.WriteRune(r)
			case size == 2:
				b.WriteRune('·')
			case size == 3:
				b.WriteRune('•')
			case size == 4:
				b.WriteRune('\U0001F512')
			default:
				b.WriteByte('*')
			}
		}
		at = sp[1]
	}
	b.WriteString(str[at:])
	return b.String()
}

// Package masked shows a catalogue with personal data hidden. What serves people and what
// indexes read the catalogue through it, so that nothing hidden is shown, listed,
// suggested, or confirmed by a search; what takes documents in, backs them up or enriches
// them does not, and loses nothing.
package masked

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
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
	finder
}

// New returns what shows s.
func New(s archive.Store, f Finder) *Store { return &Store{s, remembering(f)} }

// View names what is hidden: an index of another view must be built anew.
func (s *Store) View() string { return s.finder.of.String() }

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
		if len(onlyDigits(t.Text)) >= minDigits {
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

// Holdings implements archive.Store. Acts whose numbers are as long as those of people are told where a document shows
// them.
func (s *Store) Holdings(ctx context.Context, fn func(archive.Holding) error) error {
	var long []archive.Holding
	err := s.Store.Holdings(ctx, func(h archive.Holding) error {
		if len(onlyDigits(h.Act.Number)) < minDigits {
			return fn(h)
		}
		long = append(long, h)
		return nil
	})
	if err != nil {
		return err
	}
	for _, h := range long {
		ids := h.By
		if h.ID != "" {
			ids = []string{h.ID}
		}
		docs, err := s.Get(ctx, ids...)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(docs, func(d *archive.Document) bool { return d != nil && shows(&d.Facts, h.Act.Number) }) {
			continue
		}
		if err := fn(h); err != nil {
			return err
		}
	}
	return nil
}

// shows reports whether facts have an act of a number, the document's own or one that it cites.
func shows(f *archive.Facts, number string) bool {
	return strings.EqualFold(f.Number.Text, number) ||
		slices.ContainsFunc(f.Cites, func(c archive.Citation) bool { return strings.EqualFold(c.Number, number) })
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
	out.Text, inText = s.hideBelow(d.Hints[archive.HintTableHead], d.Text)
	out.Aside, around = s.hide(d.Aside)
	out.Hidden = len(inText)
	known := &numbers{of: map[string]struct{}{}}
	known.add(d.Text, inText)
	known.add(d.Aside, around)
	short := func(v string) string { return s.short(v, known) }
	f := &out.Facts
	f.Title.Text = short(f.Title.Text)
	if n := short(f.Number.Text); n != f.Number.Text {
		f.Number = archive.Value{} // it is no act's
	}
	f.Cites, f.Effects, out.Deeds = slices.Clone(f.Cites), slices.Clone(f.Effects), slices.Clone(d.Deeds)
	f.Intends = slices.Clone(f.Intends)
	for i := range f.Cites {
		hideCitation(&f.Cites[i], short)
	}
	for i := range f.Effects {
		hideEffect(&f.Effects[i], short)
	}
	for i := range f.Intends {
		hideEffect(&f.Intends[i], short)
	}
	for i := range out.Deeds {
		hideEffect(&out.Deeds[i].Effect, short)
	}
	hideDays(f, inText)
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

// hideDays leaves out the days that were read from what is hidden: a day of birth is none of a document.
func hideDays(f *archive.Facts, hidden [][2]int) {
	in := func(d archive.Date) bool { return overlaps(hidden, d.Evidence) }
	if in(f.Date) {
		f.Date = archive.Date{}
	}
	f.Dates = slices.DeleteFunc(slices.Clone(f.Dates), in)
	f.Events = slices.DeleteFunc(slices.Clone(f.Events), func(e archive.Event) bool {
		return in(e.From) || in(e.To) || overlaps(hidden, e.Evidence)
	})
}

// overlaps reports whether a place has something in common with one of the ranges, which are in order.
func overlaps(ranges [][2]int, e archive.Evidence) bool {
	i, _ := slices.BinarySearchFunc(ranges, e.Start, func(r [2]int, at int) int { return cmp.Compare(r[1], at+1) })
	return i < len(ranges) && ranges[i][0] < e.End
}

// hideBelow hides personal data of a text that goes on a table, whose head tells what stands in its columns.
func (s *Store) hideBelow(head, text string) (string, [][2]int) {
	if head == "" {
		return s.hide(text)
	}
	head += "\n"
	var spans [][2]int
	for _, sp := range s.finder.find(head + text) {
		if from := max(0, sp[0]-len(head)); sp[1] > len(head) {
			spans = append(spans, [2]int{from, sp[1] - len(head)})
		}
	}
	return cover(text, spans), spans
}

// hide hides personal data, and returns where it was.
func (s *Store) hide(str string) (string, [][2]int) {
	spans := s.finder.find(str)
	return cover(str, spans), spans
}

// short hides what is personal in a value that was taken from a text: by itself, or because
// the text says of the same number that it is.
func (s *Store) short(str string, known *numbers) string {
	str, _ = s.hide(str)
	return known.cover(str)
}

// name is short for the name of a file or an address, whose letters may be escaped.
func (s *Store) name(str string, known *numbers) string {
	if plain, err := url.PathUnescape(str); err == nil && plain != str && utf8.ValidString(plain) {
		if shown := s.short(plain, known); shown != plain {
			return shown
		}
	}
	return s.short(str, known)
}

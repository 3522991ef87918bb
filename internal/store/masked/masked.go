// Package masked presents a catalogue with personal data hidden. Whatever serves people or builds indexes reads the
// catalogue through it, so hidden data is never shown, listed, suggested, or confirmed by a search. Ingestion,
// backups and enrichment bypass it and lose nothing.
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

// Finder finds personal data in a text and returns byte ranges in order, without overlaps. Its String identifies its
// rules. It must be safe for concurrent use.
type Finder interface {
	Find(s string) [][2]int
	fmt.Stringer
}

// Store is a catalogue in which personal data is replaced by characters of the same length in bytes, so offsets in
// Facts stay valid.
type Store struct {
	archive.Store
	finder
}

// New returns a Store that masks s.
func New(s archive.Store, f Finder) *Store { return &Store{s, newFinder(f)} }

// View identifies what is masked: an index of another view must be rebuilt.
func (s *Store) View() string { return s.finder.of.String() }

// Get implements archive.Store.
func (s *Store) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	docs, err := s.Store.Get(ctx, ids...)
	return s.documents(docs), err
}

// Listed implements archive.Store.
func (s *Store) Listed(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	docs, err := s.Store.Listed(ctx, ids...)
	return s.documents(docs), err
}

// documents shows each of docs, in place.
func (s *Store) documents(docs []*archive.Document) []*archive.Document {
	for i, d := range docs {
		docs[i] = s.document(d)
	}
	return docs
}

// Changes implements archive.Store.
func (s *Store) Changes(ctx context.Context, after archive.Seq, limit int) ([]archive.Change, error) {
	changes, err := s.Store.Changes(ctx, after, limit)
	for i := range changes {
		changes[i].Doc = s.document(changes[i].Doc)
	}
	return changes, err
}

// Titles implements archive.Store. The documents of titles with many digits are read, because they may tell whether
// the digits are personal.
func (s *Store) Titles(ctx context.Context, after archive.Seq, limit int) ([]archive.Title, error) {
	titles, err := s.Store.Titles(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	at := map[string][]int{} // indexes of titles by the ID of a document to be read
	for i, t := range titles {
		titles[i].Text, _ = s.hide(t.Text)
		if len(onlyDigits(t.Text)) >= minDigits {
			at[t.ID] = append(at[t.ID], i)
		}
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(at)), titlesAtOnce) {
		docs, err := s.Listed(ctx, ids...)
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

// titlesAtOnce is how many documents are read at a time to check their titles.
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

// Holdings implements archive.Store. An act whose number is long enough to be a personal number is reported only if
// some document shows it unmasked.
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
		if !slices.ContainsFunc(docs, func(d *archive.Document) bool {
			return d != nil && mentionsNumber(&d.Facts, h.Act.Number)
		}) {
			continue
		}
		if err := fn(h); err != nil {
			return err
		}
	}
	return nil
}

// mentionsNumber reports whether facts contain an act with a number, their own or a cited one.
func mentionsNumber(f *archive.Facts, number string) bool {
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

// document returns a masked copy of d.
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
	short := func(v string) string { return s.maskValue(v, known) }
	f := &out.Facts
	f.Title.Text = short(f.Title.Text)
	if n := short(f.Number.Text); n != f.Number.Text {
		f.Number = archive.Value{} // a personal number is not the number of an act
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
	if n := short(c.Number); n != c.Number { // a personal number is not the number of an act
		c.Number, c.Target = "", ""
	}
}

func hideEffect(e *archive.Effect, short func(string) string) {
	hideCitation(&e.Act, short)
	hideCitation(&e.By, short)
	e.Part = short(e.Part)
}

// hideDays removes dates found in hidden ranges: a date of birth is not a date of the document.
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

// overlaps reports whether evidence overlaps any of the sorted ranges.
func overlaps(ranges [][2]int, e archive.Evidence) bool {
	i, _ := slices.BinarySearchFunc(ranges, e.Start, func(r [2]int, at int) int { return cmp.Compare(r[1], at+1) })
	return i < len(ranges) && ranges[i][0] < e.End
}

// hideBelow hides personal data in a text that continues a table with the given head, which tells what the columns
// contain.
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

// hide masks personal data and returns its ranges.
func (s *Store) hide(str string) (string, [][2]int) {
	spans := s.finder.find(str)
	return cover(str, spans), spans
}

// maskValue masks a value taken from a text if it is personal by itself or contains a number that is personal in the
// text.
func (s *Store) maskValue(str string, known *numbers) string {
	str, _ = s.hide(str)
	return known.cover(str)
}

// name is short for a file name or URL, which may be percent-encoded.
func (s *Store) name(str string, known *numbers) string {
	if plain, err := url.PathUnescape(str); err == nil && plain != str && utf8.ValidString(plain) {
		if shown := s.maskValue(plain, known); shown != plain {
			return shown
		}
	}
	return s.maskValue(str, known)
}

package ingest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"letopis/internal/archive"
)

const (
	// wholeText is the size in bytes up to which a text is a single document.
	wholeText = 5 << 20
	// sectionText is the maximum size in bytes of a section of a longer text.
	sectionText = 2 << 20
)

// sections returns d, or its sections if its text is too long for one document. The result of tableHead for the text
// before a section becomes a hint.
func sections(d *archive.Document, tableHead func(string) string) []*archive.Document {
	if len(d.Text) <= wholeText {
		return []*archive.Document{d}
	}
	var out []*archive.Document
	line, head := 0, ""
	for at := 0; at < len(d.Text); {
		end := sectionEnd(d, at)
		s := *d
		s.URI = archive.SectionURI(d.URI, len(out)+1)
		s.ID = archive.NewID(d.Source, s.URI)
		s.Text, s.Scans = d.Text[at:end], nil
		s.Section = archive.Section{N: len(out) + 1, Line: line}
		if len(d.Pages) > 0 {
			first := max(0, sort.SearchInts(d.Pages, at+1)-1) // the page that contains at
			after := sort.SearchInts(d.Pages, end)
			s.Section.Page = first
			s.Pages = slices.Clone(d.Pages[first:after])
			for i, p := range s.Pages {
				s.Pages[i] = max(0, p-at)
			}
			s.Scans = sectionScans(d, first, after, at, end)
		}
		if len(out) > 0 {
			s.Aside = ""
		}
		if head != "" {
			s.Hints = maps.Clone(d.Hints)
			if s.Hints == nil {
				s.Hints = map[string]string{}
			}
			s.Hints[archive.HintTableHead] = head
		}
		if tableHead != nil {
			head = tableHead(head + "\n" + s.Text)
		}
		out = append(out, &s)
		line += strings.Count(s.Text, "\n")
		at = end
	}
	for _, s := range out {
		s.Section.Of = len(out)
	}
	return out
}

// sectionEnd returns the end of the section that begins at at: before a page if possible, else after a line, between
// words, or between characters.
func sectionEnd(d *archive.Document, at int) int {
	most := at + sectionText
	if most >= len(d.Text) {
		return len(d.Text)
	}
	least := at + sectionText/2
	if i := sort.SearchInts(d.Pages, most+1) - 1; i > 0 && d.Pages[i] > least {
		return d.Pages[i]
	}
	for _, sep := range []string{"\n", " "} {
		if i := strings.LastIndex(d.Text[least:most], sep); i >= 0 {
			return least + i + len(sep)
		}
	}
	for most > least && d.Text[most]&0xc0 == 0x80 {
		most--
	}
	return most
}

// enrichSections finds the facts of the sections of a text; the first one determines what the text is.
func enrichSections(
	ctx context.Context, enrich func(context.Context, *archive.Document) error, docs []*archive.Document,
) error {
	for i, d := range docs {
		if err := enrich(ctx, d); err != nil {
			return err
		}
		if i > 0 {
			continues(d, docs[0])
		}
	}
	return nil
}

// continues gives a section the facts of the first one about the text as a whole, keeping what the section itself
// mentions.
func continues(d, first *archive.Document) {
	own := d.Facts
	d.Facts = first.Facts.Unplaced()
	d.Facts.Events, d.Facts.Cites, d.Facts.Edited = own.Events, own.Cites, nil
	// The first section says what the act does to others; when it is in force applies to all sections.
	ofOthers := func(e archive.Effect) bool { return !e.OfItself() }
	d.Facts.Effects = slices.DeleteFunc(d.Facts.Effects, ofOthers)
	d.Facts.Intends = slices.DeleteFunc(d.Facts.Intends, ofOthers)
	for _, e := range own.Effects {
		if e.By.Number != "" {
			d.Facts.Effects = append(d.Facts.Effects, e)
		}
	}
	for _, c := range own.Cities {
		c.Role = archive.RoleMentioned
		if !slices.ContainsFunc(d.Facts.Cities, func(x archive.City) bool { return x.ID == c.ID }) {
			d.Facts.Cities = append(d.Facts.Cities, c)
		}
	}
	for _, p := range own.Programs {
		p.Role = archive.ProgramMentions
		if !slices.ContainsFunc(d.Facts.Programs, func(x archive.Program) bool { return x.ID == p.ID }) {
			d.Facts.Programs = append(d.Facts.Programs, p)
		}
	}
	d.Facts.Title = archive.Value{Text: fmt.Sprintf("%s (часть %d из %d)",
		cmp.Or(first.Facts.Title.Text, first.Original.Name), d.Section.N, d.Section.Of)}
}

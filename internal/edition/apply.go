package edition

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/text/clause"
)

// edit replaces a part of the text with s.
type edit struct {
	Span
	s    string
	from int // offset of s in the amending act; -1 if it does not occur there verbatim
}

// edits returns the edits that make a change, or why it cannot be made.
func (d *draft) edits(c *Change) (out []edit, why Reason) {
	if c.Why != "" {
		return nil, c.Why
	}
	t, why := d.find(c.Where)
	if why != "" {
		return nil, why
	}
	switch c.Op {
	case Replace, Exclude, Insert:
		return d.words(c, t)
	case Append, AddText:
		return d.append(c, t)
	case Restate:
		if c.Annex && t.kind == Annex {
			return d.restateAnnex(c, t)
		}
		return d.restate(c, t)
	case Repeal, Drop:
		return d.repeal(c, t)
	case Add:
		switch c.Added.Kind {
		case Annex:
			return d.addAnnex(c, t)
		case Row:
			return d.addRows(c, t)
		}
		return d.add(c, t)
	case Renumber:
		return d.renumber(c, t)
	}
	return nil, Unread
}

// words replaces, excludes or inserts words.
func (d *draft) words(c *Change, t target) (out []edit, why Reason) {
	if t.at >= 0 && t.kind != Annex {
		t.End, _ = d.bounds(t.at)
	}
	own, whole := d.certainEnd(t), t.End
	t.End = min(t.End, own)
	d.read += 2 * (t.End - t.Start)
	at := t.cells
	if t.cells == nil {
		at = []Span{t.Span}
	}
	var all, found []Span
	forms := 0
	for _, s := range at {
		in := newRegion(d.text, s)
		more, exact := in.occurrences(c.Old, maxOccurrences)
		all, found = append(all, more...), append(found, exact...)
		if c.Each {
			forms += in.forms(c.Old, maxOccurrences)
		}
	}
	all, found = slices.DeleteFunc(all, d.inMark), slices.DeleteFunc(found, d.inMark)
	if own < whole {
		d.read += whole - own
		if rest, _ := newRegion(d.text, Span{own, whole}).occurrences(c.Old, 1); len(rest) > 0 {
			return nil, Clauses
		}
	}
	switch {
	case len(found) == 0:
		return nil, NoWords
	case c.Each:
		if len(found) >= maxOccurrences || forms != len(found) ||
			strings.Trim(c.Old, "0123456789 ,.") == "" {
			// inflected forms of the words may be meant, too, or the number may denote other things
			return nil, Inflected
		}
	case len(all) > 1:
		return nil, Places
	}
	for _, s := range found {
		switch c.Op {
		case Replace:
			out = append(out, edit{s, c.New, c.NewAt})
		case Exclude:
			out = append(out, edit{Span: d.gap(s), from: -1})
		case Insert:
			out = append(out, d.insert(c, s)...)
		}
	}
	return out, ""
}

// certainEnd returns the end of what certainly belongs to a clause: «3.1» may be part of «3», or may have been inserted
// after it.
func (d *draft) certainEnd(t target) int {
	if t.at < 0 || t.kind != Item && t.kind != Subitem && t.kind != Part {
		return t.End
	}
	number := d.tree.Clause(t.at).Number + "."
	_, hi := d.within(t)
	d.read += (hi - t.at) * clauseWork
	for i := t.at + 1; i < hi; i++ {
		if c := d.tree.Clause(i); strings.HasPrefix(c.Number, number) {
			return c.Start
		}
	}
	return t.End
}

// endWithoutInserted returns the end of a clause without clauses such as «3.1» that were inserted after «3»; sure is
// false if there are others, which may be part of it.
func (d *draft) endWithoutInserted(t target, end int) (own int, sure bool) {
	own = d.certainEnd(t)
	if own >= end {
		return end, true
	}
	_, hi := d.within(t)
	for i := t.at + 1; i < hi; i++ {
		c := d.tree.Clause(i)
		if c.Start < own || c.Parent != t.at {
			continue
		}
		n, _ := slices.BinarySearchFunc(d.pieces, c.Start, func(p Piece, at int) int { return cmp.Compare(p.End, at+1) })
		if p := d.pieces[n]; p.Change < 0 || !d.isAdded(p.Change) {
			return end, false
		}
	}
	return trim(d.text, Span{t.Start, own}).End, true
}

// maxOccurrences limits the places of «по тексту».
const maxOccurrences = 500

// inMark reports whether a place overlaps the marker of a clause.
func (d *draft) inMark(s Span) bool {
	i, ok := d.tree.In(s.Start)
	return ok && s.Start < d.tree.Clause(i).Body && d.tree.Clause(i).Kind != clause.Annex
}

// gap extends deleted words by the space before or after them.
func (d *draft) gap(s Span) Span {
	before, n := utf8.DecodeLastRuneInString(d.text[:s.Start])
	after, m := utf8.DecodeRuneInString(d.text[s.End:])
	switch {
	case (before == ' ' || before == '\u00a0') && !isWord(after):
		s.Start -= n
	case (before == ' ' || before == '\n' || before == '\t' || s.Start == 0) && after == ' ':
		s.End += m
	}
	return s
}

// insert inserts words before or after others, with a space between. If the inserted words begin with punctuation,
// there is no space.
func (d *draft) insert(c *Change, s Span) []edit {
	if c.Before {
		return []edit{{Span{s.Start, s.Start}, c.New, c.NewAt}, {Span{s.Start, s.Start}, " ", -1}}
	}
	at := Span{s.End, s.End}
	if noSpaceBefore(c.New) {
		return []edit{{at, c.New, c.NewAt}}
	}
	return []edit{{at, " ", -1}, {at, c.New, c.NewAt}}
}

// noSpaceBefore reports whether s takes no space before it.
func noSpaceBefore(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(".,;:)", r)
}

// append adds words, a sentence or a paragraph to the end of a place.
func (d *draft) append(c *Change, t target) (out []edit, why Reason) {
	if c.Op == AddText && c.Added.Kind == Paragraph {
		return d.addParagraph(c, t)
	}
	end := t.End
	switch {
	case t.kind == Paragraph, t.kind == Column && t.cells == nil:
	// of a passport
	case t.kind == Row && strings.Count(d.text[t.Start:t.End], "\t") == 1 && d.hasNoContinuation(t.Span, false):
	case t.at < 0:
		return nil, Bounds
	default:
		all, sure := d.paragraphs(t)
		if _, hi := d.within(t); !sure || len(all) != 1 || hi > t.at+1 {
			return nil, Bounds
		}
		end = all[0].End
	}
	if c.Op == AddText {
		if c.Added.Number != "" && c.Added.Number != "last" {
			return nil, Paragraphs
		}
		return []edit{{Span{end, end}, " ", -1}, {Span{end, end}, c.New, c.NewAt}}, ""
	}
	stop := end
	if r, n := utf8.DecodeLastRuneInString(d.text[:end]); strings.ContainsRune(".;:,", r) {
		stop = end - n
	}
	at := Span{stop, stop}
	if r, _ := utf8.DecodeLastRuneInString(c.New); strings.ContainsRune(".;", r) {
		at.End = end
	}
	if noSpaceBefore(c.New) {
		return []edit{{at, c.New, c.NewAt}}, ""
	}
	return []edit{{Span{stop, stop}, " ", -1}, {at, c.New, c.NewAt}}, ""
}

// addParagraph adds a paragraph after the last one of a clause, or at a given position.
func (d *draft) addParagraph(c *Change, t target) (out []edit, why Reason) {
	all, sure := d.paragraphs(t)
	if _, hi := d.within(t); !sure || len(all) == 0 || t.at >= 0 && hi > t.at+1 {
		return nil, Paragraphs
	}
	at := len(all)
	if n := c.Added.Number; n != "" {
		for at = 1; at <= len(all) && itoa(at+1) != n; at++ {
		}
		if at > len(all) {
			return nil, NoPlace
		}
	}
	p := Span{all[at-1].End, all[at-1].End}
	return []edit{{p, "\n", -1}, {p, c.New, c.NewAt}}, ""
}

// restate replaces a clause, a row or a paragraph with a new wording.
func (d *draft) restate(c *Change, t target) (out []edit, why Reason) {
	switch {
	case t.kind == Table:
		return d.restateTable(c, t)
	case t.kind == Row:
		return d.restateRow(c, t)
	case t.kind == Column && t.cells == nil:
		return d.restateCell(c, t.Span)
	case t.kind == Passport && t.at >= 0:
		return d.restatePassport(c, t)
	case t.kind == Paragraph && t.body == t.Start:
		if strings.Contains(c.New, "\n") {
			return nil, Paragraphs
		}
		return []edit{{t.Span, c.New, c.NewAt}}, ""
	case t.kind == Title:
		return []edit{{t.Span, c.New, c.NewAt}}, ""
	case t.at < 0 || t.kind == Annex || t.kind == Subprogram:
		return nil, Bounds
	}
	end, sure := d.bounds(t.at)
	if !sure {
		return nil, Bounds
	}
	own := d.tree.Clause(t.at)
	if !strings.Contains(c.New, "\n"+own.Number+".") {
		if end, sure = d.endWithoutInserted(t, end); !sure {
			return nil, Bounds
		}
	}
	switch numbers := topNumbers(c.New); {
	case len(numbers) == 0: // the number is not repeated
		if d.tree.IsHeading(t.at) && !hasFoldedPrefix(c.New, d.tree.Title(t.at)) {
			return nil, Number
		}
		return []edit{{Span{own.Body, end}, c.New, c.NewAt}}, ""
	case len(numbers) > 1 || arabic(numbers[0]) != arabic(own.Number):
		return nil, Number
	}
	return []edit{{Span{own.Start, end}, c.New, c.NewAt}}, ""
}

// repealedWords replace the text of a repealed clause, by operation and grammatical gender of its kind.
var repealedWords = map[Op][3]string{Repeal: {"Утратил силу.", "Утратила силу.", "Утратило силу."},
	Drop: {"Исключен.", "Исключена.", "Исключено."}}

// repealedText returns the words for a kind of place.
func repealedText(op Op, k Kind) string {
	switch k {
	case Annex:
		return repealedWords[op][2]
	case Subprogram, Chapter, Article, Part:
		return repealedWords[op][1]
	}
	return repealedWords[op][0]
}

// repeal reduces a clause to its number and an annex to its heading; excluded rows and paragraphs are removed.
func (d *draft) repeal(c *Change, t target) (out []edit, why Reason) {
	switch {
	case t.kind == Row && c.Op == Drop && !d.hasNoContinuation(t.Span, true):
		return nil, Bounds
	case t.kind == Row && c.Op == Drop, t.kind == Paragraph && c.Op == Drop && t.body == t.Start:
		s := t.Span
		if s.Start > 0 && d.text[s.Start-1] == '\n' {
			s.Start--
		}
		return []edit{{Span: s, from: -1}}, ""
	case t.kind == Annex:
		from := stampEnd(d.text, t.Start, t.End)
		return []edit{{Span{from, trim(d.text, Span{from, t.End}).End}, "\n" + repealedText(c.Op, Annex), -1}}, ""
	case t.at < 0 || t.kind == Passport:
		return nil, Bounds
	}
	end, sure := d.bounds(t.at)
	if sure {
		end, sure = d.endWithoutInserted(t, end)
	}
	if !sure {
		return nil, Bounds
	}
	kind := c.Where.Steps[len(c.Where.Steps)-1].Kind
	s := repealedText(c.Op, kind)
	if body := t.body; body > t.Start && !unicode.IsSpace(rune(d.text[body-1])) {
		s = " " + s
	}
	return []edit{{Span{t.body, end}, s, -1}}, ""
}

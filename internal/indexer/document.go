package indexer

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strconv"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/text"
)

// fieldsVersion is the version of the fields that Doc produces. Raise it with every change, so that indexes are
// rebuilt.
const fieldsVersion = 14

// asideLimit is how much of the text around the main text is indexed, in bytes.
const asideLimit = 64 << 10

// Doc converts a document of the store to one of the index. Fields:
//
//	text      body, title, aside: stems of all lemmas; exact: folded forms of the
//	          body; number: the act's number, its pieces, the whole and its date
//	keywords  city, city_event, city_mentioned, region, municipality, territory,
//	          settlement, level (see placeKeys), event (see eventKeys), program,
//	          program_mentioned, program_label (see archive.ProgramLabel), kind, year, issuer (see issuerKeys),
//	          number, status, source, group, cites, page, draft, force, turns, force_on (see forceKeys)
func Doc(a *text.Analyzer, d *archive.Document) *index.Doc { return docOn(a, d, archive.Today()) }

// docOn is Doc for a given day, which the force of acts depends on.
func docOn(a *text.Analyzer, d *archive.Document, day archive.Date) *index.Doc {
	f := &d.Facts
	body := a.Analyze(d.Text)
	out := &index.Doc{ID: d.ID, Text: map[string][]index.Token{}, Keywords: map[string][]string{}}
	title := f.Title.Text
	if title == "" {
		title = d.Original.Name
	}
	titleTokens := a.Analyze(title)
	set := func(name string, tokens []index.Token) {
		if len(tokens) > 0 {
			out.Text[name] = tokens
		}
	}
	set("body", stems(body))
	set("exact", exact(body))
	set("title", stems(titleTokens))
	aside := d.Aside
	if len(aside) > asideLimit {
		aside = strings.ToValidUTF8(aside[:asideLimit], "")
	}
	set("aside", stems(a.Analyze(aside+"\n"+fileWords(d.URI)+"\n"+correspondents(d))))
	set("number", dated(numbered(a, f.Number.Text), f.Date))

	had := map[[2]string]bool{} // a set, because a document may cite a hundred thousand acts
	key := func(name, value string) {
		if k := [2]string{name, value}; value != "" && !had[k] {
			had[k] = true
			out.Keywords[name] = append(out.Keywords[name], value)
		}
	}
	placeKeys(f, key)
	eventKeys(f.Events, key)
	for _, p := range f.Programs {
		if p.Role == archive.ProgramMentions {
			key("program_mentioned", p.ID)
		} else {
			key("program", p.ID)
		}
	}
	for _, l := range f.ProgramLabels() {
		key("program_label", l.Term())
	}
	key("kind", f.Kind.Text)
	key("draft", strconv.FormatBool(f.IsDraft()))
	issuerKeys(f.Issuer, key)
	key("number", text.Fold(f.Number.Text))
	key("status", string(d.Status))
	key("source", d.Source)
	if page, ok := archive.PageURI(d.URI); ok { // the URL of a former page redirects to its posts
		key("page", archive.NewID(d.Source, page))
	}
	forceKeys(d, day, key)
	for _, c := range f.Cites {
		key("cites", text.Fold(c.Number))
	}
	if f.Date.Year != 0 {
		key("year", strconv.Itoa(f.Date.Year))
	}
	if d.Section.Of > 1 {
		key("group", archive.SectionGroup+d.Sections()[0])
	} else {
		key("group", group(body, titleTokens))
	}
	out.DateFrom, out.DateTo = f.Date.Span()
	return out
}

// numbered returns the pieces of an act's number, and the whole number at the position of the first.
func numbered(a *text.Analyzer, number string) []index.Token {
	out := stems(a.Analyze(number))
	if whole := a.NumberTerm(number); whole != "" {
		out = slices.Insert(out, 0, index.Token{Term: whole})
	}
	return out
}

// dated appends the act's own date and month to its number, so that a query for a day ranks acts of that day above
// those that cite them.
func dated(number []index.Token, d archive.Date) []index.Token {
	pos := uint32(0)
	if n := len(number); n > 0 {
		pos = number[n-1].Pos + 1
	}
	if d.Month != 0 {
		number = append(number, index.Token{Term: text.MonthTerm(d.Year, d.Month), Pos: pos})
	}
	if d.Day != 0 {
		number = append(number, index.Token{Term: text.DayTerm(d.Year, d.Month, d.Day), Pos: pos})
	}
	return number
}

// stems returns the index terms of tokens without duplicates at a position.
func stems(tokens []text.Token) []index.Token {
	out := make([]index.Token, 0, len(tokens)+len(tokens)/8)
	first := 0 // index of the first term at the current position
	for _, t := range tokens {
		if len(out) > 0 && out[len(out)-1].Pos != uint32(t.Pos) {
			first = len(out)
		}
		for _, s := range t.Stems {
			tok := index.Token{Term: s, Pos: uint32(t.Pos)}
			if !slices.Contains(out[first:], tok) {
				out = append(out, tok)
			}
		}
	}
	return out
}

func exact(tokens []text.Token) []index.Token {
	out := make([]index.Token, 0, len(tokens))
	for _, t := range tokens {
		tok := index.Token{Term: t.Exact, Pos: uint32(t.Pos)}
		if n := len(out); n == 0 || out[n-1] != tok {
			out = append(out, tok)
		}
	}
	return out
}

// fileWords returns the words of a file name, for documents without text.
func fileWords(uri string) string {
	name := path.Base(uri)
	return strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(strings.TrimSuffix(name, path.Ext(name)))
}

// correspondents returns the senders and recipients of an e-mail, "" for other documents.
func correspondents(d *archive.Document) string {
	if d.Hints["to"] == "" && d.Hints["message_id"] == "" {
		return ""
	}
	var who []string
	for _, key := range []string{"author", "to", "cc", "bcc"} {
		who = append(who, d.Hints[key])
	}
	all := strings.Join(who, "\n")
	return strings.ToValidUTF8(all[:min(len(all), asideLimit)], "")
}

// group identifies near-duplicates: texts with equal titles whose signatures share the first slots. It depends on the
// document alone, so the index does not depend on the order of indexing.
func group(body, title []text.Token) string {
	sig, ok := text.NewSignature(body)
	if !ok {
		return ""
	}
	h := fnv.New64a()
	for _, v := range sig[:4] {
		fmt.Fprintf(h, "%x,", v)
	}
	for _, t := range title {
		if len(t.Stems) > 0 {
			fmt.Fprintf(h, "%s ", t.Stems[0])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

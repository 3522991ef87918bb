// Package enrich finds in a text what one filters by: title, kind, number, date,
// issuer, municipality, region, towns, programmes and the acts it cites. The
// rules are those of Russian and of officialese. Each value says by which rule
// and where it was found; what the rules cannot decide stays empty.
//
// A text is cut into tokens once; every rule works on them.
package enrich

import (
	"slices"
	"strings"

	"letopis/configs"
	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

// Version is that of the rules: it grows with every change of what they find, so
// that documents enriched by older ones are enriched again.
//
//	1  first
//	2  programmes: editions for other years beside the document's own, names that
//	   begin with «Программа», no subprogrammes; one id where only some documents
//	   name the region; titles: no rows of tables; towns with ё
//	3  forms met in acts that the rules had not been made on: see forms_test.go
//	4  pages of sites, letters and tables; names of roads; what is quoted beside the
//	   word «программа» and is no programme: see forms_*_test.go
//	5  kinds beyond acts, events, dates in words and misread, titles of texts without a
//	   heading, programmes reported on
//	6  places by the authority file, regions derived, one issuer for all spellings, towns
//	   where something takes place
//	7  several programmes of one document, events on days told in relation to a post's
//	   and in months, schedules, dates in words and under reports, laws named by title
func Version() int { return 7 }

// Options of an Enricher.
type Options struct {
	// Programs is the text of programs.yaml; the default one when empty.
	Programs string
}

// Enricher derives Facts. It is safe for concurrent use.
type Enricher struct {
	g      *gazetteer.Gazetteer
	cities map[string][]cityName
	// genitive is the genitive of each town's name.
	genitive map[string]string
	regions  map[string][]regionForm
	fixed    map[string]fixed // programmes put right by people
	// namesakes maps the core of a municipality's name to the regions that have
	// a district or a town of that name.
	namesakes map[string][]string
	units     unitCache
}

// regionForm is a word that may name a region, see gazetteer.Region.
type regionForm struct{ name, head, before string }

// New returns an Enricher. It fails when the list of programmes is malformed.
func New(g *gazetteer.Gazetteer, o Options) (*Enricher, error) {
	if o.Programs == "" {
		o.Programs = configs.Programs
	}
	fixed, err := readPrograms(o.Programs)
	if err != nil {
		return nil, err
	}
	e := &Enricher{g: g, fixed: fixed, regions: map[string][]regionForm{}, namesakes: map[string][]string{}}
	for _, r := range g.RegionForms() {
		if federalCity[r.Name] { // the town is meant more often; its municipalities tell
			continue
		}
		for _, f := range r.Forms {
			e.regions[f] = append(e.regions[f], regionForm{r.Name, r.Head, r.Before})
		}
	}
	e.indexCities()
	for i := range g.Cities {
		for _, name := range []string{g.Cities[i].District, g.Cities[i].Adjective, g.Cities[i].Name} {
			if k := ownerKey(name); k != "" {
				e.namesakes[k] = append(e.namesakes[k], g.Cities[i].Region)
			}
		}
	}
	return e, nil
}

// Enrich sets d.Facts from the document's text, hints and name, and d.Rules.
// Corrections by people are put over it afterwards, see archive.Facts.Apply.
func (e *Enricher) Enrich(d *archive.Document) {
	d.Rules = Version()
	var f archive.Facts
	defer func() { fromHints(d, &f); d.Facts = f }()
	p := newPage(d.Text)
	if len(p.toks) == 0 {
		return
	}
	lines := p.lines
	p.lines = p.lines[p.pageHeading(d):]
	l := p.readLayout()
	if l.kind == "" {
		p.lines = lines
		if l.kind, l.rule = p.looseKind(d); l.kind == "иное" && l.ref.empty() {
			l.ref = p.refLine()
		}
		if (l.kind == "иное" || l.kind == kindNotice) && l.ref.empty() {
			l.ref = p.footRef(-1)
		}
	}
	var heading span
	f.Title, heading = e.readTitle(p, &l, d.Hints["title"])
	f.Kind = archive.Value{Text: l.kind, Evidence: archive.Evidence{Rule: l.rule}}
	if l.at > 0 || l.act == 0 || l.stamp == 0 || l.title == 0 {
		f.Kind.Evidence = p.evidence(l.rule, l.at, l.at+1)
	}
	if l.ref.number != "" {
		f.Number = archive.Value{Text: l.ref.number, Evidence: p.evidence(l.refRule(), l.ref.from, l.ref.next)}
	}
	e.dates(p, &l, d, &f)
	own := e.place(p, &l, heading, d, &f)
	f.Events = e.events(p, &l, heading, &f)
	e.ownEvents(p, &f, own)
	eventDate(l.kind, &f)
	eventRoles(&f)
	f.Programs = e.programs(p, &l, heading, &f)
	namedByProgram(&l, &f)
	f.Cites = p.cites(&l)
	own.drop(&f)
}

// namedByProgram gives a passport whose heading has no name that of its programme.
func namedByProgram(l *layout, f *archive.Facts) {
	if l.kind != "программа" || len(f.Programs) == 0 || f.Programs[0].Role != rolePassport {
		return
	}
	title, name := f.Title.Text, f.Programs[0].Name
	if owner, ok := strings.CutPrefix(title, "Муниципальная программа "); ok && isSki(strings.ToLower(firstWord(owner))) && !strings.Contains(title, "«") && !strings.Contains(nameKey(title), nameKey(name)) && !strings.Contains(strings.ToLower(name), "программа") {
		f.Title.Text = title + " «" + name + "»" // «Муниципальная программа Лугового района», named below
		return
	}
	if title != "" && !bareTitles[strings.ToLower(title)] {
		return
	}
	f.Title = archive.Value{Text: f.Programs[0].Name, Evidence: f.Programs[0].Evidence}
	if strings.Contains(strings.ToLower(f.Title.Text), "программа") {
		return
	}
	word := "Программа"
	if f.Programs[0].Level == levelMunicipal {
		word = "Муниципальная программа"
	}
	f.Title.Text = word + " «" + f.Title.Text + "»"
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// bareTitles are headings that name no programme.
var bareTitles = map[string]bool{"муниципальная программа": true, "программа": true, "паспорт программы": true, "паспорт": true}

// titled tells whether a title names the town as one: «план города Кимры».
func (e *Enricher) titled(p *page, heading span, town string) bool {
	for k := heading.from + 1; k < heading.to; k++ {
		if names := e.match(p, k); len(names) > 0 && p.townWord(k-1) && e.g.Cities[names[0].city].Name == town {
			return true
		}
	}
	return false
}

// ownSubject are kinds of documents that are about a municipality as a whole: the town
// in their title is it.
var ownSubject = map[string]bool{"программа": true, "доклад": true, "отчёт": true, "стратегия": true, "прогноз": true}

// fromHints fills in what the text does not tell and the source says: a dump of
// another archive names kinds and numbers.
func fromHints(doc *archive.Document, f *archive.Facts) {
	hints, hint := doc.Hints, archive.Evidence{Rule: "hint"}
	put := func(v *archive.Value, s string) {
		if v.Text == "" && s != "" {
			*v = archive.Value{Text: s, Evidence: hint}
		}
	}
	if f.Kind.Evidence.Rule != "act-head" && !fileName(hints["title"]) {
		put(&f.Title, hints["title"])
	}
	put(&f.Number, hints["number"])
	if kind := strings.ToLower(hints["kind"]); slices.Contains(archive.Kinds, kind) {
		put(&f.Kind, kind)
	}
	day := hints["date"]
	switch {
	case doc.Original.MediaType == "message/rfc822": // the day in the sender's zone
		hint.Rule = ruleMailDate
	case day == "" && hints["page_date"] != "": // of a post that has no date of its own
		day, hint.Rule = hints["page_date"], rulePageDate
	case hints["kind"] == "":
		return
	}
	if d, err := archive.ParseDate(firstTen(day)); err == nil && f.Date.IsZero() {
		d.Evidence = hint
		f.Date, f.Dates = d, append(f.Dates, d)
	}
}

// Rules of a date that the text does not have.
const (
	ruleMailDate = "mail-date" // the Date header of a letter
	rulePageDate = "page-date" // of the page that the post stands on
)

// ProgramID makes the id of a programme that a person names in a correction.
func (e *Enricher) ProgramID(name string, f *archive.Facts) string {
	level := levelMunicipal
	if f.Municipality.Text == "" {
		level = levelRegional
	}
	key := programKey(name)
	name, level = e.known(name, key, level, f.Municipality.Text)
	return e.programID(programKey(name), level, f.Municipality.Text, e.homeRegion(f))
}

// City looks up a town for archive.Facts.Apply.
func (e *Enricher) City(id string) (archive.City, bool) {
	c, ok := e.g.City(id)
	return archive.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region}, ok
}

func (l *layout) refRule() string {
	switch {
	case l.stamp >= 0:
		return "stamp"
	case l.act >= 0 && l.ref.from > l.act:
		return "act-head"
	case l.rule == "none", l.kind == kindLetter:
		return "ref-line"
	case l.act < 0 && l.ref.date.Month == 0:
		return "imprint"
	}
	return "annex-stamp"
}

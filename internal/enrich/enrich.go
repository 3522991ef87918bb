// Package enrich finds in a text what one filters by: title, kind, number, date,
// issuer, municipality, region, towns, programmes and the acts it cites. The
// rules are those of Russian and of officialese. Each value says by which rule
// and where it was found; what the rules cannot decide stays empty.
//
// It is the door to its rooms: Enrich goes through them one by one. Read Enrich first,
// then own.go (where a document belongs) and dates.go (its days). The rooms are drawn in
// docs/rooms.md.
package enrich

import (
	"context"
	"slices"
	"strings"

	"letopis/configs"
	"letopis/internal/archive"
	"letopis/internal/enrich/citation"
	"letopis/internal/enrich/effect"
	"letopis/internal/enrich/event"
	"letopis/internal/enrich/issuer"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/program"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/titles"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/townrole"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
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
//	8  issuers by the names of the authority file; whose site a post is on by all that stands around
//	   it; departments for several matters, commissions in full, who made a report
//	9  issuers: closed towns, districts within towns, control bodies, who sends letters, announces,
//	   signs and sits, whose page an act is on; programmes: what is approved beside them, rows of budgets,
//	   lists and tables without quotes; kinds and dates of minutes, letters and e-mails; heads in two languages
//	10 letters with a date and no number, initials beside names of places, zeros that are counts
//	11 what acts do to each other; acts that amended one, ranges, titles and bodies of those cited
//	12 news by their first sentence and their section, days under posts and beside bylines, heads side by side;
//	   kinds by more headings and by what a text invites to; events in rows, lists, months and beside their sentence;
//	   newspapers, centres and others beside authorities
//	13 effects of acts on each other
//	14 effects: each order with its own acts, none of grounds, negations and what others are to do
//	15 issuers by one ranking of the roles in which kinds of documents name bodies
//	16 titles behind the day of a post, below the names of a site; programmes repealed beside those approved; notices
//	   by the site that they are on; days under texts with an hour, and on which a report was heard;
//	   numbers and days behind labels of notices and press offices, feasts by their name, towns of events by their parts
//	17 issuers of schools, commissions, newspapers and others; names end at cells, labels and verbs
//	18 days of sessions in brackets, heads below the title of a page, the year of a report, days side by side
//	19 numbers of press releases, e-mails and rows of notices, days behind slashes and of what adopted a charter;
//	   articles of an issue; schools by number, self-government of residents; programmes that an act of repeals ends
//	20 programmes that posts, notices and records are about, their parts and national projects; days under posts beside
//	   readers and newspapers; prosecutors, funds, libraries and newspapers by more of what tells them
//	21 effects on programmes and editions before an act of its own day
//	22 posts of plain texts by their day; days and numbers by lines of requisites in any order, with labels, behind
//	   titles and at the foot; whose sitting an agenda is of
//	23 issuers in headings of plans and appeals, by whom something is done, who approves, what bodies tell in posts
//	24 from when acts are in force by themselves
//	25 plans of privatisation and title pages without quotes as programmes; plans; courts; settlements called by an
//	   adjective before their district
//	26 the genitive of towns in «-о», in names of issuers
//	27 drafts, and days and numbers that their heads leave blank; the day of a post is no event
//	28 programmes of plans, of titles in quotes and of what is handed over, by the letters МП; headings in small
//	   letters above plain texts; dates with the year first, and whose marks slipped
//	29 what drafts would do is kept aside
//	30 texts as crawlers leave them, with rubrics, paths and versions of a site above them; short posts, and titles of
//	   those and of acts without heads
//	31 posts by what stands around their days, in words and under texts, and by titles in bold letters before a text
//	32 bodies of audit by what they call their papers and who approves them, of autonomous districts and polling
//	   stations; kinds of what informs of hearings and takes in applications; days of approval
//	33 posts by days of figures set apart and among labels behind a title; programmes that begin to act, that people take
//	   part in, and of which a sentence tells how they are carried out
func Version() int { return 33 }

// Options of an Enricher.
type Options struct {
	// Programs is the text of programs.yaml; the default one when empty.
	Programs string
}

// Enricher derives Facts. It is safe for concurrent use.
type Enricher struct {
	names     *toponym.Names
	territory *territory.Finder
	towns     townrole.Finder
	issuers   issuer.Reader
	titles    titles.Reader
	programs  *program.Finder
}

// New returns an Enricher. It fails when the list of programmes is malformed.
func New(g *gazetteer.Gazetteer, o Options) (*Enricher, error) {
	if o.Programs == "" {
		o.Programs = configs.Programs
	}
	names := toponym.New(g)
	finder := territory.New(names)
	programs, err := program.New(finder, o.Programs)
	if err != nil {
		return nil, err
	}
	return &Enricher{
		names:     names,
		territory: finder,
		towns:     townrole.Finder{Finder: finder},
		issuers:   issuer.Reader{Finder: finder},
		titles:    titles.Reader{Finder: finder},
		programs:  programs,
	}, nil
}

// Enrich is EnrichWithin without an end.
func (e *Enricher) Enrich(d *archive.Document) { _ = e.EnrichWithin(context.Background(), d) }

// EnrichWithin sets d.Facts from the document's text, hints and name, and d.Rules.
// Corrections by people are put over it afterwards, see archive.Facts.Apply. When ctx ends it
// stops at the next step of its rules and returns the error of ctx: d has what was found so far.
func (e *Enricher) EnrichWithin(ctx context.Context, d *archive.Document) error {
	d.Rules = Version()
	var f archive.Facts
	defer func() { fromHints(d, &f); d.Facts = f }()
	p := ruletext.NewPage(d.Text)
	p.Done = ctx.Done()
	if len(p.Tokens) == 0 {
		return nil
	}
	var l layout.Layout
	var heading ruletext.Span
	var own territory.Located
	for _, rules := range []func(){
		func() { l = readLayout(p, d) },
		func() { heading = e.heading(p, &l, d, &f) },
		func() { e.dates(p, &l, d, &f) },
		func() { own = e.place(p, &l, heading, d, &f) },
		func() { f.Events = event.Find(e.names, p, &l, heading, &f, nearDay(d)) },
		func() {
			e.towns.OwnEvents(p, &f, own)
			eventDate(p, l.Kind, &f)
			event.SetRoles(&f)
		},
		func() {
			f.Programs = e.programs.Find(p, &l, heading, &f)
			namedByProgram(&l, &f)
		},
		func() {
			var mentions []citation.Mention
			f.Cites, mentions = citation.Find(p, &l)
			f.Effects = effect.Find(p, &l, heading, mentions, &f)
		},
		func() { draft(p, &l, &f) },
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		rules()
	}
	own.Drop(&f)
	return ctx.Err()
}

// readLayout finds the parts of a document, and what kind it is by them.
func readLayout(p *ruletext.Page, d *archive.Document) layout.Layout {
	lines := p.Lines
	p.Lines = p.Lines[layout.PageHeading(p, d):]
	l := layout.Read(p)
	if l.Kind == "" && len(p.Lines) < len(lines) {
		p.Lines = lines
		l = layout.Read(p)
	}
	if l.Kind == "" {
		if l.Kind, l.Rule = layout.LooseKind(p, d); l.Kind == "иное" && l.Ref.Empty() {
			l.Ref = layout.RefLine(p)
		}
		if (l.Kind == "иное" || l.Kind == wording.KindNotice) && l.Ref.Empty() {
			l.Ref = layout.FootRef(p, -1)
		}
	}
	if l.Kind == wording.KindNews && l.Ref.Empty() {
		l.Ref = layout.ReleaseRef(p)
	}
	return l
}

// heading reads what the document calls itself: title, kind and number.
func (e *Enricher) heading(p *ruletext.Page, l *layout.Layout, d *archive.Document, f *archive.Facts) ruletext.Span {
	var heading ruletext.Span
	f.Title, heading = e.titles.Read(p, l, d.Hints["title"])
	f.Kind = archive.Value{Text: l.Kind, Evidence: archive.Evidence{Rule: l.Rule}}
	if l.At > 0 || l.Act == 0 || l.Stamp == 0 || l.Title == 0 {
		f.Kind.Evidence = p.Evidence(l.Rule, l.At, l.At+1)
	}
	if l.Ref.Number != "" {
		f.Number = archive.Value{Text: l.Ref.Number, Evidence: p.Evidence(l.RefRule(), l.Ref.From, l.Ref.Next)}
	}
	return heading
}

// namedByProgram gives a passport whose heading has no name that of its programme.
func namedByProgram(l *layout.Layout, f *archive.Facts) {
	if l.Kind != "программа" || len(f.Programs) == 0 || f.Programs[0].Role != program.RolePassport {
		return
	}
	title, name := f.Title.Text, f.Programs[0].Name
	if owner, ok := strings.CutPrefix(title, "Муниципальная программа "); ok &&
		wordform.IsSkiAdjective(strings.ToLower(firstWord(owner))) && !strings.Contains(title, "«") &&
		!strings.Contains(wordform.NameKey(title), wordform.NameKey(name)) &&
		!strings.Contains(strings.ToLower(name), "программа") {
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
	if f.Programs[0].Level == ruletext.LevelMunicipal {
		word = "Муниципальная программа"
	}
	f.Title.Text = word + " «" + f.Title.Text + "»"
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// bareTitles are headings that name no programme.
var bareTitles = map[string]bool{"муниципальная программа": true, "программа": true, "паспорт программы": true,
	"паспорт": true}

// titled reports whether a title names the town as one: «план города Кимры».
func (e *Enricher) titled(p *ruletext.Page, heading ruletext.Span, town string) bool {
	for k := heading.From + 1; k < heading.To; k++ {
		if names := e.names.Match(p, k); len(names) > 0 && toponym.TownWord(p, k-1) &&
			e.names.Gazetteer.Cities[names[0].City].Name == town {
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
	if f.Kind.Evidence.Rule != "act-head" && !titles.FileName(hints["title"]) {
		put(&f.Title, hints["title"])
	}
	put(&f.Number, hints["number"])
	if kind := strings.ToLower(hints["kind"]); slices.Contains(archive.Kinds, kind) {
		put(&f.Kind, kind)
	}
	day := hints["date"]
	switch {
	case layout.IsMail(doc): // the day in the sender's zone
		hint.Rule = ruleMailDate
	case day == "" && hints["page_date"] != "": // of a post that has no date of its own
		day, hint.Rule = hints["page_date"], rulePageDate
	case hints["kind"] == "":
		return
	}
	if d, err := archive.ParseDate(wordform.FirstBytes(day, 10)); err == nil && f.Date.IsZero() {
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
	level := ruletext.LevelMunicipal
	if f.Municipality.Text == "" {
		level = ruletext.LevelRegional
	}
	key := program.ProgramKey(name)
	name, level = e.programs.Known(name, key, level, f.Municipality.Text)
	return e.programs.ProgramID(program.ProgramKey(name), level, f.Municipality.Text, e.programs.HomeRegion(f))
}

// IssuerNamed is the body that a person names as the issuer of a document of facts.
func (e *Enricher) IssuerNamed(name string, f *archive.Facts) archive.Issuer {
	return e.issuers.Named(name, f)
}

// City looks up a town for archive.Facts.Apply.
func (e *Enricher) City(id string) (archive.City, bool) {
	c, ok := e.names.Gazetteer.City(id)
	return archive.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region}, ok
}

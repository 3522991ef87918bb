package effect

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/citation"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// Names of the rules, as evidence tells them.
const (
	ruleTitle   = "effect-title"
	ruleClause  = "effect-clause"
	ruleEdition = "effect-edition" // «(в ред. от …)»
	ruleTerm    = "effect-term"    // the act says from when or how long it is in force
	ruleYears   = "program-years"  // the last of a programme's years
)

// actKinds are the kinds of documents that do something to acts.
var actKinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав"}

// maxEffects bounds what one document may do: more is a list of something else.
const maxEffects = 10_000

// finder finds the effects of one document.
type finder struct {
	p        *ruletext.Page
	l        *layout.Layout
	mentions []citation.Mention
	cites    []archive.Citation
	out      []archive.Effect
	seen     map[key]int      // position in out
	last     archive.Citation // the act that something was done to last
	stack    []context
	until    archive.Date // the last day or year that the clause tells
	wasted   int          // tokens read for the ends of quotes that have none
	made     archive.Date // the day of the act
	begins   bool         // it was told when the act begins to be in force
	from     archive.Date // from which day the act is in force, and to which relations it applies
	since    archive.Date
}

// key tells an effect from others of the document.
type key struct{ what, kind, number, date, by, part string }

// Find finds what a document does to acts, and what it tells that others did, in the order of the
// text. heading is its title, mentions are where it refers to acts.
func Find(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, mentions []citation.Mention,
	f *archive.Facts) []archive.Effect {
	x := &finder{p: p, l: l, mentions: mentions, cites: f.Cites, made: f.Date, seen: map[key]int{}}
	x.complete()
	if slices.Contains(actKinds, l.Kind) && !(l.Act < 0 && wording.Operative(p, 0) < 0 && l.Ref.Number == "") {
		x.own(heading)
	}
	x.editions()
	x.years(heading, f)
	slices.SortStableFunc(x.out, func(a, b archive.Effect) int { return a.Evidence.Start - b.Evidence.Start })
	return x.out
}

// complete gives mentions without a date that of the same act elsewhere in the text.
func (x *finder) complete() {
	dates := map[[2]string]archive.Date{}
	for _, c := range x.cites {
		if c.Number != "" && !c.Date.IsZero() {
			dates[[2]string{c.Kind, c.Number}] = c.Date
		}
	}
	for i := range x.mentions {
		if m := &x.mentions[i].Act; m.Date.IsZero() {
			m.Date = dates[[2]string{m.Kind, m.Number}]
		}
	}
}

// own finds what the document itself does.
func (x *finder) own(heading ruletext.Span) {
	var title []archive.Effect
	if heading.To > heading.From {
		x.statement(clause{from: heading.From, to: heading.To}, ruleTitle)
		title, x.out, x.seen = x.out, nil, map[key]int{}
	}
	x.stack = nil
	for _, c := range x.clauses(heading) {
		if x.p.Stopped() || len(x.out) >= maxEffects {
			break
		}
		x.clause(c)
	}
	for _, e := range title { // what the clauses say of the same act they say better
		if e.What == archive.EffectAmends || e.What != archive.EffectApproves && !x.affects(e.Act) {
			x.add(e)
		}
	}
	for i := range x.out {
		e := &x.out[i]
		if e.What == archive.EffectApproves || e.OfItself() {
			continue
		}
		if e.From.IsZero() {
			e.From = x.from
		}
		if e.Since.IsZero() {
			e.Since = x.since
		}
	}
}

// affects reports whether something is done to an act.
func (x *finder) affects(act archive.Citation) bool {
	return slices.ContainsFunc(x.out, func(e archive.Effect) bool { return e.Act.SameAct(act) })
}

// add adds an effect, and reports whether there is room for more.
func (x *finder) add(e archive.Effect) bool {
	e.Act.Evidence, e.Act.Date.Evidence = archive.Evidence{}, archive.Evidence{}
	k := key{e.What, e.Act.Kind, e.Act.Number + e.Act.Name, e.Act.Date.String(), e.By.Number + e.By.Date.String(), e.Part}
	if i, ok := x.seen[k]; ok {
		if o := &x.out[i]; o.From.IsZero() {
			o.From = e.From
		}
		return true
	}
	if len(x.out) >= maxEffects {
		return false
	}
	x.seen[k] = len(x.out)
	x.out = append(x.out, e)
	return true
}

// editions adds what acts are told to have amended.
func (x *finder) editions() {
	for _, m := range x.mentions {
		if !m.Edition || m.Act.Date.Day == 0 || m.Own || m.Act.SameAct(m.Of) { // no act is an edition of itself
			continue
		}
		by := m.Act
		by.Title = ""
		x.add(archive.Effect{What: archive.EffectAmends, Act: m.Of, By: by,
			Evidence: x.p.Evidence(ruleEdition, m.From, m.Next)})
	}
}

// years adds the end of a programme's years, which its title or passport tells.
func (x *finder) years(heading ruletext.Span, f *archive.Facts) {
	if len(f.Programs) == 0 || f.Programs[0].Role != "approves" && f.Programs[0].Role != "passport" {
		return
	}
	places := []archive.Evidence{x.p.Evidence("", heading.From, heading.To), f.Programs[0].Evidence}
	for _, e := range x.out {
		if e.What == archive.EffectApproves {
			places = append(places, e.Evidence)
		}
	}
	for _, at := range places {
		to := min(x.p.TokensBefore(at.End)+yearsBehind, len(x.p.Tokens))
		for k := x.p.TokensBefore(at.Start); k < to && at.End > 0; k++ {
			if y := x.lastYear(k); y > 0 {
				x.add(archive.Effect{What: archive.EffectLapses, Until: archive.Date{Year: y},
					Evidence: x.p.Evidence(ruleYears, k, k+4)})
				return
			}
		}
	}
}

// yearsBehind is how far behind a programme's name its years may stand, in tokens.
const yearsBehind = 8

// lastYear reads «2014-2016 годы», «с 2014 по 2016 год», «до 2016 года», «2014-2016 годы и на период до 2020 года»
// at token i: the last year, or 0.
func (x *finder) lastYear(i int) int {
	p := x.p
	word := func(k int) bool { return p.HasStem(k, "год", "гг") || p.At(k) == "г" }
	switch first := p.Year(i); {
	case p.At(i) == "до" && p.Year(i+1) > 0 && word(i+2):
		return p.Year(i + 1)
	case first > 0 && p.IsAny(i+1, "-", "по") && p.Year(i+2) >= first && word(i+3):
		return max(p.Year(i+2), x.horizon(i+4))
	case first > 0 && word(i+1):
		return x.horizon(i + 2)
	}
	return 0
}

// horizon reads at token i, behind years, how far a programme looks beyond them: «и на период до 2020 года», «и на
// перспективу до 2020 года»; 0 where it does not.
func (x *finder) horizon(i int) int {
	p := x.p
	for k := i; k < i+horizonTokens; k++ {
		switch {
		case p.IsAny(k, "до", "по") && p.HasStem(k-1, "период", "перспектив"):
			return p.Year(k + 1)
		case !p.IsAny(k, "и", "на", ".", "»", `"`) && !p.HasStem(k, "период", "перспектив", "плановый"):
			return 0
		}
	}
	return 0
}

// horizonTokens is how far behind a programme's years its horizon is told, in tokens: «гг.» и на плановый период до».
const horizonTokens = 8

// day reads a full date at token i.
func (x *finder) day(i int) (archive.Date, bool) {
	d, next := requisite.DateAt(x.p, i)
	d.Evidence = archive.Evidence{}
	return d, next > i && d.Day > 0
}

// text is what stands from token i to token j, on one line.
func (x *finder) text(i, j int) string {
	return strings.Join(strings.Fields(x.p.Slice(i, j)), " ")
}

// maxNameLength bounds in bytes what is kept of the name of what is approved.
const maxNameLength = 160

// approves adds what a clause approves, by the noun at token k.
func (x *finder) approves(kind string, k, to int, c clause) {
	name := wordform.FirstBytes(strings.TrimRight(x.text(k, to), " .;("), maxNameLength)
	x.add(archive.Effect{What: archive.EffectApproves, Act: archive.Citation{Kind: kind, Name: name},
		Evidence: x.p.Evidence(ruleClause, c.from, to)})
}

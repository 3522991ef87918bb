package issuer

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// A reading is a document that is asked for its issuer.
type reading struct {
	*Reader
	p    *ruletext.Page
	l    *layout.Layout
	site Site
	d    *archive.Document
}

// roles are those in which a document may name a body, by their names in the ranking of words.txt, which says what
// each is. Each reads the body that the document names in the role; one without Text is none.
var roles = map[string]func(*reading) Body{
	"head":      (*reading).head,
	"orders":    func(r *reading) Body { return r.preambleIssuer(r.p) },
	"told":      (*reading).told,
	"annex":     (*reading).annex,
	"titled":    (*reading).titled,
	"approver":  func(r *reading) Body { return r.approver(r.p) },
	"agent":     func(r *reading) Body { return r.agent(r.p) },
	"agenda":    func(r *reading) Body { return r.agenda(r.p, r.l) },
	"reporter":  func(r *reading) Body { return r.reporter(r.p, r.l) },
	"executor":  func(r *reading) Body { return r.executor(r.p) },
	"organiser": func(r *reading) Body { return r.organiser(r.p, organisers, true) },
	"customer":  (*reading).customer,
	"announcer": (*reading).whole,
	"part":      func(r *reading) Body { return r.announcer(r.p) },
	"letter":    (*reading).letter,
	"columns":   (*reading).columns,
	"heading":   (*reading).heading,
	"itself":    (*reading).itself,
	"board":     func(r *reading) Body { return r.board(r.p) },
	"closing":   func(r *reading) Body { return r.closing(r.p) },
	"mailed":    func(r *reading) Body { return r.mailed(r.p) },
	"signature": (*reading).signature,
	"staff":     func(r *reading) Body { return r.staff(r.p) },
	"newspaper": func(r *reading) Body { return newspaper(r.p, r.d) },
	"post":      func(r *reading) Body { return r.siteIssuer(r.p, r.site, r.d) },
	"owner":     (*reading).owner,
	"site":      (*reading).around,
}

// ranking is, by kind of document, in which roles it names its issuer, the one that decides first.
var ranking = func() map[string][]func(*reading) Body {
	m := map[string][]func(*reading) Body{}
	for _, line := range words.Pairs("ranking") {
		for _, kind := range strings.Fields(line.Key) {
			for _, name := range strings.Fields(line.Value) {
				role, ok := roles[name]
				if !ok {
					panic("issuer: ranking of " + kind + ": no role " + name)
				}
				m[kind] = append(m[kind], role)
			}
		}
	}
	return m
}()

// Keys of the ranking beside the kinds of documents.
const (
	rankedMail  = "mail"
	rankedOther = "other"
)

// Read reads the body that issued a document: the first that it names in the roles of the ranking for its kind.
func (e *Reader) Read(p *ruletext.Page, l *layout.Layout, site Site, d *archive.Document) Body {
	r := &reading{e, p, l, site, d}
	ranked, ok := ranking[l.Kind]
	if !ok {
		ranked = ranking[rankedOther]
	}
	if l.Rule == layout.RuleMail || layout.IsMail(d) {
		ranked = ranking[rankedMail]
	}
	for _, role := range ranked {
		if b := role(r); b.Text != "" {
			return e.completed(p, b)
		}
	}
	return Body{}
}

// completed is the body b with its place where only another line of the text tells it: «ДЕПАРТАМЕНТ ФИНАНСОВ» in a
// letterhead, «Департамент финансов Томской области» in a sentence.
func (e *Reader) completed(p *ruletext.Page, b Body) Body {
	if b.At.To > 0 || b.Hint || b.whole || b.to <= b.rest || IsRegional(b.Text) {
		return b
	}
	for k := b.to; k < p.TokensBefore(3000); k++ {
		if n := b.to - b.rest + 1; p.At(k) != p.At(b.rest-1) || !p.Capitalized(k) || !p.SameWords(k+1, b.rest, n-1) {
			continue
		}
		if o := e.issuerAfter(p, k, min(k+30, len(p.Tokens))); o.At.To > 0 || e.ofRegion(o) {
			o.rule = b.rule
			return o
		}
	}
	return b
}

// cut reports whether a document has neither the head of an act nor a stamp.
func (r *reading) cut() bool { return r.l.Act < 0 && r.l.Stamp < 0 }

// head reads the body in the head of an act or in a stamp; where the head is in two languages, the body that the act
// names where it begins to order.
func (r *reading) head() Body {
	b := r.headIssuer(r.p, r.l)
	if b.Text != "" && r.l.Stamp < 0 && b.bilingual(r.p) {
		if o := r.preambleIssuer(r.p); o.At.To > 0 || o.Text != "" && b.At.To == 0 {
			return o
		}
	}
	return b
}

// told reads the body that a text names with its place, or in full, where it decides: «Комиссия решила» does not tell
// whose.
func (r *reading) told() Body {
	if b := r.preambleIssuer(r.p); b.to != b.rest {
		return b
	}
	return Body{}
}

// annex reads the body in the stamps of annexes to an act whose head is cut off.
func (r *reading) annex() Body {
	if !r.cut() {
		return Body{}
	}
	return r.stampIssuer(r.p)
}

// whole reads the body that makes something known, unless it is a part of that whose site the notice is on.
func (r *reading) whole() Body {
	if b := r.announcer(r.p); !isPart(b) || !strings.Contains(r.d.URI, "#post") {
		return b
	}
	return Body{}
}

func (r *reading) letter() Body {
	if r.l.Act >= 0 {
		return Body{}
	}
	limit := len(r.p.Tokens)
	if !wording.NotAct[r.l.Kind] || r.l.Kind == "доклад" { // above its heading
		limit = r.l.Title
	}
	b := r.letterhead(r.p, true, limit)
	if isPart(b) && !b.Hint && layout.TellsVerb(r.p, b.from) {
		return Body{} // no letterhead, but a sentence: «Отдел экономики … объявляет приём»
	}
	return b
}

// customer reads the body of a municipality that buys; a school has others buy for it.
func (r *reading) customer() Body {
	if b := r.organiser(r.p, customers, false); b.At.To > 0 {
		return b
	}
	return Body{}
}

// isPart reports whether a body is a part of that whose site its notices are on.
func isPart(b Body) bool { return strings.HasPrefix(b.noun, "Отдел") }

func (r *reading) columns() Body {
	if !r.cut() {
		return Body{}
	}
	return r.letterhead(r.p, false, 0)
}

func (r *reading) heading() Body {
	if !r.cut() {
		return Body{}
	}
	return r.belowHeading(r.p, r.l.Title)
}

func (r *reading) signature() Body {
	if r.l.Stamp >= 0 {
		return Body{}
	}
	return r.signedIssuer(r.p, r.l.Kind, r.l.Act)
}

// owner reads the administration that a notice mentions below the name of its municipality.
func (r *reading) owner() Body {
	if r.ownerAbove(r.p, r.l.Title).To == 0 {
		return Body{}
	}
	return anyAdministration(r.p)
}

func (r *reading) around() Body {
	if r.l.Stamp >= 0 {
		return Body{}
	}
	return r.aroundIssuer(r.d, r.l.Kind)
}

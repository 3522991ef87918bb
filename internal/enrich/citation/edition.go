package citation

import (
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// reference is what stands around the date and number of an act.
type reference struct {
	noun    int    // token
	body    string // by which words issuerOf found who issued it
	title   string // as it is quoted
	edition bool   // it is told to have amended another act
	of      archive.Citation
	last    archive.Citation // the act that was added last
}

// fromTo are the ends of a range of numbers of acts, «№ 596–602», as a reference of the noun at hand has it.
func (c *citer) fromTo(kind, level, number string) (a, b int, ok bool) {
	first, last, ok := strings.Cut(number, "-")
	a, err1 := strconv.Atoi(first)
	b, err2 := strconv.Atoi(last)
	if !ok || err1 != nil || err2 != nil || a >= b || b-a >= 30 {
		return 0, 0, false
	}
	if level == ruletext.LevelFederal {
		return a, b, kind != "приказ"
	}
	many := pluralAct(c.p, c.ref.noun) && len(first) > 1 ||
		wordform.HasEnd(c.p.At(c.ref.noun), "ия") && len(first) > 2 // many, or of one
	return a, b, kind != "решение" && len(first) == len(last) && many
}

// addAct adds an act whose reference is being read, with what the text says of it around.
func (c *citer) addAct(x archive.Citation, from int, r requisite.Ref) {
	if x.Level != ruletext.LevelFederal {
		x.Title, x.Body = c.ref.title, archive.BodyOf(c.ref.body)
	}
	c.add(x, from, r.Next)
	c.mention(x, r.From, r.Next, false)
	c.ref.last = x
}

func (c *citer) mention(x archive.Citation, from, to int, own bool) {
	x.Date.Evidence = archive.Evidence{}
	c.mentions = append(c.mentions, Mention{Act: x, Noun: c.ref.noun, From: from, Next: to, Own: own,
		Edition: c.ref.edition, Of: c.ref.of})
}

// maxTitleLength bounds in bytes what is kept of a quoted title.
const maxTitleLength = 240

// titleOf is the title of an act that is quoted behind its number, or before its date.
func titleOf(p *ruletext.Page, noun, from int, r requisite.Ref) string {
	at := r.Next
	for p.IsAny(at, ",", "г", ".") && at < r.Next+2 {
		at++
	}
	if !ruletext.IsOpenQuote(p.At(at)) && r.From == from {
		for at = noun + 1; at < from && !ruletext.IsOpenQuote(p.At(at)); {
			at++
		}
	}
	if !ruletext.IsOpenQuote(p.At(at)) || !p.IsAny(at+1, "о", "об", "обо") {
		return ""
	}
	q := wording.QuoteAt(p, at)
	if q.End == 0 {
		return ""
	}
	return wordform.FirstBytes(strings.Join(strings.Fields(p.Slice(at+1, q.Inner)), " "), maxTitleLength)
}

// How far the list of acts that amended one goes in tokens, and how far one is from the next.
const (
	maxEditionsLength = 400
	editionGap        = 24
)

// editions reads at token i, behind the number of an act, which acts amended it: «(в ред. постановлений
// от 15.01.2015 № 23, от 30.12.2015 № 1711)».
func (c *citer) editions(i int) {
	p := c.p
	amended := c.ref
	if amended.last.Number == "" || amended.last.Level == ruletext.LevelFederal {
		return
	}
	k := i
	if q := wording.QuoteAt(p, k); q.End > 0 {
		k = q.End
	}
	if p.At(k) == "," {
		k++
	}
	c.editionsAt(k, amended.last, amended)
}

// ownEditions reads which acts amended the document's own, as its head says of an edition of it. Under the title of an
// act that changes another one, acts before its own day, and all where that is not known, amended the other one.
func (c *citer) ownEditions() {
	p := c.p
	if c.l.Act < 0 {
		return
	}
	changes := false // the title is of an act that changes another one
	for k := c.l.Act; k < min(c.l.Act+headTokens, len(p.Tokens)); k++ {
		if wording.IsOperative(p, k) {
			return
		}
		changes = changes || p.IsAny(k, "внесении", "признании", "отмене", "приостановлении", "продлении") &&
			p.IsAny(k-1, "о", "об")
		if p.At(k) == "(" && p.StartsLine(k) && !(changes && c.l.Ref.Date.Day == 0) {
			own := archive.Citation{Kind: c.l.Kind, Level: ruletext.LevelMunicipal, Date: c.l.Ref.Date}
			c.editionsAt(k, own, reference{noun: c.l.Act})
		}
	}
}

// headTokens is how far the head of an act goes, with its title.
const headTokens = 150

// editionsAt reads a list of acts that amended one at token i, where it begins.
func (c *citer) editionsAt(i int, of archive.Citation, amended reference) {
	p := c.p
	k, inside := i, p.At(i) == "("
	if inside {
		k++
	}
	if !(p.At(k) == "в" && p.HasStem(k+1, "ред") || inside && p.At(k) == "с" && p.HasStem(k+1, "изм", "дополн", "учет")) {
		return
	}
	kind, told := of.Kind, k
	defer func() { c.ref = amended }()
	c.ref = reference{noun: amended.noun, body: amended.body, edition: true}
	if of.Number != "" {
		c.ref.of = of
	}
	for end := k + maxEditionsLength; k < end && k < told+editionGap && k < len(p.Tokens); k++ {
		if q := wording.QuoteAt(p, k); inside && q.End > k {
			told, k = q.End, q.End-1
			continue
		}
		day, _ := requisite.DateAt(p, k)
		switch {
		case p.At(k) == ")" && inside, p.At(k) == ";" && !inside, ruletext.IsOpenQuote(p.At(k)) && !inside:
			return
		case p.HasStem(k, wording.ActStems...):
			if noun := nounKind(p.At(k)); noun != "" {
				kind, c.ref.noun = noun, k
			}
		case p.At(k) == "от", p.At(k) == "№", inside && day.Day > 0:
			r := requisite.RefAt(p, k)
			if r.Number == "" || r.Date.Day == 0 {
				continue
			}
			switch c.told[r.From] = kind + of.Level; {
			case c.own(r):
			case !before(r.Date, of.Date):
				c.addRef(kind, of.Level, r.From, r)
			case of.Number == "": // it amended the act that the title is about
				c.add(archive.Citation{Kind: kind, Number: r.Number, Date: r.Date, Level: of.Level}, r.From, r.Next)
			}
			told, k = r.Next, r.Next-1
		}
	}
}

// editionsBefore is where a list of acts that amended one begins whose noun is token i: «(в редакции
// постановления …»; -1 where it is no such noun.
func editionsBefore(p *ruletext.Page, i int) int {
	k := i - 1
	if p.At(k) == "." {
		k--
	}
	if p.HasStem(k, "ред") && p.At(k-1) == "в" && p.At(k-2) == "(" {
		return k - 2
	}
	return -1
}

// before reports whether a day is before that of an act, which it then did not amend: it is of the act
// that the act's own title names.
func before(d, act archive.Date) bool {
	a, _ := d.Span()
	b, _ := act.Span()
	return a < b
}

// nounKind is the kind of municipal acts that a noun tells.
func nounKind(noun string) string {
	for _, kind := range []string{"постановление", "решение", "распоряжение", "приказ"} {
		if strings.HasPrefix(noun, strings.TrimSuffix(kind, "е")) {
			return kind
		}
	}
	return ""
}

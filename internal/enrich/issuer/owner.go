package issuer

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// Site is what stands around a post and above it tell of the site that it is on.
type Site struct {
	Municipality territory.Municipality // whose site it is; To is 0 when that is not told
	Region       string                 // where that is, "" when it is not told
}

// siteBytes is how much of what stands beside a post tells whose site it is on.
const siteBytes = 600

// SiteOf reads whose site a post, or a notice on a page, is on: in the page's title, in what stands beside the text
// and in the lines above its heading.
func (e *Reader) SiteOf(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, d *archive.Document) Site {
	var out Site
	if l.Kind != wording.KindNews &&
		(l.Act >= 0 || l.Stamp >= 0 || !wording.NotAct[l.Kind] || d.Hints["page_title"] == "") {
		return out
	}
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		a := ruletext.NewPage(wordform.FirstBytes(around, siteBytes))
		m, ok := e.ownerOf(a)
		if !ok {
			continue
		}
		m.Aside = true
		out.Municipality, out.Region = m, adjacentRegion(e.RegionsIn(a, len(a.Tokens)), m)
		break
	}
	if out.Municipality.To == 0 {
		out.Municipality = e.ownerAbove(p, heading.From)
	}
	if out.Region == "" {
		out.Region = e.siteRegion(p, heading.From, d)
	}
	return out
}

// ownerOf reads the municipality whose site the text around a post is of.
func (e *Reader) ownerOf(p *ruletext.Page) (territory.Municipality, bool) {
	for i := range p.Tokens {
		if p.Stopped() {
			break
		}
		ofPaper := p.At(i-1) == "газета"                                    // «Заря - газета Лугового района»
		last := p.IsAny(i-1, "-", "|", "•", "·", "/", "»") && !p.Adjoins(i) // «Новости - Угличский район»
		if m, ok := e.MunicipalityAt(p, i); ok && (p.StartsLine(i) || ofSite(p, i-1) || ofPaper ||
			last && m.To >= p.LineEnd(i)-1) && len(e.Candidates(m)) > 0 {
			return m, true
		}
		if m, ok := e.townAt(p, i); ok && (siteWords(p, i) || ofSite(p, i-1)) { // «портал города Амурска»
			return m, true
		}
	}
	return territory.Municipality{}, false
}

// ownerAbove reads a municipality that is a whole line, or a site is said to be of, above the
// heading of a post that begins at token limit.
func (e *Reader) ownerAbove(p *ruletext.Page, limit int) territory.Municipality {
	for n, i := range p.Lines {
		if i >= limit || n > 6 {
			break
		}
		for k := i; k < p.LineEnd(i); k++ {
			m, ok := e.MunicipalityAt(p, k)
			if !ok || len(e.Candidates(m)) == 0 {
				continue
			}
			if k == i && (m.To >= p.LineEnd(i)-1 || len(onlyRegion(e.RegionsIn(p, p.LineEnd(i)))) > 0 &&
				p.LineEnd(i)-m.To < 4) || ofSite(p, k-1) {
				return m
			}
			break
		}
	}
	return territory.Municipality{}
}

// adjacentRegion is the region that is named right behind a municipality.
func adjacentRegion(regions []toponym.RegionMention, m territory.Municipality) string {
	for _, r := range regions {
		if r.From >= m.To && r.From <= m.To+4 {
			return r.Name
		}
	}
	return ""
}

// siteRegion is the only region that the page's title, else the head and the foot of what
// stands beside a post, or else the lines above it, name.
func (e *Reader) siteRegion(p *ruletext.Page, limit int, d *archive.Document) string {
	foot := d.Aside[max(0, len(d.Aside)-siteBytes):]
	foot = foot[strings.IndexByte(foot, '\n')+1:]
	for _, around := range []string{d.Hints["page_title"], wordform.FirstBytes(d.Aside, siteBytes) + "\n" + foot} {
		a := ruletext.NewPage(around)
		if name := onlyRegion(e.RegionsIn(a, len(a.Tokens))); name != "" {
			return name
		}
	}
	return onlyRegion(e.RegionsIn(p, limit))
}

// onlyRegion is the region that all mentions are of, "" for several or none.
func onlyRegion(regions []toponym.RegionMention) string {
	for _, r := range regions {
		if r.Name != regions[0].Name {
			return ""
		}
	}
	if len(regions) == 0 {
		return ""
	}
	return regions[0].Name
}

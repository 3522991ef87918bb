package record

import (
	"strings"

	"letopis/internal/archive"
)

// rank is how well a citation fits an act: first what agrees, then whether the titles do.
type rank struct {
	how   int // position in ways; 0: they do not fit
	title int // 1: titles agree; 0: one is not told; -1: they differ
}

// ways are what may agree, from nothing up, and how sure a citation so resolved is.
var ways = []struct {
	match string
	sure  float64
}{
	{}, {archive.MatchYear, 0.8}, {archive.MatchDay, 0.85}, {archive.MatchPlace, 0.95}, {archive.MatchIssuer, 0.99},
}

const (
	byYear = iota + 1
	byDay
	byPlace
	byIssuer
)

// severalSure is how sure a citation is that several acts fit as well.
const severalSure = 0.5

func (r rank) fits() bool { return r.how > 0 }

// better reports whether r fits better than another: by titles, where they decide.
func (r rank) better(than rank) bool {
	if r.title != than.title && r.how > byYear && than.how > byYear {
		return r.title > than.title
	}
	return r.how > than.how || r.how == than.how && r.title > than.title
}

// fit compares what is said of an act (cited, in a row of cites or effects) with an act.
func fit(cited *side, c Ref, act *side, a Ref) rank {
	if !sameKind(cited, act) || cited.Level == levelMunicipal && act.Body == archive.BodyGovernment ||
		cited.Body != "" && act.Body != "" && cited.Body != act.Body {
		return rank{}
	}
	mine, theirs := letters(cited.Number), letters(act.Number)
	if mine != theirs && mine != "" && theirs != "" {
		return rank{}
	}
	place := comparePlaces(cited.Place, act.Place)
	title := compareTitles(cited.Title, act.Title)
	switch {
	case c.Day != a.Day:
		if c.Issuer == "" || c.Issuer != a.Issuer || mine != theirs || title < 0 {
			return rank{}
		}
		return rank{byYear, title}
	case cited.Level == levelFederal:
		if act.Place != "" {
			return rank{}
		}
		return rank{byDay, title}
	case place == contradicts:
		return rank{}
	case c.Issuer != "" && c.Issuer == a.Issuer:
		return rank{byIssuer, title}
	case place == agrees && (c.Issuer == "" || a.Issuer == "" || cited.Body != act.Body):
		return rank{byPlace, title}
	}
	return rank{byDay, title}
}

const levelFederal = "federal"

// sameKind reports whether both are of one kind. An annex does not say of which its act is.
func sameKind(cited, act *side) bool {
	if act.Annex {
		return cited.Kind != act.Kind && cited.Kind != "закон"
	}
	return cited.Kind == act.Kind
}

// compareTitles reports whether two folded titles are one: 1, or not: -1; 0 where one is not told.
func compareTitles(a, b string) int {
	if a == "" || b == "" {
		return 0
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if strings.Contains(b, a) || sharedStart(a, b)*3 > len(a)*2 {
		return 1
	}
	return -1
}

// sharedStart is how many bytes two strings begin with in common.
func sharedStart(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// oneAct reports whether two documents with the same number are of one act: copies, or the act and
// its annex.
func oneAct(a *side, x Ref, b *side, y Ref) bool {
	if x.Day != y.Day || comparePlaces(a.Place, b.Place) == contradicts ||
		x.Issuer != "" && y.Issuer != "" && x.Issuer != y.Issuer {
		return false
	}
	if a.Annex || b.Annex {
		return a.Annex && b.Annex || letters(a.Number) == letters(b.Number)
	}
	return a.Kind == b.Kind && letters(a.Number) == letters(b.Number) && compareTitles(a.Title, b.Title) >= 0
}

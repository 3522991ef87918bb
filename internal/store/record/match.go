package record

import (
	"strings"

	"letopis/internal/archive"
)

// rank says how well a citation matches an act: first by what agrees, then by title.
type rank struct {
	how   int // index into ways; 0 means no match
	title int // 1: titles agree; 0: one is missing; -1: they differ
}

// matchLevels are the kinds of agreement, weakest first, with the confidence of a citation resolved that way.
var matchLevels = []struct {
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

// severalSure is the confidence of a citation that several acts match.
const severalSure = 0.5

func (r rank) fits() bool { return r.how > 0 }

// better reports whether r is a better match than another; titles take precedence if both matches are strong enough.
func (r rank) better(than rank) bool {
	if r.title != than.title && r.how > byYear && than.how > byYear {
		return r.title > than.title
	}
	return r.how > than.how || r.how == than.how && r.title > than.title
}

// rankMatch compares a reference to an act, with its row in cites or effects, to an act and its row.
func rankMatch(cited *side, c Ref, act *side, a Ref) rank {
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

// sameKind reports whether both are of the same kind. An annex does not say of which kind its act is.
func sameKind(cited, act *side) bool {
	if act.Annex {
		return cited.Kind != act.Kind && cited.Kind != "закон"
	}
	return cited.Kind == act.Kind
}

// compareTitles compares two folded titles: 1 if they agree, -1 if they differ, 0 if one is missing.
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

// sharedStart returns the length of the common prefix in bytes.
func sharedStart(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// oneAct reports whether two documents with the same number belong to one act, as copies or as the act and its annex.
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

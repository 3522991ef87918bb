package event

import (
	"cmp"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/townrole"
	"letopis/internal/enrich/wordform"
)

// city returns the id of the town where an event takes place: the one of the sentence that
// «в» or «г.» announces and stands nearest to the day, else that of «по адресу» behind it.
func (x *eventFinder) city(per *requisite.Period, s ruletext.Span) string {
	p, best, near := x.p, "", 1<<10
	if deferred(p, per) { // what follows says why: «в связи с неявкой: находится в Хабаровске»
		return ""
	}
	look := func(from, to int) {
		for k := from; k < to; k++ {
			if k > per.Next && p.HasKind(k, ruletext.Number) {
				if _, other := requisite.PointAt(p, k, false); other { // what follows is of another day
					break
				}
			}
			if k >= per.At && k < per.Next || !announcesPlace(p, per, k) {
				continue
			}
			off := per.At - k
			if k > per.At {
				off = k - per.Next
			}
			if off >= near {
				continue
			}
			if id := x.townAt(k); id != "" {
				best, near = id, off
			}
		}
	}
	look(s.From, s.To)
	if best != "" {
		return best
	}
	for k := s.To; k < s.To+40 && k < len(p.Tokens); k++ {
		if p.HasStem(k, "адрес") {
			look(k+1, min(k+12, len(p.Tokens)))
			break
		}
		if _, ok := requisite.PointAt(p, k, false); ok {
			break
		}
	}
	return best
}

// announcesPlace reports whether what stands before token k says that the town there is where
// something takes place: «в», «г.», a bracket, the comma behind the day.
func announcesPlace(p *ruletext.Page, per *requisite.Period, k int) bool {
	switch p.At(k - 1) {
	case "в", "во", "г", "городе", "город", "гор":
		return true
	case ".":
		return p.IsAny(k-2, "г", "гор")
	case "(":
		return p.StemWithin(k+1, 4, ",")
	case ",":
		return k-1 == per.Next && p.At(k+1) == ","
	}
	return partOfTown(p, k-1)
}

// partOfTown reports whether token i ends the name of a place in a town, whose name follows: «в городском парке
// Сердобска», «на набережной Мышкина».
func partOfTown(p *ruletext.Page, i int) bool {
	if !p.HasKind(i, ruletext.Word) || p.Capitalized(i) || !wordform.HasEnd(p.At(i), "е", "и", "ой") {
		return false
	}
	for k := i - 1; k > i-4 && p.HasKind(k, ruletext.Word); k-- {
		if p.IsAny(k, "в", "во", "на") {
			return true
		}
	}
	return false
}

// townAt returns the id of the document's town that is named at token k, "" when none is.
func (x *eventFinder) townAt(k int) string {
	names := x.e.Match(x.p, k)
	if len(names) == 0 {
		return ""
	}
	for _, m := range names {
		if x.e.Weigh(x.p, k, m) <= toponym.Perhaps {
			continue
		}
		id := x.e.Gazetteer.Cities[m.City].ID
		if slices.ContainsFunc(x.f.Cities, func(c archive.City) bool { return c.ID == id }) {
			return id
		}
	}
	return ""
}

// SetRoles gives the towns where the events take place their role, unless they are more to
// the document.
func SetRoles(f *archive.Facts) {
	for i := range f.Cities {
		c := &f.Cities[i]
		if c.Role == archive.RoleMentioned && slices.ContainsFunc(f.Events,
			func(ev archive.Event) bool { return ev.City == c.ID }) {
			c.Role = archive.RoleEvent
		}
	}
	slices.SortStableFunc(f.Cities,
		func(a, b archive.City) int { return cmp.Compare(townrole.Rank(a.Role), townrole.Rank(b.Role)) })
}

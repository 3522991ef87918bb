package server

import (
	"cmp"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// places are the document's, from the region down. chars is nil for hits, which have
// no evidence.
func places(f *archive.Facts, chars *runeIndex) []api.Place {
	out := make([]api.Place, len(f.Places))
	for i, p := range f.Places {
		out[i] = api.Place{ID: p.ID, Name: p.Name, Level: api.PlaceLevel(p.Level), Type: p.Type, Oktmo: p.OKTMO}
		if chars != nil {
			out[i].Rule = &f.Places[i].Evidence.Rule
			out[i].Offset, out[i].Length = chars.place(p.Evidence)
		}
	}
	return out
}

// events are what the document announces or tells of; see places for chars.
func events(f *archive.Facts, chars *runeIndex) []api.Event {
	out := make([]api.Event, len(f.Events))
	for i, e := range f.Events {
		out[i] = api.Event{From: e.From.String(), To: known(e.To.String()), What: known(e.What), City: known(e.City)}
		if chars != nil {
			out[i].Rule = &f.Events[i].Evidence.Rule
			out[i].Offset, out[i].Length = chars.place(e.Evidence)
		}
	}
	return out
}

// doubts say why fields are not determined.
func doubts(call *call, f *archive.Facts) map[string]api.Doubt {
	out := map[string]api.Doubt{}
	for field, d := range f.Doubts {
		out[field] = api.Doubt{Why: d.Why, Name: known(d.Name), Of: append([]string{}, d.Of...), Message: doubtText(call, d)}
	}
	return out
}

// doubtTexts say why a place is not determined; %s is what the text names.
var doubtTexts = map[string][2]string{
	archive.DoubtHomonyms: {"так называются несколько: «%s»", "several are called “%s”"},
	archive.DoubtAbsent:   {"в справочнике нет: «%s»", "not in the authority file: “%s”"},
	archive.DoubtForeign:  {"в другой стране: «%s»", "in another country: “%s”"},
	archive.DoubtSeveral:  {"текст о нескольких сразу", "the text is of several"},
}

func doubtText(call *call, d archive.Doubt) string {
	l, ok := doubtTexts[d.Why]
	if !ok {
		return d.Why
	}
	out := strings.ReplaceAll(call.pick(l[0], l[1]), "%s", d.Name)
	if of := slices.DeleteFunc(slices.Clone(d.Of), func(s string) bool { return s == "" }); len(of) > 0 {
		out += " (" + strings.Join(of, ", ") + ")"
	}
	return out
}

// own reports whether a document belongs to the town of a role, rather than naming it.
func own(role string) bool { return role != archive.RoleMentioned && role != archive.RoleEvent }

// levels names the levels of a town's documents: «Угличский район · 12», «город
// Углич · 5».
func (s *Server) levels(call *call, city string, f *index.Facet) []api.LevelCount {
	c, _ := s.o.Gazetteer.City(city)
	counts := map[string]int{}
	for _, v := range f.Values {
		counts[v.Value] = v.Count
	}
	counts[query.Missing] = f.Missing // about several towns
	var out []api.LevelCount
	for _, level := range append(slices.Clone(archive.Levels), query.Missing) {
		if counts[level] == 0 {
			continue
		}
		label := ""
		switch level {
		case archive.LevelRegion:
			label = c.Region
		case archive.LevelMunicipality:
			label = s.unitName(c.Municipality)
		case archive.LevelSettlement:
			label = s.unitName(c.Settlement)
		case archive.LevelTown:
			label = call.pick("город ", "town of ") + cmp.Or(c.Name, city)
		}
		out = append(out, api.LevelCount{Level: api.LevelCountLevel(level), Label: cmp.Or(label, levelLabel(call, level)), Count: counts[level]})
	}
	return out
}

// unitName is the name of a municipality or settlement, "" for one that is unknown.
func (s *Server) unitName(id string) string {
	u, _ := s.o.Gazetteer.Unit(id)
	return u.Name
}

var levelLabels = map[string][2]string{archive.LevelRegion: {"регион", "region"}, archive.LevelMunicipality: {"район или округ", "district or okrug"},
	archive.LevelSettlement: {"поселение", "settlement"}, archive.LevelTown: {"город", "town"}, query.Missing: {"не определено", "not determined"}}

func levelLabel(call *call, level string) string {
	l, ok := levelLabels[level]
	if !ok {
		return level
	}
	return call.pick(l[0], l[1])
}

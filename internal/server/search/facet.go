package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/request"
	"letopis/web"
)

// facet converts a facet and labels its values.
func (s *Service) facet(ctx context.Context, name string, f index.Facet, chosen []string) (api.Facet, error) {
	out := api.Facet{Values: make([]api.FacetValue, len(f.Values)),
		Other: f.Other, Missing: f.Missing, Distinct: f.Distinct}
	for i, v := range f.Values {
		var err error
		if out.Values[i], err = s.FacetValue(ctx, name, v); err != nil {
			return out, err
		}
		out.Values[i].Selected = slices.Contains(chosen, v.Value) ||
			name == "issuer" && slices.Contains(chosen, out.Values[i].Label)
	}
	if name == "source" {
		publicSources(&out)
	}
	return out, nil
}

// FacetValue labels a facet value in the language of the request in ctx.
func (s *Service) FacetValue(ctx context.Context, name string, v index.ValueCount) (out api.FacetValue, err error) {
	out = api.FacetValue{ID: v.Value, Count: v.Count}
	if name == "program" {
		p, err := s.o.Labels.Program(ctx, v.Value)
		out.Label, out.Note = cmp.Or(p.Name, v.Value), programNote(p)
		return out, err
	}
	out.Label, err = s.o.Labels.Label(ctx, name, v.Value)
	switch name {
	case "city":
		if c, ok := s.o.Labels.City(v.Value); ok {
			out.Note = c.Region
		}
	case "municipality", "settlement":
		if u, ok := s.o.Labels.Unit(v.Value); ok {
			out.Note = u.Region
			if name == "settlement" {
				out.Note = cmp.Or(s.o.Labels.UnitName(u.Parent), u.Region)
			}
		}
	case "level":
		out.Label = levelLabel(request.FromContext(ctx).Lang, v.Value)
	case "force":
		out.Label = request.FromContext(ctx).Lang.T("force." + v.Value)
	case "draft":
		out.Label = request.FromContext(ctx).Lang.T("draft." + v.Value)
	case "status":
		out.Label = statusLabel(request.FromContext(ctx).Lang, v.Value)
	}
	return out, err
}

// programNote returns what distinguishes programmes of the same name.
func programNote(p label.Program) string { return cmp.Or(p.Municipality, p.Region) }

var statusLabels = map[string][2]string{
	"ok": {"прочитан", "read"}, "partial": {"прочитан частично", "read in part"}, "empty": {"без текста", "without text"},
	"needs_ocr": {"снимок без распознавания", "picture of text"}, "encrypted": {"под паролем", "encrypted"},
	"unsupported": {"формат не читается", "unsupported format"},
	"corrupt":     {"повреждён", "damaged"}, "limit": {"сверх предела", "beyond a limit"},
	"failed": {"не прочитан", "not read"},
}

func statusLabel(lang web.Lang, status string) string {
	l, ok := statusLabels[status]
	if !ok {
		return status
	}
	return lang.Pick(l[0], l[1])
}

// FacetValues lists the values of a facet that have a word in their label beginning with prefix.
func (s *Service) FacetValues(
	ctx context.Context, name, prefix string, limit int, r query.Request,
) (*api.Facet, error) {
	r.Facets, r.CountOnly = []string{name}, true
	r.Limit, r.Offset, r.Cursor = 0, 0, ""
	r.FacetLimit = limit
	if prefix = strings.TrimSpace(prefix); prefix != "" {
		r.FacetLimit = -1
	}
	a, err := s.Ask(ctx, r)
	if err != nil {
		return nil, err
	}
	f, err := s.facet(ctx, name, a.Facets[0], r.Filters[name].Any)
	if err != nil || prefix == "" {
		return &f, err
	}
	match := label.PrefixMatcher(prefix)
	f.Values = slices.DeleteFunc(f.Values, func(v api.FacetValue) bool { return !match(v.Label) })
	f.Distinct, f.Other = len(f.Values), 0
	if len(f.Values) > limit {
		for _, v := range f.Values[limit:] {
			f.Other += v.Count
		}
		f.Values = f.Values[:limit]
	}
	return &f, nil
}

// Levels labels the levels of a town's documents: «Угличский район · 12», «город Углич · 5».
func (s *Service) Levels(lang web.Lang, city string, f *index.Facet) []api.LevelCount {
	c, _ := s.o.Labels.City(city)
	counts := map[string]int{}
	for _, v := range f.Values {
		counts[v.Value] = v.Count
	}
	counts[query.Missing] = f.Missing // documents on several towns
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
			label = s.o.Labels.UnitName(c.Municipality)
		case archive.LevelSettlement:
			label = s.o.Labels.UnitName(c.Settlement)
		case archive.LevelTown:
			label = lang.Pick("город ", "town of ") + cmp.Or(c.Name, city)
		}
		out = append(out, api.LevelCount{Level: api.LevelCountLevel(level), Label: cmp.Or(label, levelLabel(lang, level)),
			Count: counts[level]})
	}
	return out
}

var levelLabels = map[string][2]string{archive.LevelRegion: {"регион", "region"},
	archive.LevelMunicipality: {"район или округ", "district or okrug"},
	archive.LevelSettlement:   {"поселение", "settlement"}, archive.LevelTown: {"город", "town"},
	query.Missing: {"не определено", "not determined"}}

func levelLabel(lang web.Lang, level string) string {
	l, ok := levelLabels[level]
	if !ok {
		return level
	}
	return lang.Pick(l[0], l[1])
}

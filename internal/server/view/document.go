package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/web"
)

// Document converts d in full, except for its Deadlines, which take longer.
func (s *Service) Document(ctx context.Context, d *archive.Document) (*api.Document, error) {
	links, err := s.o.Store.Links(ctx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("reading what %s refers to: %w", d.ID, err)
	}
	f, lang := &d.Facts, request.FromContext(ctx).Lang
	chars := NewRuneIndex(d.Text)
	out := &api.Document{Hit: s.Hit(d), DocumentDetail: api.DocumentDetail{
		Status: api.DocumentDetailStatus(d.Status), Reason: Nullable(Reason(lang, d)), Issuer: Nullable(f.Issuer.Text),
		IssuerID: Nullable(f.Issuer.ID), Origin: SourceName(d.Source),
		IngestedAt: d.Ingested.UTC(), ModifiedAt: NullableTime(d.Modified), FetchedAt: NullableTime(d.Fetched),
		CitedBy: append([]string{}, links.CitedBy...), CitiesMentioned: []api.City{},
		ProgramsMentioned: []api.Program{}, Cites: []api.Citation{},
		Force: force(d, &links), Deeds: deeds(links.Deeds), Effects: effects(f, links.Cites, chars),
		Copies: append([]string{}, links.Copies...), Namesakes: append([]string{}, links.Namesakes...),
		Dates:    []api.DatedRole{},
		Evidence: map[string]api.Evidence{}, Doubts: doubts(lang, f),
		Edited: append([]string{}, f.Edited...), Pages: make([]int, len(d.Pages)),
	}}
	out.Text, out.Masked = d.Text, d.Hidden
	for i, p := range d.Pages {
		out.Pages[i] = chars.At(p)
	}
	out.Places, out.Events = places(f, chars), events(f, chars)
	out.Cities = out.Cities[:0]
	for _, c := range f.Cities {
		offset, length := chars.place(c.Evidence)
		city := api.City{ID: c.ID, Oktmo: c.OKTMO, Name: c.Name, Region: c.Region, Role: api.CityRole(c.Role),
			Rule: &c.Evidence.Rule, Offset: offset, Length: length}
		if IsOwn(c.Role) {
			out.Cities = append(out.Cities, city)
		} else {
			out.CitiesMentioned = append(out.CitiesMentioned, city)
		}
	}
	out.Programs = out.Programs[:0]
	for _, p := range f.Programs {
		offset, length := chars.place(p.Evidence)
		program := api.Program{ID: p.ID, Name: p.Name, Role: api.ProgramRole(p.Role), Level: Nullable(p.Level),
			Rule: &p.Evidence.Rule, Offset: offset, Length: length}
		if p.Role == archive.ProgramMentions {
			out.ProgramsMentioned = append(out.ProgramsMentioned, program)
		} else {
			out.Programs = append(out.Programs, program)
		}
	}
	out.Cites = citations(links.Cites, chars)
	for _, date := range f.Dates {
		offset, length := chars.place(date.Evidence)
		out.Dates = append(out.Dates, api.DatedRole{Date: date.String(), Role: date.Role, Rule: date.Evidence.Rule,
			Offset: offset, Length: length})
	}
	for name, v := range map[string]archive.Value{"title": f.Title, "kind": f.Kind, "number": f.Number,
		"issuer":       f.Issuer.Value,
		"municipality": f.Municipality, "region": f.Region, "date": {Text: f.Date.String(), Evidence: f.Date.Evidence}} {
		if v.Text == "" {
			continue
		}
		offset, length := chars.place(v.Evidence)
		out.Evidence[name] = api.Evidence{Rule: v.Evidence.Rule, Offset: offset, Length: length}
	}
	if f.IsDraft() {
		offset, length := chars.place(f.Draft)
		out.Evidence["draft"] = api.Evidence{Rule: f.Draft.Rule, Offset: offset, Length: length}
	}
	return out, nil
}

// citations converts citations, including the documents of the archive that they refer to.
func citations(cites []archive.Citation, chars *RuneIndex) []api.Citation {
	out := make([]api.Citation, len(cites))
	for i, c := range cites {
		offset, length := chars.place(c.Evidence)
		out[i] = api.Citation{Kind: c.Kind, Number: Nullable(c.Number), Name: Nullable(c.Name),
			Date:   Nullable(c.Date.String()),
			Level:  Nullable(c.Level),
			Target: Nullable(c.Target), Match: Nullable(c.Match), Rule: c.Evidence.Rule, Offset: offset, Length: length}
		if c.Confidence > 0 {
			out[i].Confidence = &c.Confidence
		}
	}
	return out
}

// doubts explains why fields are undetermined.
func doubts(lang web.Lang, f *archive.Facts) map[string]api.Doubt {
	out := map[string]api.Doubt{}
	for field, d := range f.Doubts {
		out[field] = api.Doubt{Why: d.Why, Name: Nullable(d.Name), Of: append([]string{}, d.Of...),
			Message: DoubtText(lang, d)}
	}
	return out
}

// doubtTexts explain why a value is undetermined; %s is the name in the text.
var doubtTexts = map[string][2]string{
	archive.DoubtHomonyms: {"так называются несколько: «%s»", "several are called “%s”"},
	archive.DoubtAbsent:   {"в справочнике нет: «%s»", "not in the authority file: “%s”"},
	archive.DoubtForeign:  {"в другой стране: «%s»", "in another country: “%s”"},
	archive.DoubtSeveral:  {"текст о нескольких сразу", "the text is of several"},
	archive.DoubtBlank:    {"в тексте оставлено пустое место: «%s»", "the text leaves it blank: “%s”"},
}

// DoubtText explains why a value is undetermined.
func DoubtText(lang web.Lang, d archive.Doubt) string {
	l, ok := doubtTexts[d.Why]
	if !ok {
		return d.Why
	}
	out := strings.ReplaceAll(lang.Pick(l[0], l[1]), "%s", d.Name)
	if of := slices.DeleteFunc(slices.Clone(d.Of), func(s string) bool { return s == "" }); len(of) > 0 {
		out += " (" + strings.Join(of, ", ") + ")"
	}
	return out
}

// places converts the places of a document, from the region down. chars is nil for hits, which have no evidence.
func places(f *archive.Facts, chars *RuneIndex) []api.Place {
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

// events converts the events of a document; see places for chars.
func events(f *archive.Facts, chars *RuneIndex) []api.Event {
	out := make([]api.Event, len(f.Events))
	for i, e := range f.Events {
		out[i] = api.Event{From: e.From.String(), To: Nullable(e.To.String()), What: Nullable(e.What), City: Nullable(e.City)}
		if chars != nil {
			out[i].Rule = &f.Events[i].Evidence.Rule
			out[i].Offset, out[i].Length = chars.place(e.Evidence)
		}
	}
	return out
}

// Reason explains why a document was not read, or not completely, and what to do; for documents from older versions
// always in Russian.
func Reason(lang web.Lang, d *archive.Document) string {
	if lang == web.English && len(d.Causes) > 0 {
		return reason.English(d.Causes)
	}
	return d.Reason
}

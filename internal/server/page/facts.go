package page

import (
	"cmp"
	"context"
	"net/url"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/request"
	"letopis/web"
)

// facts lists what is known about a document, each value with its evidence.
func (s *Service) facts(ctx context.Context, call *request.Call, d *archive.Document, full *api.Document) []web.Fact {
	lang := call.Lang
	f := &d.Facts
	value := func(text, href string, e archive.Evidence, note string) web.FactValue {
		return factValue(lang, text, href, e, note)
	}
	one := func(name, text, href string, e archive.Evidence) web.Fact {
		out := web.Fact{Name: name}
		if text != "" {
			out.Values = []web.FactValue{value(text, href, e, "")}
		}
		return out
	}
	search := func(k, v string) string { return at(lang, "/search", url.Values{k: {v}}) }
	out := []web.Fact{
		one(lang.T("facet.kind"), label.Kind(lang, f.Kind.Text), search("kind", f.Kind.Text), f.Kind.Evidence),
		one(lang.T("doc.number"), f.Number.Text, "", f.Number.Evidence),
		one(lang.T("doc.date"), lang.Date(f.Date.String()), "", f.Date.Evidence),
	}
	about, mentioned := web.Fact{Name: lang.T("facet.city")}, web.Fact{Name: lang.T("doc.mentioned")}
	for _, c := range f.Cities {
		v := value(c.Name, at(lang, "/c/"+c.ID, nil), c.Evidence, lang.T("role."+c.Role))
		switch c.Role {
		case archive.RoleMentioned:
			v.Note = ""
			mentioned.Values = append(mentioned.Values, v)
		case archive.RoleEvent:
			mentioned.Values = append(mentioned.Values, v)
		default:
			about.Values = append(about.Values, v)
		}
	}
	out = append(out, s.placeFacts(call, f)...)
	out = append(out, about)
	if e := s.eventFact(lang, f); len(e.Values) > 0 {
		out = append(out, e)
	}
	if f.Issuer.Text != "" {
		out = append(out, one(lang.T("facet.issuer"), f.Issuer.Text, search("issuer", f.Issuer.Key()), f.Issuer.Evidence))
	}
	programs, pm := web.Fact{Name: lang.T("facet.program")}, web.Fact{Name: lang.T("doc.pmentioned")}
	for _, p := range f.Programs {
		v := value(p.Name, at(lang, "/p/"+p.ID, nil), p.Evidence, lang.T("role."+p.Role))
		if p.Role == archive.ProgramMentions {
			v.Note = ""
			pm.Values = append(pm.Values, v)
		} else {
			programs.Values = append(programs.Values, v)
		}
	}
	out = append(out, programs)
	others := web.Fact{Name: lang.T("doc.dates")}
	for _, x := range f.Dates {
		if x.Role != "" && x.Role != "own" && x.String() != f.Date.String() {
			others.Values = append(others.Values, value(lang.Date(x.String()), "", x.Evidence, lang.T("daterole."+x.Role)))
		}
	}
	for _, x := range []web.Fact{mentioned, pm, others} {
		if len(x.Values) > 0 {
			out = append(out, x)
		}
	}
	return append(out, one(lang.T("doc.ingested"), lang.Date(full.IngestedAt.Format("2006-01-02")), "", archive.Evidence{}))
}

// howFound tells how a value was found that has no place in the text.
func howFound(lang web.Lang, rule string) string {
	switch rule {
	case "", "none":
		return ""
	case "hint", "mail-date", "page-date":
		return lang.T("doc.fromfile")
	}
	return lang.T("doc.fromwording")
}

// formatNames are what people call media types.
var formatNames = map[string]string{
	"text/plain": "TXT", "text/html": "HTML", "text/csv": "CSV", "application/pdf": "PDF", "application/rtf": "RTF", "message/rfc822": "EML", "multipart/related": "MHTML",
	"application/msword": "DOC", "application/vnd.ms-excel": "XLS", "application/vnd.ms-powerpoint": "PPT",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   "DOCX",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "XLSX",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
	"application/vnd.oasis.opendocument.text":                                   "ODT",
	"application/vnd.oasis.opendocument.spreadsheet":                            "ODS",
	"application/vnd.oasis.opendocument.presentation":                           "ODP",
}

// formatName is the name of a format for people, the media type itself for others.
func formatName(media string) string { return cmp.Or(formatNames[media], media) }

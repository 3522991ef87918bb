package document

import (
	"cmp"
	"net/url"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/view"
	"letopis/web"
)

// facts lists the facts of a document, each value with its evidence.
func (s Service) facts(lang web.Lang, d *archive.Document) []web.Fact {
	f := &d.Facts
	search := func(k, v string) string { return frame.URL(lang, "/search", url.Values{k: {v}}) }
	out := []web.Fact{
		oneFact(lang, lang.T("facet.kind"), lang.Kind(f.Kind.Text), search("kind", f.Kind.Text), f.Kind.Evidence),
		doubted(lang, f, "number", oneFact(lang, lang.T("doc.number"), f.Number.Text, "", f.Number.Evidence)),
		doubted(lang, f, "date", oneFact(lang, lang.T("doc.date"), lang.Date(f.Date.String()), "", f.Date.Evidence)),
	}
	if f.IsDraft() {
		out = append(out, oneFact(lang, lang.T("doc.draft"), lang.T("doc.draft."+f.Draft.Rule), "", f.Draft))
	}
	about, mentioned := cityFacts(lang, f)
	out = append(out, s.placeFacts(lang, f)...)
	out = append(out, about)
	if e := s.eventFact(lang, f); len(e.Values) > 0 {
		out = append(out, e)
	}
	if i := f.Issuer; i.Text != "" {
		out = append(out, oneFact(lang, lang.T("facet.issuer"), i.Text, search("issuer", i.Key()), i.Evidence))
	}
	programs, mentionedPrograms := programFacts(lang, f)
	out = append(out, programs)
	for _, x := range []web.Fact{mentioned, mentionedPrograms, otherDates(lang, f)} {
		if len(x.Values) > 0 {
			out = append(out, x)
		}
	}
	ingested := lang.Date(d.Ingested.UTC().Format(time.DateOnly))
	return append(out, oneFact(lang, lang.T("doc.ingested"), ingested, "", archive.Evidence{}))
}

// doubted adds to a fact why its value is undetermined or incomplete.
func doubted(lang web.Lang, f *archive.Facts, field string, fact web.Fact) web.Fact {
	d, ok := f.Doubts[field]
	if !ok {
		return fact
	}
	if len(fact.Values) == 0 {
		fact.Values = []web.FactValue{{Text: lang.T("facet.missing")}}
	}
	fact.Values[0].Note = "— " + view.DoubtText(lang, d)
	return fact
}

// oneFact returns a fact with one value, or none if text is empty.
func oneFact(lang web.Lang, name, text, href string, e archive.Evidence) web.Fact {
	out := web.Fact{Name: name}
	if text != "" {
		out.Values = []web.FactValue{factValue(lang, text, href, e, "")}
	}
	return out
}

// cityFacts returns the towns a document belongs to and those it merely mentions.
func cityFacts(lang web.Lang, f *archive.Facts) (about, mentioned web.Fact) {
	about.Name, mentioned.Name = lang.T("facet.city"), lang.T("doc.mentioned")
	for _, c := range f.Cities {
		v := factValue(lang, c.Name, frame.URL(lang, "/c/"+c.ID, nil), c.Evidence, lang.T("role."+c.Role))
		switch {
		case view.IsOwn(c.Role):
			about.Values = append(about.Values, v)
			continue
		case c.Role == archive.RoleMentioned:
			v.Note = ""
		}
		mentioned.Values = append(mentioned.Values, v)
	}
	return about, mentioned
}

// programFacts returns the programmes a document concerns and those it merely mentions.
func programFacts(lang web.Lang, f *archive.Facts) (programs, mentioned web.Fact) {
	programs.Name, mentioned.Name = lang.T("facet.program"), lang.T("doc.pmentioned")
	for _, p := range f.Programs {
		v := factValue(lang, p.Name, frame.URL(lang, "/p/"+p.ID, nil), p.Evidence, lang.T("role."+p.Role))
		if p.Role == archive.ProgramMentions {
			v.Note = ""
			mentioned.Values = append(mentioned.Values, v)
		} else {
			programs.Values = append(programs.Values, v)
		}
	}
	return programs, mentioned
}

// otherDates returns all dates except the document's own.
func otherDates(lang web.Lang, f *archive.Facts) web.Fact {
	out := web.Fact{Name: lang.T("doc.dates")}
	for _, x := range f.Dates {
		if x.Role != "" && x.Role != "own" && x.String() != f.Date.String() {
			out.Values = append(out.Values,
				factValue(lang, lang.Date(x.String()), "", x.Evidence, lang.T("daterole."+x.Role)))
		}
	}
	return out
}

// howFound explains how a value without a place in the text was found.
func howFound(lang web.Lang, rule string) string {
	switch rule {
	case "", "none":
		return ""
	case "hint", "mail-date", "page-date":
		return lang.T("doc.fromfile")
	}
	return lang.T("doc.fromwording")
}

// formatNames are the display names of media types.
var formatNames = map[string]string{
	"text/plain": "TXT", "text/html": "HTML", "text/csv": "CSV", "application/pdf": "PDF", "application/rtf": "RTF",
	"message/rfc822": "EML", "multipart/related": "MHTML",
	"application/msword": "DOC", "application/vnd.ms-excel": "XLS", "application/vnd.ms-powerpoint": "PPT",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   "DOCX",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "XLSX",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
	"application/vnd.oasis.opendocument.text":                                   "ODT",
	"application/vnd.oasis.opendocument.spreadsheet":                            "ODS",
	"application/vnd.oasis.opendocument.presentation":                           "ODP",
}

// formatName returns the display name of a media type, or the type itself.
func formatName(media string) string { return cmp.Or(formatNames[media], media) }

package page

import (
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/follow"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// reasonLines lists reasons why documents were not read, or not completely, with counts and remedies.
func reasonLines(lang web.Lang, counts map[string]int) []string {
	var out []string
	for _, r := range reason.All {
		if n := counts[r.Code]; n > 0 {
			words := r.RU
			if lang == web.English {
				words = r.EN
			}
			out = append(out, lang.Number(n)+" — "+words.General())
		}
	}
	return out
}

// about describes the contents of the archive and lists what could not be read.
func (s Service) about(c *gin.Context, call *request.Call) error {
	lang := call.Lang
	st, err := s.Catalog.Stats(call.Context())
	if err != nil {
		return err
	}
	status, err := s.Catalog.Status(call.Context(), aboutFiles)
	if err != nil {
		return err
	}
	d := web.About{Page: s.Page(call, lang.T("about.title")), Lead: lang.T("about.lead"), Stats: statsView(lang, st),
		Version: "Letopis " + status.Version}
	if status.Outdated > 0 {
		d.Outdated = lang.T("about.outdated") + " " + lang.Number(status.Outdated) + "."
	}
	if status.ReadOnly {
		d.Notices = append(d.Notices, lang.T("about.read_only"))
	} else if status.Failure != "" {
		d.Notices = append(d.Notices, lang.T("about.failure"))
	}
	if follows, err := follow.StatusOf(call.Context(), s.Store); err != nil {
		return err
	} else if n := follows.Mail + follows.Webhooks; n > 0 {
		d.Notices = append(d.Notices, lang.T("about.follows")+" "+lang.Number(n)+".")
	}
	if s.Counts {
		d.Privacy = lang.T("about.searches")
	}
	for _, src := range status.Sources {
		if src.Documents == 0 && src.UnreadableTotal == 0 {
			continue // all of it was removed
		}
		v := web.SourceView{Name: src.Name, UnreadableTotal: src.UnreadableTotal}
		line := lang.Count(src.Documents, "document")
		if src.From != nil && src.To != nil {
			line += ", " + lang.Date(*src.From) + " — " + lang.Date(*src.To)
		}
		v.Lines = append(v.Lines, line)
		all, troubled := url.Values{"source": {src.Name}, "sort": {"date"}}, 0
		for _, name := range []archive.Status{archive.StatusPartial, archive.StatusEmpty, archive.StatusNeedsOCR,
			archive.StatusEncrypted, archive.StatusUnsupported, archive.StatusCorrupt, archive.StatusLimit} {
			if n := src.Statuses[string(name)]; n > 0 {
				v.Lines = append(v.Lines, view.Capitalize(lang.T("status."+string(name)))+": "+lang.Number(n))
				all.Add("status", string(name))
				troubled += n
			}
		}
		v.Lines = append(v.Lines, reasonLines(lang, src.Reasons)...)
		if troubled > 0 && src.UnreadableTotal > len(src.Unreadable) {
			v.More = &web.Link{Text: lang.T("facet.all") + " (" + lang.Number(troubled) + ")",
				Href: frame.URL(lang, "/search", all)}
		}
		if src.UpdatedAt != nil {
			v.Lines = append(v.Lines, lang.Pick("обновлён ", "updated ")+lang.Date(src.UpdatedAt.Format(time.DateOnly)))
		}
		for _, u := range src.Unreadable {
			x := web.UnreadableView{Link: web.Link{Text: u.URI, Note: u.Reason}, Status: lang.T("status." + u.Status)}
			if u.ID != nil {
				x.Href = frame.URL(lang, "/d/"+*u.ID, nil)
			}
			v.Unreadable = append(v.Unreadable, x)
		}
		d.Sources = append(d.Sources, v)
	}
	return s.Render(c, d)
}

package desk

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/intake"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// sources shows each source with its size, its age, and the time of its next ingestion if the server knows.
func (s *Service) sources(c *gin.Context, call *request.Call, who session) error {
	lang := call.Lang
	list, err := s.Store.Sources(call.Context())
	if err != nil {
		return err
	}
	d := web.DeskSources{Desk: s.page(call, who, lang.T("desk.sources"))}
	for _, src := range list {
		x := web.DeskSource{Name: view.SourceName(src.Name), Documents: lang.Count(src.Documents, "document"),
			Next: lang.T("desk.sources.outside")}
		unread := src.Failures
		for _, status := range unreadStatuses {
			unread += src.Statuses[status]
		}
		if unread > 0 {
			x.Unread = fmt.Sprintf(lang.T("desk.sources.unread"), lang.Number(unread))
		}
		if !src.Updated.IsZero() {
			x.Updated, x.Age = moment(lang, src.Updated), age(lang, src.Updated, call.Started)
		}
		if every, ok := s.Watched[src.Name]; ok {
			x.Next = fmt.Sprintf(lang.T("desk.sources.watched"), lang.Count(int(every/time.Minute), "minute"))
		} else if src.Name == intake.Source && s.Inbox != nil {
			x.Next = lang.T("desk.sources.sent")
		}
		d.Sources = append(d.Sources, x)
	}
	return s.Render(c, d)
}

// age returns how many local days ago something happened, in words.
func age(lang web.Lang, at, now time.Time) string {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.Local().Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	days := int(midnight(now).Sub(midnight(at)) / (24 * time.Hour))
	if days <= 0 {
		return lang.T("desk.sources.today")
	}
	return fmt.Sprintf(lang.T("desk.sources.ago"), lang.Count(days, "day"))
}

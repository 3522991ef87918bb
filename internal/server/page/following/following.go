// Package following lets people follow a search: through feeds, or by e-mail with private links to confirm, view and
// end subscriptions.
package following

import (
	"cmp"
	"errors"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/follow"
	"letopis/internal/server/admission"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/web"
)

// Service serves pages on followed searches. It is safe for concurrent use.
type Service struct {
	*frame.Frame
	limiter *admission.RateLimiter
}

// Rate limit of sign-ups per client: a burst, and one more every so many seconds.
const (
	signUps     = 10
	signUpEvery = 360
)

// New returns a Service.
func New(f *frame.Frame) Service {
	return Service{f, admission.NewRateLimiter(1.0/signUpEvery, signUps)}
}

// Routes registers the pages.
func (s Service) Routes(r gin.IRoutes) {
	check := s.Respond.Handle(func(_ *gin.Context, call *request.Call) error {
		return s.Spec.Search().Check(call.Values)
	})
	s.Get(r, "/follow", s.form, check)
	r.POST("/follow", frame.Language, check, private, s.Respond.Handle(s.signUp))
	respond.Get(r, "/follow/:token", frame.Language, private, s.Respond.Handle(s.show))
	r.POST("/follow/:token", frame.Language, private, s.Respond.Handle(s.change))
}

// private keeps personal pages out of caches, and their URLs out of the Referer of other sites.
func private(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Header("Referrer-Policy", "no-referrer")
}

// conditions returns the parameters of a call that select documents.
func conditions(call *request.Call) url.Values {
	v := request.Conditions(call.Values)
	v.Del("sort")
	return v
}

// page returns the form for the search of a call.
func (s Service) page(call *request.Call) (web.Follow, error) {
	lang, v := call.Lang, conditions(call)
	name, err := s.Labels.SearchName(call.Context(), lang, v.Get("q"), v, request.Search(v))
	d := web.Follow{Page: s.Page(call, lang.T("follow.title")), Name: name, Mail: s.Follow != nil && s.Follow.Mail,
		Action: frame.URL(lang, "/follow", v), Every: archive.FollowDaily,
		Back: web.Link{Href: frame.URL(lang, "/search", v), Text: lang.T("follow.back")},
		Feeds: []web.Link{{Href: frame.URL(lang, "/search.atom", v), Text: lang.T("tools.feed")},
			{Href: frame.URL(lang, "/search.json", v), Text: "JSON Feed"}}}
	d.NoIndex, d.Canonical, d.Alternates = true, "", nil
	return d, err
}

func (s Service) form(c *gin.Context, call *request.Call) error {
	d, err := s.page(call)
	if err != nil {
		return err
	}
	return s.Render(c, d)
}

// signUp accepts an address. The response does not reveal who follows what.
func (s Service) signUp(c *gin.Context, call *request.Call) error {
	d, err := s.page(call)
	if err != nil {
		return err
	}
	if !d.Mail {
		return problem.Problem{Code: problem.NoPage, RU: "Письма этот архив не рассылает.",
			EN: "This archive sends no letters."}
	}
	if wait := s.limiter.Wait(call.Client); wait > 0 {
		return problem.Problem{Code: problem.TooMany, Retry: int(wait.Seconds()) + 1}
	}
	d.Email, d.Every = c.PostForm("email"), cmp.Or(c.PostForm("every"), d.Every)
	if c.PostForm("do") == "manage" {
		err = s.Follow.Manage(call.Context(), d.Email)
	} else {
		// Only what can be searched can be followed.
		r := request.Search(conditions(call))
		r.Among, r.CountOnly = []string{}, true
		if _, err := s.Search.Ask(call.Context(), r); err != nil {
			return err
		}
		err = s.Follow.Mailed(call.Context(), d.Email, conditions(call), d.Every, string(call.Lang))
	}
	switch {
	case errors.Is(err, archive.ErrInvalid):
		d.Error = call.Lang.T("follow.bad")
	case errors.Is(err, follow.ErrFull):
		return problem.Problem{Code: problem.Busy, Retry: 3600}
	case err != nil:
		return err
	case c.PostForm("do") == "manage":
		d.Done = call.Lang.T("follow.asked_manage")
	default:
		d.Done = call.Lang.T("follow.asked")
	}
	return s.Render(c, d)
}

// show shows the subscriptions that the link in a letter refers to. It changes nothing, because mail programs may
// prefetch links.
func (s Service) show(c *gin.Context, call *request.Call) error {
	return s.render(c, call, "")
}

func (s Service) render(c *gin.Context, call *request.Call, done string) error {
	lang := call.Lang
	d := web.Followed{Page: s.Page(call, lang.T("follow.yours")), Done: done,
		Action: frame.URL(lang, call.Request.URL.Path, nil)}
	d.NoIndex, d.Canonical, d.Alternates = true, "", nil
	if s.Follow == nil {
		return s.Render(c, d)
	}
	f, all, err := s.Follow.Of(call.Context(), c.Param("token"))
	if errors.Is(err, archive.ErrNotFound) {
		return s.Render(c, d)
	}
	if err != nil {
		return err
	}
	d.Address = f.To
	if !f.Confirmed {
		d.Waiting, all = true, []archive.Follow{f}
	}
	for _, x := range all {
		v, err := url.ParseQuery(x.Query)
		if err != nil {
			return err
		}
		name, err := s.Labels.SearchName(call.Context(), lang, v.Get("q"), v, request.Search(v))
		if err != nil {
			return err
		}
		item := web.FollowedSearch{ID: x.ID, Link: web.Link{Href: frame.URL(lang, "/search", v),
			Text: cmp.Or(name, lang.T("follow.everything"))}, Every: lang.T("follow." + x.Every)}
		if x.Suspended {
			item.Note = lang.T("follow.suspended")
		}
		d.Searches = append(d.Searches, item)
	}
	slices.SortStableFunc(d.Searches, func(a, b web.FollowedSearch) int { // the one that the link refers to comes first
		return bool2int(b.ID == f.ID) - bool2int(a.ID == f.ID)
	})
	return s.Render(c, d)
}

func bool2int(b bool) int {
	if b {
		return 1
	}
	return 0
}

// change confirms, ends or erases subscriptions. A one-click unsubscribe by a mail program (RFC 8058) ends the
// subscription that the letter was about.
func (s Service) change(c *gin.Context, call *request.Call) error {
	if s.Follow == nil {
		return problem.Problem{Code: problem.NoPage}
	}
	token, do := c.Param("token"), c.PostForm("do")
	if c.PostForm("List-Unsubscribe") == "One-Click" {
		do = "stop"
	}
	var err error
	done := call.Lang.T("follow.done." + do)
	switch do {
	case "confirm":
		err = s.Follow.Confirm(call.Context(), token)
		if errors.Is(err, archive.ErrNotFound) {
			err, done = nil, ""
		}
	case "stop":
		err = s.Follow.Stop(call.Context(), token, c.PostForm("id"))
	case "erase":
		err = s.Follow.Erase(call.Context(), token)
	default:
		return problem.Problem{Code: problem.BadBody, Param: "do"}
	}
	if err != nil {
		return err
	}
	return s.render(c, call, done)
}

// Package desk is the workplace of archive staff in the browser: they sign in with a key or through a sign-in service,
// add files, correct metadata and remove documents. It calls the same functions as the commands. Read Service.Routes
// first; session.go has the sessions.
package desk

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/intake"
	"letopis/internal/server/admission"
	"letopis/internal/server/openid"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/web"
)

// Backend is what the desk does to the archive beside corrections.
type Backend struct {
	// Inbox takes files; nil: none can be added.
	Inbox *intake.Inbox
	// Edits lists the corrections of a document as they were made, without hiding personal data; nil: nothing that was
	// done to many can be taken back.
	Edits func(ctx context.Context, id string) ([]archive.Edit, error)
	// Watched are the sources that the server takes in by itself, by their names, and how often it looks at them beside
	// taking in what appears.
	Watched map[string]time.Duration
	// Remove removes documents for good, and returns how many there were.
	Remove func(ctx context.Context, why archive.Takedown, ids ...string) (int, error)
	// OpenID signs people in by the service of their organisation, which they know as ServiceName; nil: keys alone do.
	OpenID      *openid.Service
	ServiceName string
	// Secret seals sessions. Servers of one secret accept each other's.
	Secret []byte
}

// Service is the desk. It is safe for concurrent use.
type Service struct {
	*frame.Frame
	Backend
	Keys     *admission.Keys
	Failures *admission.Failures
	ReadOnly func() bool // reports whether nothing can be written now
}

// handler answers a request of somebody who is signed in.
type handler func(c *gin.Context, call *request.Call, who session) error

// route is a page or a deed of the desk.
type route struct {
	method, path string
	scope        string
	do           handler
}

// routes are all that need a session.
func (s *Service) routes() []route {
	return []route{
		{http.MethodGet, "/desk", admission.ScopeRead, s.start},
		{http.MethodPost, "/desk/out", admission.ScopeRead, s.signOut},
		{http.MethodGet, "/desk/suggest", admission.ScopeEdit, s.suggest},
		{http.MethodGet, "/desk/d/:id", admission.ScopeEdit, s.document},
		{http.MethodPost, "/desk/d/:id", admission.ScopeEdit, s.correct},
		{http.MethodPost, "/desk/d/:id/remove", admission.ScopeAdmin, s.remove},
		{http.MethodGet, "/desk/unread", admission.ScopeRead, s.unread},
		{http.MethodGet, "/desk/sources", admission.ScopeRead, s.sources},
		{http.MethodGet, "/desk/audit", admission.ScopeAdmin, s.auditPage},
		{http.MethodGet, "/desk/takedowns", admission.ScopeAdmin, s.takedowns},
		{http.MethodPost, "/desk/many", admission.ScopeEdit, s.many},
		{http.MethodGet, "/desk/many", admission.ScopeRead, backTo("/desk")},
		{http.MethodGet, "/desk/many/:deed/back", admission.ScopeEdit, backTo("/desk/many/:deed")},
		{http.MethodGet, "/desk/d/:id/remove", admission.ScopeEdit, backTo("/desk/d/:id")},
		{http.MethodGet, "/desk/add/:batch/close", admission.ScopeRead, backTo("/desk/add/:batch")},
		{http.MethodGet, "/desk/many/:deed", admission.ScopeEdit, s.showBulkEdit},
		{http.MethodPost, "/desk/many/:deed/back", admission.ScopeEdit, s.revertBulkEdit},
		{http.MethodGet, "/desk/add", admission.ScopeEdit, s.add},
		{http.MethodPost, "/desk/add", admission.ScopeEdit, s.receiveForm},
		{http.MethodPost, "/desk/batches", admission.ScopeEdit, s.beginBatch},
		{http.MethodGet, "/desk/add/:batch", admission.ScopeRead, s.batch},
		{http.MethodPost, "/desk/add/:batch/files", admission.ScopeEdit, s.announce},
		{http.MethodPatch, "/desk/add/:batch/files/:number", admission.ScopeEdit, s.receivePiece},
		{http.MethodPost, "/desk/add/:batch/close", admission.ScopeEdit, s.closeBatch},
	}
}

// backTo redirects to the page with the form when somebody reloads or shares the address of an answer to a form, or
// switches its language: what was sent is not in the address.
func backTo(page string) handler {
	return func(c *gin.Context, call *request.Call, _ session) error {
		at := page
		for _, p := range c.Params {
			at = strings.ReplaceAll(at, ":"+p.Key, url.PathEscape(p.Value))
		}
		c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, at, nil))
		return nil
	}
}

// Waits reports whether a request is answered outside the turn of requests: it takes as long as others do, the line of
// who sends files or the service that signs people in, and little of a processor.
func Waits(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, servicePath) || Streams(r)
}

// Streams reports whether a request sends files.
func Streams(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.Path == "/desk/add" ||
		r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/desk/add/")
}

// Routes adds the desk.
func (s *Service) Routes(r gin.IRoutes) {
	respond.Get(r, "/desk/in", private, frame.Language, s.Respond.Handle(s.signInPage))
	if s.OpenID != nil {
		r.GET(servicePath, private, frame.Language, s.Respond.Handle(s.beginService))
		r.GET(ReturnPath, private, frame.Language, s.Respond.Handle(s.endService))
	}
	r.POST("/desk/in", private, frame.Language, s.Respond.Handle(s.signIn))
	for _, x := range s.routes() {
		handlers := []gin.HandlerFunc{private, frame.Language, s.Respond.Handle(s.authorized(x))}
		if x.method == http.MethodGet {
			respond.Get(r, x.path, handlers...)
		} else {
			r.Handle(x.method, x.path, handlers...)
		}
	}
}

// private keeps what the desk answers out of caches and indexes, and other sites from knowing whence a link came.
func private(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "same-origin") // Origin is looked at
}

// authorized lets in who is signed in and may do it; a deed needs the token of the session, too.
func (s *Service) authorized(x route) respond.Handler {
	return func(c *gin.Context, call *request.Call) error {
		who, ok := s.session(call)
		if !ok {
			if x.method != http.MethodGet {
				return problem.Problem{Code: problem.KeyRequired, RU: "Вход устарел: войдите ещё раз.",
					EN: "You are not signed in any more: sign in again."}
			}
			c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk/in", nil))
			return nil
		}
		if !who.key.Allows(x.scope) {
			return problem.Problem{Code: problem.Forbidden}
		}
		if x.method != http.MethodGet {
			if !sameSite(call.Request) {
				return crossSite()
			}
			// The form of files has its token in its first part, as it is not read before its files are received.
			if x.path != "/desk/add" && !who.holds(s.tokenOf(call)) {
				return crossSite()
			}
			if s.ReadOnly() && x.path != "/desk/out" {
				return problem.Problem{Code: problem.ReadOnly}
			}
		}
		return x.do(c, call, who)
	}
}

// ErrOff says how the desk is switched on.
var ErrOff = problem.Problem{Code: problem.NoPage,
	RU: "Рабочее место выключено: в настройках архива нет ни ключей (server.keys), ни службы входа (oidc.issuer), " +
		"или он открыт только для чтения.",
	EN: "The desk is off: neither keys (server.keys) nor a sign-in service (oidc.issuer) are configured, or the " +
		"archive is read-only."}

func crossSite() error {
	return problem.Problem{Code: problem.Forbidden,
		RU: "Форма устарела или пришла с другого сайта: откройте страницу заново и повторите.",
		EN: "The form is out of date, or of another site: open the page again and repeat."}
}

// sameSite reports whether a request comes from our own pages, as far as browsers tell.
func sameSite(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin := r.Header.Get("Origin")
	_, host, found := strings.Cut(origin, "://")
	return origin == "" || found && host == r.Host
}

// tokenOf is the token that a form or a script sends.
func (s *Service) tokenOf(call *request.Call) string {
	if t := call.Request.Header.Get("X-Desk-Token"); t != "" {
		return t
	}
	return call.Request.PostFormValue("token")
}

// page is what all pages of the desk show.
func (s *Service) page(call *request.Call, who session, title string) web.Desk {
	p := s.Page(call, title)
	p.NoIndex, p.Canonical, p.Alternates = true, "", nil
	d := web.Desk{Page: p, Who: who.key.Name, Token: who.token}
	for _, path := range []string{"/desk", "/desk/add", "/desk/unread", "/desk/sources", "/desk/audit",
		"/desk/takedowns"} {
		if who.key.Allows(s.scopeOf(path)) {
			words := "desk." + strings.TrimPrefix(strings.TrimPrefix(path, "/desk"), "/")
			if path == "/desk" {
				words = "desk.start"
			}
			d.Tabs = append(d.Tabs, web.NavLink{Link: web.Link{Href: frame.URL(call.Lang, path, nil),
				Text: call.Lang.T(words)}, Current: call.Request.URL.Path == path})
		}
	}
	return d
}

// scopeOf is what the page of a path needs.
func (s *Service) scopeOf(path string) string {
	all := s.routes()
	return all[slices.IndexFunc(all, func(x route) bool { return x.path == path })].scope
}

// holds compares a token with that of the session.
func (w session) holds(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(w.token)) == 1
}

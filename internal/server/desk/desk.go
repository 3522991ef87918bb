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

// Backend is what the desk needs to change the archive, apart from corrections.
type Backend struct {
	// Inbox receives files; nil if uploads are disabled.
	Inbox *intake.Inbox
	// Edits lists the corrections of a document as stored, without masking; nil if bulk edits cannot be reverted.
	Edits func(ctx context.Context, id string) ([]archive.Edit, error)
	// Watched are the sources that the server ingests by itself, by name, with the interval of full scans in addition
	// to watching for changes.
	Watched map[string]time.Duration
	// Remove permanently removes documents and returns their number.
	Remove func(ctx context.Context, why archive.Takedown, ids ...string) (int, error)
	// OpenID signs people in through their organisation's service, displayed as ServiceName; nil if only keys are
	// accepted.
	OpenID      *openid.Service
	ServiceName string
	// Secret signs sessions. Servers with the same secret accept each other's.
	Secret []byte
}

// Service is the desk. It is safe for concurrent use.
type Service struct {
	*frame.Frame
	Backend
	Keys     *admission.Keys
	Failures *admission.Failures
	ReadOnly func() bool // reports whether the archive is currently read-only
}

// handler handles a request of a signed-in person.
type handler func(c *gin.Context, call *request.Call, who session) error

// route is a page or an action of the desk.
type route struct {
	method, path string
	scope        string
	do           handler
}

// routes returns all routes that need a session.
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

// backTo redirects to the page with the form if somebody reloads or shares the URL that a form was posted to, or
// switches the language there.
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

// Waits reports whether a request bypasses the scheduler: uploads and the sign-in service take as long as a remote
// party does, and little CPU.
func Waits(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, servicePath) || Streams(r)
}

// Streams reports whether a request uploads files.
func Streams(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.Path == "/desk/add" ||
		r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/desk/add/")
}

// Routes registers the desk.
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

// private keeps responses of the desk out of caches and search engines, and its URLs out of the Referer of other
// sites.
func private(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "same-origin") // sameSite needs the Origin header
}

// authorized checks that a person is signed in with the required scope; actions also need the token of the session.
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
			// The upload form has its token in its first part, because it is read only as the files arrive.
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

// ErrOff says how to enable the desk.
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

// sameSite reports whether a request comes from our own pages, as far as the browser says.
func sameSite(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin := r.Header.Get("Origin")
	_, host, found := strings.Cut(origin, "://")
	return origin == "" || found && host == r.Host
}

// tokenOf returns the token sent by a form or script.
func (s *Service) tokenOf(call *request.Call) string {
	if t := call.Request.Header.Get("X-Desk-Token"); t != "" {
		return t
	}
	return call.Request.PostFormValue("token")
}

// page returns what all pages of the desk show.
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

// scopeOf returns the scope that a page needs.
func (s *Service) scopeOf(path string) string {
	all := s.routes()
	return all[slices.IndexFunc(all, func(x route) bool { return x.path == path })].scope
}

// holds compares a token with that of the session in constant time.
func (w session) holds(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(w.token)) == 1
}

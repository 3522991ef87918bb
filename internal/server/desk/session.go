package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/web"
)

// sessionTime is how long a session lasts, regardless of activity.
const sessionTime = 8 * time.Hour

// session is a signed-in person.
type session struct {
	key   admission.Key
	token string // CSRF token of the forms in this session
}

// edits reports whether the person may correct documents.
func (w session) edits() bool { return w.key.Allows(admission.ScopeEdit) }

// seal returns an HMAC of a text for a purpose.
func (s *Service) seal(purpose, text string) string {
	h := hmac.New(sha256.New, s.Secret)
	h.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// sealed reports whether mark is the HMAC of a text.
func (s *Service) sealed(mark, purpose, text string) bool {
	return hmac.Equal([]byte(mark), []byte(s.seal(purpose, text)))
}

// issue returns a cookie value: the name of the key, the time, and an HMAC over both and the key, so that the session
// ends when the key is removed or replaced.
func (s *Service) issue(k admission.Key, at time.Time) string {
	head := base64.RawURLEncoding.EncodeToString([]byte(k.Name)) + "." + strconv.FormatInt(at.Unix(), 10)
	return head + "." + s.seal("session", head+"\x00"+k.SHA256)
}

// session returns the session of a request from its cookie.
func (s *Service) session(call *request.Call) (session, bool) {
	cookie, err := call.Request.Cookie(s.cookieName())
	if err != nil {
		return session{}, false
	}
	fresh := func(at time.Time) bool {
		age := call.Started.Sub(at)
		return age <= sessionTime && age >= -time.Minute
	}
	if strings.HasPrefix(cookie.Value, servicePrefix) {
		k, at, ok := s.serviceSession(cookie.Value)
		return session{k, s.seal("token", cookie.Value)}, ok && fresh(at)
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) != 3 {
		return session{}, false
	}
	name, err := base64.RawURLEncoding.DecodeString(parts[0])
	issued, numErr := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || numErr != nil {
		return session{}, false
	}
	at := time.Unix(issued, 0)
	if !fresh(at) {
		return session{}, false
	}
	for _, k := range s.Keys.Named(string(name)) {
		if hmac.Equal([]byte(cookie.Value), []byte(s.issue(k, at))) {
			return session{k, s.seal("token", cookie.Value)}, true
		}
	}
	return session{}, false
}

// secure reports whether the archive is served by https only.
func (s *Service) secure() bool { return strings.HasPrefix(s.Addresses.Base(), "https://") }

// cookieName returns a name with the prefix by which browsers restrict a cookie to the host and https, if possible.
func (s *Service) cookieName() string {
	if s.secure() {
		return "__Host-letopis-desk"
	}
	return "letopis-desk"
}

func (s *Service) setCookie(c *gin.Context, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: s.cookieName(), Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: s.secure(), SameSite: http.SameSiteStrictMode})
}

// signInPage asks for a key.
func (s *Service) signInPage(c *gin.Context, call *request.Call) error {
	return s.renderSignIn(c, call, http.StatusOK, "")
}

func (s *Service) renderSignIn(c *gin.Context, call *request.Call, status int, wrong string) error {
	d := s.page(call, session{}, call.Lang.T("desk.sign_in"))
	d.Tabs, d.Error = nil, wrong
	page := web.DeskSignIn{Desk: d, Action: frame.URL(call.Lang, "/desk/in", nil), Keys: len(s.Keys.Names()) > 0}
	if s.OpenID != nil {
		page.Service, page.ServiceName = frame.URL(call.Lang, servicePath, nil), s.ServiceName
	}
	return s.RenderStatus(c, status, page)
}

// signIn accepts a key. Failures are throttled as those of the API are.
func (s *Service) signIn(c *gin.Context, call *request.Call) error {
	if !sameSite(call.Request) {
		return crossSite()
	}
	text := strings.TrimSpace(call.Request.PostFormValue("key"))
	if text == "" {
		return s.renderSignIn(c, call, http.StatusUnprocessableEntity, call.Lang.T("desk.no_key"))
	}
	key, err := s.Keys.Check(call, text)
	if err != nil {
		return err
	}
	if key == nil {
		return s.renderSignIn(c, call, http.StatusUnauthorized, call.Lang.T("desk.wrong_key"))
	}
	s.Log.Info("desk: signed in", "request", call.ID, "key", key.Name)
	if err := s.audit(call, *key, archive.DidSignIn, "", ""); err != nil {
		return err
	}
	s.setCookie(c, s.issue(*key, call.Started), int(sessionTime/time.Second))
	c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk", nil))
	return nil
}

// audit records an action in the audit log.
func (s *Service) audit(call *request.Call, key admission.Key, did, doc, detail string) error {
	return s.Store.AddAudit(call.Context(), archive.AuditEntry{At: call.Started.UTC(), By: key.Name, Did: did, Doc: doc,
		Detail: detail, Client: call.Client.String()})
}

// signOut ends the session in this browser.
func (s *Service) signOut(c *gin.Context, call *request.Call, who session) error {
	s.Log.Info("desk: signed out", "request", call.ID, "key", who.key.Name)
	s.setCookie(c, "", -1)
	if err := s.audit(call, who.key, archive.DidSignOut, "", ""); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk/in", nil))
	return nil
}

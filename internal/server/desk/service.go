package desk

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/openid"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/web"
)

// Paths where a sign-in through the organisation's service begins and returns.
const (
	servicePath = "/desk/in/service"
	ReturnPath  = "/desk/in/service/back"
)

// signInTime is how long somebody may take to sign in at the service.
const signInTime = 10 * time.Minute

// attemptCookie is the name of the cookie with the state of a sign-in.
func (s *Service) attemptCookie() string { return s.cookieName() + "-attempt" }

func (s *Service) setAttempt(c *gin.Context, value string, age int) {
	// Lax, because the service redirects back from another site.
	http.SetCookie(c.Writer, &http.Cookie{Name: s.attemptCookie(), Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: s.secure(), SameSite: http.SameSiteLaxMode})
}

// beginService redirects to the service.
func (s *Service) beginService(c *gin.Context, call *request.Call) error {
	address, attempt, err := s.OpenID.Begin(call.Context())
	if err != nil {
		return s.serviceFailed(c, call, err)
	}
	raw, err := json.Marshal(attempt)
	if err != nil {
		return err
	}
	head := base64.RawURLEncoding.EncodeToString(raw) + "." + strconv.FormatInt(call.Started.Unix(), 10)
	s.setAttempt(c, head+"."+s.seal("attempt", head), int(signInTime/time.Second))
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

// attempt returns the pending sign-in of a request from its cookie, or the zero Attempt, which matches nothing.
func (s *Service) attempt(call *request.Call) (a openid.Attempt) {
	cookie, err := call.Request.Cookie(s.attemptCookie())
	if err != nil {
		return a
	}
	i := strings.LastIndexByte(cookie.Value, '.')
	if i < 0 || !s.sealed(cookie.Value[i+1:], "attempt", cookie.Value[:i]) {
		return a
	}
	text, at, _ := strings.Cut(cookie.Value[:i], ".")
	begun, err := strconv.ParseInt(at, 10, 64)
	if err != nil || call.Started.Sub(time.Unix(begun, 0)) > signInTime {
		return a
	}
	if raw, err := base64.RawURLEncoding.DecodeString(text); err == nil {
		_ = json.Unmarshal(raw, &a) // authenticated above
	}
	return a
}

// endService completes a sign-in when the service redirects back.
func (s *Service) endService(c *gin.Context, call *request.Call) error {
	v := call.Request.URL.Query() // raw values, without the normalisation of form fields
	who, err := s.OpenID.Finish(call.Context(), s.attempt(call), openid.Return{State: v.Get("state"), Code: v.Get("code"),
		Issuer: v.Get("iss"), Error: v.Get("error")})
	s.setAttempt(c, "", -1)
	if err != nil {
		return s.serviceFailed(c, call, err)
	}
	key := admission.Key{Name: who.Name, Scopes: who.Scopes}
	if !key.Allows(admission.ScopeRead) {
		s.Log.Warn("desk: who signed in by the service has no role", "request", call.ID, "subject", who.Subject)
		return s.renderSignIn(c, call, http.StatusForbidden, call.Lang.T("desk.service.no_role")+" "+who.Name)
	}
	s.Log.Info("desk: signed in", "request", call.ID, "key", key.Name)
	if err := s.audit(call, key, archive.DidSignIn, "", ""); err != nil {
		return err
	}
	value, err := s.issueService(key, call.Started)
	if err != nil {
		return err
	}
	s.setCookie(c, value, int(sessionTime/time.Second))
	// A redirect would count as cross-site, and the browser would withhold the strict session cookie.
	next := frame.URL(call.Lang, "/desk", nil)
	c.Header("Refresh", "0; url="+next)
	d := s.page(call, session{}, call.Lang.T("desk.sign_in"))
	d.Tabs = nil
	return s.Render(c, web.DeskSignedIn{Desk: d, Next: next})
}

// serviceFailed shows why the sign-in failed next to the form for keys.
func (s *Service) serviceFailed(c *gin.Context, call *request.Call, err error) error {
	s.Log.Warn("desk: signing in by the service", "request", call.ID, "client", call.Client, "error", err)
	switch {
	case errors.Is(err, openid.ErrUnavailable):
		return s.renderSignIn(c, call, http.StatusServiceUnavailable, call.Lang.T("desk.service.down"))
	case errors.Is(err, openid.ErrRefused):
		if !s.ReadOnly() {
			s.Failures.Note(call.Client)
		}
		return s.renderSignIn(c, call, http.StatusUnauthorized, call.Lang.T("desk.service.refused"))
	}
	return err
}

// bearer is the content of the cookie of somebody who signed in through the service.
type bearer struct {
	Name   string   `json:"n"`
	Scopes []string `json:"s"`
}

// servicePrefix begins cookies of service sessions; those of keys have no dot there.
const servicePrefix = "service."

// issueService returns the cookie value for a service session. It becomes invalid if the settings that determine
// roles change.
func (s *Service) issueService(k admission.Key, at time.Time) (string, error) {
	raw, err := json.Marshal(bearer{k.Name, k.Scopes})
	head := servicePrefix + base64.RawURLEncoding.EncodeToString(raw) + "." + strconv.FormatInt(at.Unix(), 10)
	return head + "." + s.seal("service", head+"\x00"+s.OpenID.Fingerprint()), err
}

// serviceSession returns who signed in through the service and when, from an authenticated cookie.
func (s *Service) serviceSession(value string) (admission.Key, time.Time, bool) {
	i := strings.LastIndexByte(value, '.')
	if s.OpenID == nil || i < 0 || !s.sealed(value[i+1:], "service", value[:i]+"\x00"+s.OpenID.Fingerprint()) {
		return admission.Key{}, time.Time{}, false
	}
	text, at, _ := strings.Cut(strings.TrimPrefix(value[:i], servicePrefix), ".")
	var b bearer
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &b)
	}
	issued, numErr := strconv.ParseInt(at, 10, 64)
	b.Scopes = slices.DeleteFunc(b.Scopes, func(s string) bool { return !slices.Contains(admission.Scopes, s) })
	return admission.Key{Name: b.Name, Scopes: b.Scopes}, time.Unix(issued, 0), err == nil && numErr == nil
}

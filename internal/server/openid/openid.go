// Package openid signs people in through a service of their organisation with OpenID Connect: the code flow with
// PKCE, state and nonce. It determines who somebody is and what they may do; sessions are left to the caller.
package openid

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config describes the service and who may do what.
type Config struct {
	Issuer       string // its URL, which tokens contain
	ClientID     string
	ClientSecret string   // empty for a public client
	Redirect     string   // the URL that it redirects back to
	Scopes       []string // requested in addition to "openid"; nil means "profile" and "email"
	Claim        string   // of the token, with the groups of a person; "a.b" is b nested in a
	Roles        []Role
}

// Role grants a scope to a group or a person.
type Role struct {
	Subject bool // Value is a person (claim "sub") rather than a group
	Value   string
	Scope   string // the scope granted
}

// ParseRole parses "group=NAME:SCOPE" or "subject=ID:SCOPE".
func ParseRole(s string) (Role, error) {
	kind, rest, ok := strings.Cut(s, "=")
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 1 || i == len(rest)-1 || kind != "group" && kind != "subject" {
		return Role{}, fmt.Errorf("%q is not group=NAME:SCOPE or subject=ID:SCOPE", s)
	}
	return Role{Subject: kind == "subject", Value: rest[:i], Scope: rest[i+1:]}, nil
}

// Person is somebody the service has authenticated.
type Person struct {
	Name    string // display name, unique because it includes the subject
	Subject string
	Scopes  []string // scopes granted by roles; may be empty
}

// Attempt is the state of a sign-in between its two requests, kept in the browser.
type Attempt struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
}

// Errors of signing in. Errors of other origin wrap neither.
var (
	ErrUnavailable = errors.New("the sign-in service does not answer")
	ErrRefused     = errors.New("the sign-in service does not vouch for this")
)

// Limits on the service's response time and size.
const (
	requestTimeout   = 10 * time.Second
	maxResponseBytes = 1 << 20
)

// Service signs people in. It is safe for concurrent use.
type Service struct {
	c      Config
	client *http.Client

	reaching sync.Mutex     // held while requesting provider
	provider *oidc.Provider // nil until the service has been reached
	failed   error          // the last error of reaching it
	failedAt time.Time      // time of that error

	mu        sync.Mutex
	used      [2]map[string]bool
	usedSince time.Time // when used[0] was started
}

// New returns a Service, which makes no requests before the first sign-in.
func New(c Config) *Service {
	client := &http.Client{Timeout: requestTimeout, Transport: limitedTransport{http.DefaultTransport}}
	return &Service{c: c, client: client,
		used: [2]map[string]bool{{}, {}}}
}

// Fingerprint changes with the settings that determine who may do what.
func (s *Service) Fingerprint() string {
	return fmt.Sprintf("%q %q %q %+v", s.c.Issuer, s.c.ClientID, s.c.Claim, s.c.Roles)
}

// limitedTransport limits the size of response bodies.
type limitedTransport struct{ http.RoundTripper }

func (l limitedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		w.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(w.Body, maxResponseBytes), w.Body}
	}
	return w, err
}

// retryAfter is how long an unreachable service is not tried again.
const retryAfter = 2 * time.Second

// reach fetches the service's configuration once; until that succeeds, each sign-in tries again.
func (s *Service) reach(ctx context.Context) (*oidc.Provider, error) {
	s.reaching.Lock()
	defer s.reaching.Unlock()
	if s.provider != nil {
		return s.provider, nil
	}
	if s.failed != nil && time.Since(s.failedAt) < retryAfter {
		return nil, s.failed
	}
	p, err := oidc.NewProvider(ctx, s.c.Issuer)
	if err != nil {
		s.failed, s.failedAt = fmt.Errorf("%w: %w", ErrUnavailable, err), time.Now()
		return nil, s.failed
	}
	s.provider = p
	return p, nil
}

func (s *Service) oauth(p *oidc.Provider) *oauth2.Config {
	scopes := s.c.Scopes
	if len(scopes) == 0 {
		scopes = []string{"profile", "email"}
	}
	return &oauth2.Config{ClientID: s.c.ClientID, ClientSecret: s.c.ClientSecret, Endpoint: p.Endpoint(),
		RedirectURL: s.c.Redirect, Scopes: append([]string{oidc.ScopeOpenID}, scopes...)}
}

// Begin returns the URL at which a person signs in, and the state needed when they return.
func (s *Service) Begin(ctx context.Context) (string, Attempt, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, s.client), requestTimeout)
	defer cancel()
	p, err := s.reach(ctx)
	if err != nil {
		return "", Attempt{}, err
	}
	a := Attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return s.oauth(p).AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), a, nil
}

// Return is what the service appends to the return URL.
type Return struct{ State, Code, Issuer, Error string }

// Finish returns who came back. An attempt can be finished only once, whatever the outcome. ErrRefused: the service
// does not confirm that this person just signed in for us; ErrUnavailable: it cannot be reached.
func (s *Service) Finish(ctx context.Context, a Attempt, r Return) (Person, error) {
	switch {
	case a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(r.State)) != 1:
		return Person{}, fmt.Errorf("%w: another state", ErrRefused)
	case !s.useOnce(a.State):
		return Person{}, fmt.Errorf("%w: this sign-in was finished before", ErrRefused)
	case r.Issuer != "" && r.Issuer != s.c.Issuer: // RFC 9207
		return Person{}, fmt.Errorf("%w: it is another service, %.100q", ErrRefused, r.Issuer)
	case r.Error != "":
		return Person{}, fmt.Errorf("%w: it says %.100q", ErrRefused, r.Error)
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, s.client), 2*requestTimeout)
	defer cancel()
	p, err := s.reach(ctx)
	if err != nil {
		return Person{}, err
	}
	token, err := s.oauth(p).Exchange(ctx, r.Code, oauth2.VerifierOption(a.Verifier))
	var said *oauth2.RetrieveError
	if errors.As(err, &said) && said.Response.StatusCode < http.StatusInternalServerError {
		return Person{}, fmt.Errorf("%w: the code: %w", ErrRefused, err)
	}
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: s.c.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Person{}, fmt.Errorf("%w: the token: %w", ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return Person{}, fmt.Errorf("%w: the token is of another sign-in", ErrRefused)
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil || id.Subject == "" {
		return Person{}, fmt.Errorf("%w: the token names nobody: %v", ErrRefused, err)
	}
	if party, ok := claims["azp"]; ok && party != s.c.ClientID {
		return Person{}, fmt.Errorf("%w: the token is another client's, %.100q", ErrRefused, party)
	}
	return s.person(id.Subject, claims), nil
}

// Finished attempts are remembered in two generations, at least for the lifetime of an attempt unless there are too
// many.
const (
	attemptTime     = 10 * time.Minute
	maxUsedAttempts = 10_000
)

// useOnce reports whether a state is used for the first time.
func (s *Service) useOnce(state string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.usedSince) > attemptTime || len(s.used[0]) >= maxUsedAttempts {
		s.used[0], s.used[1], s.usedSince = map[string]bool{}, s.used[0], time.Now()
	}
	if s.used[0][state] || s.used[1][state] {
		return false
	}
	s.used[0][state] = true
	return true
}

// person returns the person that claims describe.
func (s *Service) person(subject string, claims map[string]any) Person {
	out := Person{Name: clean(subject), Subject: subject}
	text := func(name string) string {
		v, _ := claims[name].(string)
		return clean(v)
	}
	if called := cmp.Or(text("preferred_username"), text("email"), text("name")); called != "" && called != out.Name {
		out.Name = called + " (" + out.Name + ")"
	}
	groups := values(claims, s.c.Claim)
	for _, r := range s.c.Roles {
		if r.Subject && r.Value == subject || !r.Subject && slices.Contains(groups, r.Value) {
			out.Scopes = append(out.Scopes, r.Scope)
		}
	}
	return out
}

// maxNameLength limits names from the service, in characters.
const maxNameLength = 255

// clean returns a name on a single line.
func clean(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
	}), " ")
	if runes := []rune(s); len(runes) > maxNameLength {
		s = string(runes[:maxNameLength])
	}
	return s
}

// values returns the values of a claim, which may be nested.
func values(claims map[string]any, name string) (out []string) {
	v, ok := claims[name]
	for !ok {
		head, rest, nested := strings.Cut(name, ".")
		inner, _ := claims[head].(map[string]any)
		if !nested || inner == nil {
			return nil
		}
		claims, name = inner, rest
		v, ok = claims[name]
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

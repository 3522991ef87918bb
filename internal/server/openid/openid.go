// Package openid signs people in by a service of their organisation, with OpenID Connect: the code flow with PKCE,
// state and nonce. It knows who somebody is and what the settings let him do; sessions are others' business.
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

// Config is how a service is asked, and who may do what.
type Config struct {
	Issuer       string // its address, which tokens name
	ClientID     string
	ClientSecret string   // "": a public client
	Redirect     string   // the address that it sends people back to
	Scopes       []string // asked for beside "openid"; nil: "profile" and "email"
	Claim        string   // of the token, with the groups of a person; "a.b" is b within a
	Roles        []Role
}

// Role lets a person of a group, or one person, do something.
type Role struct {
	Subject bool   // Value is a person, by the claim "sub"; else a group
	Value   string //
	Scope   string // what it allows
}

// ParseRole reads "group=NAME:SCOPE" and "subject=ID:SCOPE".
func ParseRole(s string) (Role, error) {
	kind, rest, ok := strings.Cut(s, "=")
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 1 || i == len(rest)-1 || kind != "group" && kind != "subject" {
		return Role{}, fmt.Errorf("%q is not group=NAME:SCOPE or subject=ID:SCOPE", s)
	}
	return Role{Subject: kind == "subject", Value: rest[:i], Scope: rest[i+1:]}, nil
}

// Person is somebody whom the service vouches for.
type Person struct {
	Name    string // for people, and no other person's: a name that the service gives, and the subject
	Subject string
	Scopes  []string // what the settings allow; none: nothing
}

// Attempt is what is remembered of a sign-in between its two requests, in the browser.
type Attempt struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
}

// Errors of signing in. What others wrap none of them.
var (
	ErrUnavailable = errors.New("the sign-in service does not answer")
	ErrRefused     = errors.New("the sign-in service does not vouch for this")
)

// How long the service may take, and how much of its answers is read.
const (
	requestTimeout   = 10 * time.Second
	maxResponseBytes = 1 << 20
)

// Service signs in. It is safe for concurrent use.
type Service struct {
	c      Config
	client *http.Client

	reaching sync.Mutex     // while provider is asked for
	provider *oidc.Provider // nil: the service was not reached yet
	failed   error          // why not, at the last attempt
	at       time.Time      // of that attempt

	mu     sync.Mutex
	used   [2]map[string]bool
	turned time.Time // when used[0] was begun
}

// New returns a Service, which asks nothing before somebody signs in.
func New(c Config) *Service {
	client := &http.Client{Timeout: requestTimeout, Transport: limitedTransport{http.DefaultTransport}}
	return &Service{c: c, client: client,
		used: [2]map[string]bool{{}, {}}}
}

// Fingerprint changes with what decides who may do what.
func (s *Service) Fingerprint() string {
	return fmt.Sprintf("%q %q %q %+v", s.c.Issuer, s.c.ClientID, s.c.Claim, s.c.Roles)
}

// limitedTransport reads no more of an answer than it may have.
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

// retryAfter is how long nobody asks again a service that did not answer.
const retryAfter = 2 * time.Second

// reach asks the service once where its parts are. Until that is known those who sign in try again.
func (s *Service) reach(ctx context.Context) (*oidc.Provider, error) {
	s.reaching.Lock()
	defer s.reaching.Unlock()
	if s.provider != nil {
		return s.provider, nil
	}
	if s.failed != nil && time.Since(s.at) < retryAfter {
		return nil, s.failed
	}
	p, err := oidc.NewProvider(ctx, s.c.Issuer)
	if err != nil {
		s.failed, s.at = fmt.Errorf("%w: %w", ErrUnavailable, err), time.Now()
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

// Begin returns the address of the service at which a person signs in, and what has to be there when he comes back.
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

// Return is what the service sends a person back with.
type Return struct{ State, Code, Issuer, Error string }

// Finish returns who came back. An attempt is finished once, whatever comes of it. ErrRefused: the service does not say
// that this person signed in just now for us; ErrUnavailable: it cannot be asked.
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

// Attempts that were finished are remembered in two generations: for at least as long as one lasts, unless there are
// more than this.
const (
	attemptTime     = 10 * time.Minute
	maxUsedAttempts = 10_000
)

// useOnce reports whether a state is used for the first time.
func (s *Service) useOnce(state string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.turned) > attemptTime || len(s.used[0]) >= maxUsedAttempts {
		s.used[0], s.used[1], s.turned = map[string]bool{}, s.used[0], time.Now()
	}
	if s.used[0][state] || s.used[1][state] {
		return false
	}
	s.used[0][state] = true
	return true
}

// person is who claims tell of.
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

// maxNameLength bounds what the service calls a person, in characters.
const maxNameLength = 255

// clean is a name on one line.
func clean(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
	}), " ")
	if runes := []rune(s); len(runes) > maxNameLength {
		s = string(runes[:maxNameLength])
	}
	return s
}

// values are those of a claim, which may stand within others.
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

package openid_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"letopis/internal/server/openid"
	"letopis/internal/server/openid/openidtest"
)

func service(i *openidtest.Issuer, roles ...openid.Role) *openid.Service {
	return openid.New(openid.Config{Issuer: i.URL, ClientID: openidtest.ClientID, ClientSecret: openidtest.Secret,
		Redirect: "https://archive.example/back", Scopes: []string{"profile"}, Claim: "realm.groups", Roles: roles})
}

// signIn goes to the service and comes back.
func signIn(t *testing.T, i *openidtest.Issuer, s *openid.Service) (openid.Attempt, openid.Return) {
	t.Helper()
	address, a, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back := i.Visit(address)
	q := back.Query()
	if !strings.HasPrefix(back.String(), "https://archive.example/back?") {
		t.Errorf("the way back is %s", back)
	}
	return a, openid.Return{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss")}
}

func TestPersons(t *testing.T) {
	i := openidtest.New(t)
	s := service(i, openid.Role{Value: "архив", Scope: "edit"}, openid.Role{Value: "все", Scope: "read"},
		openid.Role{Subject: true, Value: "7", Scope: "admin"})
	for _, c := range []struct {
		claims map[string]any
		name   string
		scopes []string
	}{
		{map[string]any{"sub": "7", "preferred_username": "petrova", "name": "Петрова"}, "petrova (7)", []string{"admin"}},
		{map[string]any{"sub": "8", "email": "a@b.example", "realm": map[string]any{"groups": []any{"все", "архив", 5}}},
			"a@b.example (8)", []string{"edit", "read"}},
		{map[string]any{"sub": "9", "realm.groups": "все"}, "9", []string{"read"}},
		{map[string]any{"sub": "10", "realm": "архив", "groups": []any{"архив"}}, "10", nil},
		{map[string]any{"sub": "11", "name": "a\nb\u202e\x00" + strings.Repeat("я", 999)},
			"a b " + strings.Repeat("я", 251) + " (11)", nil},
	} {
		i.Claims = c.claims
		a, r := signIn(t, i, s)
		who, err := s.Finish(t.Context(), a, r)
		if err != nil || who.Name != c.name || who.Subject != c.claims["sub"] || !slices.Equal(who.Scopes, c.scopes) {
			t.Errorf("%v: %+v %v, want %q %v", c.claims, who, err, c.name, c.scopes)
		}
	}
}

// What the service did not sign just now for this sign-in lets nobody in.
func TestRefused(t *testing.T) {
	i := openidtest.New(t)
	s := service(i)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	claims := func(name string, v any) func() {
		return func() { i.Change = func(claims map[string]any) { claims[name] = v } }
	}
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	for what, wrong := range map[string]func(){
		"the audience": claims("aud", "another"), "expired": claims("exp", time.Now().Add(-time.Minute).Unix()),
		"no time": claims("exp", nil), "the issuer": claims("iss", "https://evil.example"), "the nonce": claims("nonce", "x"),
		"no nonce": claims("nonce", nil), "nobody": claims("sub", ""),
		"of another client": claims("azp", "another"),
		"another key": func() {
			i.Sign = func(claims map[string]any) string { return openidtest.SignWith(t, jose.RS256, other, claims) }
		},
		"the secret of the client as the key": func() {
			i.Sign = func(claims map[string]any) string {
				return openidtest.SignWith(t, jose.HS256, []byte(openidtest.Secret+openidtest.Secret), claims)
			}
		},
		"no signature": func() {
			i.Sign = func(claims map[string]any) string {
				return part(map[string]string{"alg": "none"}) + "." + part(claims) + "."
			}
		},
		"no token": func() { i.Sign = func(map[string]any) string { return "" } },
	} {
		i.Change, i.Sign = nil, nil
		wrong()
		a, r := signIn(t, i, s)
		if who, err := s.Finish(t.Context(), a, r); !errors.Is(err, openid.ErrRefused) {
			t.Errorf("%s: %+v %v", what, who, err)
		}
	}
	i.Change, i.Sign = nil, nil
	for what, wrong := range map[string]func(a *openid.Attempt, r *openid.Return){
		"another state":    func(_ *openid.Attempt, r *openid.Return) { r.State += "x" },
		"no state":         func(a *openid.Attempt, r *openid.Return) { a.State, r.State = "", "" },
		"another verifier": func(a *openid.Attempt, _ *openid.Return) { a.Verifier = strings.Repeat("x", 43) },
		"another code":     func(_ *openid.Attempt, r *openid.Return) { r.Code = "x" },
		"another service":  func(_ *openid.Attempt, r *openid.Return) { r.Issuer = "https://evil.example" },
		"it was refused":   func(_ *openid.Attempt, r *openid.Return) { r.Error = "access_denied" },
	} {
		a, r := signIn(t, i, s)
		wrong(&a, &r)
		if who, err := s.Finish(t.Context(), a, r); !errors.Is(err, openid.ErrRefused) {
			t.Errorf("%s: %+v %v", what, who, err)
		}
	}
	a, r := signIn(t, i, s)
	if _, err := s.Finish(t.Context(), a, r); err != nil {
		t.Fatal(err)
	}
	address, again, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.Code = i.Visit(address).Query().Get("code")
	a.Nonce, a.Verifier = again.Nonce, again.Verifier // all is right but that the state was used
	if who, err := s.Finish(t.Context(), a, r); !errors.Is(err, openid.ErrRefused) {
		t.Errorf("a state that was used: %+v %v", who, err)
	}
}

// A service that is down is told from one that refuses, and asked again by the next who signs in.
func TestUnavailable(t *testing.T) {
	i := openidtest.New(t)
	s := service(i)
	a, r := signIn(t, i, s)
	i.Stop()
	if _, err := s.Finish(t.Context(), a, r); !errors.Is(err, openid.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	never := service(i)
	for range 2 {
		if _, _, err := never.Begin(t.Context()); !errors.Is(err, openid.ErrUnavailable) {
			t.Errorf("%v", err)
		}
	}
}

func TestParseRole(t *testing.T) {
	for s, want := range map[string]openid.Role{"group=a:b:edit": {Value: "a:b", Scope: "edit"},
		"subject=https://x/7:admin": {Subject: true, Value: "https://x/7", Scope: "admin"}} {
		if got, err := openid.ParseRole(s); err != nil || got != want {
			t.Errorf("%s: %+v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "group", "group=a", "group=:edit", "group=a:", "user=a:edit"} {
		if got, err := openid.ParseRole(s); err == nil {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

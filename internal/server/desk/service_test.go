package desk_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/openid"
	"letopis/internal/server/openid/openidtest"
)

// withService is a desk whose people sign in by a service.
func withService(t *testing.T, i *openidtest.Issuer, change func(*server.Options)) *fixture {
	t.Helper()
	return setup(t, func(o *server.Options) {
		o.Desk.OpenID = openid.New(openid.Config{Issuer: i.URL, ClientID: openidtest.ClientID,
			ClientSecret: openidtest.Secret, Redirect: "https://archive.example/desk/in/service/back", Claim: "groups",
			Roles: []openid.Role{{Value: "archive", Scope: admission.ScopeEdit}}})
		o.Desk.ServiceName = "Городской <b>вход"
		if change != nil {
			change(o)
		}
	})
}

// visit begins to sign in and goes to the service; it returns the cookie of the attempt and where that sends back to.
func (f *fixture) visit(i *openidtest.Issuer) (cookie, back string) {
	f.Helper()
	w := f.send(httptest.NewRequest("GET", "/desk/in/service", nil), "")
	set := w.Header().Get("Set-Cookie")
	if w.Code != 303 || !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Lax") ||
		!strings.Contains(set, "Secure") || !strings.HasPrefix(set, "__Host-") {
		f.Fatalf("%d %q %s", w.Code, set, w.Body)
	}
	cookie, _, _ = strings.Cut(set, ";")
	return cookie, i.Visit(w.Header().Get("Location")).RequestURI()
}

func TestSigningInByTheService(t *testing.T) {
	i := openidtest.New(t)
	f := withService(t, i, nil)
	if page := f.page("", "/desk/in"); !strings.Contains(page, `href="/desk/in/service"`) ||
		!strings.Contains(page, "Городской &lt;b&gt;вход") || !strings.Contains(page, `name="key"`) {
		t.Errorf("%s", page)
	}
	i.Claims = map[string]any{"sub": "248", "preferred_username": "<i>petrova", "groups": []string{"archive"}}
	attempt, back := f.visit(i)
	w := f.send(httptest.NewRequest("GET", back, nil), attempt)
	var cookie string
	for _, set := range w.Header().Values("Set-Cookie") {
		if strings.Contains(set, "SameSite=Strict") && strings.Contains(set, "Max-Age=28800") {
			cookie, _, _ = strings.Cut(set, ";")
		} else if !strings.Contains(set, "Max-Age=0") {
			t.Errorf("the attempt is kept: %q", set)
		}
	}
	if w.Code != 200 || cookie == "" || w.Header().Get("Refresh") != "0; url=/desk" ||
		!strings.Contains(w.Body.String(), `href="/desk"`) {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	page := f.page(cookie, "/desk")
	if !strings.Contains(page, "&lt;i&gt;petrova (248)") || strings.Contains(page, "/desk/audit") {
		t.Errorf("%s", page)
	}
	m := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no token")
	}
	if w := f.send(form("/desk/out", url.Values{"token": {m[1]}}), cookie); w.Code != 303 {
		t.Errorf("%d", w.Code)
	}
	log, err := f.Store.Audit(t.Context(), archive.AuditFilter{By: "<i>petrova (248)"}, 10)
	if err != nil || len(log) != 2 || log[1].Did != archive.DidSignIn {
		t.Errorf("%+v %v", log, err)
	}
	// The same address again, with the cookie and without.
	for what, c := range map[string]string{"again": attempt, "without the cookie": "",
		"cut off": attempt[:len(attempt)-1]} {
		w := f.send(httptest.NewRequest("GET", back, nil), c)
		if w.Code != 401 || strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), "\n"), "Max-Age=28800") ||
			!strings.Contains(w.Body.String(), "Начните ещё раз") {
			t.Errorf("%s: %d %v", what, w.Code, w.Header())
		}
	}
	// A session ends with the settings that let it in, and cannot be made.
	changed := withService(t, i, func(o *server.Options) {
		o.Desk.OpenID = openid.New(openid.Config{Issuer: i.URL, ClientID: openidtest.ClientID})
	})
	name, value, _ := strings.Cut(cookie, "=")
	for what, at := range map[string]*fixture{"other roles": changed, "no service": setup(t, nil)} {
		if w := at.send(httptest.NewRequest("GET", "/desk", nil), cookie); w.Code != 303 {
			t.Errorf("%s: %d", what, w.Code)
		}
	}
	parts := strings.Split(value, ".")
	for _, bad := range []string{"service.", "service.eyJuIjoieCIsInMiOlsiYWRtaW4iXX0." + parts[2] + "." + parts[3],
		"service." + parts[1] + ".1000000000." + parts[3], value[:len(value)-1]} {
		if w := f.send(httptest.NewRequest("GET", "/desk", nil), name+"="+bad); w.Code != 303 {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
}

func TestTheServiceLetsNobodyElseIn(t *testing.T) {
	i := openidtest.New(t)
	f := withService(t, i, nil)
	i.Claims = map[string]any{"sub": "9", "name": "<img src=x>", "groups": []string{"other"}}
	attempt, back := f.visit(i)
	w := f.send(httptest.NewRequest("GET", back, nil), attempt)
	if body := w.Body.String(); w.Code != 403 || !strings.Contains(body, "&lt;img src=x&gt; (9)") ||
		strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), "\n"), "Max-Age=28800") {
		t.Errorf("%d %v %s", w.Code, w.Header(), body)
	}
	i.Change = func(claims map[string]any) { claims["aud"] = "another" }
	attempt, back = f.visit(i)
	if w := f.send(httptest.NewRequest("GET", back, nil), attempt); w.Code != 401 {
		t.Errorf("a token for another: %d", w.Code)
	}
	admin, _ := f.signIn("admin")
	if page := f.page(admin, "/desk/audit"); !strings.Contains(page, "не вошёл") {
		t.Error("a token that is refused is not in the audit log")
	}
}

// While the service is down a page says so, and keys work.
func TestTheServiceIsDown(t *testing.T) {
	i := openidtest.New(t)
	f := withService(t, i, nil)
	attempt, back := f.visit(i)
	i.Stop()
	w := f.send(httptest.NewRequest("GET", back, nil), attempt)
	if body := w.Body.String(); w.Code != 503 || !strings.Contains(body, "не отвечает") ||
		!strings.Contains(body, `name="key"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	never := withService(t, i, nil)
	w = never.send(httptest.NewRequest("GET", "/desk/in/service", nil), "")
	if w.Code != 503 || !strings.Contains(w.Body.String(), "не отвечает") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	never.signIn("editor")
}

package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/intake"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/desk"
	"letopis/internal/server/servertest"
	"letopis/internal/source"
)

// fixture is an archive with a desk for «editor» and «admin», whose keys are called so.
type fixture struct {
	*testing.T
	*servertest.Fixture
	inbox   *intake.Inbox
	removed []archive.Takedown
}

func setup(t *testing.T, change func(*server.Options)) *fixture {
	t.Helper()
	f := &fixture{T: t}
	var err error
	if f.inbox, err = intake.Open(t.TempDir(), intake.Limits{FileBytes: 1000}); err != nil {
		t.Fatal(err)
	}
	f.Fixture = servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{
			{Name: "editor", SHA256: servertest.SHA256("editor"), Scopes: []string{admission.ScopeEdit}},
			{Name: "reader", SHA256: servertest.SHA256("reader"), Scopes: []string{admission.ScopeRead}},
			{Name: "other", SHA256: servertest.SHA256("other"), Scopes: []string{admission.ScopeEdit}},
			{Name: "admin", SHA256: servertest.SHA256("admin"), Scopes: []string{admission.ScopeAdmin}}}
		o.Desk = &desk.Backend{Inbox: f.inbox, Secret: []byte("secret"),
			Watched: map[string]time.Duration{"test": 5 * time.Minute},
			Edits:   func(ctx context.Context, id string) ([]archive.Edit, error) { return f.Store.Edits(ctx, id) },
			Remove: func(_ context.Context, why archive.Takedown, ids ...string) (int, error) {
				f.removed = append(f.removed, why)
				return len(ids), nil
			}}
		if change != nil {
			change(o)
		}
	})
	return f
}

// send sends a request of a browser that is signed in by cookie, "" for none.
func (f *fixture) send(r *http.Request, cookie string) *httptest.ResponseRecorder {
	f.Helper()
	r.Header.Set("Accept", "text/html")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	w := httptest.NewRecorder()
	f.Server.Public().ServeHTTP(w, r)
	return w
}

func form(path string, v url.Values) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// signIn returns the cookie of a session and the token of its forms.
func (f *fixture) signIn(key string) (cookie, token string) {
	f.Helper()
	w := f.send(form("/desk/in", url.Values{"key": {key}}), "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk" {
		f.Fatalf("%s: %d %s", key, w.Code, w.Body)
	}
	set := w.Header().Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800"} {
		if !strings.Contains(set, want) {
			f.Errorf("cookie %q lacks %s", set, want)
		}
	}
	cookie, _, _ = strings.Cut(set, ";")
	page := f.send(httptest.NewRequest("GET", "/desk", nil), cookie)
	m := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page.Body.String())
	if page.Code != 200 || m == nil {
		f.Fatalf("%d %s", page.Code, page.Body)
	}
	return cookie, m[1]
}

// routes are all of the desk that need a session.
func routes() (out []string) {
	for _, r := range desk.Table() {
		out = append(out, r.Method+" "+address(r.Path))
	}
	return out
}

// address is one that a pattern of an address fits.
func address(pattern string) string {
	return strings.NewReplacer(":id", servertest.ID("acts/179.txt"), ":number", "1", ":batch", "none", ":deed",
		"none").Replace(pattern)
}

// Nobody gets in without a session of a key that there is, and nothing is done for another site.
func TestWhoGetsIn(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	name, value, _ := strings.Cut(cookie, "=")
	parts := strings.Split(value, ".")
	other := setup(t, func(o *server.Options) { o.Desk.Secret = []byte("another") })
	foreign, _ := other.signIn("editor")
	for what, bad := range map[string]string{"none": "", "garbage": name + "=x", "empty": name + "=",
		"another's name": name + "=YWRtaW4." + parts[1] + "." + parts[2],
		"expired":        name + "=" + parts[0] + ".1000000000." + parts[2], "of another server": foreign,
		"cut off": cookie[:len(cookie)-1]} {
		for _, route := range routes() {
			method, path, _ := strings.Cut(route, " ")
			r := form(path, url.Values{"token": {token}})
			r.Method = method
			w := f.send(r, bad)
			if method == "GET" && (w.Code != 303 || w.Header().Get("Location") != "/desk/in") ||
				method != "GET" && w.Code != 401 {
				t.Errorf("%s, cookie %s: %d", route, what, w.Code)
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be kept by caches", route)
			}
		}
	}
	for _, route := range routes() {
		method, path, _ := strings.Cut(route, " ")
		if method == "GET" {
			continue
		}
		for what, change := range map[string]func(*http.Request){
			"no token":      func(*http.Request) {},
			"a wrong token": func(r *http.Request) { r.Header.Set("X-Desk-Token", token[1:]) },
			"another site": func(r *http.Request) {
				r.Header.Set("X-Desk-Token", token)
				r.Header.Set("Sec-Fetch-Site", "cross-site")
			},
			"another origin": func(r *http.Request) {
				r.Header.Set("X-Desk-Token", token)
				r.Header.Set("Origin", "https://evil.example")
			},
		} {
			r := httptest.NewRequest(method, path, nil)
			change(r)
			want := 403
			if path == "/desk/add" && !strings.HasPrefix(what, "another") {
				want = 400 // its token is in the form
			}
			if w := f.send(r, cookie); w.Code != want && (w.Code != 403 || want != 400) {
				t.Errorf("%s, %s: %d, want %d", route, what, w.Code, want)
			}
		}
	}
	if n := len(f.inbox.List()); n != 0 || len(f.removed) > 0 {
		t.Errorf("%d batches, removed %v", n, f.removed)
	}
}

// A session ends with its key, and when somebody signs out his browser forgets it.
func TestSessionsEnd(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	changed := setup(t, func(o *server.Options) { o.Config.Keys[0].SHA256 = servertest.SHA256("a new key") })
	if w := changed.send(httptest.NewRequest("GET", "/desk", nil), cookie); w.Code != 303 {
		t.Errorf("the key was changed: %d", w.Code)
	}
	w := f.send(form("/desk/out", url.Values{"token": {token}}), cookie)
	if w.Code != 303 || !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("%d %q", w.Code, w.Header().Get("Set-Cookie"))
	}
	secure := setup(t, func(o *server.Options) { o.Config.PublicURL = "https://archive.example" })
	w = secure.send(form("/desk/in", url.Values{"key": {"editor"}}), "")
	if set := w.Header().Get("Set-Cookie"); !strings.HasPrefix(set, "__Host-") || !strings.Contains(set, "Secure") {
		t.Errorf("over https: %q", set)
	}
}

// Wrong keys are slowed, as those of the API are.
func TestGuessing(t *testing.T) {
	f := setup(t, nil)
	var codes []int
	for range 8 {
		codes = append(codes, f.send(form("/desk/in", url.Values{"key": {"guess"}}), "").Code)
	}
	if codes[0] != 401 || codes[7] != 429 {
		t.Errorf("%v", codes)
	}
	if w := f.send(form("/desk/in", url.Values{"key": {"editor"}}), ""); w.Code != 429 {
		t.Errorf("the right one is taken while others are guessed: %d", w.Code)
	}
	if w := setup(t, nil).send(form("/desk/in", url.Values{"key": {" "}}), ""); w.Code != 422 {
		t.Errorf("no key: %d", w.Code)
	}
}

func TestDeskIsOff(t *testing.T) {
	f := setup(t, func(o *server.Options) { o.Config.Keys, o.Desk = nil, nil })
	w := f.send(httptest.NewRequest("GET", "/desk", nil), "")
	if w.Code != 404 || !strings.Contains(w.Body.String(), "server.keys") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	read := setup(t, func(o *server.Options) { o.ReadOnly = func() bool { return true } })
	cookie, token := read.signIn("editor")
	if w := read.send(form("/desk/d/"+servertest.ID("acts/179.txt"), url.Values{"token": {token}}),
		cookie); w.Code != 503 {
		t.Errorf("read-only: %d", w.Code)
	}
}

func TestRemoving(t *testing.T) {
	f := setup(t, nil)
	path := "/desk/d/" + servertest.ID("acts/179.txt")
	cookie, token := f.signIn("editor")
	if strings.Contains(f.send(httptest.NewRequest("GET", path, nil), cookie).Body.String(), "/remove") {
		t.Error("an editor is offered to remove")
	}
	v := url.Values{"token": {token}, "reason": {"по заявлению"}, "sure": {"1"}}
	if w := f.send(form(path+"/remove", v), cookie); w.Code != 403 || len(f.removed) > 0 {
		t.Errorf("an editor removes: %d", w.Code)
	}
	cookie, token = f.signIn("admin")
	v.Set("token", token)
	for _, missing := range []string{"reason", "sure"} {
		less := url.Values{}
		for k := range v {
			if k != missing {
				less[k] = v[k]
			}
		}
		if w := f.send(form(path+"/remove", less), cookie); w.Code != 422 || len(f.removed) > 0 {
			t.Errorf("without %s: %d", missing, w.Code)
		}
	}
	if w := f.send(form(path+"/remove", v), cookie); w.Code != 200 || len(f.removed) != 1 ||
		f.removed[0].By != "admin" || f.removed[0].Reason != "по заявлению" {
		t.Errorf("%d %+v", w.Code, f.removed)
	}
	log, err := f.Store.Audit(t.Context(), archive.AuditFilter{}, 10)
	if err != nil || len(log) != 3 || log[0].Did != archive.DidRemove || log[0].By != "admin" ||
		log[0].Detail != "по заявлению" || log[1].Did != archive.DidSignIn || log[2].By != "editor" {
		t.Errorf("%+v %v", log, err)
	}
}

// files is a form that sends files.
func files(token string, names ...string) *http.Request {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("token", token)
	for _, name := range names {
		w, _ := m.CreateFormFile("files", name)
		_, _ = io.WriteString(w, "Постановление "+name)
	}
	m.Close()
	r := httptest.NewRequest("POST", "/desk/add", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func TestAddingByForm(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	if w := f.send(files("wrong", "a.txt"), cookie); w.Code != 403 {
		t.Errorf("a wrong token: %d", w.Code)
	}
	if w := f.send(files(token), cookie); w.Code != 422 || !strings.Contains(w.Body.String(), "Выберите") {
		t.Errorf("no files: %d", w.Code)
	}
	if w := f.send(files(token, strings.Repeat("я", 600)), cookie); w.Code != 422 || len(f.inbox.List()) != 0 {
		t.Errorf("a long name: %d, %d batches", w.Code, len(f.inbox.List()))
	}
	hostile := `<img src=x onerror=evil()>.txt`
	w := f.send(files(token, "Постановление 5.txt", hostile), cookie)
	where := w.Header().Get("Location")
	if w.Code != 303 || !strings.HasPrefix(where, "/desk/add/") {
		t.Fatalf("%d %q", w.Code, where)
	}
	b, err := f.inbox.Get(strings.TrimPrefix(where, "/desk/add/"))
	if err != nil || b.By != "editor" || b.State != intake.Waiting || len(b.Files) != 2 {
		t.Fatalf("%+v %v", b, err)
	}
	page := f.send(httptest.NewRequest("GET", where, nil), cookie)
	if page.Header().Get("Refresh") == "" || !strings.Contains(page.Body.String(), "&lt;img src=x") ||
		strings.Contains(page.Body.String(), "<img src=x") {
		t.Errorf("%v %s", page.Header(), page.Body)
	}
	// What takes in is tried by intake's own tests: here it finds nothing to take.
	work := intake.Work{Store: f.Store, Log: slog.New(slog.DiscardHandler),
		TakeIn: func(context.Context, source.Source) error { return nil }}
	if err := f.inbox.RunOnce(t.Context(), work); err != nil {
		t.Fatal(err)
	}
	page = f.send(httptest.NewRequest("GET", where, nil), cookie)
	if page.Header().Get("Refresh") != "" {
		t.Error("a page that is done refreshes itself")
	}
	if !strings.Contains(page.Body.String(), "2\u00a0файла · добавлен: 2") {
		t.Errorf("the page does not say what became of how many files: %s", page.Body)
	}
	if start := f.send(httptest.NewRequest("GET", "/desk", nil), cookie).Body.String(); !strings.Contains(start, where) {
		t.Error("the start page does not name the batch")
	}
}

// The script announces a file, sends pieces where the last one ended, and closes the batch.
func TestAddingByPieces(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	call := func(method, path, body, offset string) (int, string) {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("X-Desk-Token", token)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if offset != "" {
			r.Header.Set("Upload-Offset", offset)
		} else {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := f.send(r, cookie)
		return w.Code, w.Body.String()
	}
	_, got := call("POST", "/desk/batches", "", "")
	id := f.inbox.List()[0].ID
	if got != fmt.Sprintf(`{"batch":%q,"got":0}`, id) {
		t.Fatal(got)
	}
	base := "/desk/add/" + id
	for _, step := range []struct {
		method, path, body, offset string
		code                       int
		want                       string
	}{
		{"POST", "/files", "name=a%2Fb.txt&size=6", "", 200, `{"number":1,"got":0}`},
		{"POST", "/files", "name=a%2Fb.txt&size=6000", "", 422, "server.upload_mb"},
		{"POST", "/files", "name=a", "", 422, "error"},
		{"PATCH", "/files/1", "123", "0", 200, `{"number":1,"got":3}`},
		{"PATCH", "/files/1", "123", "0", 409, `{"number":1,"got":3}`},
		{"POST", "/files", "name=a%2Fb.txt&size=6", "", 200, `{"number":1,"got":3}`},
		{"PATCH", "/files/1", "456", "3", 200, `{"number":1,"got":6,"done":true}`},
		{"PATCH", "/files/9", "456", "3", 404, ""},
		{"PATCH", "/files/1", "456", "x", 400, ""},
		{"POST", "/close", "", "", 200, base},
		{"POST", "/close", "", "", 422, "error"},
	} {
		if code, got := call(step.method, base+step.path, step.body, step.offset); code != step.code ||
			!strings.Contains(got, step.want) {
			t.Errorf("%s %s %s: %d %s, want %d %s", step.method, step.path, step.body, code, got, step.code, step.want)
		}
	}
	other, otherToken := f.signIn("admin")
	r := form(base+"/files", url.Values{"name": {"x"}, "size": {"1"}, "token": {otherToken}})
	if w := f.send(r, other); w.Code != 403 {
		t.Errorf("somebody else's batch: %d", w.Code)
	}
}

func TestFinding(t *testing.T) {
	f := setup(t, nil)
	cookie, _ := f.signIn("editor")
	id := servertest.ID("acts/179.txt")
	for _, q := range []string{id, "https://archive.example/d/" + id, "http://localhost:8080/d/" + id + "/edition"} {
		w := f.send(httptest.NewRequest("GET", "/desk?q="+url.QueryEscape(q), nil), cookie)
		if w.Code != 303 || w.Header().Get("Location") != "/desk/d/"+id {
			t.Errorf("%s: %d %q", q, w.Code, w.Header().Get("Location"))
		}
	}
	w := f.send(httptest.NewRequest("GET", "/desk?q="+url.QueryEscape("дороги"), nil), cookie)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `href="/desk/d/`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := f.send(httptest.NewRequest("GET", "/desk/d/none", nil), cookie); w.Code != 404 {
		t.Errorf("no document: %d", w.Code)
	}
}

package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

// A hit in a document of several pages says on which one, and leads there.
func TestPageOfHit(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := &archive.Document{URI: "acts/paged.pdf", Source: "test", ID: archive.NewID("test", "acts/paged.pdf"),
		Status:   archive.StatusOK,
		Text:     "О благоустройстве.\n\nПаводок прошёл.\nЯрмаркой остались довольны.",
		Original: archive.Original{Name: "paged.pdf", MediaType: "application/pdf"}}
	d.Pages = []int{0, strings.Index(d.Text, "\nПаводок"), strings.Index(d.Text, "Паводок"),
		strings.Index(d.Text, "Ярмаркой")} // the second is empty
	f.Commit(archive.Batch{Source: "test", Cursor: "2", Put: []*archive.Document{d}})
	for word, want := range map[string]int{"благоустройство": 1, "паводок": 3, "довольны": 4} {
		hits := servertest.JSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape(word)).Hits
		if len(hits) != 1 || len(hits[0].Snippets) != 1 || hits[0].Snippets[0].Page == nil ||
			*hits[0].Snippets[0].Page != want {
			t.Fatalf("%s: %+v, want page %d", word, hits, want)
		}
		for lang, label := range map[string]string{"ru": "стр.", "en": "p."} {
			got := f.Get("/search?lang=" + lang + "&q=" + url.QueryEscape(word)).Body.String()
			if link := fmt.Sprintf(`#page-%d">%s %d</a>`, want, label, want); !strings.Contains(got, link) {
				t.Errorf("%s: no %s on the page:\n%s", word, link, got)
			}
		}
	}
	got := f.Get("/d/" + d.ID).Body.String()
	for n := range d.Pages {
		if !strings.Contains(got, fmt.Sprintf(`id="page-%d"`, n+1)) {
			t.Errorf("the document has no anchor for page %d", n+1)
		}
	}
	for _, h := range servertest.JSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape("пристань")).Hits {
		if h.Snippets[0].Page != nil {
			t.Errorf("%s has no pages, a hit is on page %d", h.Source.URI, *h.Snippets[0].Page)
		}
	}
}

func TestGoneAndUnknown(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	id := servertest.ID("acts/12.txt")
	if _, err := f.Store.Commit(t.Context(),
		archive.Batch{Source: "test", Delete: []string{id}}); err != nil { // the index has not followed yet
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "/original", "/similar", "/cite"} {
		if w := f.Get("/api/v1/documents/" + id + suffix); w.Code != http.StatusGone {
			t.Errorf("removed %s: %d, want 410", suffix, w.Code)
		}
		if w := f.Get("/api/v1/documents/aaaaaaaaaaaaa" + suffix); w.Code != http.StatusNotFound {
			t.Errorf("unknown %s: %d, want 404", suffix, w.Code)
		}
	}
	for _, h := range servertest.JSON[api.SearchResult](f, "/api/v1/search?city=myshkin").Hits {
		if h.ID == id {
			t.Error("a removed document is still shown")
		}
	}
}

func TestOriginal(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	w := f.Get("/api/v1/documents/" + servertest.ID("acts/179.txt") + "/original")
	want := map[string]string{"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'"}
	for name, v := range want {
		if got := w.Header().Get(name); got != v {
			t.Errorf("%s: %q, want %q", name, got, v)
		}
	}
	if cd := w.Header().Get("Content-Disposition"); !strings.HasPrefix(cd, `inline; filename="`) ||
		!strings.Contains(cd, "filename*=UTF-8''"+url.PathEscape("Постановление 179-а.txt")) {
		t.Errorf("Content-Disposition: %s", cd)
	}
	if w.Body.String() != "original of acts/179.txt" {
		t.Errorf("body %q", w.Body)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/documents/"+servertest.ID("acts/179.txt")+"/original", nil)
	r.Header.Set("Range", "bytes=0-7")
	if w := f.Do(r, false); w.Code != http.StatusPartialContent || w.Body.String() != "original" {
		t.Errorf("range: %d %q", w.Code, w.Body)
	}
	evilDoc := f.Get("/api/v1/documents/" + servertest.ID("evil/"+servertest.Evil) + "/original")
	cd := evilDoc.Header().Get("Content-Disposition")
	if !strings.HasPrefix(cd, "attachment; ") || strings.Count(cd, `"`) != 2 || strings.ContainsAny(cd, "\r\n") {
		t.Errorf("a page must be a download with a harmless name: %s", cd)
	}
}

func TestCite(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for style, want := range map[string]string{"gost": "– Текст : электронный //", "bibtex": "@misc{",
		"ris": "TY  - GOVDOC", "csl-json": `"type": "legislation"`} {
		w := f.Get("/api/v1/documents/" + servertest.ID("acts/179.txt") + "/cite?style=" + style)
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) ||
			!strings.Contains(w.Body.String(), "archive.example") {
			t.Errorf("%s: %d %s", style, w.Code, w.Body)
		}
	}
}

// A reference always has an address: of an archive that does not know its own, the one that it was asked under.
func TestCiteWithoutAddress(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) { o.Config.PublicURL = "" })
	if w := f.Get("/api/v1/documents/" + servertest.ID("acts/179.txt") + "/cite?style=gost"); w.Code != 200 ||
		!strings.Contains(w.Body.String(), "URL: http://example.com/d/"+servertest.ID("acts/179.txt")+" (дата обращения: ") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	const secret = "a key of thirty-two random bytes"
	key := admission.Key{Name: "clerk", SHA256: "fd6b79f1a1d5e3b4", Scopes: []string{"edit"}}
	key.SHA256 = servertest.SHA256(secret)
	reader := admission.Key{Name: "reader", SHA256: servertest.SHA256("other")}
	f := servertest.New(t, func(o *server.Options) { o.Config.Keys = []admission.Key{key, reader} })
	id := servertest.ID("acts/12.txt")
	patch := func(token, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPatch, "/api/v1/documents/"+id, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return f.Do(r, true)
	}
	const good = `{"edits":[{"field":"kind","value":["решение"]}]}`
	title := func(v string) string { return `{"edits":[{"field":"title","value":["` + v + `"]}]}` }
	many := `{"edits":[` + strings.Repeat(`{"field":"kind","value":[]},`, 20) + good[10:]
	for name, c := range map[string]struct {
		token, body string
		status      int
	}{
		"no key": {"", good, 401}, "wrong key": {"guess", good, 401}, "key without the scope": {"other", good, 403},
		"unknown field": {secret, `{"edits":[{"field":"sha256","value":["x"]}]}`, 400},
		"not JSON":      {secret, `{"edits":`, 400},
		"no edits":      {secret, `{}`, 400}, "unknown city": {secret, `{"edits":[{"field":"cities","value":["atlantis"]}]}`,
			409},
		"huge":                     {secret, title(strings.Repeat("a", 10<<20)), 413},
		"no value":                 {secret, `{"edits":[{"field":"kind"}]}`, 400},
		"null value":               {secret, `{"edits":[{"field":"kind","value":null}]}`, 400},
		"value and undo":           {secret, `{"edits":[{"field":"kind","value":["решение"],"undo":true}]}`, 400},
		"a key that means nothing": {secret, `{"edits":[{"field":"kind","value":["решение"],"why":"так"}]}`, 400},
		"a key twice":              {secret, `{"edits":[{"field":"kind","field":"title","value":["решение"]}]}`, 400},
		"a key in another case":    {secret, `{"Edits":[{"field":"kind","value":["решение"]}]}`, 400},
		"two bodies":               {secret, good + good, 400},
		"not UTF-8":                {secret, title("\xff"), 400},
		"deep":                     {secret, strings.Repeat("[", 100_000), 400},
		"a long name":              {secret, `{"author":"` + strings.Repeat("а", 201) + `",` + good[1:], 400},
		"a long value":             {secret, title(strings.Repeat("а", 1001)), 400},
		"many edits":               {secret, many, 400},
		"good":                     {secret, good, 200},
	} {
		if w := patch(c.token, c.body); w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, c.status, problem.Truncate(w.Body.String(), 300))
		} else if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: another origin may write", name)
		}
	}
	d := servertest.JSON[api.FullDocument](f, "/api/v1/documents/"+id)
	if *d.Kind != "решение" || !slices.Contains(d.Edited, "kind") || d.Evidence["kind"].Rule != "edit" {
		t.Errorf("the correction does not show: %+v", d)
	}
	if w := patch(secret, `{"edits":[{"field":"kind","undo":true}]}`); w.Code != 200 {
		t.Errorf("taking it back: %d %s", w.Code, w.Body)
	}
	if d := servertest.JSON[api.FullDocument](f, "/api/v1/documents/"+id); *d.Kind != "постановление" ||
		slices.Contains(d.Edited, "kind") || d.Evidence["kind"].Rule == "edit" {
		t.Errorf("the correction that was taken back shows: %+v", d)
	}
	off := servertest.New(t, nil)
	f = off
	if w := patch(secret, good); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), problem.EditingOff) {
		t.Errorf("without keys: %d %s", w.Code, w.Body)
	}
}

// A body that is not JSON changes nothing, whatever it holds: forms of other sites can send three types without being
// asked first.
func TestEditTakesJSONOnly(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{{Name: "clerk", SHA256: servertest.SHA256("secret"), Scopes: []string{"edit"}}}
	})
	for _, c := range []struct {
		media, encoding string
		status          int
	}{
		{"application/json", "", 200}, {"Application/JSON; charset=UTF-8", "", 200}, {"application/json", "identity", 200},
		{"", "", 415}, {"text/plain", "", 415}, {"application/x-www-form-urlencoded", "", 415},
		{"multipart/form-data; boundary=x", "", 415}, {"application/merge-patch+json", "", 415}, {"text/json", "", 415},
		{"application/json; charset=windows-1251", "", 415}, {"application/json;;", "", 415},
		{"application/json", "gzip", 415},
		{"application/json, text/plain", "", 415},
	} {
		r := httptest.NewRequest(http.MethodPatch, "/api/v1/documents/"+servertest.ID("acts/12.txt"),
			strings.NewReader(`{"edits":[{"field":"kind","value":["решение"]}]}`))
		r.Header.Set("Authorization", "Bearer secret")
		r.Header.Set("Content-Type", c.media)
		if c.encoding != "" {
			r.Header.Set("Content-Encoding", c.encoding)
		}
		w := httptest.NewRecorder()
		if f.Server.Public().ServeHTTP(w, r); w.Code != c.status {
			t.Errorf("%q %q: %d, want %d: %s", c.media, c.encoding, w.Code, c.status, w.Body)
			continue
		}
		if c.status == http.StatusUnsupportedMediaType {
			p := servertest.Problem(t, w)
			if p.Code != problem.Media || p.Parameter != "Content-Type" || w.Header().Get("Accept-Patch") != "application/json" {
				t.Errorf("%q: %+v %v", c.media, p, w.Header())
			}
		}
	}
}

// Where people are told that nothing is written, nothing is: as on a disk that is nearly full.
func TestNothingIsCorrectedWhereNothingIsWritten(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{{Name: "clerk", SHA256: servertest.SHA256("secret"), Scopes: []string{"edit"}}}
		o.ReadOnly = func() bool { return true }
	})
	r := httptest.NewRequest(http.MethodPatch, "/api/v1/documents/"+servertest.ID("acts/12.txt"),
		strings.NewReader(`{"edits":[{"field":"kind","value":["решение"]}]}`))
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if f.Server.Public().ServeHTTP(w, r); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if edits, err := f.Store.Edits(t.Context(), servertest.ID("acts/12.txt")); err != nil || len(edits) > 0 {
		t.Errorf("%v %v", edits, err)
	}
}

// Who corrected what with which key is in the audit log; what was refused is not.
func TestCorrectionsAreAudited(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{{Name: "clerk", SHA256: servertest.SHA256("secret"), Scopes: []string{"edit"}}}
	})
	id := servertest.ID("acts/12.txt")
	for body, status := range map[string]int{
		`{"author":"Петрова","edits":[{"field":"kind","value":["решение"]},{"field":"date","undo":true},` +
			`{"field":"number","value":[]}]}`: 200,
		`{"edits":[{"field":"cities","value":["nowhere"]}]}`: 409,
	} {
		r := httptest.NewRequest(http.MethodPatch, "/api/v1/documents/"+id, strings.NewReader(body))
		r.RemoteAddr = "192.0.2.7:1"
		r.Header.Set("Authorization", "Bearer secret")
		r.Header.Set("Content-Type", "application/json")
		if w := f.Do(r, false); w.Code != status {
			t.Fatalf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	got, err := f.Store.Audit(t.Context(), archive.AuditFilter{}, 10)
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	for i, want := range []archive.AuditEntry{{Did: archive.DidTakeBack, Detail: "date"},
		{Did: archive.DidCorrect, Detail: "kind, number"}} {
		want.N, want.At, want.By, want.Doc, want.Client = got[i].N, got[i].At, "clerk", id, "192.0.2.7"
		if got[i] != want || time.Since(want.At) > time.Hour {
			t.Errorf("%+v, want %+v", got[i], want)
		}
	}
}

// Keys cannot be guessed by trying: after a few wrong ones a client waits, whatever it sends, and each is logged.
func TestGuessingKeysIsSlowed(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{{Name: "clerk", SHA256: servertest.SHA256("secret"), Scopes: []string{"edit"}}}
	})
	try := func(client, key string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPatch, "/api/v1/documents/"+servertest.ID("acts/12.txt"),
			strings.NewReader(`{"edits":[{"field":"kind","value":["решение"]}]}`))
		r.RemoteAddr = client
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-For", key) // of nobody's trust
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		w := httptest.NewRecorder()
		f.Server.Public().ServeHTTP(w, r)
		return w
	}
	for range 50 { // who forgets the key does not guess it, and right ones may be used as often as one likes
		if a, b := try("192.0.2.1:1", ""), try("192.0.2.1:1", "secret"); a.Code != 401 || b.Code != 200 {
			t.Fatalf("without a key %d, with the right one %d", a.Code, b.Code)
		}
	}
	refused := 0
	for i := range 50 {
		w := try(fmt.Sprintf("[2001:db8::%d]:1", i), fmt.Sprint("guess", i)) // one household
		switch wait, _ := strconv.Atoi(w.Header().Get("Retry-After")); {
		case w.Code == 429 && wait > 0 && wait <= 30:
			refused++
		case w.Code != 401:
			t.Errorf("guess %d: %d %v", i, w.Code, w.Header())
		}
	}
	if w := try("[2001:db8::1]:1", "secret"); refused != 45 || w.Code != 429 {
		t.Errorf("%d of 50 guesses were refused; the right key after them: %d", refused, w.Code)
	}
	if w := try("[2001:db8:1::]:1", "secret"); w.Code != 200 {
		t.Errorf("another client waits, too: %d", w.Code)
	}
	if log := f.Log(); strings.Count(log, `"msg":"a wrong key"`) != 5 || !strings.Contains(log, `"client":"2001:db8::"`) ||
		strings.Contains(log, "guess0") {
		t.Errorf("what the log says of them: %s", log)
	}
}

// Where a folder lies on the server is shown nowhere, and its name works as a filter.
func TestPathsOfTheServerStayThere(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Failure = func() error { return fmt.Errorf("open /srv/secret/index/CURRENT: %w", archive.ErrFull) }
	})
	if st := servertest.JSON[api.Status](f, "/api/v1/status"); st.Failure != problem.StorageFull {
		t.Errorf("why the index does not follow: %q", st.Failure)
	}
	for i, source := range []string{"/srv/secret/portal", "/mnt/secret/portal", "https://gorod.example.ru/docs"} {
		uri := string(rune('a' + i))
		d := &archive.Document{ID: archive.NewID(source, uri), Source: source, URI: uri, Status: archive.StatusOK,
			Text: "тайник"}
		f.Commit(archive.Batch{Source: source, Put: []*archive.Document{d},
			Failed: []archive.Failure{{URI: "locked", Reason: "нет прав"}}})
	}
	id := archive.NewID("/srv/secret/portal", "a")
	for _, path := range []string{"/about", "/api/v1/status", "/d/" + id, "/api/v1/documents/" + id,
		"/api/v1/search?q=тайник&facets=source",
		"/search?q=тайник&source=portal", "/api/v1/export?q=тайник", "/api/v1/export?q=тайник&format=ndjson",
		"/api/v1/facets/source"} {
		u, query, _ := strings.Cut(path, "?")
		v, _ := url.ParseQuery(query)
		r := f.Get(u + "?" + v.Encode())
		if r.Code != http.StatusOK || strings.Contains(r.Body.String(), "secret") {
			t.Errorf("%s: %d, and shows a path of the server: %v", path, r.Code, strings.Contains(r.Body.String(), "secret"))
		}
	}
	found := servertest.JSON[api.SearchResult](f, "/api/v1/search?facets=source&source=portal")
	values := found.Facets["source"].Values
	if found.Total != 2 || len(values) < 2 || found.Facets["source"].Distinct != 3 {
		t.Fatalf("%d documents, sources %+v", found.Total, found.Facets["source"])
	}
	for _, v := range values {
		if v.ID == "portal" && (v.Count != 2 || !v.Selected || v.Label != "portal") {
			t.Errorf("%+v", v)
		}
	}
	if n := servertest.JSON[api.SearchResult](f, "/api/v1/search?source=nothing").Total; n != 0 {
		t.Errorf("%d documents of a source that is none", n)
	}
}

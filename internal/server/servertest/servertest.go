// Package servertest runs a server on a small archive of invented documents, for the tests of the server's
// subpackages.
package servertest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/indexer"
	"letopis/internal/query"
	"letopis/internal/server"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/openapi"
	"letopis/internal/server/problem"
	"letopis/internal/store/masked"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

// Fixture is a server on a small archive of invented documents.
type Fixture struct {
	Server   *server.Server
	Store    archive.Store
	Index    index.Index // the live index; may be replaced
	Bucket   archive.Bucket
	Analyzer *text.Analyzer
	Labels   *label.Labels

	t    testing.TB
	log  *testkit.Buffer
	spec routers.Router
}

// Log returns what the server has logged.
func (f *Fixture) Log() string { return f.log.String() }

// Evil must never appear unescaped in a page or a cell.
const Evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'=cmd|' /C calc'!A0`

// Body is the text of acts/179.txt.
const Body = "Администрация города Мышкина ПОСТАНОВЛЯЕТ: утвердить муниципальную программу " +
	"«Развитие туризма в городе Мышкине». " +
	"Ремонт дорог у пристани закончить к лету. Телефон для справок 8 (48544) 2-11-00."

// Value returns a fact with its evidence.
func Value(text, rule string, start, end int) archive.Value {
	return archive.Value{Text: text, Evidence: archive.Evidence{Rule: rule, Start: start, End: end}}
}

// place returns evidence for the first occurrence of part.
func place(text, part, rule string) archive.Evidence {
	i := strings.Index(text, part)
	if i < 0 {
		panic("no " + part)
	}
	return archive.Evidence{Rule: rule, Start: i, End: i + len(part)}
}

func documents() []*archive.Document {
	tourism := archive.Program{ID: "turizm-myshkin", Name: "Развитие туризма в городе Мышкине", Role: "approves",
		Level:    "municipal",
		Evidence: place(Body, "Развитие туризма в городе Мышкине", "quoted")}
	myshkin := archive.City{ID: "myshkin", OKTMO: "78621101001", Name: "Мышкин", Region: "Ярославская область",
		Role:     archive.RoleIssuer,
		Evidence: place(Body, "Мышкина", "administration")}
	yaroslavl := archive.Place{ID: "Ярославская область", Name: "Ярославская область", Level: archive.LevelRegion,
		Evidence: archive.Evidence{Rule: archive.RuleDerived}}
	district := archive.Place{ID: "myshkinskiy", Name: "Мышкинский район", Level: archive.LevelMunicipality,
		Type: "муниципальный район", OKTMO: "78621000", Towns: []string{"myshkin"}}
	inMyshkin := []archive.Place{yaroslavl, district,
		{ID: "myshkinskiy.myshkin", Name: "городское поселение Мышкин", Level: archive.LevelSettlement,
			Type:  "городское поселение",
			Towns: []string{"myshkin"}, Evidence: place(Body, "Мышкина", "administration")}}
	act := &archive.Document{URI: "acts/179.txt", Text: Body,
		Original: archive.Original{Name: "Постановление 179-а.txt", MediaType: "text/plain", Charset: "utf-8"},
		Facts: archive.Facts{Title: Value("Об утверждении программы развития туризма", "act-head", 0, 10),
			Kind:   Value("постановление", "act-head", 0, 5),
			Number: Value("179-а", "act-head", 0, 5),
			Date:   archive.Date{Year: 2017, Month: 3, Day: 1, Evidence: archive.Evidence{Rule: "act-head", Start: 1, End: 9}},
			Issuer: archive.Issuer{Value: Value("Администрация города Мышкина", "act-head", 0, 20),
				ID:   "myshkinskiy.myshkin/administratsiya",
				Name: "Администрация городского поселения Мышкин"}, Municipality: Value("город Мышкин", "act-head", 0, 20),
			Region: Value("Ярославская область", archive.RuleDerived, 0, 0), Cities: []archive.City{myshkin}, Places: inMyshkin,
			Programs: []archive.Program{tourism},
			Cites: []archive.Citation{{Kind: "федеральный закон", Number: "131-ФЗ",
				Date: archive.Date{Year: 2003, Month: 10, Day: 6}, Level: "federal",
				Evidence: place(Body, "утвердить", "federal-law")}}}}
	tourism.Role, tourism.Evidence = "amends", archive.Evidence{}
	amendment := &archive.Document{URI: "acts/12.txt",
		Text:     "О внесении изменений в программу туризма. Дороги и тротуары.",
		Original: archive.Original{Name: "12.pdf", MediaType: "application/pdf"},
		Facts: archive.Facts{Title: Value("О внесении изменений", "act-head", 0, 10), Kind: Value("постановление", "", 0, 0),
			Number: Value("12", "", 0, 0),
			Date:   archive.Date{Year: 2018, Month: 2}, Region: Value("Ярославская область", "", 0, 0),
			Places: []archive.Place{yaroslavl, district}, Cities: []archive.City{myshkin}, Programs: []archive.Program{tourism}}}
	news := &archive.Document{URI: "news/kungur.html#post-1",
		Text:     "В Кунгуре прошла ярмарка. Дорога к пещере открыта. Гости приехали из Мышкина.",
		Original: archive.Original{Name: "kungur.html", MediaType: "text/html"},
		Facts: archive.Facts{Title: Value("Ярмарка в Кунгуре", "h1", 0, 0), Kind: Value("новость", "", 0, 0),
			Date:   archive.Date{Year: 2019, Month: 7, Day: 14},
			Region: Value("Пермский край", "", 0, 0),
			Places: []archive.Place{{ID: "Пермский край", Name: "Пермский край", Level: archive.LevelRegion},
				{ID: "kungurskiy", Name: "Кунгурский район", Level: archive.LevelMunicipality, Type: "муниципальный район",
					Today: []string{"kungurskiy-mo"}}},
			Events: []archive.Event{{From: archive.Date{Year: 2019, Month: 7, Day: 13},
				To: archive.Date{Year: 2019, Month: 7, Day: 14}, What: "festival", City: "kungur",
				Evidence: archive.Evidence{Rule: "event", Start: 0, End: 10}}},
			Cities: []archive.City{
				{ID: "kungur", OKTMO: "57722000001", Name: "Кунгур", Region: "Пермский край", Role: archive.RoleAbout},
				{ID: "myshkin", OKTMO: "78621101001", Name: "Мышкин", Region: "Ярославская область", Role: archive.RoleMentioned,
					Evidence: archive.Evidence{Rule: "name", Start: 1, End: 3}}}}}
	hostile := &archive.Document{URI: "evil/" + Evil, Text: "Ловушка " + Evil + " конец.",
		Original: archive.Original{Name: Evil + ".html", MediaType: "text/html"},
		Facts: archive.Facts{Title: Value("Ловушка "+Evil, "h1", 0, 0), Kind: Value(Evil, "", 0, 0),
			Issuer:   archive.Issuer{Value: Value("=HYPERLINK(\"http://evil\")", "", 0, 0)},
			Programs: []archive.Program{{ID: "evil-program", Name: Evil, Role: "approves"}}}}
	hostile.Facts.Doubts = map[string]archive.Doubt{"municipality": {Why: archive.DoubtHomonyms,
		Name: "Советский район " + Evil, Of: []string{"Кировская область", "Саратовская область"}}}
	scan := &archive.Document{URI: "scan.pdf", Status: archive.StatusNeedsOCR,
		Reason:   "Страницы — снимки без текста: включите распознавание.",
		Original: archive.Original{Name: "scan.pdf", MediaType: "application/pdf"}}
	docs := []*archive.Document{act, amendment, news, hostile, scan}
	for i := range 120 {
		docs = append(docs, &archive.Document{URI: fmt.Sprintf("filler/%03d.txt", i),
			Text:     fmt.Sprintf("Заметка номер %d о погоде и рыбалке.", i),
			Original: archive.Original{Name: fmt.Sprintf("%03d.txt", i), MediaType: "text/plain"},
			Facts: archive.Facts{Title: Value(fmt.Sprintf("Заметка %d", i), "", 0, 0), Kind: Value("новость", "", 0, 0),
				Date: archive.Date{Year: 2000 + i%20}}})
	}
	for _, d := range docs {
		d.Source = "test"
		d.ID = archive.NewID(d.Source, d.URI)
		if d.Status == "" {
			d.Status = archive.StatusOK
		}
	}
	return docs
}

// maskPhones finds the personal data of the fixture.
type maskPhones struct{}

func (maskPhones) String() string { return "phones" }

func (maskPhones) Find(s string) [][2]int {
	const phone = "8 (48544) 2-11-00"
	if i := strings.Index(s, phone); i >= 0 {
		return [][2]int{{i, i + len(phone)}}
	}
	return nil
}

// New opens an archive with the fixture's documents; change, if not nil, modifies the options of its server.
func New(t testing.TB, change func(*server.Options)) *Fixture {
	t.Helper()
	ctx := context.Background()
	f := &Fixture{t: t, Index: memindex.New(), log: &testkit.Buffer{}}
	store, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	bucket, err := dirblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if f.Analyzer, err = text.New(); err != nil {
		t.Fatal(err)
	}
	g := Towns{"myshkin": {ID: "myshkin", OKTMO: "78621101001", Name: "Мышкин", Region: "Ярославская область", Lat: 57.79,
		Lon: 38.45, Population: 5500},
		"kungur": {ID: "kungur", Municipality: "kungurskiy-mo", OKTMO: "57722000001", Name: "Кунгур",
			Region: "Пермский край", Lat: 57.43, Lon: 56.94,
			Population: 61000}}
	f.Store, f.Bucket = store, bucket
	log := slog.New(slog.NewJSONHandler(f.log, nil))
	live := func() index.Index { return f.Index }
	f.Labels = label.New(store, live, g)
	q, err := query.New(live, f.Analyzer, query.Options{Label: f.Labels.Label, Names: f.Labels.Names,
		Authority: g, Titles: f.Labels.Titles})
	if err != nil {
		t.Fatal(err)
	}
	o := server.Options{Store: masked.New(store, maskPhones{}), Bucket: bucket, Index: live, Query: q,
		Analyzer: f.Analyzer,
		Labels:   f.Labels, Generation: func() string { return "g1" }, Version: "test", Log: log,
		Config: server.Config{PublicURL: "https://archive.example", Rate: -1, Contact: "clerk@archive.example",
			WriteTime: 5 * time.Minute}} // test machines may be busy
	if change != nil {
		change(&o)
	}
	docs := documents()
	for _, d := range docs {
		if d.Original.SHA256, d.Original.Bytes, err = bucket.Put(ctx, strings.NewReader("original of "+d.URI)); err != nil {
			t.Fatal(err)
		}
	}
	f.Commit(archive.Batch{Source: "test", Cursor: "1", Put: docs,
		Failed: []archive.Failure{{URI: "locked.docx", Reason: "нет прав на чтение", At: time.Now()}}})
	if f.Server, err = server.New(o); err != nil {
		t.Fatal(err)
	}
	f.spec = specRouter(t)
	return f
}

// Commit stores a batch and updates the index.
func (f *Fixture) Commit(b archive.Batch) {
	f.t.Helper()
	ctx := context.Background()
	before, err := f.Store.Seq(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	r, err := f.Store.Commit(ctx, b)
	if err != nil {
		f.t.Fatal(err)
	}
	changes, err := f.Store.Changes(ctx, before, int(r.Seq-before)+1)
	if err != nil {
		f.t.Fatal(err)
	}
	batch := index.Batch{Delete: b.Delete, Seq: uint64(r.Seq)}
	for _, c := range changes {
		if c.Doc != nil {
			batch.Put = append(batch.Put, indexer.Doc(f.Analyzer, c.Doc))
		}
	}
	if err := f.Index.Apply(ctx, batch); err != nil {
		f.t.Fatal(err)
	}
}

func specRouter(t testing.TB) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// Do sends a request. Responses of the API are validated against the specification, and so is the request unless it
// is meant to be wrong.
func (f *Fixture) Do(r *http.Request, wrong bool) *httptest.ResponseRecorder {
	f.t.Helper()
	isAPI := strings.HasPrefix(r.URL.Path, openapi.Base+"/") && r.Method != http.MethodOptions &&
		r.Method != http.MethodHead
	var input *openapi3filter.RequestValidationInput
	ctx := context.Background()
	if isAPI {
		if route, params, err := f.spec.FindRoute(r); err == nil {
			input = &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route,
				Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
					IncludeResponseStatus: true,
					SkipSettingDefaults:   true}}
			var sent []byte
			if r.Body != nil {
				sent, _ = io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(sent))
			}
			err := openapi3filter.ValidateRequest(ctx, input)
			if !wrong && err != nil {
				f.t.Errorf("%s %s is not as the specification says: %v", r.Method, r.URL, err)
			}
			r.Body = io.NopCloser(bytes.NewReader(sent))
		} else if !wrong {
			f.t.Errorf("%s %s is not in the specification: %v", r.Method, r.URL, err)
		}
	}
	w := httptest.NewRecorder()
	f.Server.Public().ServeHTTP(w, r)
	if input != nil && w.Header().Get("Content-Encoding") == "" {
		err := openapi3filter.ValidateResponse(ctx,
			&openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: w.Code,
				Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())), Options: input.Options})
		if err != nil && !strings.Contains(err.Error(), "unsupported content type") {
			f.t.Errorf("the answer to %s %s is not as the specification says: %v\n%s", r.Method, r.URL, err,
				problem.Truncate(w.Body.String(), 2000))
		}
	}
	return w
}

// Get requests a path as programs do.
func (f *Fixture) Get(path string) *httptest.ResponseRecorder {
	f.t.Helper()
	return f.Do(httptest.NewRequest(http.MethodGet, path, nil), false)
}

// Page returns a page, which must exist.
func (f *Fixture) Page(path string) string {
	f.t.Helper()
	w := f.Get(path)
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		f.t.Fatalf("GET %s: %d %s", path, w.Code, problem.Truncate(w.Body.String(), 500))
	}
	return spaces.ReplaceAllString(w.Body.String(), " ") // white space as browsers show it
}

var spaces = regexp.MustCompile(`[ \t\n]+`)

// JSON requests a path that must respond 200, and decodes the response.
func JSON[T any](f *Fixture, path string) T {
	f.t.Helper()
	var out T
	w := f.Get(path)
	if w.Code != http.StatusOK {
		f.t.Fatalf("GET %s: %d\n%s", path, w.Code, problem.Truncate(w.Body.String(), 1000))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		f.t.Fatalf("GET %s: %v\n%s", path, err, problem.Truncate(w.Body.String(), 1000))
	}
	return out
}

// XML requests a path that must respond 200, and decodes the response.
func XML(f *Fixture, path string, into any) {
	f.t.Helper()
	w := f.Get(path)
	if w.Code != 200 {
		f.t.Fatalf("GET %s: %d %s", path, w.Code, problem.Truncate(w.Body.String(), 500))
	}
	if err := xml.Unmarshal(w.Body.Bytes(), into); err != nil {
		f.t.Fatalf("GET %s: %v\n%s", path, err, problem.Truncate(w.Body.String(), 1000))
	}
}

// ID returns the ID of a document of the fixture.
func ID(uri string) string { return archive.NewID("test", uri) }

// SHA256 returns the hex SHA-256 of a string.
func SHA256(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Problem decodes a response that must be a problem.
func Problem(t *testing.T, w *httptest.ResponseRecorder) api.Problem {
	t.Helper()
	var p api.Problem
	if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Fatalf("content type %q, want a problem: %s", ct, problem.Truncate(w.Body.String(), 300))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != w.Code || p.Code == "" || p.Title == "" || p.Instance == "" {
		t.Errorf("an incomplete problem: %+v for %d", p, w.Code)
	}
	return p
}

// Metric returns the value of one of the server's metrics, or "".
func (f *Fixture) Metric(name string) string {
	w := httptest.NewRecorder()
	f.Server.Private().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

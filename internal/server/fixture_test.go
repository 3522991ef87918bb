package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
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
	"letopis/internal/store/sqlitestore"
	"letopis/internal/text"
)

// fixture is a server over a small archive of invented documents.
type fixture struct {
	t        testing.TB
	s        *Server
	store    archive.Store
	idx      index.Index
	bucket   archive.Bucket
	analyzer *text.Analyzer
	log      *bytes.Buffer
	spec     routers.Router
}

// towns is a gazetteer of the fixture's towns.
type towns map[string]City

func (g towns) Cities() []City {
	var out []City
	for _, c := range g {
		out = append(out, c)
	}
	return out
}

// units are the fixture's municipalities and settlements.
var units = map[string]Unit{
	"myshkinskiy":         {ID: "myshkinskiy", OKTMO: "78621000", Name: "Мышкинский район", Type: "муниципальный район", Level: archive.LevelMunicipality, Region: "Ярославская область", Towns: []string{"myshkin"}},
	"myshkinskiy.myshkin": {ID: "myshkinskiy.myshkin", Name: "городское поселение Мышкин", Type: "городское поселение", Level: archive.LevelSettlement, Region: "Ярославская область", Parent: "myshkinskiy", Towns: []string{"myshkin"}},
	"kungurskiy-mo":       {ID: "kungurskiy-mo", Name: "Кунгурский муниципальный округ", Type: "муниципальный округ", Level: archive.LevelMunicipality, Region: "Пермский край", Merged: []string{"kungurskiy"}, Names: []string{"Кунгурский городской округ"}, Towns: []string{"kungur"}},
	"kungurskiy":          {ID: "kungurskiy", Name: "Кунгурский район", Type: "муниципальный район", Level: archive.LevelMunicipality, Region: "Пермский край", Ended: 2020, Today: []string{"kungurskiy-mo"}},
}

func (g towns) Unit(id string) (Unit, bool) {
	u, ok := units[id]
	return u, ok
}

// The fixture's queries know places by their labels, and what was merged.
func (g towns) Named(string, string) []string { return nil }

func (g towns) Region(_, id string) string { return units[id].Region }

func (g towns) Merger(id string) *query.Merger {
	if u := units[id]; u.Ended != 0 {
		return &query.Merger{Into: []string{units[u.Today[0]].Name}, Year: u.Ended}
	}
	return nil
}

func (g towns) NearestUnit(id string) string {
	if strings.HasPrefix(id, "mysh") {
		return "myshkinskiy"
	}
	return ""
}

func (g towns) City(id string) (City, bool) {
	c, ok := g[id]
	return c, ok
}

// evil is what must never reach a page or a cell as it is.
const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'=cmd|' /C calc'!A0`

const body = "Администрация города Мышкина ПОСТАНОВЛЯЕТ: утвердить муниципальную программу «Развитие туризма в городе Мышкине». " +
	"Ремонт дорог у пристани закончить к лету. Телефон для справок 8 (48544) 2-11-00."

func value(text, rule string, start, end int) archive.Value {
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
	tourism := archive.Program{ID: "turizm-myshkin", Name: "Развитие туризма в городе Мышкине", Role: "approves", Level: "municipal",
		Evidence: place(body, "Развитие туризма в городе Мышкине", "quoted")}
	myshkin := archive.City{ID: "myshkin", OKTMO: "78621101001", Name: "Мышкин", Region: "Ярославская область", Role: archive.RoleIssuer,
		Evidence: place(body, "Мышкина", "administration")}
	yaroslavl := archive.Place{ID: "Ярославская область", Name: "Ярославская область", Level: archive.LevelRegion, Evidence: archive.Evidence{Rule: archive.RuleDerived}}
	district := archive.Place{ID: "myshkinskiy", Name: "Мышкинский район", Level: archive.LevelMunicipality, Type: "муниципальный район", OKTMO: "78621000", Towns: []string{"myshkin"}}
	inMyshkin := []archive.Place{yaroslavl, district, {ID: "myshkinskiy.myshkin", Name: "городское поселение Мышкин", Level: archive.LevelSettlement, Type: "городское поселение",
		Towns: []string{"myshkin"}, Evidence: place(body, "Мышкина", "administration")}}
	act := &archive.Document{URI: "acts/179.txt", Text: body, Original: archive.Original{Name: "Постановление 179-а.txt", MediaType: "text/plain", Charset: "utf-8"},
		Facts: archive.Facts{Title: value("Об утверждении программы развития туризма", "act-head", 0, 10), Kind: value("постановление", "act-head", 0, 5),
			Number: value("179-а", "act-head", 0, 5), Date: archive.Date{Year: 2017, Month: 3, Day: 1, Evidence: archive.Evidence{Rule: "act-head", Start: 1, End: 9}},
			Issuer: archive.Issuer{Value: value("Администрация города Мышкина", "act-head", 0, 20), ID: "myshkinskiy.myshkin/administratsiya", Name: "Администрация городского поселения Мышкин"}, Municipality: value("город Мышкин", "act-head", 0, 20),
			Region: value("Ярославская область", archive.RuleDerived, 0, 0), Cities: []archive.City{myshkin}, Places: inMyshkin, Programs: []archive.Program{tourism},
			Cites: []archive.Citation{{Kind: "федеральный закон", Number: "131-ФЗ", Date: archive.Date{Year: 2003, Month: 10, Day: 6}, Level: "federal",
				Evidence: place(body, "утвердить", "federal-law")}}}}
	tourism.Role, tourism.Evidence = "amends", archive.Evidence{}
	amendment := &archive.Document{URI: "acts/12.txt", Text: "О внесении изменений в программу туризма. Дороги и тротуары.", Original: archive.Original{Name: "12.pdf", MediaType: "application/pdf"},
		Facts: archive.Facts{Title: value("О внесении изменений", "act-head", 0, 10), Kind: value("постановление", "", 0, 0), Number: value("12", "", 0, 0),
			Date: archive.Date{Year: 2018, Month: 2}, Region: value("Ярославская область", "", 0, 0), Places: []archive.Place{yaroslavl, district}, Cities: []archive.City{myshkin}, Programs: []archive.Program{tourism}}}
	news := &archive.Document{URI: "news/kungur.html#post-1", Text: "В Кунгуре прошла ярмарка. Дорога к пещере открыта. Гости приехали из Мышкина.",
		Original: archive.Original{Name: "kungur.html", MediaType: "text/html"},
		Facts: archive.Facts{Title: value("Ярмарка в Кунгуре", "h1", 0, 0), Kind: value("новость", "", 0, 0), Date: archive.Date{Year: 2019, Month: 7, Day: 14},
			Region: value("Пермский край", "", 0, 0), Places: []archive.Place{{ID: "Пермский край", Name: "Пермский край", Level: archive.LevelRegion},
				{ID: "kungurskiy", Name: "Кунгурский район", Level: archive.LevelMunicipality, Type: "муниципальный район", Today: []string{"kungurskiy-mo"}}},
			Events: []archive.Event{{From: archive.Date{Year: 2019, Month: 7, Day: 13}, To: archive.Date{Year: 2019, Month: 7, Day: 14}, What: "festival", City: "kungur",
				Evidence: archive.Evidence{Rule: "event", Start: 0, End: 10}}},
			Cities: []archive.City{
				{ID: "kungur", OKTMO: "57722000001", Name: "Кунгур", Region: "Пермский край", Role: archive.RoleAbout},
				{ID: "myshkin", OKTMO: "78621101001", Name: "Мышкин", Region: "Ярославская область", Role: archive.RoleMentioned, Evidence: archive.Evidence{Rule: "name", Start: 1, End: 3}}}}}
	hostile := &archive.Document{URI: "evil/" + evil, Text: "Ловушка " + evil + " конец.", Original: archive.Original{Name: evil + ".html", MediaType: "text/html"},
		Facts: archive.Facts{Title: value("Ловушка "+evil, "h1", 0, 0), Kind: value(evil, "", 0, 0), Issuer: archive.Issuer{Value: value("=HYPERLINK(\"http://evil\")", "", 0, 0)},
			Programs: []archive.Program{{ID: "evil-program", Name: evil, Role: "approves"}}}}
	hostile.Facts.Doubts = map[string]archive.Doubt{"municipality": {Why: archive.DoubtHomonyms, Name: "Советский район " + evil, Of: []string{"Кировская область", "Саратовская область"}}}
	scan := &archive.Document{URI: "scan.pdf", Status: archive.StatusNeedsOCR, Reason: "Страницы — снимки без текста: включите распознавание.",
		Original: archive.Original{Name: "scan.pdf", MediaType: "application/pdf"}}
	docs := []*archive.Document{act, amendment, news, hostile, scan}
	for i := range 120 {
		docs = append(docs, &archive.Document{URI: fmt.Sprintf("filler/%03d.txt", i), Text: fmt.Sprintf("Заметка номер %d о погоде и рыбалке.", i),
			Original: archive.Original{Name: fmt.Sprintf("%03d.txt", i), MediaType: "text/plain"},
			Facts:    archive.Facts{Title: value(fmt.Sprintf("Заметка %d", i), "", 0, 0), Kind: value("новость", "", 0, 0), Date: archive.Date{Year: 2000 + i%20}}})
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

// maskPhones finds what the fixture's personal data look like.
func maskPhones(s string) [][2]int {
	const phone = "8 (48544) 2-11-00"
	if i := strings.Index(s, phone); i >= 0 {
		return [][2]int{{i, i + len(phone)}}
	}
	return nil
}

func newFixture(t testing.TB, change func(*Options)) *fixture {
	t.Helper()
	ctx := context.Background()
	f := &fixture{t: t, idx: memindex.New(), log: &bytes.Buffer{}}
	store, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	bucket, err := dirblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if f.analyzer, err = text.New(); err != nil {
		t.Fatal(err)
	}
	g := towns{"myshkin": {ID: "myshkin", OKTMO: "78621101001", Name: "Мышкин", Region: "Ярославская область", Lat: 57.79, Lon: 38.45, Population: 5500},
		"kungur": {ID: "kungur", OKTMO: "57722000001", Name: "Кунгур", Region: "Пермский край", Lat: 57.43, Lon: 56.94, Population: 61000}}
	f.store, f.bucket = store, bucket
	log := slog.New(slog.NewJSONHandler(&lockedBuffer{b: f.log}, nil))
	live := func() index.Index { return f.idx }
	labels := NewLabels(store, live, g, log)
	q, err := query.New(live, f.analyzer, query.Options{Label: labels.Label, Authority: g, Titles: labels.Titles})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	o := Options{Store: store, Bucket: bucket, Index: live, Query: q, Analyzer: f.analyzer, Gazetteer: g, Labels: labels,
		Generation: func() string { return "g1" }, Mask: maskPhones, Version: "test", Log: log,
		Config: Config{PublicURL: "https://archive.example", Rate: -1, Contact: "clerk@archive.example"}}
	if change != nil {
		change(&o)
	}
	docs := documents()
	for _, d := range docs {
		if d.Original.SHA256, d.Original.Bytes, err = bucket.Put(ctx, strings.NewReader("original of "+d.URI)); err != nil {
			t.Fatal(err)
		}
	}
	f.commit(archive.Batch{Source: "test", Cursor: "1", Put: docs, Failed: []archive.Failure{{URI: "locked.docx", Reason: "нет прав на чтение", At: time.Now()}}})
	if f.s, err = New(o); err != nil {
		t.Fatal(err)
	}
	f.spec = specRouter(t)
	return f
}

type lockedBuffer struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// commit stores a batch and brings the index up to it.
func (f *fixture) commit(b archive.Batch) {
	f.t.Helper()
	ctx := context.Background()
	r, err := f.store.Commit(ctx, b)
	if err != nil {
		f.t.Fatal(err)
	}
	batch := index.Batch{Delete: b.Delete, Seq: uint64(r.Seq)}
	for _, d := range b.Put {
		batch.Put = append(batch.Put, indexer.Doc(f.analyzer, d))
	}
	if err := f.idx.Apply(ctx, batch); err != nil {
		f.t.Fatal(err)
	}
}

func specRouter(t testing.TB) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapiYAML)
	if err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// do sends a request. Answers of the API are validated against the
// specification, and the request too unless it is meant to be wrong.
func (f *fixture) do(r *http.Request, wrong bool) *httptest.ResponseRecorder {
	f.t.Helper()
	isAPI := strings.HasPrefix(r.URL.Path, apiBase+"/") && r.Method != http.MethodOptions && r.Method != http.MethodHead
	var input *openapi3filter.RequestValidationInput
	ctx := context.Background()
	if isAPI {
		if route, params, err := f.spec.FindRoute(r); err == nil {
			input = &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route,
				Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
					SkipSettingDefaults: true}}
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
	f.s.Public().ServeHTTP(w, r)
	if input != nil && w.Header().Get("Content-Encoding") == "" {
		err := openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: w.Code,
			Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())), Options: input.Options})
		if err != nil && !strings.Contains(err.Error(), "unsupported content type") {
			f.t.Errorf("the answer to %s %s is not as the specification says: %v\n%s", r.Method, r.URL, err, clip(w.Body.String(), 2000))
		}
	}
	return w
}

func (f *fixture) get(path string) *httptest.ResponseRecorder {
	f.t.Helper()
	return f.do(httptest.NewRequest(http.MethodGet, path, nil), false)
}

// getJSON gets an answer that must be 200 and decodes it.
func getJSON[T any](f *fixture, path string) T {
	f.t.Helper()
	var out T
	w := f.get(path)
	if w.Code != http.StatusOK {
		f.t.Fatalf("GET %s: %d\n%s", path, w.Code, clip(w.Body.String(), 1000))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		f.t.Fatalf("GET %s: %v\n%s", path, err, clip(w.Body.String(), 1000))
	}
	return out
}

func idOf(uri string) string { return archive.NewID("test", uri) }

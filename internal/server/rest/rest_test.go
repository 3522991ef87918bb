package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/server/api"
	"letopis/internal/server/openapi"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
	"letopis/internal/server/view"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	got := servertest.JSON[api.SearchResult](f,
		"/api/v1/search?q="+url.QueryEscape("туризм дорог")+"&strict=true&facets=city,program,kind,year")
	if got.Total != 2 || len(got.Hits) != 2 || got.Next != nil {
		t.Fatalf("total %d, %d hits, next %v; want 2 acts and no more", got.Total, len(got.Hits), got.Next)
	}
	i := slices.IndexFunc(got.Hits, func(h api.Hit) bool { return h.ID == servertest.ID("acts/179.txt") })
	if i < 0 {
		t.Fatalf("the act is not among the hits: %+v", got.Hits)
	}
	h := got.Hits[i]
	if *h.Kind != "постановление" || *h.Number != "179-а" || *h.Date != "2017-03-01" || *h.DatePrecision != "day" ||
		*h.Region != "Ярославская область" {
		t.Errorf("facts of the hit: %+v", h)
	}
	if h.URL != "https://archive.example/d/"+h.ID {
		t.Errorf("url %q", h.URL)
	}
	if len(h.Cities) != 1 || h.Cities[0].ID != "myshkin" || h.Cities[0].Role != api.CityRoleIssuer ||
		len(h.Programs) != 1 || h.Programs[0].Role != api.Approves {
		t.Errorf("cities %+v, programs %+v", h.Cities, h.Programs)
	}
	marked := false
	for _, s := range h.Snippets {
		for _, r := range s.Runs {
			marked = marked || r.Hit && strings.HasPrefix(strings.ToLower(r.Text), "дорог")
		}
	}
	if !marked {
		t.Errorf("no run marks the word: %+v", h.Snippets)
	}
	city := got.Facets["city"]
	if len(city.Values) != 1 || city.Values[0].Label != "Мышкин" || city.Values[0].Count != 2 || city.Values[0].Selected {
		t.Errorf("facet city: %+v", city)
	}
	if p := got.Facets["program"].Values; len(p) != 1 || p[0].Label != "Развитие туризма в городе Мышкине" ||
		p[0].Note != "город Мышкин" {
		t.Errorf("facet program: %+v", p)
	}
	if y := got.Facets["year"].Values; len(y) != 2 || y[0].ID != "2017" || y[1].ID != "2018" {
		t.Errorf("years are not in order: %+v", y)
	}
}

func TestFacetsAreDisjunctive(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	got := servertest.JSON[api.SearchResult](f, "/api/v1/search?city=kungur&facets=city")
	if got.Total != 1 {
		t.Fatalf("total %d, want the one about Кунгур", got.Total)
	}
	want := map[string]bool{"kungur": true, "myshkin": false}
	for _, v := range got.Facets["city"].Values {
		if selected, ok := want[v.ID]; !ok || selected != v.Selected {
			t.Errorf("value %+v", v)
		}
		delete(want, v.ID)
	}
	if len(want) > 0 || got.Facets["city"].Missing == 0 {
		t.Errorf("left out %v, missing %d", want, got.Facets["city"].Missing)
	}
	if got := servertest.JSON[api.SearchResult](f, "/api/v1/search?city=_missing"); got.Total != 122 {
		t.Errorf("%d documents without a city, want 122", got.Total)
	}
	if got := servertest.JSON[api.SearchResult](f,
		"/api/v1/search?city.not=myshkin&city=kungur&city=myshkin"); got.Total != 1 {
		t.Errorf("exclusion leaves %d, want 1", got.Total)
	}
}

// Following cursors walks the whole archive once, while documents come and go.
func TestCursorWalksAll(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	seen := map[string]int{}
	next := "/api/v1/search?limit=10"
	for pages := 0; next != ""; pages++ {
		if pages > 20 {
			t.Fatal("the walk does not end")
		}
		w := f.Get(next)
		var got api.SearchResult
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		for _, h := range got.Hits {
			seen[h.ID]++
		}
		link := w.Header().Get("Link")
		if (link == "") != (got.Next == nil) {
			t.Errorf("Link %q, next %v", link, got.Next)
		}
		if pages == 2 { // one of those seen goes, a newer one comes
			f.Commit(archive.Batch{Source: "test", Delete: []string{got.Hits[0].ID},
				Put: []*archive.Document{{ID: "new", URI: "new", Text: "новый",
					Status: archive.StatusOK, Facts: archive.Facts{Date: archive.Date{Year: 2025}}}}})
		}
		if next = ""; link != "" {
			address, _, _ := strings.Cut(strings.TrimPrefix(link, "<https://archive.example"), ">")
			next = address
		}
	}
	if len(seen) != 125 {
		t.Errorf("%d documents seen, want 125", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := servertest.JSON[api.FullDocument](f, "/api/v1/documents/"+servertest.ID("acts/179.txt"))
	if strings.Contains(d.Text, "2-11-00") || d.Masked != 1 {
		t.Errorf("personal data are not masked (%d places): %s", d.Masked, d.Text)
	}
	chars := []rune(d.Text)
	if len(chars) != len([]rune(servertest.Body)) {
		t.Errorf("masking changed the length from %d to %d characters", len([]rune(servertest.Body)), len(chars))
	}
	c := d.Cities[0]
	if c.Offset == nil || string(chars[*c.Offset:*c.Offset+*c.Length]) != "Мышкина" || *c.Rule != "administration" {
		t.Errorf("the city lies at %v, %v, by %v", c.Offset, c.Length, c.Rule)
	}
	p := d.Programs[0]
	if string(chars[*p.Offset:*p.Offset+*p.Length]) != "Развитие туризма в городе Мышкине" {
		t.Errorf("the programme lies at %d", *p.Offset)
	}
	if len(d.Cites) != 1 || d.Cites[0].Kind != "федеральный закон" || *d.Cites[0].Number != "131-ФЗ" ||
		*d.Cites[0].Date != "2003-10-06" ||
		string(chars[*d.Cites[0].Offset:*d.Cites[0].Offset+*d.Cites[0].Length]) != "утвердить" {
		t.Errorf("cites %+v", d.Cites)
	}
	if d.Evidence["number"].Rule != "act-head" || d.Evidence["region"].Offset != nil ||
		d.Status != api.DocumentDetailStatus(archive.StatusOK) {
		t.Errorf("evidence %+v, status %s", d.Evidence, d.Status)
	}
	news := servertest.JSON[api.FullDocument](f, "/api/v1/documents/"+servertest.ID("news/kungur.html#post-1"))
	if len(news.Cities) != 1 || news.Cities[0].ID != "kungur" || len(news.CitiesMentioned) != 1 ||
		news.CitiesMentioned[0].ID != "myshkin" {
		t.Errorf("cities %+v, mentioned %+v", news.Cities, news.CitiesMentioned)
	}
	scan := servertest.JSON[api.FullDocument](f, "/api/v1/documents/"+servertest.ID("scan.pdf"))
	if scan.Reason == nil || scan.Kind != nil || scan.Title != "scan.pdf" || scan.Date != nil {
		t.Errorf("a document of which nothing is known: %+v", scan)
	}
}

// Why a document was not read is told in the language of the request, wherever it is.
func TestReasonsAreInTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	causes := []archive.Cause{{Code: reason.Password.Code}}
	ru, en := reason.Russian(causes), reason.English(causes)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{{ID: servertest.ID("locked.pdf"), Source: "test",
		URI: "locked.pdf", Status: archive.StatusEncrypted, Reason: ru, Causes: causes}}})
	for _, path := range []string{"/api/v1/documents/" + servertest.ID("locked.pdf"), "/api/v1/status"} {
		for lang, want := range map[string]string{"ru": ru, "en": en} {
			if got := f.Get(path + "?lang=" + lang).Body.String(); !strings.Contains(got, strconv.Quote(want)) {
				t.Errorf("%s does not give the reason in %s: %s", path, lang, got)
			}
		}
	}
}

// unmatched is an index that cannot tell which of the documents found have a word.
type unmatched struct{ index.Index }

func (x unmatched) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if and, ok := q.Expr.(index.And); ok && len(and.Exprs) > 0 {
		if _, ok := and.Exprs[0].(index.IDs); ok {
			return nil, errors.New("unmatched")
		}
	}
	return x.Index.Search(ctx, q)
}

// Hits are shown although it cannot be told which words they lack.
func TestHitsWithoutTheWordsTheyLack(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	f.Index = unmatched{f.Index}
	res := servertest.JSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape("развитие туризма тротуары рыбалка"))
	if len(res.Hits) == 0 || !strings.Contains(f.Log(), "unmatched") {
		t.Errorf("%d hits; logged: %s", len(res.Hits), f.Log())
	}
}

func TestSnippetsAreMasked(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for n := range 3 { // the second time the document is known, and its personal data
		w := f.Get(fmt.Sprintf("/api/v1/search?limit=%d&q=%s", n+1, url.QueryEscape("телефон справок")))
		if strings.Contains(w.Body.String(), "2-11-00") || !strings.Contains(w.Body.String(), "****") {
			t.Errorf("asked %d times before, a snippet shows personal data: %s", n, w.Body)
		}
	}
}

func TestFacetValues(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	got := servertest.JSON[api.Facet](f, "/api/v1/facets/city?prefix="+url.QueryEscape("кун"))
	if len(got.Values) != 1 || got.Values[0].Label != "Кунгур" || got.Distinct != 1 {
		t.Errorf("%+v", got)
	}
	got = servertest.JSON[api.Facet](f, "/api/v1/facets/program?prefix="+url.QueryEscape("туризма в гор"))
	if len(got.Values) != 1 || got.Values[0].ID != "turizm-myshkin" {
		t.Errorf("%+v", got)
	}
	got = servertest.JSON[api.Facet](f, "/api/v1/facets/kind?q="+url.QueryEscape("дороги"))
	if len(got.Values) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	programs := servertest.JSON[api.ProgramsAnswer](f, "/api/v1/programs?city=myshkin")
	if programs.Total != 1 || programs.Programs[0].Count != 2 || *programs.Programs[0].Municipality != "город Мышкин" {
		t.Errorf("programmes: %+v", programs)
	}
	timeline := servertest.JSON[api.ProgramTimeline](f, "/api/v1/programs/turizm-myshkin")
	if len(timeline.Acts) != 2 || timeline.Acts[0].Role != "approves" || timeline.Acts[1].Role != "amends" {
		t.Errorf("timeline: %+v", timeline)
	}
	if w := f.Get("/api/v1/programs/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("unknown programme: %d", w.Code)
	}
	cities := servertest.JSON[api.CitiesAnswer](f, "/api/v1/cities")
	if len(cities.Cities) != 2 || cities.Cities[0].ID != "myshkin" || cities.Missing != 122 {
		t.Errorf("cities: %+v", cities)
	}
	stats := servertest.JSON[api.Stats](f, "/api/v1/stats")
	if stats.Documents != 125 || *stats.From != "2000" || *stats.To != "2019-07-14" || stats.Cities != 2 ||
		stats.Programs != 2 {
		t.Errorf("stats: %+v", stats)
	}
	status := servertest.JSON[api.Status](f, "/api/v1/status")
	if status.Documents != 125 || status.Indexed != 125 || status.Behind != 0 || len(status.Sources) != 1 {
		t.Fatalf("status: %+v", status)
	}
	src := status.Sources[0]
	if src.UnreadableTotal != 2 || len(src.Unreadable) != 2 || src.Failures != 1 || *src.From != "2000" ||
		src.Statuses["needs_ocr"] != 1 {
		t.Errorf("source: %+v", src)
	}
}

// Of one day, the act that approves comes first.
func TestTimelineOfOneDay(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	roles := []string{"amends", "reports", "passport", "approves", "repeals"}
	var batch archive.Batch
	for _, role := range roles {
		uri := "same-day/" + role
		batch.Put = append(batch.Put, &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri,
			Status: archive.StatusOK, Text: "текст",
			Facts: archive.Facts{Title: servertest.Value(role, "h1", 0, 0), Date: archive.Date{Year: 2016, Month: 12, Day: 28},
				Programs: []archive.Program{{ID: "one-day", Name: "Один день", Role: role}}}})
	}
	later := &archive.Document{ID: servertest.ID("later"), Source: "test", URI: "later", Status: archive.StatusOK,
		Text: "текст",
		Facts: archive.Facts{Title: servertest.Value("later", "h1", 0, 0),
			Date:     archive.Date{Year: 2016, Month: 12, Day: 29},
			Programs: []archive.Program{{ID: "one-day", Name: "Один день", Role: "approves"}}}}
	batch.Source, batch.Put = "test", append(batch.Put, later)
	f.Commit(batch)
	var got []string
	for _, a := range servertest.JSON[api.ProgramTimeline](f, "/api/v1/programs/one-day").Acts {
		got = append(got, a.Role)
	}
	if want := []string{"approves", "passport", "amends", "reports", "repeals", "approves"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	// A document's page shows its place among them.
	page := f.Page("/d/" + later.ID)
	if i := strings.Index(page, `class="timeline"`); i < 0 || strings.Count(page[i:], `<time `) != 6 ||
		!strings.Contains(page[i:], `<b aria-current="true">later</b>`) {
		t.Errorf("the programme's acts are not on the page of one of them:\n%s", problem.Truncate(page[max(0, i):], 1500))
	}
}

func TestSimilarAndSuggest(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	similar := servertest.JSON[api.SimilarAnswer](f,
		"/api/v1/documents/"+servertest.ID("filler/001.txt")+"/similar?limit=3")
	if len(similar.Hits) == 0 || len(similar.Hits) > 3 {
		t.Errorf("%d similar", len(similar.Hits))
	}
	got := servertest.JSON[api.SuggestAnswer](f, "/api/v1/suggest?q="+url.QueryEscape("кунг"))
	if len(got.Suggestions) == 0 {
		t.Fatal("nothing is suggested")
	}
	if s := got.Suggestions[0]; s.Kind != api.SuggestionKindCity || s.URL != "https://archive.example/c/kungur" ||
		s.Note != "Пермский край" {
		t.Errorf("%+v", s)
	}
}

func TestStrict(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	q := url.QueryEscape("туризм тротуары пристань")
	loose := servertest.JSON[api.SearchResult](f, "/api/v1/search?q="+q)
	strict := servertest.JSON[api.SearchResult](f, "/api/v1/search?strict=true&q="+q)
	if loose.Total == 0 || len(loose.Query.Warnings) == 0 || strict.Total != 0 || len(strict.Query.Warnings) != 0 {
		t.Errorf("without strict %d documents and %+v, with it %d and %+v", loose.Total, loose.Query.Warnings, strict.Total,
			strict.Query.Warnings)
	}
	if s := f.Page("/search?strict=true&q=" + q); !strings.Contains(s, "только со всеми словами") ||
		!strings.Contains(s, `name="strict" value="true"`) {
		t.Error("the page does not show that only all the words count")
	}
}

func TestAnUnknownValueIsToldOf(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	got := servertest.JSON[api.SearchResult](f, "/api/v1/search?city=kungurr&city=atlantida&lang=en")
	want := []api.Message{
		{Code: "no-such-value", Parameter: view.Nullable("city"), Value: view.Nullable("kungurr"),
			Suggestion: view.Nullable("kungur"),
			Message:    "There are no documents of the town “kungurr” in the archive. Perhaps “Кунгур” was meant: city=kungur."},
		{Code: "no-such-value", Parameter: view.Nullable("city"), Value: view.Nullable("atlantida"),
			Message: "There are no documents of the town “atlantida” in the archive."},
	}
	if got.Total != 0 || !reflect.DeepEqual(got.Query.Warnings, want) {
		t.Errorf("%d documents, %+v", got.Total, got.Query.Warnings)
	}
	page := f.Page("/search?city=atlantida&city=kungurr&q=" + url.QueryEscape("дорога"))
	q := url.QueryEscape("дорога")
	for _, part := range []string{"Документов города «atlantida» в архиве нет.",
		`href="/search?city=kungurr&amp;q=` + q + `"`, `href="/search?city=atlantida&amp;city=kungur&amp;q=` + q + `"`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	if known := f.Page("/search?city=kungur"); strings.Contains(known, "в архиве нет") {
		t.Error("a town of the archive is called unknown")
	}
}

// The table of operations is that of openapi.yaml.
func TestOperationsAreThoseOfTheSpecification(t *testing.T) {
	spec, err := openapi.Parse(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, r := range servertest.New(t, nil).Server.Public().(*gin.Engine).Routes() {
		if strings.HasPrefix(r.Path, openapi.Base) && r.Method != http.MethodHead && r.Method != http.MethodOptions {
			routes = append(routes, r.Method+" "+r.Path)
		}
	}
	slices.Sort(routes)
	if want := spec.Operations(); !slices.Equal(routes, want) {
		t.Errorf("routes %v\nwant %v", routes, want)
	}
}

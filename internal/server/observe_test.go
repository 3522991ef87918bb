package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"letopis/internal/searches"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
)

// counted is a server that counts searches in vain.
type counted struct {
	*servertest.Fixture
	t   *testing.T
	now time.Time
}

func newCounted(t *testing.T) *counted {
	c := &counted{t: t, now: time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC)}
	counter, err := searches.Open(searches.Options{Now: func() time.Time { return c.now }})
	if err != nil {
		t.Fatal(err)
	}
	c.Fixture = servertest.New(t, func(o *server.Options) { o.Searches = counter })
	return c
}

// get asks as a person's browser does, with further headers in pairs.
func (c *counted) get(person int, address string, headers ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.RemoteAddr = fmt.Sprintf("192.0.2.%d:999", person)
	r.Header.Set("Accept", "text/html,*/*")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := c.Do(r, false)
	if w.Code != http.StatusOK {
		c.t.Fatalf("%s: %d", address, w.Code)
	}
	return w
}

func (c *counted) week() searches.Week {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.Server.Private().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/searches?format=json", nil))
	var r searches.Report
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK || len(r.Weeks) == 0 {
		c.t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	return r.Weeks[0]
}

var nonsense = "/search?q=" + url.QueryEscape("ъъъщщщфыва")

// An answer that comes whole from memory is counted as the first was, or a query could never have three people.
func TestSearchesInVainAreCounted(t *testing.T) {
	c := newCounted(t)
	for n := range 3 {
		c.get(n, nonsense)
		c.get(n, "/api/v1"+nonsense, "Origin", "https://portal.example") // the widget: it is the same search again
	}
	for n := 3; n < 5; n++ {
		c.get(n, "/api/v1"+nonsense, "Origin", "https://portal.example")
	}
	w := c.week()
	want := searches.Query{Text: "ъъъщщщфыва", People: 5}
	if w.Searches != 5 || w.InVain != 5 || len(w.Nothing) != 1 || w.Nothing[0] != want {
		t.Errorf("%+v", w)
	}
}

func TestWhoIsNotCounted(t *testing.T) {
	c := newCounted(t)
	for _, headers := range [][]string{{"DNT", "1"}, {"Sec-GPC", "1"}, {"Sec-Purpose", "prefetch"}, {"Accept", "*/*"}} {
		c.get(1, nonsense, headers...)
	}
	c.get(2, "/api/v1"+nonsense)                       // a program
	c.get(3, "/search?city=myshkin")                   // a list
	c.get(4, "/search.atom"+nonsense[len("/search"):]) // a feed
	if w := c.week(); w.Searches != 0 {
		t.Errorf("%+v", w)
	}
}

func TestSearchesThatLeadNowhereAreCounted(t *testing.T) {
	c := newCounted(t)
	road := "/search?q=" + url.QueryEscape("дорога")
	for n := range 4 {
		c.get(n, road)
	}
	c.get(0, "/d/"+servertest.ID("acts/179.txt"))
	c.get(1, road+"&city=myshkin")
	c.now = c.now.Add(time.Hour)
	w := c.week()
	if w.Searches != 4 || w.InVain != 0 || w.Abandoned != 3 || len(w.Unopened) != 1 || w.Unopened[0].Text != "дорога" {
		t.Errorf("%+v", w)
	}
}

// The report is on the private port alone, says what is wrong with a request, and is off where it is off.
func TestTheReportOfSearches(t *testing.T) {
	c := newCounted(t)
	ask := func(s *server.Server, address string) (int, string) {
		w := httptest.NewRecorder()
		s.Private().ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w.Code, w.Body.String()
	}
	for address, want := range map[string]struct {
		code int
		body string
	}{
		"/searches":            {200, "Week of 2026-11-30: searches 0,"},
		"/searches?weeks=0":    {400, "from 1 to 26"},
		"/searches?weeks=x":    {400, "from 1 to 26"},
		"/searches?format=xml": {400, "neither text nor json"},
	} {
		if code, body := ask(c.Server, address); code != want.code || !strings.Contains(body, want.body) {
			t.Errorf("%s: %d %s", address, code, body)
		}
	}
	code, body := ask(servertest.New(t, nil).Server, "/searches")
	if code != 404 || !strings.Contains(body, "search.report") {
		t.Errorf("where it is off: %d %s", code, body)
	}
	if !strings.Contains(c.Page("/about"), "DNT") || strings.Contains(servertest.New(t, nil).Page("/about"), "DNT") {
		t.Error("/about must tell what is counted, where it is")
	}
	if w := c.Get("/searches"); w.Code != 404 {
		t.Errorf("the public address answers %d", w.Code)
	}
}

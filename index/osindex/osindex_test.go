package osindex_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"letopis/index"
	"letopis/index/indextest"
	"letopis/index/osindex"
	"letopis/internal/testkit"
)

var (
	prefixes atomic.Int64
	nodes    = flag.Int("nodes", 1, "nodes of the cluster; of several each part has a copy on another")
)

// open makes an engine without generations, of three shards.
func open(t *testing.T, c *testkit.OpenSearch) *osindex.Engine {
	t.Helper()
	return openAs(t, c, fmt.Sprint("test", prefixes.Add(1)))
}

func openAs(t *testing.T, c *testkit.OpenSearch, prefix string) *osindex.Engine {
	t.Helper()
	e, err := osindex.OpenEngine(t.Context(), osindex.Options{URLs: c.URLs, Prefix: prefix, Shards: 3,
		Replicas: min(1, *nodes-1)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestOpenSearch runs all that needs a cluster on one: starting it takes the longest.
func TestOpenSearch(t *testing.T) {
	c := testkit.StartOpenSearch(t, *nodes)
	t.Run("suite", func(t *testing.T) {
		indextest.Suite{Seeds: 4, Open: func(t *testing.T) index.Engine { return open(t, c) },
			Reopen: func(t *testing.T, e index.Engine) index.Engine { return openAs(t, c, e.(*osindex.Engine).Prefix()) },
		}.Run(t)
	})
	for _, s := range []struct {
		name string
		test func(*testing.T, *testkit.OpenSearch)
	}{
		{"late writers", lateWriters},
		{"signs in terms", signsInTerms},
		{"many terms", manyTerms},
		{"archives beside each other", besideEachOther},
		{"deleted by somebody", deletedBySomebody},
		{"one builds", oneBuilds},
		{"no room", noRoom},
		{"a part is away", partAway},
		{"what is wrong is named", whatIsWrongIsNamed}, // which ends the nodes
	} {
		t.Run(s.name, func(t *testing.T) { s.test(t, c) })
	}
}

func generation(t *testing.T, e *osindex.Engine) index.Index {
	t.Helper()
	x, err := e.Open(t.Context(), "g")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func apply(t *testing.T, x index.Index, b index.Batch) {
	t.Helper()
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func doc(id, text string) *index.Doc {
	return &index.Doc{ID: id, Text: map[string][]index.Token{"body": indextest.Text(text)}}
}

func total(t *testing.T, x index.Index, e index.Expr) int {
	t.Helper()
	r, err := x.Search(t.Context(), index.Query{Expr: e})
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

func word(s string) index.Expr { return index.Term{Field: "body", Term: s, Boost: 1} }

// lateWriters holds that of two processes the one which is behind takes nothing back.
func lateWriters(t *testing.T, c *testkit.OpenSearch) {
	first := open(t, c)
	ahead, behind := generation(t, first), generation(t, openAs(t, c, first.Prefix()))
	apply(t, ahead, index.Batch{Put: []*index.Doc{doc("a", "старое"), doc("b", "старое")}, Seq: 2})
	apply(t, ahead, index.Batch{Put: []*index.Doc{doc("a", "новое")}, Delete: []string{"b"}, Seq: 4})
	apply(t, behind, index.Batch{Put: []*index.Doc{doc("a", "старое"), doc("b", "старое")}, Seq: 2})
	if old, fresh := total(t, behind, word("старое")), total(t, behind, word("новое")); old != 0 || fresh != 1 {
		t.Errorf("%d old and %d new documents", old, fresh)
	}
	for _, x := range []index.Index{ahead, behind} {
		if seq, err := x.Seq(t.Context()); err != nil || seq != 4 {
			t.Errorf("seq %d %v", seq, err)
		}
	}
}

// signsInTerms holds that terms are what was given, whatever tells them apart on the way.
func signsInTerms(t *testing.T, c *testkit.OpenSearch) {
	x := generation(t, open(t, c))
	terms := []string{"a b", "a|b", `a\b`, "a\x01b", `\s`, "§", strings.Repeat("я", 400), "\"{}", "a\nb"}
	slices.Sort(terms)
	d := &index.Doc{ID: "d", Text: map[string][]index.Token{}, Keywords: map[string][]string{"k": terms[:5]}}
	for i, w := range terms {
		pos := uint32(3 * i)
		d.Text["body"] = append(d.Text["body"], index.Token{Term: w, Pos: pos}, index.Token{Term: "x" + w, Pos: pos})
	}
	apply(t, x, index.Batch{Put: []*index.Doc{d}, Seq: 1})
	for i, w := range terms {
		if total(t, x, word(w)) != 1 || total(t, x, word("x"+w)) != 1 {
			t.Errorf("%.20q is not found", w)
		}
		if i > 0 && total(t, x, index.Phrase{Field: "body", Terms: []string{terms[i-1], "", "", w}}) != 1 {
			t.Errorf("%.20q is not three positions before %.20q", terms[i-1], w)
		}
		if got, err := x.Terms(t.Context(), "body", w, 1); err != nil || len(got) != 1 || got[0].Term != w {
			t.Errorf("%.20q: %v %v", w, got, err)
		}
	}
	if total(t, x, word("a")) != 0 {
		t.Error("a part of a term is found")
	}
	if n := total(t, x, index.Prefix{Field: "body", Prefix: "a|"}); n != 1 {
		t.Errorf("a prefix with a sign: %d", n)
	}
}

// manyTerms holds that lists of terms and values go beyond a page of the cluster's.
func manyTerms(t *testing.T, c *testkit.OpenSearch) {
	x := generation(t, open(t, c))
	b := index.Batch{Seq: 1}
	var want []string
	for i := range 25 {
		d := &index.Doc{ID: fmt.Sprint("d", i), Text: map[string][]index.Token{}, Keywords: map[string][]string{}}
		for n := range 100 {
			w := fmt.Sprintf("w%d-%04d", i%2, i*100+n)
			want = append(want, w)
			d.Text["body"] = append(d.Text["body"], index.Token{Term: w, Pos: uint32(n)})
			d.Keywords["value"] = append(d.Keywords["value"], w)
		}
		b.Put = append(b.Put, d)
	}
	apply(t, x, b)
	slices.Sort(want)
	one := slices.DeleteFunc(slices.Clone(want), func(w string) bool { return !strings.HasPrefix(w, "w1") })
	for _, field := range []string{"body", "value"} {
		for prefix, want := range map[string][]string{"": want, "w1": one, "w1-0100": {"w1-0100"}, "x": nil} {
			for _, limit := range []int{0, 3} {
				got, err := x.Terms(t.Context(), field, prefix, limit)
				if err != nil {
					t.Fatal(err)
				}
				most := len(want)
				if limit > 0 {
					most = min(limit, most)
				}
				once := func(g index.TermCount, w string) bool { return g.Term == w && g.Count == 1 }
				if !slices.EqualFunc(got, want[:most], once) {
					t.Errorf("%d terms of %s with %q, want %d", len(got), field, prefix, most)
				}
			}
		}
	}
	facets := []index.FacetRequest{{Field: "value"}, {Field: "value", Limit: 5}}
	r, err := x.Search(t.Context(), index.Query{Facets: facets})
	if err != nil || len(r.Facets[0].Values) != 2500 || r.Facets[1].Other != 2495 || r.Facets[1].Distinct != 2500 {
		t.Errorf("%d values, %+v %v", len(r.Facets[0].Values), r.Facets[1], err)
	}
}

// besideEachOther holds that archives of one cluster see nothing of each other.
func besideEachOther(t *testing.T, c *testkit.OpenSearch) {
	a, b := openAs(t, c, "town"), openAs(t, c, "town_2")
	apply(t, generation(t, a), index.Batch{Put: []*index.Doc{doc("a", "дом")}, Seq: 7})
	if err := a.Promote(t.Context(), "g"); err != nil {
		t.Fatal(err)
	}
	list, err := b.List(t.Context())
	live, liveErr := b.Live(t.Context())
	if err != nil || liveErr != nil || len(list) != 0 || live != "" {
		t.Errorf("%v %q: %v %v", list, live, err, liveErr)
	}
	if x := generation(t, b); total(t, x, nil) != 0 {
		t.Error("documents of another archive")
	}
	if err := b.Drop(t.Context(), "g"); err != nil {
		t.Error(err)
	}
	if n := total(t, generation(t, a), nil); n != 1 {
		t.Errorf("%d documents after another archive dropped its index", n)
	}
}

// deletedBySomebody holds that an index which is gone is built anew, not made by the next write as the cluster would.
func deletedBySomebody(t *testing.T, c *testkit.OpenSearch) {
	e := open(t, c)
	x := generation(t, e)
	b := index.Batch{Put: []*index.Doc{doc("a", "дом")}, Seq: 1}
	apply(t, x, b)
	request(t, http.MethodDelete, c.URLs[0]+"/"+e.Prefix()+"-g-g", "")
	if err := x.Apply(t.Context(), b); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a write: %v", err)
	}
	if _, err := x.Search(t.Context(), index.Query{}); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a search: %v", err)
	}
	if list, err := e.List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
	x = generation(t, e)
	if seq, err := x.Seq(t.Context()); err != nil || seq != 0 {
		t.Errorf("an index that is made anew is at %d: %v", seq, err)
	}
}

// oneBuilds holds that one process at a time makes and drops generations, and that one which was killed keeps nobody
// from it for long.
func oneBuilds(t *testing.T, c *testkit.OpenSearch) {
	a := open(t, c)
	b := openAs(t, c, a.Prefix())
	work, release, err := a.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Build(t.Context()); !errors.Is(err, index.ErrLocked) {
		t.Errorf("both build: %v", err)
	}
	if work.Err() != nil {
		t.Error(work.Err())
	}
	release()
	_, release, err = b.Build(t.Context())
	if err != nil {
		t.Fatal("after it was given back:", err)
	}
	release()
	if _, release, err = a.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	release()
}

// noRoom holds that what a full cluster refuses is told, promised by no number, and comes in when there is room.
func noRoom(t *testing.T, c *testkit.OpenSearch) {
	e := open(t, c)
	x := generation(t, e)
	apply(t, x, index.Batch{Put: []*index.Doc{doc("a", "дом")}, Seq: 1})
	set(t, c, e.Prefix()+"-g-g", `{"index.blocks.read_only_allow_delete": true}`)
	more := index.Batch{Put: []*index.Doc{doc("b", "дом")}, Seq: 2}
	if err := x.Apply(t.Context(), more); !errors.Is(err, index.ErrUnavailable) {
		t.Errorf("a write that is blocked: %v", err)
	}
	if seq, err := x.Seq(t.Context()); err != nil || seq != 1 || total(t, x, word("дом")) != 1 {
		t.Errorf("seq %d %v", seq, err)
	}
	set(t, c, e.Prefix()+"-g-g", `{"index.blocks.read_only_allow_delete": null}`)
	apply(t, x, more)
	if total(t, x, word("дом")) != 2 {
		t.Error("the batch did not come in whole")
	}
}

// partAway holds that while a shard is on no node nothing is answered as if it had nothing: neither hits nor lists of
// terms, by which words are corrected.
func partAway(t *testing.T, c *testkit.OpenSearch) {
	if *nodes == 1 { // whatIsWrongIsNamed ends it
		return
	}
	e, err := osindex.OpenEngine(t.Context(), osindex.Options{URLs: c.URLs, Prefix: "away", Shards: 8}) // two of terms
	if err != nil {
		t.Fatal(err)
	}
	x := generation(t, e)
	b := index.Batch{Seq: 1}
	for i := range 40 {
		d := doc(fmt.Sprint("d", i), fmt.Sprintf("дом%d", i))
		d.Keywords = map[string][]string{"k": {fmt.Sprint("v", i)}}
		b.Put = append(b.Put, d)
	}
	apply(t, x, b)
	asked := map[string]func() (int, error){
		"search": func() (int, error) {
			r, err := x.Search(t.Context(), index.Query{})
			if err != nil {
				return 0, err
			}
			return r.Total, nil
		},
		"terms":      func() (int, error) { r, err := x.Terms(t.Context(), "body", "дом", 0); return len(r), err },
		"values":     func() (int, error) { r, err := x.Terms(t.Context(), "k", "", 0); return len(r), err },
		"neighbours": func() (int, error) { r, err := x.Neighbours(t.Context(), "body", "дом", 2); return len(r), err },
	}
	var table []struct{ Node string }
	request(t, http.MethodGet, c.URLs[0]+"/_cat/shards/away-w-g?format=json&h=node", "", &table)
	node := slices.IndexFunc(c.URLs, func(url string) bool {
		var who struct{ Name string }
		request(t, http.MethodGet, url, "", &who)
		return who.Name == table[0].Node
	})
	c.Kill(node)
	for range 10 { // before the cluster has noticed, and afterwards
		for what, ask := range asked {
			if n, err := ask(); !errors.Is(err, index.ErrUnavailable) {
				t.Errorf("%s without a part: %d %v", what, n, err)
			}
		}
	}
	c.Restart(t, node)
	for what, ask := range asked {
		if n, err := ask(); n != 40 || err != nil {
			t.Errorf("%s when it is back: %d %v", what, n, err)
		}
	}
}

func set(t *testing.T, c *testkit.OpenSearch, name, settings string) {
	t.Helper()
	request(t, http.MethodPut, c.URLs[0]+"/"+name+"/_settings", settings)
}

// request asks a node for what only its administrator does, and reads the answer into out, if there is one.
func request(t *testing.T, method, url, body string, out ...any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %v %.500s", res.Status, err, said)
	}
	for _, o := range out {
		if err := json.Unmarshal(said, o); err != nil {
			t.Fatal(err)
		}
	}
}

// whatIsWrongIsNamed holds that each mistake has words, and what has gone the kind of error that means so.
func whatIsWrongIsNamed(t *testing.T, c *testkit.OpenSearch) {
	ctx := t.Context()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"version":{"number":"8.1.0"}}`)
	}))
	defer other.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, tt := range []struct {
		url, prefix, want string
	}{
		{other.URL, "town", "no OpenSearch 2 or newer"},
		{plain.URL, "town", "404"},
		{"http://127.0.0.1:1", "town", "index.urls"},
	} {
		_, err := osindex.OpenEngine(ctx, osindex.Options{URLs: []string{tt.url}, Prefix: tt.prefix})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s, %s: %v", tt.url, tt.prefix, err)
		}
	}
	e := open(t, c)
	if _, err := e.Open(ctx, "Ж"); err == nil {
		t.Error("a generation of another name than the cluster takes")
	}
	x := generation(t, e)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := x.Search(ended, index.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	for node := range *nodes {
		c.Kill(node)
	}
	if _, err := x.Search(ctx, index.Query{}); !errors.Is(err, index.ErrUnavailable) {
		t.Errorf("the node is gone: %v", err)
	}
	b := index.Batch{Put: []*index.Doc{doc("a", "дом")}, Seq: 1}
	if err := x.Apply(ctx, b); !errors.Is(err, index.ErrUnavailable) {
		t.Errorf("the node is gone: %v", err)
	}
}

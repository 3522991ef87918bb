package server_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/indexer"
	"letopis/internal/query"
	"letopis/internal/server"
	"letopis/internal/server/label"
	"letopis/internal/server/servertest"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

var histories = flag.Uint64("histories", 2, "TestHistory: how many for each engine")

// TestHistory: what a server answers is a function of the archive, not of how the archive
// came about. Documents are put, changed, corrected, removed and put again at random beside
// a server that is asked all the while; at rest it answers as a process does that has just
// opened the same catalogue and built its index anew: scores, corrections, suggestions,
// facets, pages, and whether a client's copy still holds.
func TestHistory(t *testing.T) {
	engines := map[string]func(dir string) (index.Engine, error){
		"memindex": func(string) (index.Engine, error) { return memindex.NewEngine(), nil },
		"bleveindex": func(dir string) (index.Engine, error) {
			// A prefix may expand to few words, so that some are too broad.
			return bleveindex.OpenEngine(dir, bleveindex.Options{MaxTerms: 16})
		},
	}
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range engines {
		for seed := range *histories {
			t.Run(fmt.Sprint(name, seed), func(t *testing.T) {
				h := &history{t: t, rng: rand.New(rand.NewPCG(seed, 29)), path: filepath.Join(t.TempDir(), "letopis.db"),
					text: a, engine: open, tags: map[string]string{}}
				h.running = h.open()
				for range 4 {
					h.live(10)
					h.compare()
				}
			})
		}
	}
}

// history is an archive that changes beside a server.
type history struct {
	t       *testing.T
	rng     *rand.Rand
	path    string // of the catalogue
	text    *text.Analyzer
	engine  func(dir string) (index.Engine, error)
	running *process
	tags    map[string]string // by URL: the ETag of the last answer, and the answer
}

// process is what a process has that serves the archive.
type process struct {
	store   *sqlitestore.Store
	indexer *indexer.Indexer
	handler http.Handler
}

// authority is what corrections ask of the gazetteer.
type authority struct{ archive.Authority }

func (authority) ProgramID(name string, _ *archive.Facts) string { return "program-" + name[:2*4] }

func (h *history) open() *process {
	h.t.Helper()
	check := func(err error) {
		if err != nil {
			h.t.Fatal(err)
		}
	}
	store, err := sqlitestore.Open(h.t.Context(), h.path, sqlitestore.Options{Authority: authority{}})
	check(err)
	h.t.Cleanup(func() { store.Close() })
	engine, err := h.engine(h.t.TempDir())
	check(err)
	log := slog.New(slog.DiscardHandler)
	x, err := indexer.Open(h.t.Context(), store, engine, h.text, log)
	check(err)
	h.t.Cleanup(func() { x.Close() })
	check(x.CatchUp(h.t.Context()))
	bucket, err := dirblob.Open(h.t.TempDir())
	check(err)
	g := servertest.Towns{"myshkin": {ID: "myshkin", Name: "Мышкин", Region: "Ярославская область"},
		"kungur": {ID: "kungur", Name: "Кунгур", Region: "Пермский край"}}
	labels := label.New(store, x.Live, g)
	q, err := query.New(x.Live, h.text, query.Options{Label: labels.Label, Names: labels.Names, Authority: g,
		Titles:   labels.Titles,
		Synonyms: "дорога, трасса"})
	check(err)
	s, err := server.New(server.Options{Store: store, Bucket: bucket, Index: x.Live, Query: q, Analyzer: h.text,
		Labels:     labels,
		Generation: func() string { return "g" }, Version: "test", Log: log,
		Config: server.Config{PublicURL: "https://archive.example", Rate: -1, Contact: "clerk@archive.example"}})
	check(err)
	return &process{store, x, s.Public()}
}

// historyWords are what the documents are made of: words that are near one another, names
// with their adjectives, words that form one another.
var historyWords = strings.Fields(`дорога дороги дорожный ремонт ремонта бюджет бюджета программа программы развитие
	туризма
	туризм благоустройство набережная набережной школа школы школьный строительство строительства разрешение
	земельный участок участка участке отопление отопительный сезон жильё жилье жилищный фонд фонда тариф
	тарифы Шегарка шегарский Углич угличский ярмарка ярмарки праздник праздника пристань приставка
	пристани вода водоснабжение газ газификация мост моста мосты закрытие закрыли площадь площади парк
	парка`)

var historyTitles = []string{"О бюджете города", "О бюджете города на год", "Ремонт дорог у пристани", "Ремонт дорог",
	"Благоустройство набережной реки", "О благоустройстве набережной реки и парка", "Развитие туризма",
	"Об утверждении тарифов", "Ярмарка на площади", "О строительстве школы"}

// word is one of the documents', as typed by somebody.
func (h *history) word() string {
	w := historyWords[h.rng.IntN(len(historyWords))]
	r := []rune(w)
	switch at := h.rng.IntN(len(r)); h.rng.IntN(8) {
	case 0: // a letter is wrong
		r[at] = []rune("аоеилнрст")[h.rng.IntN(9)]
	case 1: // a letter is missing
		r = slices.Delete(r, at, at+1)
	case 2: // the other layout
		for i, c := range r {
			if k := strings.IndexRune("йцукенгшщзхъфывапролджэячсмитьбю", c); k >= 0 {
				r[i] = rune("qwertyuiop[]asdfghjkl;'zxcvbnm,."[k/2])
			}
		}
	case 3: // Latin letters
		return strings.NewReplacer("ж", "zh", "ш", "sh", "щ", "shch", "ч", "ch", "х", "kh", "ц", "ts", "ё", "yo", "ю", "yu",
			"я", "ya",
			"й", "y", "ь", "", "а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "и", "i", "к", "k", "л",
			"l", "м", "m",
			"н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "ы", "y", "э",
			"e").Replace(strings.ToLower(w))
	}
	return string(r)
}

func (h *history) words(n int, pick func() string) string {
	var out []string
	for range n {
		out = append(out, pick())
	}
	return strings.Join(out, " ")
}

// document makes one of a few documents, as it is today.
func (h *history) document(n int) *archive.Document {
	plain := func() string { return historyWords[min(h.rng.IntN(len(historyWords)), h.rng.IntN(len(historyWords)))] }
	d := &archive.Document{Source: "test", URI: fmt.Sprintf("%d.txt", n), Status: archive.StatusOK,
		Text:     h.words(5+h.rng.IntN(40), plain) + ".",
		Original: archive.Original{Name: fmt.Sprintf("%d.txt", n), MediaType: "text/plain"}}
	d.ID = archive.NewID(d.Source, d.URI)
	f := &d.Facts
	f.Title.Text = historyTitles[h.rng.IntN(len(historyTitles))]
	if h.rng.IntN(3) == 0 {
		f.Title.Text += " " + plain()
	}
	if body := h.rng.IntN(3); body > 0 {
		f.Issuer.ID = fmt.Sprint("myshkinskiy/body-", body)
		f.Issuer.Text = []string{"Администрация", "Дума"}[body-1] + []string{"", " района", " города"}[h.rng.IntN(3)]
		f.Issuer.Name = f.Issuer.Text + []string{"", " (Мышкин)"}[h.rng.IntN(2)]
	}
	f.Kind.Text = []string{"постановление", "новость", "решение"}[h.rng.IntN(3)]
	f.Number.Text = []string{"", "12", "179-а"}[h.rng.IntN(3)]
	f.Date = archive.Date{Year: 2015 + h.rng.IntN(4), Month: 1 + h.rng.IntN(12)}
	if id := []string{"", "myshkin", "kungur"}[h.rng.IntN(3)]; id != "" {
		f.Cities = []archive.City{{ID: id, Name: id, Role: archive.RoleIssuer}}
	}
	for range h.rng.IntN(3) {
		k := h.rng.IntN(5)
		p := archive.Program{ID: fmt.Sprint("program-", k), Role: []string{"approves", "amends", "mentions"}[h.rng.IntN(3)],
			Level: "municipal",
			Name: []string{"Чистая вода", "Дороги", "Школа", "Парк", "Туризм"}[k] +
				[]string{"", " города", " района"}[h.rng.IntN(3)]}
		if !slices.ContainsFunc(f.Programs, func(o archive.Program) bool { return o.ID == p.ID }) {
			f.Programs = append(f.Programs, p)
		}
	}
	f.Municipality.Text = []string{"", "Мышкинский район", "Кунгурский район"}[h.rng.IntN(3)]
	h.tie(f)
	return d
}

// tie makes half of the documents acts that others may name, and lets them do something to one.
func (h *history) tie(f *archive.Facts) {
	if h.rng.IntN(2) == 0 {
		return
	}
	act := func() archive.Citation {
		return archive.Citation{Kind: []string{"постановление", "решение"}[h.rng.IntN(2)],
			Number: []string{"12", "179-а"}[h.rng.IntN(2)], Level: "municipal",
			Date: archive.Date{Year: 2016 + h.rng.IntN(2), Month: 4, Day: 20}}
	}
	own, other := act(), act()
	f.Kind.Text, f.Number.Text, f.Date = own.Kind, own.Number, own.Date
	f.Cites = []archive.Citation{other}
	f.Effects = []archive.Effect{{What: archive.EffectKinds[h.rng.IntN(len(archive.EffectKinds))], Act: other,
		Part: []string{"", "пункт 1"}[h.rng.IntN(2)], Until: archive.Date{Year: 2017 + h.rng.IntN(20)}}}
}

// batch puts and removes a few documents.
func (h *history) batch() archive.Batch {
	b := archive.Batch{Source: "test", Cursor: fmt.Sprint(h.rng.Uint64())}
	for _, n := range h.rng.Perm(historyDocuments)[:1+h.rng.IntN(4)] {
		if d := h.document(n); h.rng.IntN(4) == 0 {
			b.Delete = append(b.Delete, d.ID)
		} else {
			b.Put = append(b.Put, d)
		}
	}
	return b
}

// live lets n things happen, and asks the running server meanwhile.
func (h *history) live(n int) {
	h.t.Helper()
	for range n {
		b := h.batch()
		if _, err := h.running.store.Commit(h.t.Context(), b); err != nil {
			h.t.Fatal(err)
		}
		if h.rng.IntN(2) == 0 && len(b.Put) > 0 {
			e := archive.Edit{ID: b.Put[0].ID, Field: "title", Value: []string{h.words(3, h.word)}}
			if h.rng.IntN(2) == 0 {
				e.Field, e.Value = "programs", []string{"Чистая вода"}
			}
			if err := h.running.store.Edit(h.t.Context(), e); err != nil {
				h.t.Fatal(err)
			}
		}
		if h.rng.IntN(3) > 0 {
			if err := h.running.indexer.CatchUp(h.t.Context()); err != nil {
				h.t.Fatal(err)
			}
		}
		if h.rng.IntN(6) == 0 {
			if err := h.running.indexer.Compact(h.t.Context()); err != nil {
				h.t.Fatal(err)
			}
		}
		for _, u := range h.requests(1) {
			h.running.get(u, "")
		}
	}
	if err := h.running.indexer.CatchUp(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// historyDocuments is how many documents come and go.
const historyDocuments = 40

// requests are URLs of all that is derived, n of each kind.
func (h *history) requests(n int) []string {
	var out []string
	esc := url.QueryEscape
	for range n {
		q := esc(h.words(1+h.rng.IntN(3), h.word))
		broad := esc(string([]rune(h.word())[:3]) + "*")
		document := func() string { return archive.NewID("test", fmt.Sprintf("%d.txt", h.rng.IntN(historyDocuments))) }
		id := document()
		program := fmt.Sprint("program-", h.rng.IntN(5))
		out = append(out,
			apiPath+"/search?facets=city,program,kind,year,municipality,issuer&limit=40&explain=true&q="+q,
			apiPath+"/search?collapse=true&sort=-date&q="+q,
			apiPath+"/search?q="+esc("город:Мышкин ")+q,
			apiPath+"/search?q="+esc("программа:вода ")+q,
			apiPath+"/search?q="+broad,
			apiPath+"/suggest?q="+esc(string([]rune(h.word())[:2])),
			apiPath+"/suggest?q="+esc("ремонт "+string([]rune(h.word())[:1])),
			apiPath+"/facets/program?prefix="+esc("чи"),
			apiPath+"/documents/"+id,
			apiPath+"/documents/"+id+"/similar",
			apiPath+"/documents/"+id+"/borrowings",
			apiPath+"/documents/"+id+"/edition",
			apiPath+"/documents/"+id+"/cite",
			apiPath+"/compare?a="+id+"&b="+document(),
			apiPath+"/search?facets=force&force=repealed&q="+q,
			apiPath+"/programs/"+program,
			"/search?q="+q,
			"/p/"+program,
			"/d/"+id,
			"/d/"+id+"/edition",
			"/search.json?q="+q,
			"/facets/program?q="+q,
		)
	}
	return append(out, apiPath+"/programs", apiPath+"/cities", apiPath+"/stats", apiPath+"/gaps", "/", "/programs",
		"/gaps",
		"/cities", "/c/myshkin", "/search.csv", "/sitemap/0.xml", "/search.ics",
		"/search.atom?q=%D0%B1%D1%8E%D0%B4%D0%B6%D0%B5%D1%82")
}

const apiPath = "/api/v1"

// answer is what a client sees.
type answer struct {
	Status int
	Body   any
	Header http.Header
}

func (p *process) get(path, tag string) answer {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	header := w.Header().Clone()
	header.Del("X-Request-Id")
	header.Del("Content-Length") // how many milliseconds an answer took has one digit or two
	a := answer{Status: w.Code, Header: header, Body: w.Body.String()}
	var decoded map[string]any
	if json.Unmarshal(w.Body.Bytes(), &decoded) == nil {
		delete(decoded, "took_ms")
		delete(decoded, "instance") // of a problem: the number of the request
		a.Body = decoded
	}
	return a
}

// compare compares the running server with a process that has just begun.
func (h *history) compare() {
	h.t.Helper()
	fresh := h.open()
	for _, u := range h.requests(8) {
		want := fresh.get(u, "")
		testkit.Eventually(h.t, func() string { // a server at rest answers by all that has happened
			got := h.running.get(u, "")
			if reflect.DeepEqual(got, want) {
				return ""
			}
			decoded, _ := url.QueryUnescape(u)
			return fmt.Sprintf("%s\nthe running server answers %s\na new process answers %s", decoded, difference(got, want),
				difference(want, got))
		})
	}
}

// difference writes what a has and b has not, as text.
func difference(a, b answer) string {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	i := 0
	for i < min(len(x), len(y)) && x[i] == y[i] {
		i++
	}
	return "…" + strings.ToValidUTF8(string(x[max(0, i-200):min(len(x), i+1300)]), "")
}

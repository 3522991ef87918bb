package web

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestValuesNeverBecomeMarkup writes pages whose every value is hostile, and reads them as a browser does: only
// elements and attributes of the components are there, and no address has a scheme that runs something.
func TestValuesNeverBecomeMarkup(t *testing.T) {
	a, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	pieces := []string{"абв", `"`, "'", "<b evil>", "<script evil>", "</title>", "</script>", "</mark>", "\x00", "`",
		" evil=1", "javascript:evil()", "-->", "\n", "&lt;b evil&gt;"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		hostile := func() string { return pieces[r.IntN(len(pieces))] + pieces[r.IntN(len(pieces))] }
		for _, c := range slices.Concat(hostilePages(hostile, r), hostileDesk(hostile, r)) {
			root, err := html.Parse(strings.NewReader(rendered(t, layout(a, c.page(), c.main()))))
			if err != nil {
				t.Fatal(err)
			}
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && n.Data == "b" && len(n.Attr) > 0 && n.Attr[0].Key == "evil" {
					t.Fatalf("%T: a value became an element", c)
				}
				for _, at := range n.Attr {
					if at.Key == "evil" {
						t.Fatalf("%T: a value became an attribute of %s", c, n.Data)
					}
					if at.Key == "href" && strings.HasPrefix(at.Val, "javascript:") {
						t.Fatalf("%T: %s", c, at.Val)
					}
				}
			}
		}
	}
}

// hostilePages are pages with one value of each kind.
func hostilePages(s func() string, r *rand.Rand) []Content {
	page := Page{Lang: Russian, Title: s(), Description: s(), Q: s(), Canonical: s(), OtherLangName: s(),
		OtherLangURL: s(),
		JSONLD:       []byte(`{"name":"</script><b evil>"}`)}
	link := func() Link { return Link{Href: s(), Text: s(), Note: s()} }
	button := Link{Text: s(), Button: &Button{Name: s(), Value: s(), Action: s()}}
	runs := []Run{{Text: s()}, {Text: s(), Hit: true}}
	h := Hit{ID: s(), URL: s(), Title: runs, Kind: s(), Number: s(), Date: s(), DateISO: s(), Region: s(), Status: s(),
		Municipality: s(), MunicipalityURL: s(), More: 1, MoreURL: s(), MoreText: s(), Explain: s(),
		Snippets: []Snippet{{Runs: runs, Page: 2, URL: s()}}}
	f := Facet{Name: s(), Label: s(), Missing: 1, Values: []FacetValue{{ID: s(), Label: s(), Note: s(), Full: s(),
		Count: 3, Selected: r.IntN(2) == 0, Levels: []NavLink{{Link: link()}, {Link: button, Current: true}}}}}
	histogram := Histogram{Bars: []Bar{{Year: 2011, Label: s(), URL: s()}}, Ticks: []Tick{{Anchor: s(), Text: s()}}}
	return []Content{
		Search{Page: page, Heading: s(), Places: []Facet{f}, Facets: []Facet{f}, Histogram: &histogram, DateFrom: s(),
			Hidden: []Field{{s(), s()}}, Sorts: []NavLink{{Link: button}}, Chips: []Link{link(), button}, ClearURL: s(),
			Notes: []Note{{s(), []Link{link(), button}}}, Hits: []Hit{h},
			Pages: []PageLink{{Link: link(), Rel: s(), Label: s()}}, Saves: []Link{link()}},
		Document{Page: page, Back: s(), DocTitle: s(), Head: h, HitCount: 1, HitText: s(), OriginalURL: s(),
			OriginalName: s(), SourceURL: s(), SHA256: s(), CiteText: s(), Cites: []Link{link()},
			Timeline: []Act{{Date: s(), Href: s(), Title: s()}},
			Runs:     []TextRun{{Text: s()}, {Text: s(), Hit: true}, {Text: s(), Href: s()}, {Text: s(), Mark: s()}},
			Facts:    []Fact{{Name: s(), Values: []FactValue{{Text: s(), Href: s(), How: s(), Jump: s()}}}}},
		Scan{Page: page, Document: link(), Heading: s(), In: s(), Hidden: []Field{{s(), s()}}, HitText: s(),
			HitPages: []Link{link()}, Image: s(), Height: 1414, Beside: []Link{link()},
			Words: []ScanWord{{Text: s(), X: 1, Y: 2, Width: 3, Height: 4, Hit: true, Unsure: true, Doubt: s()}, {Text: s()}}},
		Builder{Page: page, Base: s(), Src: "/widget/v1.js", SRI: s(), Cities: []Link{link()}, Properties: []Link{link()}},
		List{Page: page, Heading: s(), Filter: s(), FilterAction: s(), FilterValue: s(), Hidden: []Field{{s(), s()}},
			Groups: []Group{{Name: s(), Links: []Link{link(), button}}}},
		City{Page: page, Name: s(), Path: []Link{link()}, Meta: []string{s()}, SearchURL: s(), FeedURL: s()},
		Follow{Page: page, Name: s(), Back: link(), Feeds: []Link{link()}, Mail: true, Action: s(), Email: s(), Error: s(),
			Every: s(), Done: s()},
		Followed{Page: page, Address: s(), Waiting: r.IntN(2) == 0, Action: s(), Done: s(),
			Searches: []FollowedSearch{{ID: s(), Link: link(), Every: s(), Note: s()}}},
		Error{Page: page, Heading: s(), Text: s(), Detail: s()},
	}
}

// A text keeps its spaces: between its pieces stands nothing that it has not.
func TestTextRunsStandAsTheyAre(t *testing.T) {
	runs := []TextRun{{Text: "О ре"}, {Text: "монте", Hit: true, N: 1}, {Text: "\n\n  дорог"},
		{Text: "12", Href: "/d/x"}, {Text: "-п"}}
	out := rendered(t, Document{Page: Page{Lang: Russian}, Runs: runs}.main())
	want := `lang="ru">О ре<mark id="m1">монте</mark>` + "\n\n  дорог" + `<a href="/d/x">12</a>-п</article>`
	if !strings.Contains(out, want) {
		t.Errorf("%s has no %s", out, want)
	}
}

func TestCodeRuns(t *testing.T) {
	for s, want := range map[string][]string{"a `b` c": {"a ", "b", " c"}, "a `b` c ` d": {"a `b` c ` d"}, "": {""}} {
		if got := codeRuns(s); !slices.Equal(got, want) {
			t.Errorf("%q: %q", s, got)
		}
	}
}

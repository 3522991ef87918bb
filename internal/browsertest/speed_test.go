package browsertest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"
)

// Budgets of a page, in bytes.
const (
	searchPageBudget = 60 << 10 // HTML, uncompressed
	assetsBudget     = 25 << 10 // styles and scripts, gzip
)

func TestSearchPageKeepsItsBudget(t *testing.T) {
	w, _ := setup(t)
	get := func(path string) []byte {
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, rec.Code)
		}
		return rec.Body.Bytes()
	}
	for _, path := range []string{"/", "/search", "/search?q=" + url.QueryEscape("программа"), "/search?lang=en&q=" +
		url.QueryEscape("администрация города") + "&offset=20"} {
		html := get(path)
		assets := 0
		for _, m := range regexp.MustCompile(`(?:src|href)="(/static/[^"]+\.(?:js|css))"`).FindAllSubmatch(html, -1) {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = z.Write(get(string(m[1])))
			z.Close()
			assets += b.Len()
		}
		t.Logf("%s: HTML %d bytes, styles and scripts %d bytes gzip", short(path), len(html), assets)
		if len(html) > searchPageBudget || assets > assetsBudget || assets == 0 {
			t.Errorf("%s: HTML %d bytes of %d, styles and scripts %d of %d", short(path), len(html), searchPageBudget, assets,
				assetsBudget)
		}
	}
}

// vitals are what browsers measure of loading (web.dev/vitals), in milliseconds
// but for the shift of layout, which is a share of the window.
type vitals struct {
	FCP, LCP, TBT, Load float64
	CLS                 float64
}

// good is what web.dev calls good: LCP 2.5 s, CLS 0.1, TBT 200 ms.
func (v vitals) good() bool { return v.LCP > 0 && v.LCP <= 2500 && v.CLS <= 0.1 && v.TBT <= 200 }

// One good loading of five is enough: the machine may be busy with other tests.
// The figures themselves are printed with -v.
func TestSpeedOfTheSearchPage(t *testing.T) {
	_, b := setup(t)
	const page = "/search?q=%D0%BF%D1%80%D0%BE%D0%B3%D1%80%D0%B0%D0%BC%D0%BC%D0%B0"
	b.open(page) // warms the browser up
	for _, width := range []int64{1280, 320} {
		b.size(width, 800)
		var v vitals
		for range 5 {
			b.open(page)
			if v = b.vitals(); v.good() {
				break
			}
		}
		t.Logf("%d pixels wide: FCP %.0f ms, LCP %.0f ms, CLS %.3f, TBT %.0f ms, load %.0f ms", width, v.FCP, v.LCP, v.CLS,
			v.TBT, v.Load)
		if !v.good() {
			t.Errorf("%d pixels wide: %+v is not good", width, v)
		}
	}
}

// vitals measures the loading of the page shown.
func (b *tab) vitals() vitals {
	b.t.Helper()
	return eval[vitals](b, `new Promise(done => {
		const v = {FCP: 0, LCP: 0, CLS: 0, TBT: 0, Load: 0};
		const on = (type, f) => new PerformanceObserver(l => l.getEntries().forEach(f)).observe({type, buffered: true});
		on('paint', e => { if (e.name === 'first-contentful-paint') v.FCP = e.startTime; });
		on('largest-contentful-paint', e => { v.LCP = e.startTime; });
		on('layout-shift', e => { v.CLS += e.value; });
		on('longtask', e => { v.TBT += e.duration - 50; });
		v.Load = performance.getEntriesByType('navigation')[0].loadEventEnd;
		setTimeout(() => done(v), 500);
	})`)
}

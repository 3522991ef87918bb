package browsertest

import (
	"context"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "keep the pictures of the main pages, of the samples alone, in this "+
	"folder")

// TestScreenshots makes the pictures of the README:
//
//	go test ./internal/browsertest -run Screenshots -screenshots ../../docs/img
func TestScreenshots(t *testing.T) {
	folder := *screenshots
	if folder == "" {
		folder = t.TempDir() // that they can be made is held too
	}
	w, b := setup(t)
	clean, err := newSite(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(clean.end)
	own := &world{site: clean, browser: w.browser}
	b.base = clean.url
	search := "/search?q=" + url.QueryEscape("развитие туризма")
	b.open(search)
	document := b.firstLink(".hit h2 a")
	demo := portals(t, clean.url)
	for _, shot := range []struct {
		name, page, scheme string
		width, height      int64
	}{
		{"search", search, "light", 1280, 900},
		{"search-dark", search, "dark", 1280, 900},
		{"search-320", search, "light", 320, 800},
		{"document", document, "light", 1280, 900},
		{"cities", "/cities", "light", 1280, 900},
		{"portal-page", demo + "/page.html", "light", 1100, 900},
		{"portal-side", demo + "/side.html", "light", 1100, 640},
		{"portal-320", demo + "/page.html", "light", 320, 900},
	} {
		tab := own.tab(t)
		tab.size(shot.width, shot.height)
		tab.media("prefers-color-scheme:" + shot.scheme)
		tab.open(shot.page)
		if strings.HasPrefix(shot.name, "portal") {
			tab.wait(inside + `?.querySelectorAll('li.h a').length > 1`)
		}
		png, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if len(png) > 400<<10 {
			t.Errorf("%s has %d bytes, too many for a README", shot.name, len(png))
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, shot.name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

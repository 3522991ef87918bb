package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/intake"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
	"letopis/internal/source"
)

// counting counts the documents that are read.
type counting struct {
	archive.Store
	read *atomic.Int64
}

func (c counting) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	c.read.Add(int64(len(ids)))
	return c.Store.Get(ctx, ids...)
}

// page is one that must be there.
func (f *fixture) page(cookie, path string) string {
	f.Helper()
	w := f.send(httptest.NewRequest("GET", path, nil), cookie)
	if w.Code != 200 {
		f.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

var next = regexp.MustCompile(`href="([^"]+)" rel="next"`)

func nextPage(page string) string {
	if m := next.FindStringSubmatch(page); m != nil {
		return strings.ReplaceAll(m[1], "&amp;", "&")
	}
	return ""
}

// What was not read is listed with why and the way out, all of it once, page by page.
func TestUnread(t *testing.T) {
	f := setup(t, nil)
	cookie, _ := f.signIn("editor")
	page := f.page(cookie, "/desk/unread?why=needs_ocr")
	for _, want := range []string{"scan.pdf", "включите распознавание", ` <a href="/desk/d/` + servertest.ID("scan.pdf"),
		`aria-current="page"`, `name="doc"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	page = f.page(cookie, "/desk/unread?why=failed")
	if !strings.Contains(page, "locked.docx") || !strings.Contains(page, "нет прав на чтение") {
		t.Errorf("%s", page)
	}
	if start := f.page(cookie, "/desk"); !strings.Contains(start, "/desk/unread?why=needs_ocr") {
		t.Error("the start page does not lead to what was not read")
	}
	if w := f.send(httptest.NewRequest("GET", "/desk/unread?why=ok", nil), cookie); w.Code != 400 {
		t.Errorf("no such way: %d", w.Code)
	}
	var docs []*archive.Document
	var failed []archive.Failure
	for i := range 120 {
		uri := fmt.Sprintf("scans/%03d<b>.pdf", i)
		docs = append(docs, &archive.Document{ID: archive.NewID("scans", uri), Source: "scans", URI: uri,
			Status: archive.StatusNeedsOCR, Reason: "снимки <b>", Original: archive.Original{Name: uri}})
		failed = append(failed, archive.Failure{URI: fmt.Sprintf("failed/%03d<b>", i), Reason: "нет прав"})
	}
	f.Commit(archive.Batch{Source: "scans", Put: docs, Failed: failed})
	for why, want := range map[string]string{"": `scans/\d+&lt;b&gt;.pdf</a>`, "needs_ocr": `scans/\d+&lt;b&gt;.pdf</a>`,
		"failed": `failed/\d+&lt;b&gt;`} {
		seen, pages := map[string]bool{}, 0
		for path := "/desk/unread?why=" + why; path != ""; pages++ {
			page := f.page(cookie, path)
			if strings.Contains(page, "<b>") {
				t.Fatal("the name of a file is markup")
			}
			for _, name := range regexp.MustCompile(want).FindAllString(page, -1) {
				seen[name] = true
			}
			path = nextPage(page)
		}
		if len(seen) != 120 || pages != 3 {
			t.Errorf("%q: %d on %d pages, want 120 on 3", why, len(seen), pages)
		}
	}
}

// The page of a batch reads the documents of the files that it shows, and no others.
func TestBatchByPages(t *testing.T) {
	var read atomic.Int64
	f := setup(t, func(o *server.Options) { o.Store = counting{o.Store, &read} })
	cookie, _ := f.signIn("editor")
	b, err := f.inbox.New("editor")
	if err != nil {
		t.Fatal(err)
	}
	const files = 230
	for i := range files {
		if _, err := f.inbox.ReceiveWhole(t.Context(), b.ID, fmt.Sprintf("%03d.txt", i),
			strings.NewReader(fmt.Sprint("Текст ", i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.inbox.Close(b.ID); err != nil {
		t.Fatal(err)
	}
	takeIn := func(ctx context.Context, src source.Source) error {
		batch := archive.Batch{Source: src.Name()}
		_, err := src.Walk(ctx, "", func(x source.Item) error {
			id := archive.NewID(src.Name(), x.URI)
			batch.Put = append(batch.Put, &archive.Document{ID: id, Source: src.Name(), URI: x.URI, Status: archive.StatusOK,
				Original: archive.Original{Name: x.Name, SHA256: strings.Repeat("0", 64)}})
			batch.Items = append(batch.Items, archive.Item{URI: x.URI, Version: x.Version, Docs: []string{id}})
			return nil
		}, func(string, error) {})
		f.Commit(batch)
		return err
	}
	if err := f.inbox.RunOnce(t.Context(), intake.Work{Store: f.Store, Log: slog.New(slog.DiscardHandler),
		TakeIn: takeIn}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for path := "/desk/add/" + b.ID; path != ""; {
		read.Store(0)
		page := f.page(cookie, path)
		shown := regexp.MustCompile(`\d{3}\.txt</a>`).FindAllString(page, -1)
		if n := read.Load(); int(n) != len(shown) || len(shown) > 100 {
			t.Errorf("%s reads %d documents to show %d", path, n, len(shown))
		}
		for _, name := range shown {
			seen[name] = true
		}
		path = nextPage(page)
	}
	if len(seen) != files {
		t.Errorf("%d of %d files are shown", len(seen), files)
	}
	for _, beyond := range []string{"99", "-1", "x", "99999999999999999999"} {
		f.page(cookie, "/desk/add/"+b.ID+"?page="+url.QueryEscape(beyond))
	}
}

package page_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
)

// Who goes through a page by its headings meets the first level first, and no level is left out.
func TestHeadingsAreInOrder(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	heading := regexp.MustCompile(`<h([1-6])`)
	for _, path := range []string{"/", "/search?q=дорога", "/search?q=нетникогда", "/d/" + servertest.ID("acts/179.txt"),
		"/p/turizm-myshkin", "/programs", "/c/myshkin", "/cities", "/about", "/help", "/api", "/widget",
		"/facets/program"} {
		page, at := f.Page(path), 0
		for _, m := range heading.FindAllStringSubmatch(page, -1) {
			level := int(m[1][0] - '0')
			if at == 0 && level != 1 || level > at+1 || at > 0 && level == 1 {
				t.Errorf("%s: a heading of level %d follows one of level %d", path, level, at)
			}
			at = level
		}
		if at == 0 {
			t.Errorf("%s has no heading", path)
		}
	}
}

// counting notes which documents were read whole.
type counting struct {
	archive.Store
	mu   sync.Mutex
	read []string
}

func (c *counting) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	c.mu.Lock()
	c.read = append(c.read, ids...)
	c.mu.Unlock()
	return c.Store.Get(ctx, ids...)
}

func (c *counting) Listed(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	c.mu.Lock()
	c.read = append(c.read, ids...)
	c.mu.Unlock()
	return c.Store.Listed(ctx, ids...)
}

func (c *counting) Changes(ctx context.Context, after archive.Seq, limit int) ([]archive.Change, error) {
	changes, err := c.Store.Changes(ctx, after, limit)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ch := range changes {
		c.read = append(c.read, ch.ID)
	}
	return changes, err
}

// A page reads of a programme the acts that it shows; a sitemap reads no document.
func TestWhatIsNotShownIsNotRead(t *testing.T) {
	t.Parallel()
	var store *counting
	f := servertest.New(t, func(o *server.Options) {
		store = &counting{Store: o.Store}
		o.Store = store
	})
	batch := archive.Batch{Source: "test"}
	for i := range 60 {
		uri := fmt.Sprintf("acts-of-one/%02d", i)
		batch.Put = append(batch.Put, &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri,
			Status: archive.StatusOK, Text: fmt.Sprintf("слово%d", i),
			Facts: archive.Facts{Title: servertest.Value(uri, "h1", 0, 0), Date: archive.Date{Year: 1950 + i, Month: 1, Day: 2},
				Programs: []archive.Program{{ID: "long", Name: "Долгая", Role: "amends"}}}})
	}
	f.Commit(batch)
	_, timeline, _ := strings.Cut(f.Page("/d/"+batch.Put[30].ID), `class="timeline"`)
	if strings.Count(timeline, "<time ") != 7 {
		t.Error("the page does not show seven acts")
	}
	var acts []string
	for _, d := range batch.Put {
		if slices.Contains(store.read, d.ID) {
			acts = append(acts, d.URI)
		}
	}
	// Seven, those that tell the programme's name, and similar ones.
	if len(acts) > 16 {
		t.Errorf("%d acts were read: %v", len(acts), acts)
	}
	store.read = nil
	if got := f.Get("/sitemap/0.xml").Body.String(); !strings.Contains(got, batch.Put[59].ID) || len(store.read) > 0 {
		t.Errorf("for a sitemap %d documents were read", len(store.read))
	}
}

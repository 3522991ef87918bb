package enrich

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/text"
)

// readPosts takes the posts of a sample page in, as the archive does.
func readPosts(t *testing.T, e *Enricher, name string) []*archive.Document {
	t.Helper()
	path := filepath.Join("..", "..", "samples", filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []*archive.Document
	for _, part := range extract.Extract(context.Background(), filepath.Base(path), data, extract.Options{}) {
		d := &archive.Document{Text: text.Clean(part.Text), Aside: text.Clean(part.Aside), Hints: map[string]string{},
			Original: archive.Original{MediaType: part.MediaType}}
		maps.Copy(d.Hints, part.Hints)
		if part.Title != "" {
			d.Hints["title"] = text.Clean(part.Title)
		}
		e.Enrich(d)
		out = append(out, d)
	}
	return out
}

// TestPageOf2011 holds the page that the project began with, as HTML and as plain text:
// each post belongs to Амурск, whose portal it stands on, and not to Москва, where the
// meeting that it tells of took place.
func TestPageOf2011(t *testing.T) {
	e := newEnricher(t)
	for _, name := range []string{"amursk/2011/news-federation.html", "amursk/2011/news-federation.txt"} {
		t.Run(filepath.Ext(name), func(t *testing.T) {
			posts := readPosts(t, e, name)
			if len(posts) != 3 {
				t.Fatalf("%d posts, want 3", len(posts))
			}
			for i, d := range posts {
				ofAmursk(t, i+1, &d.Facts)
			}
			firstPost(t, &posts[0].Facts)
		})
	}
	t.Run("one post", func(t *testing.T) {
		ofAmursk(t, 1, &readPosts(t, e, "amursk/2011/news-0627.html")[0].Facts)
	})
}

// ofAmursk checks where a post belongs.
func ofAmursk(t *testing.T, post int, f *archive.Facts) {
	t.Helper()
	var places []string
	for _, p := range f.Places {
		places = append(places, p.Name)
	}
	want := []string{"Хабаровский край", "Амурский муниципальный район", "городское поселение город Амурск", "Амурск"}
	if !slices.Equal(places, want) {
		t.Errorf("post %d: places %q, want %q", post, places, want)
	}
	// The posts do not name it; what stands around them may.
	if f.Region.Text != "Хабаровский край" ||
		f.Region.Evidence.Rule != archive.RuleDerived && f.Region.Evidence.Rule != ruleSite {
		t.Errorf("post %d: region %q by %q", post, f.Region.Text, f.Region.Evidence.Rule)
	}
	if f.Municipality.Text != "город Амурск" {
		t.Errorf("post %d: municipality %q", post, f.Municipality.Text)
	}
	if !strings.HasPrefix(f.Issuer.Text, "Администрация") || f.Issuer.ID != "amurskiy.amursk/administratsiya" {
		t.Errorf("post %d: issuer %q, %q", post, f.Issuer.Text, f.Issuer.ID)
	}
	for _, c := range f.Cities {
		if c.ID == "amursk" && c.Role != archive.RoleAbout && c.Role != archive.RoleIssuer ||
			c.ID != "amursk" && (c.Role == archive.RoleAbout || c.Role == archive.RoleIssuer) {
			t.Errorf("post %d: %s has the role %s", post, c.ID, c.Role)
		}
	}
	if !slices.ContainsFunc(f.Cities, func(c archive.City) bool { return c.ID == "amursk" }) {
		t.Errorf("post %d: Амурск is none of its towns", post)
	}
}

// firstPost checks what the post about the meeting in Москва tells.
func firstPost(t *testing.T, f *archive.Facts) {
	t.Helper()
	if !strings.HasPrefix(f.Title.Text, "О первом деловом собрании участников") {
		t.Errorf("title %q", f.Title.Text)
	}
	i := slices.IndexFunc(f.Cities, func(c archive.City) bool { return c.ID == "moskva" })
	if i < 0 || f.Cities[i].Role != archive.RoleEvent {
		t.Errorf("Москва is no event's place: %+v", f.Cities)
	}
	if len(f.Events) != 1 || f.Events[0].From.String() != "2011-04-20" || f.Events[0].To.String() != "2011-04-21" ||
		f.Events[0].City != "moskva" {
		t.Errorf("events %+v", f.Events)
	}
	if !slices.ContainsFunc(f.Programs, func(p archive.Program) bool {
		return p.Role == "reports" && strings.HasPrefix(p.Name, "Национальная общественно-государственная программа")
	}) {
		t.Errorf("programmes %+v", f.Programs)
	}
	if !slices.ContainsFunc(f.Cites, func(c archive.Citation) bool { return c.Number == "131-ФЗ" }) {
		t.Errorf("citations %+v", f.Cites)
	}
}

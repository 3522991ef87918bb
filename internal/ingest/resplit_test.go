package ingest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/ingest"
)

// news is a page of three posts.
const news = `<html><body><div class="news">
<article><h2>Мост открыт</h2><time>12.05.2015</time><p>В субботу в городе открыли мост через реку, гостей встречали
хлебом-солью, движение началось в полдень.</p></article>
<article><h2>Школа готова</h2><time>14.05.2015</time><p>Комиссия приняла школу после ремонта: заменены окна и крыша,
первый звонок прозвенит вовремя.</p></article>
<article><h2>Парк чист</h2><time>16.05.2015</time><p>Субботник в парке собрал двести человек, вывезено десять машин
мусора, посажены липы.</p></article></div></body></html>`

// older takes a source in as rules of version 1 did that made so many documents of a page: the last of them has what is
// left.
func (f *fixture) older(s *shelf, posts int) {
	f.t.Helper()
	extractNow, enrichNow := f.o.Extract, f.o.Enrich
	f.o.Extract = func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
		parts, err := extractNow(ctx, name, data)
		out := parts[:0]
		for _, p := range parts {
			page, post := archive.PageURI(p.Path)
			if n := len(out); n > 0 && n >= posts && post {
				out[n-1].Text += "\n" + p.Text
				continue
			}
			if posts == 1 && post {
				p.Path = page
			}
			out = append(out, p)
		}
		return out, err
	}
	f.o.Enrich = func(ctx context.Context, d *archive.Document) error {
		d.Rules = 1
		return enrichNow(ctx, d)
	}
	f.run(s, false, fmt.Sprintf("+%d ~0 =0 -0 !0", posts*len(s.items)))
	f.o.Extract, f.o.Enrich = extractNow, enrichNow
}

// renew enriches anew by rules of version 2.
func (f *fixture) renew(ctx context.Context) (ingest.Renewed, error) {
	return ingest.Renew(ctx, ingest.Renewal{Store: f.store, Bucket: f.bucket, Read: f.o.Extract, Enrich: f.o.Enrich,
		Rules: 2, PostRules: 2})
}

func (f *fixture) renewed(pages, posts int) {
	f.t.Helper()
	r, err := f.renew(f.t.Context())
	if err != nil || r.Pages != pages || r.Posts != posts {
		f.t.Errorf("%d pages of %d posts were split, want %d of %d: %v", r.Pages, r.Posts, pages, posts, err)
	}
	if n, err := f.store.CountOutdated(f.t.Context(), 2); err != nil || n != 0 {
		f.t.Errorf("%d documents are left, %v", n, err)
	}
}

func (f *fixture) document(uri string) *archive.Document {
	f.t.Helper()
	docs, err := f.store.Get(f.t.Context(), archive.NewID("shelf", uri))
	if err != nil || docs[0] == nil {
		f.t.Fatalf("%s: %v", uri, err)
	}
	return docs[0]
}

func (f *fixture) correct(uri, number string) {
	f.t.Helper()
	if err := f.store.Edit(f.t.Context(), archive.Edit{ID: archive.NewID("shelf", uri), Field: "number",
		Value: []string{number}}); err != nil {
		f.t.Fatal(err)
	}
}

func zipWith(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	file, err := w.Create(name)
	if err == nil {
		_, err = io.WriteString(file, text)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAPageIsSplitAfterAnUpgrade(t *testing.T) {
	for name, page := range map[string]string{"news.html": "news.html", "site.zip": "site.zip!/day/news.html",
		"a #1.html": "a #1.html"} {
		t.Run(name, func(t *testing.T) {
			f, s := setup(t), &shelf{}
			data := news
			if name != page {
				data = zipWith(t, "day/news.html", news)
			}
			s.put(name, "1", data)
			f.older(s, 1)
			if got := f.held(); got != page {
				t.Fatalf("held %s", got)
			}
			f.renewed(1, 3)
			held := strings.ReplaceAll("#post-1 #post-2 #post-3", "#", page+"#")
			if got := f.held(); got != held {
				t.Errorf("held %s", got)
			}
			if d := f.document(page + "#post-2"); d.Rules != 2 || d.Facts.Title.Text != "Школа готова" ||
				d.Hints["date"] != "2015-05-14" || d.Original.MediaType != "text/html" {
				t.Errorf("%+v", d)
			}
			f.renewed(0, 0)
			f.run(s, false, "+0 ~0 =3 -0 !0")
			f.o.Again = true // it is what the same page gives when it is taken in again
			f.run(s, false, "+0 ~0 =3 -0 !0")
			f.o.Again = false
			s.remove(name)
			s.put("other.txt", "1", "о бюджете")
			f.run(s, true, "+1 ~0 =0 -3 !0")
		})
	}
}

// What people corrected keeps its address; where it cannot, the page stays as it is.
func TestCorrectionsOfAPageThatIsSplit(t *testing.T) {
	for name, c := range map[string]struct {
		posts int    // that older rules made
		uri   string // what was corrected
		split bool
	}{
		"a post that stays":                 {2, "news.html#post-1", true},
		"a post that others were a part of": {2, "news.html#post-2", true},
		"the whole page":                    {1, "news.html", false},
	} {
		t.Run(name, func(t *testing.T) {
			f, s := setup(t), &shelf{}
			s.put("news.html", "1", news)
			f.older(s, c.posts)
			f.correct(c.uri, "7-к")
			before := f.held()
			want, pages := before, 0
			if c.split {
				want, pages = "news.html#post-1 news.html#post-2 news.html#post-3", 1
			}
			f.renewed(pages, 3*pages)
			if got := f.held(); got != want {
				t.Errorf("held %s, want %s", got, want)
			}
			if d := f.document(c.uri); d.Facts.Number.Text != "7-к" || d.Rules != 2 {
				t.Errorf("of version %d, the correction is %q", d.Rules, d.Facts.Number.Text)
			}
		})
	}
	t.Run("a post whose address another one would get", func(t *testing.T) {
		f, s := setup(t), &shelf{}
		s.put("news.html", "1", news)
		now := f.o.Extract
		f.o.Extract = func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			parts, err := now(ctx, name, data)
			parts[0].Text += "\n" + parts[1].Text
			parts[2].Path = parts[1].Path
			return []extract.Part{parts[0], parts[2]}, err
		}
		f.run(s, false, "+2 ~0 =0 -0 !0")
		f.o.Extract = now
		f.correct("news.html#post-2", "7-к")
		f.renewed(0, 0)
		if d := f.document("news.html#post-2"); d.Facts.Number.Text != "7-к" || !strings.HasPrefix(d.Text, "Парк") {
			t.Errorf("%+v", d)
		}
	})
}

// What people removed does not come back, and a page whose original is lost stays.
func TestPagesThatStayAsTheyAre(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("news.html", "1", news)
	f.older(s, 2)
	if _, err := ingest.Remove(t.Context(), f.store, archive.Takedown{By: "хранитель"},
		archive.NewID("shelf", "news.html#post-1")); err != nil {
		t.Fatal(err)
	}
	f.renewed(0, 0)
	if got := f.held(); got != "news.html#post-2" {
		t.Errorf("held %s", got)
	}

	f, s = setup(t), &shelf{}
	s.put("news.html", "1", news)
	f.older(s, 1)
	if err := f.bucket.Delete(t.Context(), f.document("news.html").Original.SHA256); err != nil {
		t.Fatal(err)
	}
	f.renewed(0, 0)
	if got := f.held(); got != "news.html" {
		t.Errorf("held %s", got)
	}
}

// Stopped at any of its steps, a renewal leaves each page as it was or with all of its posts, and goes on.
func TestSplittingThatWasStoppedGoesOn(t *testing.T) {
	for step := range 12 {
		f, s := setup(t), &shelf{}
		s.put("a.html", "1", news)
		s.put("b.html", "1", news)
		extractNow, enrichNow := f.o.Extract, f.o.Enrich
		f.older(s, 1)
		ctx, stop := context.WithCancel(t.Context())
		steps := 0
		next := func() {
			if steps++; steps > step {
				stop()
			}
		}
		f.o.Extract = func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			next()
			return extractNow(ctx, name, data)
		}
		f.o.Enrich = func(ctx context.Context, d *archive.Document) error {
			next()
			return enrichNow(ctx, d)
		}
		if _, err := f.renew(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stop()
		for _, page := range []string{"a.html", "b.html"} {
			posts := []string{page + "#post-1", page + "#post-2", page + "#post-3"}
			got := slices.DeleteFunc(strings.Fields(f.held()), func(uri string) bool { return !strings.HasPrefix(uri, page) })
			if !slices.Equal(got, posts) && !slices.Equal(got, []string{page}) {
				t.Fatalf("stopped at step %d, held %v", step, got)
			}
		}
		f.o.Extract, f.o.Enrich = extractNow, enrichNow
		if _, err := f.renew(t.Context()); err != nil || len(strings.Fields(f.held())) != 6 {
			t.Errorf("stopped at step %d and gone on, held %s, %v", step, f.held(), err)
		}
	}
}

package pack

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/datadir"
	"letopis/internal/gazetteer"
	"letopis/internal/places/site"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/text"
	"letopis/web"
)

// fixture is an archive of two towns.
type fixture struct {
	Options
	uglich, kungur []string // ids
}

// All fixtures share what takes long to load.
var (
	loaded   = sync.OnceValues(gazetteer.Load)
	analyzer = sync.OnceValues(text.New)
)

func newFixture(t *testing.T) *fixture {
	t.Helper()
	g, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	store, err := sqlitestore.Open(t.Context(), filepath.Join(dir, "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	bucket, err := dirblob.Open(filepath.Join(dir, "originals"))
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{Options: Options{Store: store, Bucket: bucket, Text: a, Places: site.New(g), Related: g.Related,
		Synonyms: "дорога, трасса\nдетский сад, дошкольное учреждение\n", Choice: Choice{City: []string{"uglich"}},
		Lang: web.Russian, Archive: "Летопись", Version: "test", Now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC),
		Log: slog.New(slog.DiscardHandler), Dir: filepath.Join(dir, "copy")}}
	var docs []*archive.Document
	for i := range 40 {
		town, own := "uglich", &f.uglich
		if i%4 == 3 {
			town, own = "kungur", &f.kungur
		}
		c, _ := g.City(town)
		name := fmt.Sprintf("act-%02d.html", i)
		sha, n, err := bucket.Put(t.Context(), strings.NewReader("<script>alert(1)</script>"+name))
		if err != nil {
			t.Fatal(err)
		}
		body := fmt.Sprintf("ПОСТАНОВЛЕНИЕ\nО ремонте дороги № %d\n1. Отремонтировать дорогу у детского сада %d "+
			"в городе %s.\n%s", i, i*7, c.Name,
			strings.Repeat("Контроль за исполнением постановления оставляю за собой. ", i*20))
		d := &archive.Document{Source: "test", URI: name, Status: archive.StatusOK, Text: body,
			Original: archive.Original{SHA256: sha, Bytes: n, Name: name, MediaType: "text/html"},
			Facts: archive.Facts{Title: archive.Value{Text: fmt.Sprintf("О ремонте дороги № %d", i)},
				Kind: archive.Value{Text: "постановление"}, Number: archive.Value{Text: fmt.Sprint(i)},
				Date: archive.Date{Year: 2015 + i%3, Month: 1 + i%12, Day: 1 + i%28},
				Cities: []archive.City{{ID: town, Name: c.Name, Role: archive.RoleIssuer},
					{ID: "myshkin", Name: "Мышкин", Role: archive.RoleMentioned}},
				Programs: []archive.Program{{ID: "dorogi-" + town, Name: "Дороги", Role: "approves"}}}}
		if i%5 == 0 {
			d.Facts.Date = archive.Date{}
		}
		d.ID = archive.NewID(d.Source, d.URI)
		*own = append(*own, d.ID)
		docs = append(docs, d)
	}
	if _, err := store.Commit(t.Context(), archive.Batch{Source: "test", Put: docs}); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) write(t *testing.T) Result {
	t.Helper()
	res, err := Write(t.Context(), f.Options)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// files are those of a copy by path, unpacked.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if z, bad := gzip.NewReader(bytes.NewReader(b)); bad == nil {
			b, err = io.ReadAll(z)
		}
		rel, _ := filepath.Rel(dir, name)
		out[filepath.ToSlash(rel)] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Each address on a page leads to a file of the copy and to a place that is there, or to the web; and the pages show
// nothing of documents that were not chosen.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	f := newFixture(t)
	res := f.write(t)
	if res.Documents != len(f.uglich) || res.Originals != len(f.uglich) || len(res.Lacking) != 0 {
		t.Fatalf("%+v", res)
	}
	all := files(t, f.Dir)
	pages := map[string]*html.Node{}
	for name, b := range all {
		for _, id := range f.kungur {
			if strings.Contains(name, id) || bytes.Contains(b, []byte(id)) {
				t.Errorf("%s tells of %s, which is of another town", name, id)
			}
		}
		if bytes.Contains(b, []byte("localhost")) && !strings.HasPrefix(name, "static/") {
			t.Errorf("%s names localhost", name)
		}
		if path.Ext(name) == ".html" {
			root, err := html.Parse(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			pages[name] = root
		}
	}
	if len(pages) != len(f.uglich)+3+4 { // first, search, about; three years and none
		t.Errorf("%d pages", len(pages))
	}
	for name, root := range pages {
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if a.Key != "href" && a.Key != "src" && a.Key != "action" {
					continue
				}
				u, err := url.Parse(a.Val)
				if err != nil || u.Scheme != "" {
					t.Errorf("%s: %s %s", name, n.Data, a.Val)
					continue
				}
				to := name
				if u.Path != "" {
					to = path.Join(path.Dir(name), u.Path)
				}
				if _, ok := all[to]; !ok {
					t.Errorf("%s: %s %s leads nowhere", name, n.Data, a.Val)
				}
				if u.Fragment != "" && !hasID(pages[to], u.Fragment) {
					t.Errorf("%s: %s has no such place", name, a.Val)
				}
			}
		}
	}
}

func hasID(root *html.Node, id string) bool {
	if root == nil {
		return false
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" && a.Val == id {
				return true
			}
		}
	}
	return false
}

// What the archive has elsewhere is linked where its address is known.
func TestLinksIntoTheArchive(t *testing.T) {
	f := newFixture(t)
	f.PublicURL = "https://archive.example.ru"
	f.write(t)
	page := string(files(t, f.Dir)["d/"+f.uglich[0]+".html"])
	for _, want := range []string{`<link rel="canonical" href="https://archive.example.ru/d/` + f.uglich[0] + `"`,
		`href="../search.html?place=uglich"`, `href="https://archive.example.ru/c/myshkin"`, `download="act-00.html"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

// Files that a browser might run are not shown in the copy's origin.
func TestOriginalsDoNotRun(t *testing.T) {
	f := newFixture(t)
	f.write(t)
	n := 0
	for name, b := range files(t, f.Dir) {
		if strings.HasPrefix(name, "originals/") {
			if n++; !strings.HasSuffix(name, ".bin") || !bytes.Contains(b, []byte("alert")) {
				t.Errorf("%s: %s", name, b)
			}
		}
	}
	if n != len(f.uglich) {
		t.Errorf("%d originals", n)
	}
}

// A copy whose original is not there is made, and says so.
func TestAnOriginalThatIsNotThere(t *testing.T) {
	f := newFixture(t)
	docs, err := f.Store.Get(t.Context(), f.uglich[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Bucket.Delete(t.Context(), docs[0].Original.SHA256); err != nil {
		t.Fatal(err)
	}
	res := f.write(t)
	if len(res.Lacking) != 1 || res.Lacking[0] != f.uglich[0] {
		t.Errorf("%+v", res)
	}
	all := files(t, f.Dir)
	if page := all["d/"+f.uglich[0]+".html"]; !bytes.Contains(page, []byte("в копии этого файла нет")) &&
		!bytes.Contains(page, []byte("В копии этого файла нет")) {
		t.Error("the page does not say that the file is not there")
	}
	if !bytes.Contains(all[aboutFile], []byte(f.uglich[0])) {
		t.Errorf("%s does not name it", aboutFile)
	}
}

// Postings that were put aside in many runs make the same index as those of one.
func TestRunsMakeOneIndex(t *testing.T) {
	f := newFixture(t)
	f.write(t)
	one := files(t, f.Dir)
	defer func(n int) { runBytes = n }(runBytes)
	runBytes = 5000
	f.write(t)
	many := files(t, f.Dir)
	if len(one) != len(many) {
		t.Errorf("%d and %d files", len(one), len(many))
	}
	for name, b := range one {
		if !bytes.Equal(b, many[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestVerify(t *testing.T) {
	f := newFixture(t)
	res := f.write(t)
	if n, err := Verify(t.Context(), f.Dir); err != nil || n != res.Files {
		t.Fatalf("%d of %d files: %v", n, res.Files, err)
	}
	write := func(name, what string) {
		if err := os.WriteFile(filepath.Join(f.Dir, name), []byte(what), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("about.html", "changed")
	write("new.html", "new")
	if err := os.Remove(filepath.Join(f.Dir, "search.html")); err != nil {
		t.Fatal(err)
	}
	_, err := Verify(t.Context(), f.Dir)
	if !errors.Is(err, archive.ErrCorrupt) {
		t.Fatal(err)
	}
	for _, want := range []string{"about.html: changed", "new.html: not of the copy", "search.html: missing"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	write(sumsFile, strings.Repeat("0", 64)+"  ../../etc/passwd\n")
	if _, err := Verify(t.Context(), f.Dir); !errors.Is(err, archive.ErrCorrupt) {
		t.Error(err)
	}
	if _, err := Verify(t.Context(), t.TempDir()); !errors.Is(err, datadir.ErrUnusable) {
		t.Error(err)
	}
}

// What is no copy is never replaced; an older copy is, and what an interrupted one left is cleared away.
func TestTheFolderIsReplacedAtOnce(t *testing.T) {
	f := newFixture(t)
	f.write(t)
	if err := os.WriteFile(filepath.Join(f.Dir, "old.html"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	left := f.Dir + ".packing"
	if err := os.MkdirAll(filepath.Join(left, "d"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), f.Options); !errors.Is(err, datadir.ErrUnusable) {
		t.Errorf("a folder in the way: %v", err)
	}
	if err := os.WriteFile(filepath.Join(left, datadir.LockFile), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	f.write(t)
	if _, err := Verify(t.Context(), f.Dir); err != nil {
		t.Error(err)
	}
	for _, gone := range []string{left, f.Dir + ".replaced"} {
		if _, err := os.Stat(gone); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there: %v", gone, err)
		}
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "index.html"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	f.Dir = foreign
	if _, err := Write(t.Context(), f.Options); !errors.Is(err, datadir.ErrUnusable) {
		t.Errorf("a foreign folder: %v", err)
	}
	if b, err := os.ReadFile(filepath.Join(foreign, "index.html")); err != nil || string(b) != "mine" {
		t.Errorf("a foreign file is %q: %v", b, err)
	}
}

// interrupted is a catalogue in which something happens while documents are read.
type interrupted struct {
	archive.Store
	happen func()
}

func (s *interrupted) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	docs, err := s.Store.Get(ctx, ids...)
	if s.happen != nil {
		s.happen()
		s.happen = nil
	}
	return docs, err
}

// What is removed while a copy is made is in none, and the older copy stays when one fails.
func TestInterrupted(t *testing.T) {
	f := newFixture(t)
	f.write(t)
	before, err := os.ReadFile(filepath.Join(f.Dir, sumsFile))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	store := f.Store
	remove := func() {
		_, err := store.Commit(t.Context(), archive.Batch{Source: "test", Delete: []string{f.uglich[0]}})
		if err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct {
		happen func()
		want   error
	}{{stop, context.Canceled}, {remove, errChanged}} {
		f.Store = &interrupted{store, c.happen}
		if _, err := Write(ctx, f.Options); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
		if after, err := os.ReadFile(filepath.Join(f.Dir, sumsFile)); err != nil || !bytes.Equal(before, after) {
			t.Errorf("the older copy is changed: %v", err)
		}
		ctx = t.Context()
	}
	f.Store = store
	if f.write(t); len(files(t, f.Dir)["d/"+f.uglich[0]+".html"]) != 0 {
		t.Error("a removed document is in the copy")
	}
	f.Choice = Choice{City: []string{"kirillov"}}
	if _, err := Write(t.Context(), f.Options); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
}

// The text of a document is in its pieces as it is, and each piece begins at a word.
func TestPieces(t *testing.T) {
	for _, s := range []string{"", "слово", strings.Repeat("слово и дело\n", 5000), strings.Repeat("слово ", 9000),
		strings.Repeat("ы", 40000)} {
		cuts := cut(s)
		whole := ""
		for i := range len(cuts) - 1 {
			piece := s[cuts[i]:cuts[i+1]]
			if whole += piece; len(piece) > 2*pieceText || strings.ToValidUTF8(piece, "") != piece {
				t.Errorf("a piece of %d bytes", len(piece))
			}
		}
		if whole != s {
			t.Errorf("the pieces of %d bytes make %d", len(s), len(whole))
		}
	}
}

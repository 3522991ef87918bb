package browsertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"letopis/configs"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/enrich"
	"letopis/internal/extract"
	"letopis/internal/follow"
	"letopis/internal/gazetteer"
	"letopis/internal/indexer"
	"letopis/internal/ingest"
	"letopis/internal/intake"
	"letopis/internal/places"
	show "letopis/internal/places/site"
	"letopis/internal/query"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/desk"
	"letopis/internal/server/label"
	"letopis/internal/source"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/text"
)

// payload is markup that runs a script wherever it is taken for markup.
const payload = `<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg>"'><a ` +
	`href="javascript:alert(4)">`

// fileName is a payload that a file can be called.
const fileName = `"><img src=x onerror=alert(5)><svg onload=alert(6)>.html`

// deskKey opens the desk, deskSum is its SHA-256.
const (
	deskKey = "ключ от рабочего места"
	deskSum = "12902bba6aeec14bc4eafb45f9338b4a54dfd42d8f17f8631fe1e97f779fc476"
)

// site is a running archive.
type site struct {
	url               string
	handler           http.Handler
	hostile, original string // ids of the document with payloads in its facts, and of the file
	end               func()
	// What it is made of.
	store     archive.Store
	bucket    archive.Bucket
	analyzer  *text.Analyzer
	gazetteer *gazetteer.Gazetteer
	query     *query.Service
}

// newSite takes the samples in, and hostile documents when asked, and serves
// them. changes change the options of the server, which is at an address.
func newSite(ctx context.Context, hostile bool, changes ...func(o *server.Options, address string)) (_ *site,
	err error) {
	dir, err := os.MkdirTemp("", "letopis-browser")
	if err != nil {
		return nil, err
	}
	var ends []func()
	end := func() {
		for i := len(ends) - 1; i >= 0; i-- {
			ends[i]()
		}
		os.RemoveAll(dir)
	}
	defer func() {
		if err != nil {
			end()
		}
	}()
	g, err := gazetteer.Load()
	if err != nil {
		return nil, err
	}
	e, err := enrich.New(g, enrich.Options{Programs: configs.Programs})
	if err != nil {
		return nil, err
	}
	store, err := sqlitestore.Open(ctx, filepath.Join(dir, "letopis.db"),
		sqlitestore.Options{Authority: places.NewAuthority(g, e)})
	if err != nil {
		return nil, err
	}
	ends = append(ends, func() { store.Close() })
	bucket, err := dirblob.Open(filepath.Join(dir, "originals"))
	if err != nil {
		return nil, err
	}
	takeSource := func(src source.Source) error {
		sum, err := ingest.Run(ctx, ingest.Options{Source: src, Store: store, Bucket: bucket, Enrich: e.EnrichWithin,
			Extract: func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
				return extract.Extract(ctx, name, data, extract.Options{}), nil
			}})
		if err == nil && len(sum.Failed) > 0 {
			err = fmt.Errorf("%s was not taken in: %s", sum.Failed[0].URI, sum.Failed[0].Reason)
		}
		return err
	}
	take := func(path, name string) error {
		src, err := source.Open(path, source.Options{Name: name})
		if err != nil {
			return err
		}
		return takeSource(src)
	}
	if err := take(filepath.Join("..", "..", "samples"), "samples"); err != nil {
		return nil, err
	}
	s := &site{end: end}
	if hostile {
		if s.hostile, s.original, err = attack(ctx, dir, store, take); err != nil {
			return nil, err
		}
	}
	analyzer, err := text.New()
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	x, err := indexer.Open(ctx, store, memindex.NewEngine(), analyzer, quiet)
	if err != nil {
		return nil, err
	}
	ends = append(ends, func() { x.Close() })
	if err := x.CatchUp(ctx); err != nil {
		return nil, err
	}
	labels := label.New(store, x.Live, show.New(g))
	q, err := query.New(x.Live, analyzer, query.Options{Synonyms: configs.Synonyms, Label: labels.Label, Names: labels.Names,
		Places: g.Related, Authority: places.New(g), Titles: labels.Titles})
	if err != nil {
		return nil, err
	}
	for i, query := range []string{"q=%D1%80%D0%B5%D0%BC%D0%BE%D0%BD%D1%82", "city=uglich"} {
		if err := store.AddFollow(ctx, archive.Follow{ID: fmt.Sprint(i), Token: fmt.Sprint("followed-", i), Query: query,
			Kind: archive.FollowMail, To: fmt.Sprintf("a%d@example.ru", i), Every: archive.FollowDaily, Confirmed: i == 0,
			Created: time.Now()}); err != nil {
			return nil, err
		}
	}
	inbox, err := intake.Open(filepath.Join(dir, "uploads"), intake.Limits{})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() {
		inbox.Run(running, intake.Work{Store: store, Log: quiet, TakeIn: func(ctx context.Context, src source.Source) error {
			return errors.Join(takeSource(src), x.CatchUp(ctx))
		}})
	})
	beside.Go(func() { x.Run(running) })
	ends = append(ends, beside.Wait, stop)
	web := httptest.NewUnstartedServer(nil)
	ends = append(ends, web.Close)
	s.url = "http://" + web.Listener.Addr().String()
	o := server.Options{Follow: &follow.Signups{Store: store, Seq: store.Seq, Mail: true},
		Store: store, Bucket: bucket, Index: x.Live, Query: q, Analyzer: analyzer,
		Labels:     labels,
		Generation: x.Generation, Version: "test", Log: quiet, Draw: draw(bucket),
		Desk: &desk.Backend{Inbox: inbox, Secret: []byte("secret"), Edits: store.Edits},
		Config: server.Config{Rate: -1, Keys: []admission.Key{{Name: "О. Петрова", SHA256: deskSum,
			Scopes: []string{admission.ScopeAdmin}}}}}
	for _, change := range changes {
		change(&o, s.url)
	}
	srv, err := server.New(o)
	if err != nil {
		return nil, err
	}
	s.store, s.bucket, s.analyzer, s.gazetteer, s.query = store, bucket, analyzer, g, q
	s.handler = srv.Public()
	web.Config.Handler = s.handler
	web.Start()
	return s, nil
}

// draw draws pages of the originals of a bucket.
func draw(bucket archive.Bucket) func(context.Context, *archive.Document, int) ([]byte, error) {
	return func(ctx context.Context, d *archive.Document, page int) ([]byte, error) {
		f, err := bucket.Open(ctx, d.Original.SHA256)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil {
			return nil, err
		}
		return extract.Draw(ctx, d.Original.Name, data, page, extract.Options{})
	}
}

// attack adds a document with payloads in every fact, and a file whose name,
// title and body are payloads. Both are found by the word «ловушка».
func attack(ctx context.Context, dir string, store archive.Store, take func(path, name string) error) (hostile,
	original string, err error) {
	files := filepath.Join(dir, "hostile")
	if err := os.Mkdir(files, 0o755); err != nil {
		return "", "", err
	}
	page := "<!DOCTYPE html><meta charset=utf-8><title>Ловушка " +
		"&lt;script&gt;alert(7)&lt;/script&gt;</title><script>alert(8)</script><body onload=alert(9)>" +
		"<h1>Ловушка в заголовке " + strings.ReplaceAll(payload, "<", "&lt;") + "</h1><p>Ловушка расставлена в тексте " +
		"страницы. " + payload + "</p>"
	if err := os.WriteFile(filepath.Join(files, fileName), []byte(page), 0o644); err != nil {
		return "", "", err
	}
	if err := take(files, payload); err != nil {
		return "", "", err
	}
	v := archive.Value{Text: "ловушка " + payload}
	d := &archive.Document{Source: "hostile", URI: "javascript:alert(10)//" + payload, Status: archive.StatusPartial,
		Reason: "ловушка " + payload, Text: "Ловушка " + payload + " кончилась.",
		Original: archive.Original{Name: payload, MediaType: "text/html"},
		Facts: archive.Facts{Title: v, Kind: v, Number: v, Issuer: archive.Issuer{Value: v}, Municipality: v, Region: v,
			Date:     archive.Date{Year: 2020, Month: 1, Day: 2},
			Programs: []archive.Program{{ID: "lovushka", Name: v.Text, Role: "approves"}}}}
	d.ID = archive.NewID(d.Source, d.URI)
	if _, err := store.Commit(ctx, archive.Batch{Source: d.Source, Put: []*archive.Document{d}}); err != nil {
		return "", "", err
	}
	changes, err := store.Changes(ctx, 0, 1000)
	for _, c := range changes {
		if c.Doc != nil && c.Doc.Source == payload {
			original = c.Doc.ID
		}
	}
	if err == nil && original == "" {
		err = errors.New("the hostile file is not in the archive")
	}
	return d.ID, original, err
}

package main

import (
	"context"
	"errors"
	"maps"
	"os"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/enrich"
	"letopis/internal/follow"
	"letopis/internal/gazetteer"
	"letopis/internal/memlimit"
	"letopis/internal/places/site"
	"letopis/internal/query"
	"letopis/internal/searches"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/desk"
	"letopis/internal/server/label"
	"letopis/internal/wiring"
)

// app is the opened archive with the other parts of a server.
type app struct {
	*wiring.Archive
	c *command
	// query runs the searches of the server, nil without one.
	query *query.Service
	// following notifies people about followed searches, nil if nothing is written.
	following *follow.Runner
	scrub     scrub             // of a server
	desk      *desk.Backend     // of a server that has one
	searches  *searches.Counter // nil if searches are not counted
}

// open opens the catalogue and the originals; create makes the folder.
func (c *command) open(ctx context.Context, create bool) (*app, error) {
	a, err := wiring.Open(ctx, c.cfg, c.log, create)
	if err != nil {
		return nil, err
	}
	return &app{Archive: a, c: c}, nil
}

// gazetteer loads the file of places.
func (c *command) gazetteer() (*gazetteer.Gazetteer, error) { return wiring.Gazetteer(c.cfg) }

// openIndex takes the lock and opens the index. who names the command for other processes that wait for the lock.
func (a *app) openIndex(ctx context.Context, who string) error {
	return a.OpenIndex(ctx, who, func(err error) {
		a.c.log.Error("ending: start again, nothing is lost", "error", err)
		os.Exit(exitError)
	})
}

// newServer creates the site and the API on the opened index.
func (a *app) newServer() (*server.Server, error) {
	asked, err := a.QueryOptions()
	if err != nil {
		return nil, err
	}
	known := site.New(a.Gazetteer)
	labels := label.New(a.Shown, a.Indexer.Live, known)
	asked.Label, asked.Names, asked.Titles = labels.Label, labels.Names, labels.Titles
	q, err := query.New(a.Indexer.Live, a.Text, asked)
	if err != nil {
		return nil, err
	}
	a.query = q
	draws, err := newDrawer(a.Bucket, a.c.log)
	if err != nil {
		return nil, err
	}
	o := server.Options{Store: a.Shown, Bucket: a.Bucket, Index: a.Indexer.Live, Query: q, Analyzer: a.Text,
		Labels:     labels,
		Generation: a.Indexer.Generation, Day: a.Indexer.Day, Rules: enrich.Version(), Version: version, Log: a.c.log,
		Config: serverConfig(a.c.cfg), Desk: a.desk,
		Ready: func(context.Context) error { return a.Indexer.Failure() }, Failure: a.Indexer.Failure,
		Follow: a.signups(), Draw: draws.draw,
		Notices: a.notices, ReadOnly: a.writesNothing, Gauges: a.gauges, Memory: memlimit.Current()}
	a.searches = a.newSearches()
	o.Searches = a.searches
	srv, err := server.New(o)
	if err == nil && !a.ReadOnly {
		a.following, err = a.follower(srv.Followed())
	}
	return srv, err
}

// notices returns messages for operators about problems that do not stop the archive from serving.
func (a *app) notices() []string {
	out := a.scrub.notices()
	if a.writesNothing() {
		out = append(out, "read-only: nothing is written")
	}
	return out
}

// gauges returns additional metrics of the server.
func (a *app) gauges() map[string]float64 {
	out := a.scrub.metrics()
	if a.following != nil {
		ctx, cancel := context.WithTimeout(context.Background(), followTime)
		defer cancel()
		maps.Copy(out, a.following.Gauges(ctx))
	}
	if a.c.cfg.Index.Driver == config.IndexOpenSearch {
		out["letopis_index_leads"] = 0
		if a.Indexer.Leads() {
			out["letopis_index_leads"] = 1
		}
	}
	return out
}

// writesNothing reports whether the archive was opened read-only or its disk is full, which an idle server would not
// notice.
func (a *app) writesNothing() bool { return a.ReadOnly || datadir.Full(a.Dir) }

func serverConfig(cfg *config.Config) server.Config {
	s := cfg.Server
	return server.Config{PublicURL: s.PublicURL, Name: s.Name, Contact: s.Contact, TrustedProxies: s.TrustedProxies,
		Keys: keys(s.Keys),
		Rate: s.Rate, Burst: s.Burst, Connections: s.Connections, Searches: s.Searches, SearchTime: s.SearchTime,
		Pprof:   s.Pprof,
		Answers: min(cfg.Index.Answers, 0), DocumentBytes: documentBytes(cfg)}
}

// openIndexOrFindServer returns the URL of the running server. If there is none, it opens the index and returns "". A
// server may start in between.
func (a *app) openIndexOrFindServer(ctx context.Context, who string) (address string, err error) {
	if address = datadir.LiveServer(ctx, a.Dir); address != "" {
		return address, nil
	}
	err = a.openIndex(ctx, who)
	if errors.Is(err, archive.ErrLocked) {
		if address = datadir.LiveServer(ctx, a.Dir); address != "" {
			return address, nil
		}
	}
	return "", err
}

// keys converts keys of the settings, "name:sha256" and "name:sha256:scope", which Validate has checked.
func keys(list []string) []admission.Key {
	var out []admission.Key
	for _, k := range list {
		name, sum, scope := config.CutKey(k)
		out = append(out, admission.Key{Name: name, SHA256: sum, Scopes: []string{scope}})
	}
	return out
}

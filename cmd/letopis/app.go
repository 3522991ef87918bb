package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"letopis/configs"
	"letopis/index/bleveindex"
	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/config"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/indexer"
	"letopis/internal/query"
	"letopis/internal/server"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/text"
)

// app is the opened archive: the store, the originals and, for commands that need
// it, the index. What implements which contract is chosen here and nowhere else.
type app struct {
	c         *command
	dir       string
	gazetteer *gazetteer.Gazetteer
	enricher  *enrich.Enricher
	text      *text.Analyzer
	store     *sqlitestore.Store
	bucket    *dirblob.Bucket
	indexer   *indexer.Indexer // nil without openIndex
	unlock    func()
	// warm prepares corrections and suggestions, which nothing else waits for.
	warm func(context.Context) error
	// labels are the names that the server shows, nil without one.
	labels *server.Labels
}

// open opens the catalogue and the originals; make: creates the folder.
func (c *command) open(ctx context.Context, make bool) (*app, error) {
	a := &app{c: c, dir: c.cfg.Data}
	if err := openFolder(a.dir, make); err != nil {
		return nil, err
	}
	if owner := othersFolder(a.dir); owner != "" {
		c.log.Warn("the data folder belongs to another user, whose server cannot change what root writes now: use sudo -u "+owner, "data", a.dir)
	}
	var err error
	if a.gazetteer, a.enricher, err = c.authority(); err != nil {
		return nil, err
	}
	if a.text, err = text.New(); err != nil {
		return nil, err
	}
	a.store, err = a.openStore(ctx, filepath.Join(a.dir, storeFile))
	if errors.Is(err, archive.ErrInvalid) {
		err = fmt.Errorf("%w: %w", errData, err)
	}
	if err != nil {
		return nil, err
	}
	if a.bucket, err = dirblob.Open(filepath.Join(a.dir, blobsDir)); err != nil {
		return nil, errors.Join(err, a.store.Close())
	}
	return a, nil
}

func (a *app) openStore(ctx context.Context, path string) (*sqlitestore.Store, error) {
	return sqlitestore.Open(ctx, path, sqlitestore.Options{City: a.enricher.City, ProgramID: a.enricher.ProgramID})
}

// authority loads the files on towns and programmes.
func (c *command) authority() (*gazetteer.Gazetteer, *enrich.Enricher, error) {
	g, err := c.gazetteer()
	if err != nil {
		return nil, nil, err
	}
	programs, err := fileOr(c.cfg.Ingest.Programs, configs.Programs)
	if err != nil {
		return nil, nil, err
	}
	e, err := enrich.New(g, enrich.Options{Programs: programs})
	return g, e, err
}

// gazetteer loads the file on towns.
func (c *command) gazetteer() (*gazetteer.Gazetteer, error) {
	aliases, err := fileOr(c.cfg.Ingest.Aliases, configs.CitiesAliases)
	if err != nil {
		return nil, err
	}
	return gazetteer.LoadWith(aliases)
}

// openIndex takes the lock and opens the index; who names the command, for the one
// that finds the lock taken.
func (a *app) openIndex(ctx context.Context, who string) error {
	unlock, err := lock(ctx, a.dir, who)
	if err != nil {
		return err
	}
	engine, err := bleveindex.OpenEngine(filepath.Join(a.dir, indexDir), bleveindex.Options{CacheBytes: cacheBytes(a.c.cfg), MaxTerms: a.c.cfg.Index.MaxTerms,
		Answers: a.c.cfg.Index.Answers})
	if err != nil {
		unlock()
		return err
	}
	if a.indexer, err = indexer.Open(ctx, a.store, engine, a.text, a.c.log); err != nil {
		unlock()
		return err
	}
	a.indexer.Stuck = func(err error) { // such an engine cannot even be closed
		a.c.log.Error("ending: start again, nothing is lost", "error", err)
		os.Exit(exitError)
	}
	a.unlock = unlock
	return nil
}

// cacheBytes is the memory for decoded postings: a quarter of what the process
// may use, at most 1 GB unless set.
func cacheBytes(cfg *config.Config) int64 {
	if cfg.Index.CacheMB > 0 {
		return int64(cfg.Index.CacheMB) << 20
	}
	return min(max(memoryLimit()/4, 32<<20), 1<<30)
}

// documentBytes is the memory for documents as answers show them: a
// sixty-fourth of what the process may use, at most 128 MB unless set: some ten
// thousand documents of usual length. The garbage collector takes as much again.
func documentBytes(cfg *config.Config) int {
	if cfg.Server.DocumentsMB != 0 {
		return cfg.Server.DocumentsMB << 20
	}
	return int(min(max(memoryLimit()/64, 8<<20), 128<<20))
}

// memoryLimit is what the process may use, by GOMEMLIMIT or the control group,
// and what the machine has; math.MaxInt64 when nothing is said.
func memoryLimit() int64 {
	limit := debug.SetMemoryLimit(-1)
	if limit != math.MaxInt64 {
		return limit
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kb int64
		if _, err := fmt.Sscanf(string(b), "MemTotal: %d kB", &kb); err == nil && kb > 0 {
			limit = kb << 10
		}
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		var n int64
		if b, err := os.ReadFile(name); err == nil {
			if _, err := fmt.Sscan(string(b), &n); err == nil && n > 0 {
				limit = min(limit, n)
			}
		}
	}
	return limit
}

// newServer wires the site and the API over the opened index.
func (a *app) newServer(ctx context.Context) (*server.Server, error) {
	synonyms, err := fileOr(a.c.cfg.Search.Synonyms, configs.Synonyms)
	if err != nil {
		return nil, err
	}
	known := towns{a.gazetteer}
	labels := server.NewLabels(a.store, a.indexer.Live, known, a.c.log)
	a.labels = labels
	q, err := query.New(a.indexer.Live, a.text, query.Options{Synonyms: synonyms, Label: labels.Label, Places: a.gazetteer.Related, Titles: labels.Titles})
	if err != nil {
		return nil, err
	}
	a.warm = q.Warm
	o := server.Options{Store: a.store, Bucket: a.bucket, Index: a.indexer.Live, Query: q, Analyzer: a.text, Gazetteer: known, Labels: labels,
		Generation: a.indexer.Generation, Rules: enrich.Version(), Version: version, Log: a.c.log, Config: serverConfig(a.c.cfg),
		Ready: func(context.Context) error { return a.indexer.Failure() }}
	if a.c.cfg.Server.MaskPersonal {
		o.Mask = enrich.Personal
	}
	return server.New(o)
}

func serverConfig(cfg *config.Config) server.Config {
	s := cfg.Server
	return server.Config{PublicURL: s.PublicURL, Name: s.Name, Contact: s.Contact, TrustedProxies: s.TrustedProxies, Keys: keys(s.Keys),
		Rate: s.Rate, Burst: s.Burst, Searches: s.Searches, SearchTime: s.SearchTime, Pprof: s.Pprof,
		Answers: min(cfg.Index.Answers, 0), DocumentBytes: documentBytes(cfg)}
}

// openIndexOrFindServer returns the address of the running server; where there is
// none, it opens the index and returns "". A server may start in between.
func (a *app) openIndexOrFindServer(ctx context.Context, who string) (address string, err error) {
	if address = liveServer(ctx, a.dir); address != "" {
		return address, nil
	}
	err = a.openIndex(ctx, who)
	if errors.Is(err, archive.ErrLocked) {
		if address = liveServer(ctx, a.dir); address != "" {
			return address, nil
		}
	}
	return "", err
}

// each calls f for every document of the archive, in the order of the log, as
// far as the log goes when it begins.
func (a *app) each(ctx context.Context, f func(*archive.Document) error) error {
	end, err := a.store.Seq(ctx)
	if err != nil {
		return err
	}
	for after := archive.Seq(0); after < end; {
		changes, err := a.store.Changes(ctx, after, 200)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			if after = c.Seq; c.Doc == nil || c.Seq > end {
				continue
			}
			if err := f(c.Doc); err != nil {
				return err
			}
		}
	}
	return nil
}

// fileOr reads a file that people edit, or takes what comes with the program.
func fileOr(path, builtin string) (string, error) {
	if path == "" {
		return builtin, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("settings: %w", err)
	}
	return string(b), nil
}

// Close closes everything in the right order.
func (a *app) Close() error {
	var errs []error
	if a.indexer != nil {
		errs = append(errs, a.indexer.Close())
	}
	errs = append(errs, a.store.Close())
	if a.unlock != nil {
		a.unlock()
	}
	return errors.Join(errs...)
}

// keys reads "name:sha256" of the settings, which Validate has checked.
func keys(list []string) []server.Key {
	var out []server.Key
	for _, k := range list {
		name, sum, _ := strings.Cut(k, ":")
		out = append(out, server.Key{Name: name, SHA256: sum, Scopes: []string{"edit"}})
	}
	return out
}

// Package wiring opens an archive: its catalogue, originals and, if needed, its index. This is the only place that
// chooses which implementation serves which contract. The program and the tools open archives through it; it serves
// nothing and prints nothing.
package wiring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"letopis/configs"
	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/enrich"
	"letopis/internal/enrich/personal"
	"letopis/internal/gazetteer"
	"letopis/internal/indexer"
	"letopis/internal/places"
	"letopis/internal/query"
	"letopis/internal/store/masked"
	"letopis/internal/text"
)

// Archive is an opened archive. Its methods are not for concurrent use; its parts are
// as their own documentation says.
type Archive struct {
	Config    *config.Config
	Log       *slog.Logger
	Dir       string // the data folder
	Gazetteer *gazetteer.Gazetteer
	Enricher  *enrich.Enricher
	Text      *text.Analyzer
	Store     archive.Store
	Shown     archive.Store // Store as people see it, which is indexed
	Bucket    archive.Bucket
	Indexer   *indexer.Indexer // nil before OpenIndex
	ReadOnly  bool             // nothing is written
	moving    bool             // it may be a half, see archive.Mover
	unlock    func()
}

// Open opens the catalogue and the originals of cfg.Data; create: makes the folder
// where there is none. datadir.ErrUnusable: it is no data of this program.
func Open(ctx context.Context, cfg *config.Config, log *slog.Logger, create bool) (*Archive, error) {
	return open(ctx, &Archive{Config: cfg, Log: log, Dir: cfg.Data}, create)
}

// OpenReadOnly is Open of an archive that cannot be written, or not now, or shall not be.
// Nothing in the data folder is changed. archive.ErrInvalid: a service keeps the catalogue.
func OpenReadOnly(ctx context.Context, cfg *config.Config, log *slog.Logger) (*Archive, error) {
	if cfg.Store.Driver != config.StoreSQLite {
		return nil, fmt.Errorf("a catalogue kept by %s (store.driver) is written when it is opened, so it is not "+
			"served read-only: leave out --read-only, or wait until there is room on the disk: %w",
			cfg.Store.Driver, archive.ErrInvalid)
	}
	return open(ctx, &Archive{Config: cfg, Log: log, Dir: cfg.Data, ReadOnly: true}, false)
}

// OpenToMove opens an archive that is to be moved elsewhere, whatever keeps it. Nothing of it is
// changed.
func OpenToMove(ctx context.Context, cfg *config.Config, log *slog.Logger) (*Archive, error) {
	return open(ctx, &Archive{Config: cfg, Log: log, Dir: cfg.Data, ReadOnly: true}, false)
}

// OpenTarget opens what an archive is to be moved to, or a part of it was; it makes what is not there.
func OpenTarget(ctx context.Context, cfg *config.Config, log *slog.Logger) (*Archive, error) {
	return open(ctx, &Archive{Config: cfg, Log: log, Dir: cfg.Data, moving: true}, true)
}

func open(ctx context.Context, a *Archive, create bool) (*Archive, error) {
	cfg, log := a.Config, a.Log
	if err := datadir.Open(a.Dir, create); err != nil {
		return nil, err
	}
	if owner := datadir.Owner(a.Dir); owner != "" && !a.ReadOnly {
		log.Warn("the data folder belongs to another user, whose server cannot change what root writes now: "+
			"use sudo -u "+owner, "data", a.Dir)
	}
	hidden, err := personal.New(cfg.Server.MaskAlso...)
	if err != nil {
		return nil, fmt.Errorf("server.mask_also: %w: %w", archive.ErrInvalid, err)
	}
	err = datadir.CheckEngines(a.Dir, datadir.Engines{Store: cfg.Store.Driver, Blob: cfg.Blob.Driver})
	if err != nil {
		return nil, err
	}
	if a.Gazetteer, a.Enricher, err = Authority(cfg); err != nil {
		return nil, err
	}
	if a.Text, err = text.New(); err != nil {
		return nil, err
	}
	if a.Store, err = a.openStore(ctx); err != nil {
		return nil, err
	}
	if a.ReadOnly && cfg.Blob.Driver != config.BlobS3 {
		a.Bucket, err = dirblob.OpenReadOnly(filepath.Join(a.Dir, datadir.OriginalsDir))
	} else {
		a.Bucket, err = OpenBucket(ctx, cfg)
	}
	if err != nil {
		return nil, errors.Join(err, a.Store.Close())
	}
	if a.Shown = a.Store; cfg.Server.MaskPersonal {
		a.Shown = masked.New(a.Store, hidden)
	}
	return a, nil
}

// OpenIndex takes the lock and opens the index; who names the command, for the one
// that finds the lock taken. stuck is called when the engine hangs: it cannot even be
// closed then.
func (a *Archive) OpenIndex(ctx context.Context, who string, stuck func(error)) error {
	lock := func() (func(), error) { return datadir.Lock(ctx, a.Dir, who) }
	open := indexer.Open
	if a.ReadOnly {
		lock = func() (func(), error) { return datadir.LockShared(ctx, a.Dir) }
		open = indexer.OpenReadOnly
	}
	unlock, err := lock()
	if err != nil {
		return err
	}
	engine, err := a.Engine(ctx)
	if err != nil {
		unlock()
		return err
	}
	if a.Indexer, err = open(ctx, a.Shown, engine, a.Text, a.Log); err != nil {
		unlock()
		return err
	}
	a.Indexer.Stuck, a.Indexer.Never = stuck, a.Config.Indexer.Lead == config.LeadNever
	a.unlock = unlock
	return nil
}

// QueryOptions are the options of a search over the archive: synonyms, and the places
// that words name.
func (a *Archive) QueryOptions() (query.Options, error) {
	synonyms, err := fileOr(a.Config.Search.Synonyms, configs.Synonyms)
	return query.Options{Synonyms: synonyms, Places: a.Gazetteer.Related, Authority: places.New(a.Gazetteer),
		Mentioned: places.NewMentions(a.Gazetteer).Find}, err
}

// Each calls f for every document of the archive, in the order of the log, as far as
// the log goes when it begins.
func (a *Archive) Each(ctx context.Context, f func(*archive.Document) error) error {
	end, err := a.Store.Seq(ctx)
	if err != nil {
		return err
	}
	for after := archive.Seq(0); after < end; {
		changes, err := a.Store.Changes(ctx, after, 200)
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

// Close closes everything in the right order.
func (a *Archive) Close() error {
	var errs []error
	if a.Indexer != nil {
		errs = append(errs, a.Indexer.Close())
	}
	errs = append(errs, a.Store.Close())
	if a.unlock != nil {
		a.unlock()
	}
	return errors.Join(errs...)
}

// Authority loads the files on places and programmes.
func Authority(cfg *config.Config) (*gazetteer.Gazetteer, *enrich.Enricher, error) {
	g, err := Gazetteer(cfg)
	if err != nil {
		return nil, nil, err
	}
	programs, err := fileOr(cfg.Ingest.Programs, configs.Programs)
	if err != nil {
		return nil, nil, err
	}
	e, err := enrich.New(g, enrich.Options{Programs: programs})
	return g, e, err
}

// Gazetteer loads the file on places.
func Gazetteer(cfg *config.Config) (*gazetteer.Gazetteer, error) {
	aliases, err := fileOr(cfg.Ingest.Aliases, configs.CitiesAliases)
	if err != nil {
		return nil, err
	}
	return gazetteer.LoadWith(aliases)
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

// Logger makes the log that the settings ask for.
func Logger(cfg *config.Config, w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Log.Level)); err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return slog.New(slog.NewTextHandler(w, options)), nil
}

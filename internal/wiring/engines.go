package wiring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/index/osindex"
	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/blob/s3blob"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/places"
	"letopis/internal/store/pgstore"
	"letopis/internal/store/sqlitestore"
)

// openStore opens the catalogue that the settings name.
func (a *Archive) openStore(ctx context.Context) (archive.Store, error) {
	authority := places.NewAuthority(a.Gazetteer, a.Enricher)
	if a.Config.Store.Driver != config.StorePostgres {
		s, err := sqlitestore.Open(ctx, filepath.Join(a.Dir, datadir.StoreFile), sqlitestore.Options{Authority: authority,
			ReadOnly: a.ReadOnly, Moving: a.moving, Log: a.Log})
		if err != nil { // not a nil of another type
			return nil, unusable(err)
		}
		return s, nil
	}
	dsn, err := config.Secret("store.dsn", a.Config.Store.DSN, a.Config.Store.DSNFile)
	if err != nil {
		return nil, err
	}
	s, err := pgstore.Open(ctx, pgstore.Options{DSN: dsn, Authority: authority, Moving: a.moving, ReadOnly: a.ReadOnly})
	if err != nil {
		return nil, unusable(err)
	}
	return s, nil
}

// OpenBucket opens the originals that the settings name.
func OpenBucket(ctx context.Context, cfg *config.Config) (archive.Bucket, error) {
	if cfg.Blob.Driver != config.BlobS3 {
		return OpenOriginals(cfg.Data)
	}
	secret, err := config.Secret("blob.secret_key", cfg.Blob.SecretKey, cfg.Blob.SecretKeyFile)
	if err != nil {
		return nil, err
	}
	b, err := s3blob.Open(ctx, s3blob.Options{Endpoint: cfg.Blob.Endpoint, Region: cfg.Blob.Region,
		Bucket: cfg.Blob.Bucket, Prefix: cfg.Blob.Prefix, AccessKey: cfg.Blob.AccessKey, SecretKey: secret,
		Timeout: cfg.Blob.Timeout})
	if err != nil {
		return nil, unusable(err)
	}
	return b, nil
}

// Engine opens the search engine that the settings name. Generations of its index are opened by OpenIndex.
func (a *Archive) Engine(ctx context.Context) (index.Engine, error) {
	o := a.Config.Index
	if o.Driver != config.IndexOpenSearch {
		return bleveindex.OpenEngine(filepath.Join(a.Dir, datadir.IndexDir), bleveindex.Options{
			CacheBytes: CacheBytes(a.Config), MaxTerms: o.MaxTerms, Answers: o.Answers, ReadOnly: a.ReadOnly})
	}
	password, err := config.Secret("index.password", o.Password, o.PasswordFile)
	if err != nil {
		return nil, err
	}
	var ca []byte
	if o.CAFile != "" {
		if ca, err = os.ReadFile(o.CAFile); err != nil {
			return nil, fmt.Errorf("settings: index.ca_file: %w", err)
		}
	}
	return osindex.OpenEngine(ctx, osindex.Options{URLs: o.URLs, Username: o.Username, Password: password, CACert: ca,
		Prefix: o.Prefix, Shards: o.Shards, Replicas: o.Replicas, Timeout: o.Timeout})
}

// unusable is the kind of an error of what the settings name.
func unusable(err error) error {
	if errors.Is(err, archive.ErrInvalid) {
		return fmt.Errorf("%w: %w", datadir.ErrUnusable, err)
	}
	return err
}

// OpenCopy opens a catalogue in a file, such as that of a backup, with this archive's
// authority files. Close it.
func (a *Archive) OpenCopy(ctx context.Context, path string) (archive.Store, error) {
	return sqlitestore.Open(ctx, path, sqlitestore.Options{Authority: places.NewAuthority(a.Gazetteer, a.Enricher)})
}

// CheckCopy verifies a catalogue in a file that nobody uses, and brings it to this
// program's format: one file is left.
func CheckCopy(ctx context.Context, path string) error {
	return checkCopy(ctx, path, sqlitestore.Options{})
}

func checkCopy(ctx context.Context, path string, o sqlitestore.Options) error {
	s, err := sqlitestore.Open(ctx, path, o)
	if err != nil {
		return err
	}
	return errors.Join(s.Check(ctx, nil), s.Close())
}

// CarryRemovals adds the journal of removals of a catalogue, which may be damaged, to that of
// another, which is to take its place. read: the first cannot be read in full, and what
// could not is not carried.
func CarryRemovals(ctx context.Context, from, to string) (read, err error) {
	list, read := sqlitestore.ReadTakedowns(ctx, from)
	if len(list) == 0 {
		return read, nil
	}
	s, err := sqlitestore.Open(ctx, to, sqlitestore.Options{})
	if err != nil {
		return read, err
	}
	return read, errors.Join(s.AddTakedowns(ctx, list...), s.Close())
}

// OpenOriginals opens the originals in a data folder, or in a backup.
func OpenOriginals(dir string) (archive.Bucket, error) {
	return dirblob.Open(filepath.Join(dir, datadir.OriginalsDir))
}

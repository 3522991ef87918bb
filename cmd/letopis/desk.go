package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/datadir"
	"letopis/internal/ingest"
	"letopis/internal/intake"
	"letopis/internal/server/desk"
	"letopis/internal/server/openid"
	"letopis/internal/source"
)

// newDesk creates the backend of the desk for a server that watches folders. It is nil if nobody has a key, or if the
// server is read-only.
func (a *app) newDesk(watch []string) (*desk.Backend, error) {
	s := a.c.cfg.Server
	if len(s.Keys) == 0 && a.c.cfg.OIDC.Issuer == "" || a.ReadOnly {
		return nil, nil
	}
	service, err := a.c.openID()
	if err != nil {
		return nil, err
	}
	secret := []byte(s.SessionSecret)
	if len(secret) == 0 {
		var err error
		if secret, err = sessionSecret(filepath.Join(a.Dir, datadir.SecretFile)); err != nil {
			return nil, wrapFull(err)
		}
	}
	inbox, err := intake.Open(filepath.Join(a.Dir, datadir.UploadsDir), intake.Limits{FileBytes: s.UploadMB << 20})
	if err != nil {
		return nil, wrapFull(err)
	}
	watched := map[string]time.Duration{}
	for _, path := range watch {
		abs, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		watched[filepath.ToSlash(abs)] = source.Rescan // the name that source.Open uses
	}
	return &desk.Backend{OpenID: service, ServiceName: a.c.cfg.OIDC.Name, Watched: watched, Inbox: inbox,
		Secret: secret, Edits: a.Store.Edits,
		Remove: func(ctx context.Context, why archive.Takedown, ids ...string) (int, error) {
			return ingest.Remove(ctx, a.Store, why, ids...)
		}}, nil
}

// openID returns the OpenID Connect provider that signs people in, nil if none is configured.
func (c *command) openID() (*openid.Service, error) {
	o := c.cfg.OIDC
	if o.Issuer == "" {
		return nil, nil
	}
	secret, err := config.Secret("oidc.client_secret", o.ClientSecret, o.ClientSecretFile)
	if err != nil {
		return nil, err
	}
	cfg := openid.Config{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: secret, Scopes: o.Scopes, Claim: o.Claim,
		Redirect: strings.TrimRight(c.cfg.Server.PublicURL, "/") + desk.ReturnPath}
	for _, r := range o.Roles {
		role, err := openid.ParseRole(r)
		if err != nil {
			return nil, fmt.Errorf("settings: oidc.roles: %w", err)
		}
		cfg.Roles = append(cfg.Roles, role)
	}
	return openid.New(cfg), nil
}

// wrapFull marks errors of a full disk, after which a server continues read-only.
func wrapFull(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(archive.ErrFull, err)
	}
	return err
}

// sessionSecret reads the secret from a file, creating it if necessary.
func sessionSecret(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(rand.Text() + rand.Text())
		if err = os.WriteFile(path+".tmp", b, 0o600); err == nil {
			err = datadir.Rename(path+".tmp", path) // so that the file is never incomplete
		}
	}
	if err == nil && len(b) < 32 {
		err = errors.New("it is cut off: delete it, and who is signed in signs in again")
	}
	if err != nil {
		return nil, fmt.Errorf("the secret that seals sessions, %s: %w", path, err)
	}
	return b, nil
}

// takeInSent ingests uploaded files until ctx ends.
func (a *app) takeInSent(ctx context.Context, inbox *intake.Inbox) {
	inbox.Run(ctx, intake.Work{Store: a.Store, Log: a.c.log, TakeIn: func(ctx context.Context, src source.Source) error {
		lease, err := a.leaseSource(ctx, src.Name())
		if err != nil {
			return err
		}
		defer lease.Release()
		if _, err := a.takeIn(lease.Work, src, src.Name(), map[string]string{}, ingestFlags{}, nil); err != nil {
			if errors.Is(err, context.Canceled) && ctx.Err() == nil {
				err = context.Cause(lease.Work) // why it was cancelled
			}
			return err
		}
		return a.Indexer.CatchUp(ctx)
	}})
}

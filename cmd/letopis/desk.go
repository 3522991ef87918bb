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

// newDesk opens what the desk of a server that watches folders needs; nil where nobody has a key, or nothing can be
// written.
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
		watched[filepath.ToSlash(abs)] = source.Rescan // as source.Open names it
	}
	return &desk.Backend{OpenID: service, ServiceName: a.c.cfg.OIDC.Name, Watched: watched, Inbox: inbox,
		Secret: secret, Edits: a.Store.Edits,
		Remove: func(ctx context.Context, why archive.Takedown, ids ...string) (int, error) {
			return ingest.Remove(ctx, a.Store, why, ids...)
		}}, nil
}

// openID is the service of the organisation that signs people in; nil for none.
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

// wrapFull tells an error for want of room, with which a server goes on read-only, from others.
func wrapFull(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(archive.ErrFull, err)
	}
	return err
}

// sessionSecret reads a secret, which is made where there is none.
func sessionSecret(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(rand.Text() + rand.Text())
		if err = os.WriteFile(path+".tmp", b, 0o600); err == nil {
			err = datadir.Rename(path+".tmp", path) // so that it is whole or not there
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

// takeInSent takes in what was sent to the desk, until ctx ends.
func (a *app) takeInSent(ctx context.Context, inbox *intake.Inbox) {
	inbox.Run(ctx, intake.Work{Store: a.Store, Log: a.c.log, TakeIn: func(ctx context.Context, src source.Source) error {
		lease, err := a.leaseSource(ctx, src.Name())
		if err != nil {
			return err
		}
		defer lease.Release()
		if _, err := a.takeIn(lease.Work, src, src.Name(), map[string]string{}, ingestFlags{}, nil); err != nil {
			if errors.Is(err, context.Canceled) && ctx.Err() == nil {
				err = context.Cause(lease.Work) // not that it was ended, but why
			}
			return err
		}
		return a.Indexer.CatchUp(ctx)
	}})
}

// Package follow notifies people by e-mail, and programs by webhook, of new documents that match the searches they
// follow. Signups handles subscriptions. Runner does the rest alongside a server: it scans the store's log for new
// documents (match.go) and sends what is due (deliver.go), as e-mail (letter.go, smtp.go) or signed requests
// (webhook.go). Read Runner.pass first.
//
// Each subscriber is notified of a document once. That is recorded after sending, so if the process is killed in
// between, the message is sent again, with the same Message-ID or webhook-id.
package follow

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"letopis/internal/archive"
	"letopis/web"
)

// Limits per address.
const (
	MaxFollows     = 50             // searches that an address can follow
	maxLetters     = 5              // e-mails sent to an address without its consent
	lettersIn      = 24 * time.Hour // within this time
	confirmIn      = 48 * time.Hour // time to confirm
	maxUnconfirmed = 2000           // unconfirmed follows of all addresses
	maxAddress     = 254            // in characters, RFC 5321
	secretBytes    = 32             // length of a webhook's key
	SecretMark     = "whsec_"       // prefix of such a key as displayed (Standard Webhooks)
)

// ErrFull is returned if too many sign-ups await confirmation.
var ErrFull = errors.New("too many sign-ups wait for their confirmation: try again later")

// Signups handles subscriptions. It is safe for concurrent use.
type Signups struct {
	Store archive.Follows
	// Seq returns the end of the store's log.
	Seq func(context.Context) (archive.Seq, error)
	// Mail reports whether e-mail can be sent.
	Mail bool
	// Now defaults to time.Now.
	Now func() time.Time
}

func (s *Signups) now() time.Time {
	if s.Now != nil {
		return s.Now().UTC()
	}
	return time.Now().UTC().Truncate(time.Millisecond)
}

// token returns an unguessable, URL-safe string.
func token(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Address normalises an e-mail address, with its domain in lower-case ASCII, or returns archive.ErrInvalid.
func Address(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	local, domain, _ := strings.Cut(typed, "@")
	ascii, err := idna.Lookup.ToASCII(domain)
	plain := local + "@" + strings.ToLower(ascii)
	if a, parseErr := mail.ParseAddress(plain); err != nil || parseErr != nil || a.Address != plain || a.Name != "" ||
		len(plain) > maxAddress || !strings.Contains(ascii, ".") || strings.ContainsFunc(plain, isOddRune) {
		return "", fmt.Errorf("%q is no e-mail address, like name@example.ru: %w", typed, archive.ErrInvalid)
	}
	return plain, nil
}

// isOddRune reports characters that real addresses do not contain although the grammar allows them.
func isOddRune(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]|`, r) }

// newFollow returns a follow with a new ID and token.
func (s *Signups) newFollow(kind, to string, v url.Values, every, lang string) archive.Follow {
	now := s.now()
	return archive.Follow{ID: token(9), Token: token(24), Kind: kind, To: to, Query: v.Encode(), Every: every, Lang: lang,
		Created: now}
}

// Mailed subscribes an address, which is asked to confirm by e-mail. It returns archive.ErrInvalid for an invalid
// address, or ErrFull. It succeeds even if the address has had too many e-mails, so that nobody can find out who is
// subscribed.
func (s *Signups) Mailed(ctx context.Context, to string, v url.Values, every, lang string) error {
	to, err := Address(to)
	if err != nil {
		return err
	}
	if err := checkEvery(every); err != nil {
		return err
	}
	all, err := s.Store.ListFollows(ctx, archive.FollowKey{})
	if err != nil {
		return err
	}
	waiting := 0
	for _, f := range all {
		if !f.Confirmed {
			waiting++
		}
	}
	if waiting >= maxUnconfirmed {
		return ErrFull
	}
	known := slices.DeleteFunc(all, func(f archive.Follow) bool { return f.To != to })
	if !s.mayWrite(known) || len(known) >= MaxFollows {
		return nil
	}
	f := s.newFollow(archive.FollowMail, to, v, every, lang)
	f.Owed, f.Asked = archive.OwedConfirm, f.Created
	return s.Store.AddFollow(ctx, f)
}

// mayWrite reports whether an address with these follows may be sent another unsolicited e-mail.
func (s *Signups) mayWrite(known []archive.Follow) bool {
	n, since := 0, s.now().Add(-lettersIn)
	for _, f := range known {
		if f.Asked.After(since) {
			n++
		}
	}
	return n < maxLetters
}

// Manage sends an address a link to all its subscriptions, if it has any.
func (s *Signups) Manage(ctx context.Context, to string) error {
	to, err := Address(to)
	if err != nil {
		return err
	}
	known, err := s.Store.ListFollows(ctx, archive.FollowKey{To: to})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(known, func(f archive.Follow) bool { return f.Confirmed })
	if i < 0 || !s.mayWrite(known) || known[i].Asked.After(s.now().Add(-time.Hour)) {
		return nil
	}
	return s.Store.ChangeFollow(ctx, known[i].ID, func(f *archive.Follow) {
		f.Owed, f.Asked = archive.OwedManage, s.now()
	})
}

// Asked is a subscription created by an administrator, for a webhook or an e-mail address.
type Asked struct {
	Webhook, Email string
	Query          url.Values
	Every, Lang    string
}

// Add creates a subscription for an administrator and returns that of a webhook with its signing key; an e-mail
// address is asked to confirm first. archive.ErrInvalid says what is wrong.
func (s *Signups) Add(ctx context.Context, a Asked) (archive.Follow, error) {
	if a.Lang != string(web.Russian) && a.Lang != string(web.English) {
		return archive.Follow{}, fmt.Errorf("%q is not ru or en: %w", a.Lang, archive.ErrInvalid)
	}
	if a.Webhook == "" {
		return archive.Follow{}, s.Mailed(ctx, a.Email, a.Query, a.Every, a.Lang)
	}
	if u, err := url.Parse(a.Webhook); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		u.User != nil {
		return archive.Follow{}, fmt.Errorf("%q is no address of a webhook, http://… or https://…, without a password: %w",
			a.Webhook, archive.ErrInvalid)
	}
	if err := checkEvery(a.Every); err != nil {
		return archive.Follow{}, err
	}
	at, err := s.Seq(ctx)
	if err != nil {
		return archive.Follow{}, err
	}
	f := s.newFollow(archive.FollowWebhook, a.Webhook, a.Query, a.Every, a.Lang)
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key)
	f.Secret, f.Confirmed, f.Since = base64.StdEncoding.EncodeToString(key), true, at
	return f, s.Store.AddFollow(ctx, f)
}

func checkEvery(every string) error {
	if !slices.Contains(archive.FollowTimes, every) {
		return fmt.Errorf("%q is not one of %s: %w", every, strings.Join(archive.FollowTimes, ", "), archive.ErrInvalid)
	}
	return nil
}

// Of returns the follow with a token, and all confirmed follows of its address, or archive.ErrNotFound.
func (s *Signups) Of(ctx context.Context, tok string) (archive.Follow, []archive.Follow, error) {
	if tok == "" {
		return archive.Follow{}, nil, archive.ErrNotFound
	}
	list, err := s.Store.ListFollows(ctx, archive.FollowKey{Token: tok})
	if err == nil && len(list) == 0 {
		err = archive.ErrNotFound
	}
	if err != nil {
		return archive.Follow{}, nil, err
	}
	f := list[0]
	if !f.Confirmed && s.now().After(f.Created.Add(confirmIn)) {
		return archive.Follow{}, nil, archive.ErrNotFound
	}
	all, err := s.Store.ListFollows(ctx, archive.FollowKey{To: f.To})
	all = slices.DeleteFunc(all, func(f archive.Follow) bool { return !f.Confirmed })
	return f, all, err
}

// Confirm confirms the follow with a token, which is notified from now on. If the address already follows the same
// search, that follow is updated instead.
func (s *Signups) Confirm(ctx context.Context, tok string) error {
	f, all, err := s.Of(ctx, tok)
	if err != nil || f.Confirmed {
		return err
	}
	for _, old := range all {
		if old.Query == f.Query && old.Kind == f.Kind {
			err := s.Store.ChangeFollow(ctx, old.ID, func(x *archive.Follow) { x.Every, x.Lang = f.Every, f.Lang })
			if err == nil {
				_, err = s.Store.EndFollows(ctx, archive.FollowKey{ID: f.ID})
			}
			return err
		}
	}
	at, err := s.Seq(ctx)
	if err != nil {
		return err
	}
	return s.Store.ChangeFollow(ctx, f.ID, func(f *archive.Follow) {
		if !f.Confirmed {
			f.Confirmed, f.Since, f.Owed = true, at, ""
		}
	})
}

// Stop ends the follow with a token, or another follow of the same address by its ID. It is idempotent.
func (s *Signups) Stop(ctx context.Context, tok, id string) error {
	f, all, err := s.Of(ctx, tok)
	if errors.Is(err, archive.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if id == "" {
		id = f.ID
	}
	if id != f.ID && !slices.ContainsFunc(all, func(x archive.Follow) bool { return x.ID == id }) {
		return nil
	}
	_, err = s.Store.EndFollows(ctx, archive.FollowKey{ID: id, To: f.To})
	return err
}

// Resume restarts deliveries of a suspended follow, for documents from now on.
func (s *Signups) Resume(ctx context.Context, id string) error {
	at, err := s.Seq(ctx)
	if err != nil {
		return err
	}
	return s.Store.ChangeFollow(ctx, id, func(f *archive.Follow) {
		f.Suspended, f.Failing, f.Tries, f.Retry, f.Error, f.Since = false, time.Time{}, 0, time.Time{}, "", max(f.Since, at)
	})
}

// Erase ends all follows of a token's address and deletes the address.
func (s *Signups) Erase(ctx context.Context, tok string) error {
	f, _, err := s.Of(ctx, tok)
	if errors.Is(err, archive.ErrNotFound) {
		return nil
	}
	if err == nil {
		_, err = s.Store.EndFollows(ctx, archive.FollowKey{To: f.To})
	}
	return err
}

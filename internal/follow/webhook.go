package follow

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"letopis/internal/archive"
	"letopis/internal/source"
)

// Hooks posts to webhooks according to Standard Webhooks, not to private networks, without following redirects. It is
// safe for concurrent use.
type Hooks struct {
	client *http.Client
	agent  string
}

// hookTime limits one request.
const hookTime = 15 * time.Second

// NewHooks returns Hooks with a User-Agent; allowPrivate permits private networks and this machine.
func NewHooks(agent string, allowPrivate bool) *Hooks {
	return &Hooks{agent: agent, client: &http.Client{
		Timeout: hookTime,
		Transport: &http.Transport{DialContext: source.Dialer(allowPrivate).DialContext, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, TLSHandshakeTimeout: hookTime,
			MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// post sends a body. Errors wrap errRefused.
func (h *Hooks) post(ctx context.Context, f archive.Follow, id string, at time.Time, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.To, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", h.agent)
	req.Header.Set("webhook-id", id)
	req.Header.Set("webhook-timestamp", stamp)
	signature, err := Sign(f.Secret, id, stamp, b)
	if err != nil {
		return err
	}
	req.Header.Set("webhook-signature", signature)
	resp, err := h.client.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // allows the connection to be reused
	resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusGone:
		return fmt.Errorf("%w: %w", errRefused, errGone)
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return fmt.Errorf("%w: it answered %s", errRefused, resp.Status)
	}
	return nil
}

// Sign returns the webhook-signature header of a body: HMAC-SHA256 over id, time and body with a base64 key.
func Sign(secret, id, stamp string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(secret)
	if err != nil || len(key) == 0 {
		return "", errors.New("the key of a webhook is not base64")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, stamp)
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// payload returns the body of a webhook request.
func (r *Runner) payload(d *delivery) any {
	type data struct {
		Follow    string          `json:"follow"`
		Search    string          `json:"search"` // name of the search
		URL       string          `json:"url"`
		Documents json.RawMessage `json:"documents"`
	}
	return struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      data      `json:"data"`
	}{"documents.found", r.now(), data{d.follow.ID, d.name, r.link("/search", d.v, langOf(d.follow)), d.shown.JSON}}
}

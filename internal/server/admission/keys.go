package admission

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Key lets a client do more than read. The key itself (32 random bytes as text) is known to the client only.
type Key struct {
	Name   string   // its holder, for the log and as the author of corrections
	SHA256 string   // hex, of the text of the key
	Scopes []string // what it allows
}

// Scopes of keys.
const (
	ScopeRead  = "read"  // view the gaps and problems of the archive at the desk
	ScopeEdit  = "edit"  // also correct and add documents
	ScopeAdmin = "admin" // also remove documents
)

// Scopes are all scopes; each includes those before it.
var Scopes = []string{ScopeRead, ScopeEdit, ScopeAdmin}

// Allows reports whether a key has a scope, or a higher one.
func (k Key) Allows(scope string) bool {
	want := slices.Index(Scopes, scope)
	return want >= 0 && slices.ContainsFunc(k.Scopes, func(has string) bool { return slices.Index(Scopes, has) >= want })
}

// Rate limit of wrong keys per client: a burst, and one more every interval. Beyond it, even valid keys are rejected,
// because otherwise a client could go on guessing.
const (
	wrongKeys     = 5
	wrongKeyEvery = 30 * time.Second
)

// Keys holds all keys. It is safe for concurrent use.
type Keys struct {
	list   []Key
	log    *slog.Logger     // for wrong keys
	failed func(netip.Addr) // also called for wrong keys

	mu      sync.Mutex   // held from checking the limit until a wrong key is counted
	guesses *RateLimiter // wrong keys per client; the number of clients is bounded
}

// NewKeys returns an error for invalid keys. failed is called for each use of a wrong key.
func NewKeys(list []Key, log *slog.Logger, failed func(netip.Addr)) (*Keys, error) {
	for _, k := range list {
		if b, err := hex.DecodeString(k.SHA256); err != nil || len(b) != sha256.Size || k.Name == "" {
			return nil, fmt.Errorf("server: key %q needs a name and the SHA-256 of its text in hex: %w", k.Name,
				archive.ErrInvalid)
		}
	}
	return &Keys{list: list, log: log, failed: failed, guesses: NewRateLimiter(1/wrongKeyEvery.Seconds(), wrongKeys)}, nil
}

// Authorize returns the key in the Authorization header of a request. Wrong keys are logged and throttled.
func (keys *Keys) Authorize(call *request.Call, scope string) (Key, error) {
	if len(keys.list) == 0 {
		return Key{}, problem.Problem{Code: problem.EditingOff}
	}
	required := problem.Problem{Code: problem.KeyRequired, Header: http.Header{"Www-Authenticate": {"Bearer"}}}
	token, ok := strings.CutPrefix(call.Request.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return Key{}, required // no attempt at a key
	}
	found, err := keys.Check(call, token)
	if err != nil {
		return Key{}, err
	}
	if found == nil {
		return Key{}, required
	}
	if !found.Allows(scope) {
		return Key{}, problem.Problem{Code: problem.Forbidden}
	}
	return *found, nil
}

// Check returns the key with a text, or nil for a wrong one, which is logged and counts against the client.
func (keys *Keys) Check(call *request.Call, text string) (*Key, error) {
	keys.mu.Lock()
	defer keys.mu.Unlock()
	if wait := keys.guesses.untilNext(call.Client); wait > 0 {
		return nil, problem.Problem{Code: problem.TooMany, Retry: int(math.Ceil(wait.Seconds())),
			RU: "Слишком много неверных ключей с этого адреса.", EN: "Too many wrong keys from this address."}
	}
	found := keys.find(text)
	if found == nil {
		keys.guesses.Wait(call.Client)
		keys.log.Warn("a wrong key", "request", call.ID, "client", call.Client)
		keys.failed(call.Client)
	}
	return found, nil
}

// Named returns the keys with a name, which need not be unique.
func (keys *Keys) Named(name string) (out []Key) {
	for _, k := range keys.list {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// Names returns the sorted names of keys, without duplicates.
func (keys *Keys) Names() (out []string) {
	for _, k := range keys.list {
		out = append(out, k.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// find compares all keys in constant time each.
func (keys *Keys) find(token string) (found *Key) {
	sum := sha256.Sum256([]byte(token))
	for i, k := range keys.list {
		want, _ := hex.DecodeString(k.SHA256)
		if subtle.ConstantTimeCompare(sum[:], want) == 1 {
			found = &keys.list[i]
		}
	}
	return found
}

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

// Key lets a client do more than read. The key itself (32 random bytes, as
// text) is known to the client only.
type Key struct {
	Name   string   // whom it was given to, for the log and as the author of corrections
	SHA256 string   // hex, of the key's text
	Scopes []string // what it allows
}

// The scopes of keys.
const (
	ScopeRead  = "read"  // to see at the desk what the archive lacks, and to change nothing
	ScopeEdit  = "edit"  // all that, to correct documents and to add some
	ScopeAdmin = "admin" // all that, and to remove documents
)

// Scopes are those that there are, what allows more behind.
var Scopes = []string{ScopeRead, ScopeEdit, ScopeAdmin}

// Allows reports whether a key has a scope, or one that allows more.
func (k Key) Allows(scope string) bool {
	want := slices.Index(Scopes, scope)
	return want >= 0 && slices.ContainsFunc(k.Scopes, func(has string) bool { return slices.Index(Scopes, has) >= want })
}

// Wrong keys of one client: so many at once, then one in so long. Until then none of its keys is looked at, right ones
// neither: a client could go on guessing otherwise.
const (
	wrongKeys     = 5
	wrongKeyEvery = 30 * time.Second
)

// Keys are all that there are. Safe for concurrent use.
type Keys struct {
	list   []Key
	log    *slog.Logger     // of wrong keys
	failed func(netip.Addr) // is told of them, too

	mu      sync.Mutex   // from looking whether a client may try until its wrong key is counted
	guesses *RateLimiter // wrong keys of each client; those remembered are bounded
}

// NewKeys returns an error for a key that is none. failed is told who tried a wrong one.
func NewKeys(list []Key, log *slog.Logger, failed func(netip.Addr)) (*Keys, error) {
	for _, k := range list {
		if b, err := hex.DecodeString(k.SHA256); err != nil || len(b) != sha256.Size || k.Name == "" {
			return nil, fmt.Errorf("server: key %q needs a name and the SHA-256 of its text in hex: %w", k.Name,
				archive.ErrInvalid)
		}
	}
	return &Keys{list: list, log: log, failed: failed, guesses: NewRateLimiter(1/wrongKeyEvery.Seconds(), wrongKeys)}, nil
}

// Authorize returns the key that a request carries in its Authorization header. Wrong ones are logged, and slowed.
func (keys *Keys) Authorize(call *request.Call, scope string) (Key, error) {
	if len(keys.list) == 0 {
		return Key{}, problem.Problem{Code: problem.EditingOff}
	}
	required := problem.Problem{Code: problem.KeyRequired, Header: http.Header{"Www-Authenticate": {"Bearer"}}}
	token, ok := strings.CutPrefix(call.Request.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return Key{}, required // not a guess
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

// Check returns the key of a text; nil for a wrong one, which is logged and makes the client wait.
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

// Named returns the keys of a name, which need not be unique.
func (keys *Keys) Named(name string) (out []Key) {
	for _, k := range keys.list {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// Names are those that keys have, once each, in order.
func (keys *Keys) Names() (out []string) {
	for _, k := range keys.list {
		out = append(out, k.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// find compares all keys, each in constant time.
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

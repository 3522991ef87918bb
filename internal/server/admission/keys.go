package admission

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/problem"
)

// Key lets a client do more than read. The key itself (32 random bytes, as
// text) is known to the client only.
type Key struct {
	Name   string   // whom it was given to, for the log and as the author of corrections
	SHA256 string   // hex, of the key's text
	Scopes []string // "edit"
}

// ScopeEdit lets a client correct documents.
const ScopeEdit = "edit"

// Keys are all that there are.
type Keys []Key

// Check returns an error for a key that is none.
func (keys Keys) Check() error {
	for _, k := range keys {
		if b, err := hex.DecodeString(k.SHA256); err != nil || len(b) != sha256.Size || k.Name == "" {
			return fmt.Errorf("server: key %q needs a name and the SHA-256 of its text in hex: %w", k.Name, archive.ErrInvalid)
		}
	}
	return nil
}

// Authorize returns the key that r carries in its Authorization header. All
// keys are compared, each in constant time.
func (keys Keys) Authorize(r *http.Request, scope string) (Key, error) {
	if len(keys) == 0 {
		return Key{}, problem.Problem{Code: problem.EditingOff}
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	sum := sha256.Sum256([]byte(token))
	var found *Key
	for i, k := range keys {
		want, _ := hex.DecodeString(k.SHA256)
		if subtle.ConstantTimeCompare(sum[:], want) == 1 {
			found = &keys[i]
		}
	}
	if !ok || found == nil {
		return Key{}, problem.Problem{Code: problem.KeyRequired, Header: http.Header{"Www-Authenticate": {"Bearer"}}}
	}
	if !slices.Contains(found.Scopes, scope) {
		return Key{}, problem.Problem{Code: problem.Forbidden}
	}
	return *found, nil
}

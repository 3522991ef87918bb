package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// Key lets a client do more than read. The key itself (32 random bytes, as
// text) is known to the client only.
type Key struct {
	Name   string   // who it was given to, for the log and as the author of corrections
	SHA256 string   // hex, of the key's text
	Scopes []string // "edit"
}

const scopeEdit = "edit"

func checkKeys(keys []Key) error {
	for _, k := range keys {
		if b, err := hex.DecodeString(k.SHA256); err != nil || len(b) != sha256.Size || k.Name == "" {
			return fmt.Errorf("server: key %q needs a name and the SHA-256 of its text in hex: %w", k.Name, archive.ErrInvalid)
		}
	}
	return nil
}

// authorize returns the key that r carries in its Authorization header. All
// keys are compared, each in constant time.
func (s *Server) authorize(r *http.Request, scope string) (Key, error) {
	if len(s.o.Config.Keys) == 0 {
		return Key{}, problem{code: codeEditingOff}
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	sum := sha256.Sum256([]byte(token))
	var found *Key
	for i, k := range s.o.Config.Keys {
		want, _ := hex.DecodeString(k.SHA256)
		if subtle.ConstantTimeCompare(sum[:], want) == 1 {
			found = &s.o.Config.Keys[i]
		}
	}
	if !ok || found == nil {
		return Key{}, problem{code: codeKey, header: http.Header{"Www-Authenticate": {"Bearer"}}}
	}
	if !slices.Contains(found.Scopes, scope) {
		return Key{}, problem{code: codeForbidden}
	}
	return *found, nil
}

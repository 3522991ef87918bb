package query

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/query/plan"
)

// A cursor is a place in the order of hits, so that a page follows the one
// before whatever documents came or went between them. It is bound to its
// request: 8 bytes of the request's hash, then how strictly its words were read
// (the same on every page), the place's key and its ID.
const (
	cursorHead = 8 + 1 + 8
	looseBit   = 0x80
)

// fingerprint identifies what r asks for, whatever the page.
func (r Request) fingerprint() [8]byte {
	r.Cursor, r.Limit, r.Offset, r.Facets, r.FacetLimit, r.Explain = "", 0, 0, nil, 0, false
	b, _ := json.Marshal(r) // maps are written in the order of their keys
	sum := sha256.Sum256(append([]byte("letopis cursor 1\n"), b...))
	return [8]byte(sum[:8])
}

func (r Request) encodeCursor(h index.Hit, sort index.Sort, l plan.Level) string {
	sum := r.fingerprint()
	b := append(sum[:], byte(l.Required))
	if l.Loose {
		b[8] |= looseBit
	}
	if sort == index.ByRelevance {
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(h.Score))
	} else {
		b = binary.BigEndian.AppendUint64(b, uint64(h.Date))
	}
	return base64.RawURLEncoding.EncodeToString(append(b, h.ID...))
}

func (r Request) decodeCursor(sort index.Sort) (place *index.Place, l plan.Level, err error) {
	bad := message.Invalid("cursor", "cursor", "cursor не от этого запроса: начните с первой страницы.",
		"This cursor does not belong to this query: start from the first page.")
	b, err := base64.RawURLEncoding.DecodeString(r.Cursor)
	if err != nil || len(b) <= cursorHead || len(b) > cursorHead+256 || [8]byte(b) != r.fingerprint() {
		return nil, plan.Level{}, bad
	}
	key := binary.BigEndian.Uint64(b[9:])
	place = &index.Place{ID: string(b[cursorHead:])}
	if sort == index.ByRelevance {
		place.Score = math.Float64frombits(key)
		if math.IsNaN(place.Score) || math.IsInf(place.Score, 0) {
			return nil, plan.Level{}, bad
		}
	} else {
		place.Date = int32(key)
	}
	return place, plan.Level{Required: int(b[8] &^ looseBit), Loose: b[8]&looseBit != 0}, nil
}

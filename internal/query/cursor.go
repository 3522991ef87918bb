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
// request: 8 bytes of the request's hash, then what was read of its words and how strictly
// (the same on every page), the place's key and its ID. Where the engine cannot
// follow a place with near-duplicates folded, it is the number of hits before the page
// instead, and no ID: documents that come meanwhile move the hits.
const (
	cursorHead = 8 + 2 + 8
	behindBit  = 0x80 // of the reading: see index.Place; cursors of before have it not
	looseBit   = 0x80 // of how strictly, as the next
	offsetBit  = 0x40
)

// fingerprint identifies what r asks for, whatever the page.
func (r Request) fingerprint() [8]byte {
	r.Cursor, r.Limit, r.Offset, r.Facets, r.FacetLimit, r.Explain = "", 0, 0, nil, 0, false
	b, _ := json.Marshal(r) // maps are written in the order of their keys
	sum := sha256.Sum256(append([]byte("letopis cursor 2\n"), b...))
	return [8]byte(sum[:8])
}

// next returns the cursor of the page after the one that q asked for and whose hits are
// given, "" when there is none. cut: there may be more hits than the engine can reach.
func (r Request) next(
	q index.Query, hits []index.Hit, reading byte, l plan.Level, can index.Capabilities,
) (cursor string, cut bool) {
	if len(hits) == 0 || len(hits) < q.Limit {
		return "", false
	}
	if q.Collapse == "" || can.CollapseAfter {
		return r.encodeCursor(hits[len(hits)-1], q.Sort, reading, l), false
	}
	end := q.Offset + len(hits)
	if can.MaxWindow > 0 && end >= can.MaxWindow {
		return "", true
	}
	return r.pack(reading, l, offsetBit, uint64(end), ""), false
}

func (r Request) encodeCursor(h index.Hit, sort index.Sort, reading byte, l plan.Level) string {
	key := uint64(h.Date)
	if sort == index.ByRelevance {
		key = math.Float64bits(h.Score)
		if !h.First {
			reading |= behindBit
		}
	}
	return r.pack(reading, l, 0, key, h.ID)
}

// pack writes a cursor.
func (r Request) pack(reading byte, l plan.Level, bits byte, key uint64, id string) string {
	sum := r.fingerprint()
	if l.Loose {
		bits |= looseBit
	}
	b := append(sum[:], reading, byte(l.Required)|bits)
	b = binary.BigEndian.AppendUint64(b, key)
	return base64.RawURLEncoding.EncodeToString(append(b, id...))
}

// cursorReading is how much of the query was read as conditions on the page before, see
// Service.read.
func (r Request) cursorReading() byte {
	if b, err := base64.RawURLEncoding.DecodeString(r.Cursor); err == nil && len(b) >= cursorHead {
		return b[8] &^ behindBit
	}
	return readWords
}

// errOtherQuery is that of a cursor which is one, but of something else.
func errOtherQuery() error {
	return message.Contradiction("cursor", "cursor", "cursor не от этого запроса: начните с первой страницы.",
		"This cursor does not belong to this query: start from the first page.")
}

// follow makes q ask for the page that the cursor of r names.
func (r Request) follow(q *index.Query, can index.Capabilities) (l plan.Level, err error) {
	bad := errOtherQuery()
	b, err := base64.RawURLEncoding.DecodeString(r.Cursor)
	if err != nil || len(b) < cursorHead || len(b) > cursorHead+256 {
		return l, message.Invalid("cursor", "cursor", "cursor испорчен: начните с первой страницы.",
			"This is no cursor: start from the first page.")
	}
	if [8]byte(b) != r.fingerprint() {
		return l, bad
	}
	key, id := binary.BigEndian.Uint64(b[10:]), string(b[cursorHead:])
	l = plan.Level{Required: int(b[9] &^ (looseBit | offsetBit)), Loose: b[9]&looseBit != 0}
	if b[9]&offsetBit != 0 {
		if id != "" || can.MaxWindow == 0 || key >= uint64(can.MaxWindow) {
			return l, bad
		}
		q.Offset = int(key)
		q.Limit = min(q.Limit, can.MaxWindow-q.Offset)
		return l, nil
	}
	if id == "" || q.Collapse != "" && !can.CollapseAfter {
		return l, bad
	}
	q.After = &index.Place{ID: id}
	if q.Sort != index.ByRelevance {
		q.After.Date = int32(key)
		return l, nil
	}
	q.After.Score, q.After.Behind = math.Float64frombits(key), b[8]&behindBit != 0
	if math.IsNaN(q.After.Score) || math.IsInf(q.After.Score, 0) {
		return l, bad
	}
	return l, nil
}

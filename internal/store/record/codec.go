// Package record has what the stores share, independent of any database: encoding documents as rows, detecting
// changes, linking acts to those that refer to them, and applying people's corrections.
package record

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"

	"letopis/internal/archive"
)

// Rows of short documents resemble each other; the compression dictionaries contain what most of them share. They
// were trained on invented acts with gen. They must never change: existing rows refer to them.
var (
	//go:embed meta.dict
	metaDict []byte
	//go:embed text.dict
	textDict []byte
)

// Codec encodes documents as rows and decodes them. It is safe for concurrent use.
type Codec struct {
	meta, text *zstd.Encoder
	dec        *zstd.Decoder // decodes rows with dictionaries, and those of older programs without
}

// NewCodec returns a Codec, which must be closed.
func NewCodec() (_ *Codec, err error) {
	c := &Codec{}
	if c.meta, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderDict(metaDict),
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression)); err != nil {
		return nil, err
	}
	if c.text, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderDict(textDict)); err != nil {
		return nil, err
	}
	c.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderDicts(metaDict, textDict))
	return c, err
}

// Close releases the resources of the Codec.
func (c *Codec) Close() { c.dec.Close() }

// Packed is a document encoded for storage.
type Packed struct {
	Doc  *archive.Document
	Hash []byte // of everything but the time of ingestion and the rules; detects changes
	// Meta is the document in JSON without Text and Aside. All three are compressed.
	Meta, Text, Aside []byte
}

// Pack encodes documents.
func (c *Codec) Pack(docs []*archive.Document) ([]Packed, error) {
	out := make([]Packed, len(docs))
	for i, d := range docs {
		raw, err := Meta(d)
		if err != nil {
			return nil, err
		}
		out[i] = Packed{d, contentHash(raw, []byte(d.Text), []byte(d.Aside)), c.meta.EncodeAll(raw, nil),
			c.text.EncodeAll([]byte(d.Text), nil), c.text.EncodeAll([]byte(d.Aside), nil)}
	}
	return out, nil
}

// Meta returns everything of a document but its texts as JSON.
func Meta(d *archive.Document) ([]byte, error) {
	meta := *d
	meta.Text, meta.Aside, meta.Ingested, meta.Rules = "", "", time.Time{}, 0
	raw, err := json.Marshal(meta)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	return raw, nil
}

// PackBatch encodes the documents of a batch.
func (c *Codec) PackBatch(b archive.Batch) (put, renewed, split []Packed, err error) {
	if put, err = c.Pack(b.Put); err != nil {
		return nil, nil, nil, err
	}
	if b.Resplit != nil {
		if split, err = c.Pack(b.Resplit.Docs); err != nil {
			return nil, nil, nil, err
		}
	}
	again := make([]*archive.Document, len(b.Renewed))
	for i, change := range b.Renewed {
		again[i] = change.Doc
	}
	renewed, err = c.Pack(again)
	return put, renewed, split, err
}

// contentHash returns the hash that detects changes of a document.
func contentHash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return h.Sum(nil)
}

// Row is a stored document.
type Row struct {
	ID                string
	Ingested          int64 // Unix milliseconds
	Meta, Text, Aside []byte
	Rules             int
}

// Change decodes a log entry from its row; without a document if it was removed.
func (c *Codec) Change(row Row, seq int64) (archive.Change, error) {
	out := archive.Change{Seq: archive.Seq(seq), ID: row.ID, At: Time(row.Ingested)}
	if row.Meta == nil {
		return out, nil
	}
	var err error
	out.Doc, err = c.Unpack(row)
	return out, err
}

// unpacked pools decompression buffers of up to maxUnpacked bytes.
var unpacked = sync.Pool{New: func() any { return new([]byte) }}

const maxUnpacked = 1 << 20

// Unpack decodes a row, or returns archive.ErrCorrupt.
func (c *Codec) Unpack(row Row) (*archive.Document, error) {
	d := &archive.Document{}
	buf := unpacked.Get().(*[]byte)
	raw, err := c.dec.DecodeAll(row.Meta, (*buf)[:0])
	if err == nil {
		err = decode(raw, d)
	}
	for _, part := range []struct {
		from []byte
		to   *string
	}{{row.Text, &d.Text}, {row.Aside, &d.Aside}} {
		if err == nil {
			raw, err = c.dec.DecodeAll(part.from, raw[:0])
			*part.to = string(raw)
		}
	}
	if cap(raw) <= maxUnpacked {
		*buf = raw
		unpacked.Put(buf)
	}
	if err != nil {
		return nil, fmt.Errorf("document %s: %w (%v)", row.ID, archive.ErrCorrupt, err)
	}
	d.Ingested, d.Rules = Time(row.Ingested), row.Rules
	return d, nil
}

// decode is json.Unmarshal in half the time, which matters because each response decodes the rows of its hits. Its
// package becomes encoding/json/v2 in Go 1.27. Rows are still written by encoding/json, because a changed encoding
// would count as a changed document.
func decode(raw []byte, into any) error { return jsonv2.Unmarshal(raw, into) }

// Verify compares a row with its hash. The error says what differs and has no kind of package archive.
func (c *Codec) Verify(row Row, hash []byte) error {
	parts := [][]byte{row.Meta, row.Text, row.Aside}
	for i, packed := range parts {
		var err error
		if parts[i], err = c.dec.DecodeAll(packed, nil); err != nil {
			return fmt.Errorf("document %s: %w", row.ID, err)
		}
	}
	if !bytes.Equal(contentHash(parts...), hash) {
		return fmt.Errorf("document %s is not what was stored", row.ID)
	}
	return nil
}

// Take prepares a row of another store to be stored unchanged. It returns archive.ErrCorrupt if the row does not
// match its hash.
func (c *Codec) Take(r archive.Row) (Packed, error) {
	row := Row{ID: r.ID, Ingested: r.At.UnixMilli(), Meta: r.Meta, Text: r.Text, Aside: r.Aside, Rules: r.Rules}
	if err := c.Verify(row, r.Hash); err != nil {
		return Packed{}, fmt.Errorf("%w: %w", archive.ErrCorrupt, err)
	}
	d, err := c.Unpack(row)
	if err == nil && d.ID != r.ID {
		err = fmt.Errorf("document %s: %w: its row has that of %s", r.ID, archive.ErrCorrupt, d.ID)
	}
	return Packed{d, r.Hash, r.Meta, r.Text, r.Aside}, err
}

// Time converts a time from a row.
func Time(milliseconds int64) time.Time { return time.UnixMilli(milliseconds).UTC() }

// RowColumns returns the columns of an archive.Row from Hash on, in the order of Mover.Rows.
func RowColumns(texts bool) string {
	if texts {
		return "hash, meta, text, aside"
	}
	return "hash, NULL, NULL, NULL"
}

// MovedAnew are the tables that Mover.BeginMove empties: all except the log.
var MovedAnew = []string{"moving", "sources", "items", "failures", "edits", "takedowns", "matches", "follows",
	"audit"}

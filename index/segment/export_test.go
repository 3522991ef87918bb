package segment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"maps"
	"slices"
)

// OldFormats are those that InOldFormat writes.
var OldFormats = []string{"letoseg1", "letoseg2"}

// InOldFormat writes a segment as it was written before (see old.go).
func InOldFormat(data []byte, magic string) ([]byte, error) {
	sections, docs, err := directory(data)
	if err != nil {
		return nil, err
	}
	s, err := Open(data)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := &writer{to: &out, sum: crc32.NewIEEE()}
	w.write([]byte(magic))
	for _, name := range slices.Sorted(maps.Keys(sections)) {
		kind, field := name[0], name[1:]
		switch kind {
		case secPostings:
		case secDictionary:
			if err := oldText(w, field, s.text[field], formats[magic]); err != nil {
				return nil, err
			}
		default:
			w.section(kind, field, sections[name])
		}
	}
	err = w.close(docs)
	return out.Bytes(), err
}

func oldText(w *writer, field string, t *Text, as format) error {
	dict, err := newDictionary(false)
	if err != nil {
		return err
	}
	w.begin()
	var failed error
	var c Cursor
	e := encoder{scale: newScale(t.Lengths)}
	err = t.Each(nil, nil, nil, func(term []byte, p Postings) bool {
		at := w.n - w.began
		failed = dict.fst.Insert(term, at)
		if as == rows {
			w.write(oldEncoded(p))
			return failed == nil
		}
		c.Reset(p)
		for c.Next() {
			e.add(c.Doc(), c.Freq(), c.encoded())
		}
		e.flush()
		e.bounds = e.bounds[:0]
		e.end(w, at)
		return failed == nil
	})
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	w.end(secPostings, field)
	return dict.write(w, field)
}

func oldEncoded(p Postings) []byte {
	var skips, data []byte
	var c Cursor
	c.Reset(p)
	next := uint32(0)
	for more := c.Next(); more; {
		var docs, freqs, positions []byte
		once := uint64(1)
		last := uint32(0)
		for n := 0; more && n < BlockSize; n, more = n+1, c.Next() {
			last = c.Doc()
			docs = binary.AppendUvarint(docs, uint64(last-next))
			next = last + 1
			freqs = binary.AppendUvarint(freqs, uint64(c.Freq()))
			if c.Freq() > 1 {
				once = 0
			}
			positions = append(positions, c.encoded()...)
		}
		skips = binary.LittleEndian.AppendUint32(skips, last)
		skips = binary.LittleEndian.AppendUint32(skips, uint32(len(data)))
		data = append(binary.AppendUvarint(data, uint64(len(docs))<<1|once), docs...)
		if once == 0 {
			data = append(data, freqs...)
		}
		data = append(data, positions...)
	}
	out := binary.AppendUvarint(nil, uint64(p.Len()))
	if len(skips) > oldRow {
		out = append(out, skips...)
	}
	return append(out, data...)
}

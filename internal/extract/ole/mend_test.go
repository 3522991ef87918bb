package ole_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// A directory whose entries point nowhere, or in a circle, still gives its streams.
func TestDirectoryThatLeadsNowhere(t *testing.T) {
	whole := extracttest.Compound(t, map[string]string{"First": "Ремонт", "Second": "дорог", "Third": "и мостов"})
	const right, root, first, second = 72, 0, 1, 2
	entries := 512 * (1 + int(binary.LittleEndian.Uint32(whole[48:])))
	for name, c := range map[string]struct {
		entry, field int
		to           uint32
	}{
		"nowhere":            {first, right, 0xf8000077},
		"in a circle":        {second, right, first},
		"to itself":          {first, right, first},
		"nowhere from root":  {root, right + 4, 77},
		"nowhere to be left": {second, right - 4, 0xfffffff0},
	} {
		data := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(data[entries+128*c.entry+c.field:], c.to)
		o, err := ole.Open(data, format.NewBudget(context.Background(), format.Options{}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for stream, want := range map[string]string{"First": "Ремонт", "Second": "дорог", "Third": "и мостов"} {
			if got := string(o.Read(stream)); got != want {
				t.Errorf("%s: %s: %q", name, stream, got)
			}
		}
	}
}

func FuzzDirectory(f *testing.F) {
	f.Add(extracttest.Compound(f, map[string]string{"First": "Ремонт", "A/Second": "дорог", "A/Third": "и мостов"}))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if o, err := ole.Open(data, format.NewBudget(context.Background(), format.Options{})); err == nil {
			o.Read("First")
			o.Summary(map[string]string{})
		}
	})
}

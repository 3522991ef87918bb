package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"letopis/internal/archive"
)

// ReadTowns reads labels of towns, one JSON object a line.
func ReadTowns(r io.Reader) ([]NewsTowns, error) {
	var out []NewsTowns
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		var l NewsTowns
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("labelled towns, line %d: %w", n, err)
		}
		out = append(out, l)
	}
	return out, sc.Err()
}

// Towns compares the towns of a text, whatever their role, with its label.
func Towns(labels []NewsTowns, found func(file string) *archive.Document) []*FieldScore {
	c := newScorer()
	for _, l := range labels {
		var names []string
		if d := found(l.File); d != nil {
			// An okrug named by an adjective names no town.
			for _, t := range d.Facts.Cities {
				if t.Evidence.Rule != "okrug-adjective" {
					names = append(names, t.Name)
				}
			}
		}
		c.set("towns", l.File, names, l.Towns, l.Optional)
	}
	return c.scores
}

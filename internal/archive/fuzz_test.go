package archive

import (
	"encoding/json"
	"errors"
	"testing"
)

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2017", "2017-02", "2016-02-29", "2017-02-29", "0000", "2017-1-1", "+017",
		"2017-02-03-04"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		from, to := d.Span()
		if from < 10101 || to < from || to > 99991231 {
			t.Errorf("%q is from %d to %d", s, from, to)
		}
	})
}

// FuzzCheck reads a line of an export. What passes is safe to show.
func FuzzCheck(f *testing.F) {
	id := NewID("s", "a.txt")
	f.Add([]byte(`{"id":"` + id +
		`","source":"s","uri":"a.txt","status":"ok","text":"мост","pages":[0,4],` +
		`"facts":{"title":{"text":"м","evidence":{"start":0,"end":4}},"date":{"year":2017}}}`))
	f.Add([]byte(`{"id":"` + id +
		`","source":"s","uri":"a.txt","status":"ok","facts":{"cites":[{"evidence":{"start":5,"end":2}}]}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var d Document
		if json.Unmarshal(line, &d) != nil {
			return
		}
		if err := d.Check(); err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: %v", line, err)
			}
			return
		}
		for i, at := range d.Pages {
			_ = d.Text[at:]
			if i > 0 {
				_ = d.Text[d.Pages[i-1]:at]
			}
		}
		for _, e := range d.Facts.AllEvidence() {
			_ = d.Text[e.Start:e.End]
		}
		d.Facts.Date.Span()
	})
}

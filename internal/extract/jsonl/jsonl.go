// Package jsonl reads files with a document in each line; docs/jsonl.md is for those who
// write them.
package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

// A record is one line of a JSONL file; docs/jsonl.md describes the fields.
type record struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	Date     string    `json:"date"`
	URL      string    `json:"url"`
	City     oneOrMany `json:"city"`
	Program  oneOrMany `json:"program"`
	Kind     string    `json:"kind"`
	Number   string    `json:"number"`
	Issuer   string    `json:"issuer"`
	Region   string    `json:"region"`
	Author   string    `json:"author"`
	Language string    `json:"lang"`
}

const jsonlType = "application/jsonl"

// maxLine bounds a line of JSONL, in bytes.
const maxLine = 16 << 20

// Read reads one document a line. A bad line is a part that says so; the
// others go on.
func Read(f format.File, budget *format.Budget) []format.Part {
	c := format.NewCollector(budget)
	data := bytes.TrimPrefix(f.Data, []byte("\ufeff"))
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if !c.HasRoom() {
			break
		}
		c.Put(readLine(c, n, line))
	}
	return c.Done(jsonlType)
}

func readLine(c *format.Collector, n int, line []byte) format.Part {
	p := format.Part{Path: fmt.Sprintf("#line-%d", n), MediaType: jsonlType, Charset: "utf-8"}
	var r record
	var err error
	switch {
	case len(line) > maxLine:
		p.Because(reason.LineLong.With(n, maxLine>>20))
	case !utf8.Valid(line):
		p.Because(reason.LineCharset.With(n))
	default:
		err = json.Unmarshal(line, &r)
	}
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		p.Because(reason.LineField.With(n, wrong.Field))
	case err != nil:
		p.Because(reason.LineJSON.With(n, err))
	}
	if p.Status != "" {
		p.Path = c.Unique(p.Path)
		return p
	}
	if id := strings.TrimSpace(r.ID); id != "" {
		name, _ := format.SafeName(id)
		p.Path = "#" + name
	}
	p.Path = c.Unique(p.Path)
	p.Title, p.Text = format.Squeeze(r.Title), format.PlainLines(r.Text)
	p.Hints = map[string]string{}
	for key, v := range map[string]string{"title": p.Title, "date": r.Date, "url": r.URL, "kind": r.Kind,
		"number": r.Number,
		"issuer": r.Issuer, "region": r.Region, "author": r.Author, "lang": r.Language,
		"city": strings.Join(r.City, "; "), "program": strings.Join(r.Program, "; ")} {
		if v = format.Squeeze(v); v != "" {
			p.Hints[key] = v
		}
	}
	return p
}

// oneOrMany is a string or a list of strings.
type oneOrMany []string

// UnmarshalJSON reads either form.
func (o *oneOrMany) UnmarshalJSON(data []byte) error {
	var many []string
	if err := json.Unmarshal(data, &many); err == nil {
		*o = many
		return nil
	}
	var one string
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*o = []string{one}
	return nil
}

// Looks reports whether the first line is a JSON object with text.
func Looks(data []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\n"))
	line = bytes.TrimSpace(line)
	var r struct {
		Text *string `json:"text"`
	}
	return len(line) > 1 && line[0] == '{' && len(line) <= maxLine && json.Unmarshal(line, &r) == nil && r.Text != nil
}

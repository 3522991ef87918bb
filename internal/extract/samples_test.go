package extract

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// outcome is what one file of the samples gave.
type outcome struct {
	parts    []Part
	statuses map[archive.Status]int
	text     string        // of all parts
	took     time.Duration // of the processor
}

func extractSample(t *testing.T, name string) outcome {
	t.Helper()
	data := extracttest.Sample(t, name)
	o := outcome{statuses: map[archive.Status]int{}}
	o.took = cost.Least(1, func() { o.parts = Extract(context.Background(), name, data, Options{}) })
	for _, p := range o.parts {
		o.statuses[p.Status]++
		o.text += p.Text + "\n"
		if p.Status != archive.StatusOK && p.Reason() == "" {
			t.Errorf("%s %s: status %s without a reason", name, p.Path, p.Status)
		}
	}
	return o
}

// compactTable is that of a table whose expected text has nothing for an empty
// cell, where ours says so.
func compactTable(s string) string {
	return extracttest.Compact(strings.ReplaceAll(s, format.CellSeparator+format.EmptyCell, ""))
}

func TestTextSamples(t *testing.T) {
	for _, row := range append(extracttest.Rows(t, "txt/*"), extracttest.Rows(t, "csv/*")...) {
		o := extractSample(t, row[0])
		want := extracttest.Compact(string(extracttest.Sample(t, row[3])))
		if o.parts[0].Status != archive.StatusOK || compactTable(o.text) != want {
			recall, precision := extracttest.Overlap(o.text, want)
			t.Errorf("%s: %s %s, charset %s, recall %.4f precision %.4f", row[0], o.parts[0].Status, o.parts[0].Reason(),
				o.parts[0].Charset, recall, precision)
		}
	}
	if o := extractSample(t, "thirdparty/russian.cp866.txt"); o.parts[0].Charset != "cp866" ||
		o.statuses[archive.StatusOK] != 1 {
		t.Errorf("russian.cp866.txt: %s %v", o.parts[0].Charset, o.statuses)
	}
}

func TestMailSamples(t *testing.T) {
	for _, row := range extracttest.Rows(t, "eml/*") {
		o := extractSample(t, row[0])
		if want, got := extracttest.Compact(string(extracttest.Sample(t, row[3]))),
			extracttest.Compact(o.parts[0].Text); o.parts[0].Status != archive.StatusOK || got != want {
			t.Errorf("%s: %s %s\ngot  %.300s\nwant %.300s", row[0], o.parts[0].Status, o.parts[0].Reason(), got, want)
		}
		if len(o.parts) != 2 || !strings.HasSuffix(o.parts[1].Path, ".docx") || len(o.parts[1].Data) == 0 {
			t.Errorf("%s: attachments: %d parts", row[0], len(o.parts))
		}
	}
	o := extractSample(t, "thirdparty/testRFC822_multipart_attachments.eml")
	if o.parts[0].Status != archive.StatusOK || len(o.parts) != 3 || o.statuses[archive.StatusOK] != 3 {
		t.Errorf("attachments: %v", o.statuses)
	}
}

func TestFeedSamples(t *testing.T) {
	for _, row := range extracttest.Rows(t, "feed/*") {
		o := extractSample(t, row[0])
		if len(o.parts) != 8 || o.statuses[archive.StatusOK] != 8 {
			t.Errorf("%s: %d parts, %v", row[0], len(o.parts), o.statuses)
		}
		for _, p := range o.parts {
			if p.Title == "" || len(p.Text) < 100 || strings.Contains(p.Text, "&#") || strings.Contains(p.Text, "<p>") {
				t.Errorf("%s %s: title %q, text %.200q", row[0], p.Path, p.Title, p.Text)
			}
		}
	}
	o := extractSample(t, "feed/rss.broken.xml")
	if p := o.parts[0]; p.Hints["date"] != "2009-09-14" || p.Hints["url"] != "http://gorod.example/news/d01?a=1&b=2" ||
		p.Charset != "windows-1251" {
		t.Errorf("hints %v, charset %s", p.Hints, p.Charset)
	}
}

func TestContainerSamples(t *testing.T) {
	for _, name := range []string{"zip/cp866.zip", "zip/cp1251names.zip"} {
		o := extractSample(t, name)
		var paths []string
		for _, p := range o.parts {
			paths = append(paths, p.Path)
		}
		if len(paths) != 4 || paths[0] != "Постановления/2010/N 15 от 12.03.2010.doc" ||
			paths[1] != "Постановления/2010/Приложение.rtf" {
			t.Errorf("%s: %q", name, paths)
		}
	}
	for _, name := range []string{"warc/crawl.warc.gz", "warc/onemember.warc.gz"} {
		o := extractSample(t, name)
		pages := 0
		for i, p := range o.parts {
			if p.MediaType == "text/html" && p.Status == archive.StatusOK &&
				p.Path == fmt.Sprintf("http://gorod.example/news/%d", i) {
				pages++
			}
		}
		if pages != 36 || len(o.parts) != 38 {
			t.Errorf("%s: %d pages, %d parts, %v", name, pages, len(o.parts), o.statuses)
		}
	}
}

// Hostile files end in time, with one of the outcomes expected of them, and
// nothing they name leaves the container.
func TestHostileSamples(t *testing.T) {
	tests := map[string][]archive.Status{ // statuses of which some part must have one
		"bitrot.warc.gz":     {archive.StatusPartial, archive.StatusCorrupt},
		"trunc50.warc.gz":    {archive.StatusPartial, archive.StatusCorrupt},
		"neglen.warc":        {archive.StatusCorrupt},
		"bitrot.xml":         {archive.StatusOK},
		"trunc50.xml":        {archive.StatusPartial, archive.StatusCorrupt},
		"deep_multipart.eml": {archive.StatusLimit},
		"trunc50.eml":        {archive.StatusPartial, archive.StatusCorrupt},
		"exe.html":           {archive.StatusUnsupported},
		"fmt_p_20k.html":     {archive.StatusOK},
		"nested_40k.html":    {archive.StatusOK},
		"nested50.zip":       {archive.StatusLimit},
		"traversal.zip":      {archive.StatusOK},
		"trunc50.zip":        {archive.StatusCorrupt},
	}
	for name, want := range tests {
		o := extractSample(t, "hostile/"+name)
		found := false
		for _, s := range want {
			found = found || o.statuses[s] > 0
		}
		if !found || o.took > 5*time.Second && !testing.Short() {
			t.Errorf("%s: %v in %v, want one of %v; %s", name, o.statuses, o.took, want, o.parts[0].Reason())
		}
		for _, p := range o.parts {
			if strings.HasPrefix(p.Path, "/") || strings.Contains(p.Path, "..") || strings.Contains(p.Path, `\`) {
				t.Errorf("%s: path %q leaves the container", name, p.Path)
			}
		}
	}
	if o := extractSample(t, "hostile/nested_40k.html"); !strings.Contains(o.text, "текст") {
		t.Error("the text under 40,000 elements is lost")
	}
}

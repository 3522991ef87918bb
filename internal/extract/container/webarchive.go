package container

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
	"letopis/internal/warc"
)

const warcType = "application/warc"

// ReadWARC reads a web archive: what its pages hold are parts under their addresses.
func ReadWARC(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	if f.Depth > budget.MaxDepth {
		return format.Refuse(warcType, reason.TooDeep.With(budget.MaxDepth))
	}
	h := NewHolder(f, budget, open)
	h.records(bytes.NewReader(f.Data))
	return h.Done(warcType)
}

// records adds the records of one WARC. What is read before damage stands.
func (h *Holder) records(in io.Reader) {
	r, err := warc.NewReader(in, h.Budget.MaxBytes)
	if err != nil {
		h.Note(reason.WebUnreadable.With())
		return
	}
	repeats := 0
	for {
		rec, err := r.Next()
		switch {
		case err == io.EOF:
			if repeats > 0 && len(h.Parts) == 0 {
				h.Note(reason.WebRepeats.With(repeats))
			}
			return
		case errors.Is(err, warc.ErrTooLarge):
			h.Note(reason.WebLarge.With(rec.URI))
			continue
		case err != nil && len(h.Parts) == 0:
			h.Note(reason.WebUnreadable.With())
			return
		case err != nil:
			h.Note(reason.WebCut.With(len(h.Parts)))
			return
		}
		if !h.Budget.Spend(int64(len(rec.Body))) {
			h.NoteBudget()
			return
		}
		if rec.Type == "revisit" {
			repeats++
		}
		if !h.record(rec) {
			return
		}
	}
}

// record adds the documents of one record; requests and notes of the crawler
// have none.
func (h *Holder) record(rec *warc.Record) bool {
	if rec.Type != "response" && rec.Type != "resource" && rec.Type != "conversion" || rec.URI == "" {
		return true
	}
	hints := map[string]string{"url": rec.URI}
	if !rec.Date.IsZero() {
		hints["fetched"] = rec.Date.UTC().Format("2006-01-02T15:04:05Z")
	}
	if rec.Status != 0 && rec.Status != 200 {
		if !h.HasRoom() {
			return false
		}
		p := format.Part{Path: h.Unique(rec.URI), Hints: hints, MediaType: rec.MediaType}
		p.Because(reason.WebAnswer.With(rec.Status))
		h.Put(p)
		return true
	}
	if isAsset(rec) {
		return true
	}
	from := len(h.Parts)
	more := h.Add(rec.URI, rec.Body, hints)
	if rec.Damage != nil { // of its transport: what came through may be read, or not
		for i := range h.Parts[from:] {
			p := &h.Parts[from+i]
			if !p.Status.Unread() {
				p.Partly(reason.WebTransportPartly.With(rec.Damage))
			} else {
				p.Because(reason.WebTransport.With(rec.Damage))
			}
		}
	}
	return more
}

// isAsset reports whether a record only makes pages look right.
func isAsset(rec *warc.Record) bool {
	switch {
	case strings.Contains(rec.MediaType, "javascript"), rec.MediaType == "text/css",
		strings.HasPrefix(rec.MediaType, "font/"),
		rec.MediaType == "image/gif" && len(rec.Body) < 32<<10, rec.MediaType == "image/svg+xml",
		rec.MediaType == "image/x-icon", rec.MediaType == "image/vnd.microsoft.icon":
		return true
	}
	return false
}

// isWACZ reports whether a ZIP is a WACZ, one with web archives in archive/ and a description.
func isWACZ(z *zip.Reader) bool {
	described, archived := false, false
	for _, f := range z.File {
		described = described || f.Name == "datapackage.json"
		archived = archived || strings.HasPrefix(f.Name, "archive/")
	}
	return described && archived
}

// readWACZ reads the web archives of a WACZ; its indexes repeat what they hold.
func readWACZ(z *zip.Reader, f format.File, budget *format.Budget, open format.Reader) []format.Part {
	h := NewHolder(f, budget, open)
	for _, entry := range z.File {
		if !strings.HasPrefix(entry.Name, "archive/") || strings.HasSuffix(entry.Name, "/") {
			continue
		}
		r, err := entry.Open()
		if err != nil {
			h.NoteOf(entry.Name, []archive.Cause{reason.EntryBroken.With()})
			continue
		}
		h.records(r)
		r.Close()
	}
	return h.Done("application/wacz")
}

// IsGzippedWARC reports whether data is a gzipped web archive.
func IsGzippedWARC(data []byte) bool {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	head := make([]byte, 5)
	_, err = io.ReadFull(z, head)
	return err == nil && string(head) == "WARC/"
}

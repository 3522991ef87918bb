package extract

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/warc"
)

const warcType = "application/warc"

// warc reads a web archive: what its pages hold are parts under their addresses.
func (x *extractor) warc(data []byte, depth int) []Part {
	if depth > x.opts.MaxDepth {
		return []Part{{Status: archive.StatusLimit, MediaType: warcType, Reason: "веб-архив вложен слишком глубоко: добавьте его отдельно"}}
	}
	h := x.hold(depth)
	h.records(bytes.NewReader(data), "")
	return h.done(warcType)
}

// records adds the records of one WARC. What is read before damage stands.
func (h *holder) records(in io.Reader, name string) {
	r, err := warc.NewReader(in, h.x.opts.MaxBytes)
	if err != nil {
		h.note(archive.StatusCorrupt, "веб-архив %sне читается: найдите исходный файл", name)
		return
	}
	repeats := 0
	for {
		rec, err := r.Next()
		switch {
		case err == io.EOF:
			if repeats > 0 && len(h.parts) == 0 {
				h.note(archive.StatusEmpty, "в веб-архиве только повторы страниц из других съёмок (revisit): %d", repeats)
			}
			return
		case errors.Is(err, warc.ErrTooLarge):
			h.note(archive.StatusLimit, "запись %s слишком велика", rec.URI)
			continue
		case err != nil && len(h.parts) == 0:
			h.note(archive.StatusCorrupt, "веб-архив %sповреждён: найдите исходный файл", name)
			return
		case err != nil:
			h.note(archive.StatusPartial, "веб-архив %sповреждён, прочитано его начало (страниц: %d): найдите исходный файл", name, len(h.parts))
			return
		}
		if h.x.unpacked += int64(len(rec.Body)); h.x.unpacked > h.x.opts.MaxBytes {
			h.noteBudget()
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
func (h *holder) record(rec *warc.Record) bool {
	if rec.Type != "response" && rec.Type != "resource" && rec.Type != "conversion" || rec.URI == "" {
		return true
	}
	hints := map[string]string{"url": rec.URI}
	if !rec.Date.IsZero() {
		hints["fetched"] = rec.Date.UTC().Format("2006-01-02T15:04:05Z")
	}
	if rec.Status != 0 && rec.Status != 200 {
		if !h.room() {
			return false
		}
		h.put(Part{Path: h.unique(rec.URI), Status: archive.StatusEmpty, Hints: hints, MediaType: rec.MediaType,
			Reason: fmt.Sprintf("вместо страницы сервер ответил %d", rec.Status)})
		return true
	}
	if isAsset(rec) {
		return true
	}
	from := len(h.parts)
	more := h.add(rec.URI, rec.Body, hints)
	if rec.Damage != nil { // of its transport: what came through may be read, or not
		for i := range h.parts[from:] {
			p := &h.parts[from+i]
			if p.Status == archive.StatusOK {
				p.Status = archive.StatusPartial
			} else {
				p.Status = archive.StatusCorrupt
			}
			p.Reason = fmt.Sprintf("ответ сервера сжат и распаковывается не до конца (%v): снимите страницу снова", rec.Damage)
		}
	}
	return more
}

// isAsset tells the files that only make a page look right.
func isAsset(rec *warc.Record) bool {
	switch {
	case strings.Contains(rec.MediaType, "javascript"), rec.MediaType == "text/css", strings.HasPrefix(rec.MediaType, "font/"),
		rec.MediaType == "image/gif" && len(rec.Body) < 32<<10, rec.MediaType == "image/svg+xml", rec.MediaType == "image/x-icon", rec.MediaType == "image/vnd.microsoft.icon":
		return true
	}
	return false
}

// isWACZ tells a WACZ, a ZIP with web archives in archive/ and a description.
func isWACZ(z *zip.Reader) bool {
	described, archived := false, false
	for _, f := range z.File {
		described = described || f.Name == "datapackage.json"
		archived = archived || strings.HasPrefix(f.Name, "archive/")
	}
	return described && archived
}

// wacz reads the web archives of a WACZ; its indexes repeat what they hold.
func (x *extractor) wacz(z *zip.Reader, depth int) []Part {
	h := x.hold(depth)
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "archive/") || strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			h.note(archive.StatusPartial, "«%s» не читается: %v", f.Name, err)
			continue
		}
		h.records(r, "«"+f.Name+"» ")
		r.Close()
	}
	return h.done("application/wacz")
}

// gzipType is what a compressed file calls itself.
const gzipType = "application/gzip"

// gzip reads a compressed file: the one document in it.
func (x *extractor) gzip(name string, data []byte, depth int) []Part {
	if depth > x.opts.MaxDepth {
		return []Part{{Status: archive.StatusLimit, MediaType: gzipType,
			Reason: fmt.Sprintf("файл вложен в архивы глубже %d уровней: распакуйте его и добавьте отдельно", x.opts.MaxDepth)}}
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return []Part{{Status: archive.StatusCorrupt, MediaType: gzipType, Reason: "сжатый файл повреждён: найдите исходный файл"}}
	}
	inner := path.Base(name)
	if ext := path.Ext(inner); strings.EqualFold(ext, ".gz") {
		inner = strings.TrimSuffix(inner, ext)
	} else if strings.EqualFold(ext, ".tgz") {
		inner = strings.TrimSuffix(inner, ext) + ".tar"
	}
	if z.Name != "" && path.Ext(inner) == "" { // the header's name is in Latin-1, mostly
		inner, _ = safeName(headerText(z.Name))
	}
	h := x.hold(depth)
	plain, err := h.x.unpack(z)
	switch {
	case errors.Is(err, errBudget):
		h.noteBudget()
		return h.done(gzipType)
	case err != nil && len(plain) == 0:
		return []Part{{Status: archive.StatusCorrupt, MediaType: gzipType, Reason: "сжатый файл повреждён: найдите исходный файл"}}
	}
	if len(plain) > 262 && string(plain[257:262]) == "ustar" {
		return []Part{{Status: archive.StatusUnsupported, MediaType: "application/x-tar", Reason: "архив TAR не поддерживается: распакуйте его и добавьте папку"}}
	}
	parts := x.file(inner, plain, depth+1)
	for i := range parts {
		if err != nil && parts[i].Status == archive.StatusOK {
			parts[i].Status, parts[i].Reason = archive.StatusPartial, "сжатый файл обрывается или повреждён, прочитано его начало: найдите исходный файл"
		}
	}
	return parts
}

// gzippedWARC tells whether data is a gzipped web archive.
func gzippedWARC(data []byte) bool {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	head := make([]byte, 5)
	_, err = io.ReadFull(z, head)
	return err == nil && string(head) == "WARC/"
}

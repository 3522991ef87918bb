package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"letopis/internal/warc"
)

// maxRecord limits the body of a record of a web archive, in bytes.
const maxRecord = 64 << 20

// A webArchive is a WARC file whose records are items named by their URLs.
type webArchive struct{ name, path string }

func (a *webArchive) Name() string { return a.name }

func (a *webArchive) Walk(ctx context.Context, _ string, fn func(Item) error, fail func(string, error)) (string,
	error) {
	f, err := os.Open(a.path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", a.path, readable(err))
	}
	defer f.Close()
	r, err := warc.NewReader(f, maxRecord)
	if err != nil {
		return "", fmt.Errorf("%s: the web archive cannot be read: %w", a.path, err)
	}
	seen := map[string]bool{}
	for {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		rec, err := r.Next()
		switch {
		case err == io.EOF:
			return "", nil
		case errors.Is(err, warc.ErrTooLarge):
			fail(rec.URI, fmt.Errorf("запись больше %d МБ: %w", maxRecord>>20, err))
			continue
		case err != nil && len(seen) == 0:
			return "", fmt.Errorf("%s: the web archive is damaged: %w", a.path, err)
		case err != nil: // keep what was read
			fail(a.path, fmt.Errorf("веб-архив повреждён, прочитано записей: %d: %w", len(seen), err))
			return "", nil
		}
		if why := passRecord(rec, seen); why != "" {
			if why != "-" {
				fail(rec.URI, fmt.Errorf("%s: %w", why, ErrSkipped))
			}
			continue
		}
		seen[rec.URI] = true
		if err := fn(recordItem(rec)); err != nil {
			return "", err
		}
	}
}

// passRecord returns why a record is not a document: "-" for records internal to the crawler, "" if it is one.
func passRecord(rec *warc.Record, seen map[string]bool) string {
	switch {
	case rec.Type != "response" && rec.Type != "resource" && rec.Type != "conversion" && rec.Type != "revisit",
		rec.URI == "":
		return "-"
	case rec.Type == "revisit":
		return "повтор страницы, которая уже снята"
	case rec.Status != 0 && rec.Status != 200:
		return fmt.Sprintf("сервер ответил %d", rec.Status)
	case seen[rec.URI]:
		return "другая съёмка того же адреса, взята первая"
	case len(rec.Body) == 0 && rec.Damage != nil:
		return fmt.Sprintf("ответ сжат и не распаковывается (%v)", rec.Damage)
	case len(rec.Body) == 0:
		return "пустой ответ"
	}
	return ""
}

func recordItem(rec *warc.Record) Item {
	sum := sha256.Sum256(rec.Body)
	body := rec.Body
	return Item{
		URI: rec.URI, Version: fmt.Sprintf("sha256-%x", sum[:12]), Name: fileName(rec.URI, rec.MediaType),
		Fetched: rec.Date, Size: int64(len(body)),
		Open:  func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil },
		Hints: map[string]string{"url": rec.URI},
	}
}

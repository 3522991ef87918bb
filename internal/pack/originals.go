package pack

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"letopis/internal/archive"
)

// safeSuffixes are the endings of files that browsers show or download without running anything in them. Others get one
// that no server shows: the pages of a copy and its files have one origin.
var safeSuffixes = map[string]bool{".7z": true, ".csv": true, ".djvu": true, ".doc": true, ".docx": true, ".eml": true,
	".gz": true, ".jpeg": true, ".jpg": true, ".msg": true, ".ods": true, ".odt": true, ".pdf": true, ".png": true,
	".ppt": true, ".pptx": true, ".rar": true, ".rtf": true, ".tif": true, ".tiff": true, ".txt": true, ".xls": true,
	".xlsx": true, ".zip": true}

// original copies the original of a document once, and returns its address in the copy; "" when the archive has not
// got it, which the result tells.
func (w *writer) original(ctx context.Context, d *archive.Document) (string, error) {
	sha := d.Original.SHA256
	if to, ok := w.copied[sha]; ok {
		if to == "" {
			w.result.Lacking = append(w.result.Lacking, d.ID)
		}
		return to, nil
	}
	ending := strings.ToLower(path.Ext(d.Original.Name))
	if !safeSuffixes[ending] {
		ending = ".bin"
	}
	to := "/" + originals + "/" + sha + ending
	r, err := w.o.Bucket.Open(ctx, sha)
	if err == nil {
		err = w.folder.copy(to[1:], r)
		_ = r.Close() // it was read to its end, or err says why not
	}
	switch {
	case errors.Is(err, archive.ErrNotFound), errors.Is(err, archive.ErrCorrupt):
		w.o.Log.Warn("an original is left out of the copy", "document", d.ID, "error", err)
		w.result.Lacking = append(w.result.Lacking, d.ID)
		to = ""
	case err != nil:
		return "", fmt.Errorf("copying the original of %s: %w", d.ID, err)
	default:
		w.result.Originals++
	}
	w.copied[sha] = to
	return to, nil
}

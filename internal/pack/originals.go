package pack

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"letopis/internal/archive"
)

// safeSuffixes are the extensions of files that browsers display or download without running code in them. Other
// files get an extension that no server displays, because pages and files of a copy share an origin.
var safeSuffixes = map[string]bool{".7z": true, ".csv": true, ".djvu": true, ".doc": true, ".docx": true, ".eml": true,
	".gz": true, ".jpeg": true, ".jpg": true, ".msg": true, ".ods": true, ".odt": true, ".pdf": true, ".png": true,
	".ppt": true, ".pptx": true, ".rar": true, ".rtf": true, ".tif": true, ".tiff": true, ".txt": true, ".xls": true,
	".xlsx": true, ".zip": true}

// original copies the original of a document once and returns its path in the copy, or "" if the archive lacks it,
// which the result records.
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
		_ = r.Close() // it was read to the end, or err reports the failure
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

package container

import (
	"archive/zip"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/format"
)

// ReadZIP reads a ZIP: its files are parts, to a depth of archives in archives.
func ReadZIP(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	if f.Depth > budget.MaxDepth {
		return format.Refuse(format.MediaZIP, reason.TooDeep.With(budget.MaxDepth))
	}
	z, mended, volume, err := OpenZIP(f.Data, budget)
	switch {
	case err != nil:
		return format.Refuse(format.MediaZIP, reason.ArchiveBroken.With())
	case volume:
		return format.Refuse(format.MediaZIP, reason.ArchiveVolumes.With())
	}
	if overlaps(z, int64(len(f.Data))) {
		return format.Refuse(format.MediaZIP, reason.ArchiveOverlap.With())
	}
	if isWACZ(z) {
		return readWACZ(z, f, budget, open)
	}
	h := NewHolder(f, budget, open)
	if mended {
		h.Note(reason.ArchiveCut.With())
	}
	if only, ok := applePreview(z); ok {
		if only == nil {
			return format.Refuse(format.MediaZIP, reason.KindApple.With())
		}
		z.File = []*zip.File{only}
	}
	names := zipNames(z)
	for i, entry := range z.File {
		name, strange := format.SafeName(names[i])
		if strange {
			h.Note(reason.EntryEscapes.With(format.Shorten(names[i], 80), name))
		}
		switch {
		case entry.Mode().IsDir(), strings.HasSuffix(names[i], "/"), strings.HasPrefix(name, "__MACOSX/"),
			path.Base(name) == ".DS_Store":
			continue
		case entry.Mode()&fs.ModeSymlink != 0:
			h.Note(reason.EntryLink.With(name))
			continue
		}
		if !h.zipFile(entry, name) {
			break
		}
	}
	return h.Done(format.MediaZIP)
}

// applePreview reports whether a ZIP is a document of Pages, Numbers or Keynote, and
// returns the PDF that it may have of itself.
func applePreview(z *zip.Reader) (preview *zip.File, ok bool) {
	for _, f := range z.File {
		switch f.Name {
		case "Index/Document.iwa", "Index.zip", "buildVersionHistory.plist", "index.xml.gz", "index.apxl", "index.apxl.gz":
			ok = true
		case "QuickLook/Preview.pdf":
			preview = f
		}
	}
	return preview, ok
}

// zipFile reads one file of a ZIP. It returns false when the archive is to be
// read no further.
func (h *Holder) zipFile(f *zip.File, name string) bool {
	if !h.HasRoom() {
		return false
	}
	failed := func(why archive.Cause) bool {
		p := format.Part{Path: h.Unique(name), MediaType: "application/octet-stream"}
		p.Because(why)
		h.Put(p)
		return true
	}
	if f.Flags&1 != 0 {
		return failed(reason.EntryPassword.With())
	}
	var data []byte
	r, err := f.Open()
	if err == nil {
		data, err = h.Budget.Unpack(r)
		r.Close()
	}
	switch {
	case errors.Is(err, format.ErrBudget):
		h.NoteBudget()
		return false
	case errors.Is(err, zip.ErrAlgorithm):
		return failed(reason.EntryMethod.With())
	case err != nil:
		return failed(reason.EntryBroken.With())
	}
	hints := map[string]string{}
	if !f.Modified.IsZero() && f.Modified.Year() > 1980 {
		hints["modified"] = f.Modified.Format("2006-01-02")
	}
	return h.Add(name, data, hints)
}

// overlaps reports whether files of an archive share bytes, as only those made
// to unpack to more than they hold do.
func overlaps(z *zip.Reader, size int64) bool {
	type span struct{ from, to int64 }
	var spans []span
	for _, f := range z.File {
		from, err := f.DataOffset()
		if err != nil || f.CompressedSize64 == 0 {
			continue // opening it will say what is wrong
		}
		to := from + int64(f.CompressedSize64)
		if to < from || to > size {
			continue
		}
		spans = append(spans, span{from, to})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return true
		}
	}
	return false
}

// zipNames decodes the names of files. Old archivers wrote them in the charset
// of the machine, cp866 or windows-1251, and said nothing: all names of one
// archive together tell which.
func zipNames(z *zip.Reader) []string {
	names := make([]string, len(z.File))
	var raw []byte
	for i, f := range z.File {
		names[i] = f.Name
		if u := unicodeName(f.Extra); u != "" {
			names[i] = u
		} else if f.NonUTF8 && !utf8.ValidString(f.Name) {
			raw = append(append(raw, f.Name...), '\n')
		}
	}
	if len(raw) == 0 {
		return names
	}
	decode := charset.DecoderFor(raw, "cp866")
	for i, f := range z.File {
		if !utf8.ValidString(names[i]) {
			names[i] = decode([]byte(f.Name))
		}
	}
	return names
}

// unicodeName returns the name in the Info-ZIP Unicode Path extra field
// (0x7075: version, CRC32 of the plain name, name in UTF-8), "" if there is none.
func unicodeName(extra []byte) string {
	for len(extra) >= 4 {
		id := int(extra[0]) | int(extra[1])<<8
		n := int(extra[2]) | int(extra[3])<<8
		if len(extra) < 4+n {
			return ""
		}
		if body := extra[4 : 4+n]; id == 0x7075 && n > 5 && body[0] == 1 && utf8.Valid(body[5:]) {
			return string(body[5:])
		}
		extra = extra[4+n:]
	}
	return ""
}

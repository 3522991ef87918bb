package container

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nwaples/rardecode/v2"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/format"
)

const (
	tarType = "application/x-tar"
	rarType = "application/vnd.rar"
	// rarDictionary is the most memory that unpacking a file may take: WinRAR uses 32 MB
	// unless told otherwise.
	rarDictionary = 256 << 20
)

// IsTAR reports whether data is a TAR (POSIX or GNU).
func IsTAR(data []byte) bool { return len(data) > 512 && string(data[257:262]) == "ustar" }

// IsRAR reports whether data is a RAR, of version 1.5 or 5.
func IsRAR(data []byte) bool { return bytes.HasPrefix(data, []byte("Rar!\x1a\x07")) }

// ReadTAR reads a TAR: its files are parts.
func ReadTAR(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	r := tar.NewReader(bytes.NewReader(f.Data))
	return readStream(f, budget, open, tarType, r, func() (entry, error) {
		head, err := r.Next()
		if err != nil {
			return entry{}, err
		}
		mode := head.FileInfo().Mode()
		if head.Typeflag == tar.TypeLink { // to a file that stands elsewhere: there is nothing in it
			mode |= fs.ModeSymlink
		}
		return entry{head.Name, mode, head.ModTime, false}, nil
	})
}

// ReadRAR reads a RAR: its files are parts.
func ReadRAR(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	r, err := rardecode.NewReader(bytes.NewReader(f.Data), rardecode.MaxDictionarySize(rarDictionary))
	if err != nil {
		return format.Refuse(rarType, archiveCause(err))
	}
	return readStream(f, budget, open, rarType, r, func() (entry, error) {
		head, err := r.Next()
		if err != nil {
			return entry{}, err
		}
		return entry{head.Name, head.Mode(), head.ModificationTime, head.Encrypted}, nil
	})
}

// archiveCause is what an error of reading means.
func archiveCause(err error) archive.Cause {
	switch {
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted),
		errors.Is(err, format.ErrEncrypted):
		return reason.ArchivePassword.With()
	case errors.Is(err, rardecode.ErrMultiVolume):
		return reason.ArchiveVolumes.With()
	case errors.Is(err, rardecode.ErrDictionaryTooLarge), errors.Is(err, errMemory):
		return reason.ArchiveMemory.With(rarDictionary >> 20)
	case errors.Is(err, rardecode.ErrUnknownVersion), errors.Is(err, rardecode.ErrUnknownDecoder),
		errors.Is(err, rardecode.ErrUnsupportedDecoder):
		return reason.ArchiveVersion.With()
	case errors.Is(err, errMethod):
		return reason.EntryMethod.With()
	case errors.Is(err, errChecksum):
		return reason.EntryBroken.With()
	}
	if strings.HasSuffix(err.Error(), "unsupported compression algorithm") { // of 7z, without a name
		return reason.EntryMethod.With()
	}
	return reason.ArchiveBroken.With()
}

// entry is a file of an archive that is read from its beginning to its end.
type entry struct {
	name      string
	mode      fs.FileMode
	modified  time.Time
	encrypted bool
}

// readStream reads the files of an archive in their order, whatever stands around them.
func readStream(f format.File, budget *format.Budget, open format.Reader, mediaType string, data io.Reader,
	next func() (entry, error)) []format.Part {
	if f.Depth > budget.MaxDepth {
		return format.Refuse(mediaType, reason.TooDeep.With(budget.MaxDepth))
	}
	h := NewHolder(f, budget, open)
	for h.HasRoom() {
		e, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, format.ErrBudget) {
			h.NoteBudget()
			break
		}
		if err != nil {
			h.Note(archiveCause(err))
			break
		}
		if !h.streamed(e, data) {
			break
		}
	}
	return h.Done(mediaType)
}

// streamed reads one file. It returns false when the archive is to be read no further.
func (h *Holder) streamed(e entry, data io.Reader) bool {
	if !utf8.ValidString(e.name) {
		e.name = charset.DecoderFor([]byte(e.name), "cp866")([]byte(e.name))
	}
	name, strange := format.SafeName(e.name)
	if strange {
		h.Note(reason.EntryEscapes.With(format.Shorten(e.name, 80), name))
	}
	switch {
	case e.mode.IsDir():
		return true
	case e.mode&fs.ModeSymlink != 0:
		h.Note(reason.EntryLink.With(name))
		return true
	case e.mode.Type() != 0: // a device, a pipe
		return true
	}
	failed := format.Part{MediaType: "application/octet-stream"}
	if e.encrypted {
		failed.Path = h.Unique(name)
		failed.Because(reason.EntryPassword.With())
		h.Put(failed)
		return true
	}
	content, err := h.Budget.Unpack(data)
	switch {
	case errors.Is(err, format.ErrBudget):
		h.NoteBudget()
		return false
	case err != nil:
		failed.Path = h.Unique(name)
		failed.Because(archiveCause(err))
		h.Put(failed)
		return true // the next may be whole
	}
	hints := map[string]string{}
	if e.modified.Year() > 1980 {
		hints["modified"] = e.modified.Format(time.DateOnly)
	}
	return h.Add(name, content, hints)
}

package extract

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
)

// errBudget is more bytes than one file may unpack to.
var errBudget = errors.New("unpacks to more than the limit")

// A holder is a container being read: it collects the parts of what it holds
// and what there is to say of the container itself.
type holder struct {
	x     *extractor
	depth int
	parts []Part
	used  map[string]bool // paths taken
	notes []string
	state archive.Status // of the container, with the notes
}

func (x *extractor) hold(depth int) *holder {
	return &holder{x: x, depth: depth, used: map[string]bool{}}
}

// note says in Russian what is wrong with the container as a whole.
func (h *holder) note(s archive.Status, format string, args ...any) {
	if h.state == "" || s == archive.StatusLimit {
		h.state = s
	}
	if len(h.notes) < 5 {
		h.notes = append(h.notes, fmt.Sprintf(format, args...))
	}
}

// add puts a held file's documents in, under its name. It returns false when
// no more fit.
func (h *holder) add(name string, data []byte, hints map[string]string) bool {
	if !h.room() {
		return false
	}
	path := h.unique(name)
	for _, p := range h.x.file(name, data, h.depth+1) {
		if len(p.Hints) == 0 {
			p.Hints = hints
		} else {
			for k, v := range hints {
				if p.Hints[k] == "" {
					p.Hints[k] = v
				}
			}
		}
		switch {
		case p.Path == "":
			p.Path = path
		case strings.HasPrefix(p.Path, "#"):
			p.Path = path + p.Path
		default:
			p.Path = path + "!/" + p.Path
		}
		if p.Data == nil {
			p.Data = data
		}
		h.put(p)
	}
	return true
}

// put adds a part as it is.
func (h *holder) put(p Part) {
	h.x.parts++
	h.parts = append(h.parts, p)
}

// room tells whether another part fits the limits, and notes when not.
func (h *holder) room() bool {
	switch {
	case h.x.ctx.Err() != nil:
		return false
	case h.x.parts >= h.x.opts.MaxParts:
		h.note(archive.StatusLimit, "в файле больше %d документов, остальные не прочитаны: разделите файл", h.x.opts.MaxParts)
		return false
	}
	return true
}

// unpack reads all of r within the budget of the whole file, errBudget beyond it.
// With another error what could be read is returned, too.
func (x *extractor) unpack(r io.Reader) ([]byte, error) {
	left := x.opts.MaxBytes - x.unpacked
	data, err := io.ReadAll(io.LimitReader(r, left+1))
	x.unpacked += int64(len(data))
	if int64(len(data)) > left {
		return nil, errBudget
	}
	return data, err
}

func (h *holder) noteBudget() {
	h.note(archive.StatusLimit, "при распаковке больше %d МБ, остальное не прочитано: разделите файл", h.x.opts.MaxBytes>>20)
}

// unique makes a path that no other part of the container has.
func (h *holder) unique(path string) string {
	base := path
	for n := 2; h.used[path]; n++ {
		path = fmt.Sprintf("%s (%d)", base, n)
	}
	h.used[path] = true
	return path
}

// done returns the parts, with one more for the container where there is
// something to say of it.
func (h *holder) done(mediaType string) []Part {
	if len(h.notes) > 0 {
		h.parts = append(h.parts, Part{Status: h.state, Reason: strings.Join(h.notes, "; "), MediaType: mediaType})
	}
	return h.parts
}

// safeName makes the name of a held file a path below the container: forward
// slashes, no drive, no "..", no control characters, no length that a file
// system refuses. strange tells that the name meant to leave the container.
func safeName(name string) (safe string, strange bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > 1 && name[1] == ':' {
		name, strange = name[2:], true
	}
	strange = strange || strings.HasPrefix(name, "/")
	var elems []string
	for elem := range strings.SplitSeq(name, "/") {
		elem = strings.TrimSpace(strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r == utf8.RuneError || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				return -1
			}
			return r
		}, elem))
		switch elem {
		case "", ".":
		case "..":
			strange = true
		default:
			elems = append(elems, shorten(elem, 120))
		}
	}
	if len(elems) > 32 {
		elems = elems[len(elems)-32:]
	}
	if len(elems) == 0 {
		return "без имени", strange
	}
	return strings.Join(elems, "/"), strange
}

// shorten cuts the middle out of a long name and keeps its ending.
func shorten(name string, runes int) string {
	r := []rune(name)
	if len(r) <= runes {
		return name
	}
	return string(r[:runes-13]) + "…" + string(r[len(r)-12:])
}

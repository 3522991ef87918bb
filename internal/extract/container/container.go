// Package container reads files that hold files: ZIP, TAR, RAR, 7z, gzip and its like, and web archives. What they
// hold goes back to the reader of all formats, which is given, within the same budget.
//
// Read Holder first.
package container

import (
	"strings"

	"letopis/internal/extract/format"
)

// A Holder is a container being read: what it holds goes to open, one level deeper.
type Holder struct {
	*format.Collector
	open  format.Reader
	depth int
}

// NewHolder begins a container; open reads a file of any format.
func NewHolder(f format.File, budget *format.Budget, open format.Reader) *Holder {
	return &Holder{Collector: format.NewCollector(budget), open: open, depth: f.Depth}
}

// Add puts a held file's documents in, under its name. It returns false when
// no more fit.
func (h *Holder) Add(name string, data []byte, hints map[string]string) bool {
	if !h.HasRoom() {
		return false
	}
	parts := h.open(format.File{Name: name, Data: data, Depth: h.depth + 1}, h.Budget)
	for i := range parts {
		if parts[i].Data == nil {
			parts[i].Data = data
		}
	}
	return h.AddParts(name, parts, hints)
}

// AddParts puts the documents of a held file in that is read already.
func (h *Holder) AddParts(name string, parts []format.Part, hints map[string]string) bool {
	if !h.HasRoom() {
		return false
	}
	path := h.Unique(name)
	for _, p := range parts {
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
		h.Put(p)
	}
	return true
}

package openxml

import (
	"errors"
	"path"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

// inner reads a file of the package as a document of any format; ok is false where it
// cannot be read, which is noted.
func (p *zipPackage) inner(file string) (parts []format.Part, ok bool) {
	data, ok := p.content(file)
	if !ok || len(data) == 0 {
		return nil, false
	}
	return p.open(format.File{Name: path.Base(file), Data: data, Depth: p.depth + 1}, p.budget), true
}

// content returns a file of the package that is a document of its own.
func (p *zipPackage) content(file string) (data []byte, ok bool) {
	if p.open == nil {
		return nil, false
	}
	if p.depth >= p.budget.MaxDepth {
		p.Note(reason.EmbeddedDeep.With(p.budget.MaxDepth))
		return nil, false
	}
	data, err := p.read(file)
	switch {
	case errors.Is(err, format.ErrBudget):
		p.NoteBudget()
		return nil, false
	case err != nil:
		p.Note(reason.EmbeddedBroken.With(path.Base(file)))
		return nil, false
	}
	return data, true
}

// embedded reads the objects of a document as documents of their own, but for those
// that are pictures.
func (p *zipPackage) embedded(rel map[string]relation, pictures map[string]bool) {
	formula := map[string]bool{}
	for id := range pictures {
		formula[rel[id].file] = true
	}
	for _, f := range p.all(rel, "package", "oleObject") {
		if formula[f] {
			continue
		}
		data, ok := p.content(f)
		if ok && len(data) > 0 && !p.Add(path.Base(f), data, nil) {
			return
		}
	}
}

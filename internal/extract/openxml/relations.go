package openxml

import (
	"encoding/xml"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
)

// relation is a file that another file of a package names.
type relation struct {
	kind string // the last word of its type: "slide", "notesSlide", "worksheet"…
	file string
}

// relations reads the files that a file of the package names, by id; "" is the package.
func (p *zipPackage) relations(file string) map[string]relation {
	out := map[string]relation{}
	dir, name := path.Split(file)
	_ = p.walk(dir+"_rels/"+name+".rels", handler{ // without them files are found by name
		start: func(name string, attr func(string) string) bool {
			if name == "Relationship" && attr("TargetMode") != "External" {
				target := strings.ReplaceAll(attr("Target"), `\`, "/")
				if !strings.HasPrefix(target, "/") {
					target = path.Join(dir, target)
				}
				out[attr("Id")] = relation{path.Base(attr("Type")), strings.TrimPrefix(target, "/")}
			}
			return false
		}, end: func(string) {}, text: func(string) {}})
	return out
}

// all returns the files of some kinds, those of a kind once and by name.
func (p *zipPackage) all(rel map[string]relation, kinds ...string) []string {
	found := map[string]bool{}
	for _, r := range rel {
		if slices.Contains(kinds, r.kind) && p.has(r.file) {
			found[r.file] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// one returns the file of a kind, or that of the usual name where none is named.
func (p *zipPackage) one(rel map[string]relation, kind, usual string) string {
	if files := p.all(rel, kind); len(files) > 0 {
		return files[0]
	}
	return usual
}

// main returns the file that a package is about, by its relation, and what it is by
// its root: programs may call it what they like. It returns "" for what is no document.
func (p *zipPackage) main(rel map[string]relation) (file, root string) {
	candidates := p.all(rel, "officeDocument", "document", "fixedrepresentation")
	for _, file = range append(candidates, "word/document.xml", "xl/workbook.xml", "xl/workbook.bin",
		"ppt/presentation.xml") {
		if !p.has(file) {
			continue
		}
		if strings.HasSuffix(file, ".bin") {
			return file, "xlsb"
		}
		if root = p.root(file); root != "" {
			return file, root
		}
	}
	return "", ""
}

// root returns the local name of the first element of an XML file, "" without any.
func (p *zipPackage) root(name string) string {
	f := p.files[strings.ToLower(name)]
	if f == nil || f.Flags&1 != 0 {
		return ""
	}
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	d := newDecoder(io.LimitReader(r, 64<<10))
	for {
		tok, err := d.RawToken()
		if err != nil {
			return ""
		}
		if t, ok := tok.(xml.StartElement); ok {
			return t.Name.Local
		}
	}
}

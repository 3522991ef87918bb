package openxml

import (
	"strconv"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/sheet"
)

// xlsx reads the sheets in the order of the workbook: a row a line, then what lies on them.
func (p *zipPackage) xlsx(book string, part *format.Part) error {
	rel := p.relations(book)
	shared, err := p.sharedStrings(p.one(rel, "sharedStrings", "xl/sharedStrings.xml"))
	if err != nil {
		return err
	}
	show, err := p.numberFormats(p.one(rel, "styles", "xl/styles.xml"))
	if err != nil {
		return err
	}
	out, aside := format.NewFlow(p.budget), format.NewFlow(p.budget)
	sheets, date1904 := p.sheets(book, rel)
	styles := cellStyles{shared, show, date1904}
	for _, sh := range sheets {
		if sh.name != "" {
			out.Add(sh.name + "\n")
		}
		r := &sheetReader{styles: styles, out: out, aside: aside}
		if err = p.walk(sh.file, handler{start: r.start, end: r.end, text: r.text}); err != nil {
			break
		}
		p.aroundCells(sh.file, out)
	}
	part.Text, part.Aside = out.String(), format.RunningLines(aside.String())
	return err
}

// sheetFile is a sheet of a workbook.
type sheetFile struct{ name, file string }

// sheets lists the sheets by the workbook, else by number, and reports whether
// days are counted from 1904, as the first Macintosh did.
func (p *zipPackage) sheets(book string, rel map[string]relation) (out []sheetFile, date1904 bool) {
	_ = p.walk(book, handler{
		start: func(name string, attr func(string) string) bool {
			if r := rel[attr(":id")]; name == "sheet" && p.has(r.file) {
				out = append(out, sheetFile{attr("name"), r.file})
			}
			if v := attr("date1904"); name == "workbookPr" {
				date1904 = v == "1" || v == "true"
			}
			return false
		}, end: func(string) {}, text: func(string) {}})
	if len(out) == 0 {
		for _, f := range p.numbered("xl/worksheets/sheet") {
			out = append(out, sheetFile{"", f})
		}
	}
	return out, date1904
}

// numberFormats returns the format of each cell style.
func (p *zipPackage) numberFormats(file string) ([]sheet.Format, error) {
	custom := map[string]string{}
	known := map[string]sheet.Format{}
	var out []sheet.Format
	in := false
	err := p.walk(file, handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "numFmt":
				custom[attr("numFmtId")] = attr("formatCode")
			case "cellXfs":
				in = true
			case "xf":
				if !in {
					break
				}
				id := attr("numFmtId")
				f, ok := known[id]
				if !ok {
					if code, named := custom[id]; named {
						f = sheet.Parse(code)
					} else if n, err := strconv.Atoi(id); err == nil {
						f = sheet.Builtin(n)
					}
					known[id] = f
				}
				out = append(out, f)
			}
			return false
		},
		end:  func(name string) { in = in && name != "cellXfs" },
		text: func(string) {}})
	return out, err
}

func (p *zipPackage) sharedStrings(file string) ([]string, error) {
	var out []string
	var b strings.Builder
	text := false
	err := p.walk(file, handler{
		start: func(name string, _ func(string) string) bool {
			text = name == "t"
			return name == "rPh" // how to read kanji
		},
		end: func(name string) {
			text = false
			if name == "si" {
				out = append(out, b.String())
				b.Reset()
			}
		},
		text: func(s string) {
			if text {
				b.WriteString(s)
			}
		}})
	return out, err
}

// columnOf returns the column, from 0, of a reference like C7; -1 if it is none.
func columnOf(ref string) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > 1<<20 {
			break
		}
		n = 26*n + int(c-'A') + 1
	}
	return n - 1
}

// cellStyles is what the value of a cell is shown by.
type cellStyles struct {
	shared   []string
	show     []sheet.Format // by style
	date1904 bool
}

// value shows a cell as people see it.
func (l cellStyles) value(kind, style, v string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(l.shared) {
			return strings.ReplaceAll(l.shared[i], "\n", " ")
		}
		return ""
	case "b":
		return sheet.Bool(v == "1")
	case "d":
		return sheet.ISODate(v)
	case "inlineStr", "str", "e":
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return v
	}
	var show sheet.Format
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(l.show) {
		show = l.show[n]
	}
	return show.Show(f, l.date1904)
}

package extract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// docx reads a Word document: the body, then footnotes and endnotes, so that
// they do not break sentences.
func (p *pack) docx(part *Part) error {
	p.properties("docProps/core.xml", part.Hints)
	out := &flow{limit: p.x.opts.MaxText + 1}
	err := p.walk("word/document.xml", wordHandler(out))
	for _, notes := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		if err == nil {
			err = p.walk(notes, wordHandler(out))
		}
	}
	part.Text = out.String()
	return err
}

func wordHandler(out *flow) handler {
	text := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "t":
				text = true
			case "tab", "ptab":
				out.add("\t")
			case "br", "cr":
				out.paragraph()
			case "noBreakHyphen":
				out.add("-")
			case "tc":
				out.cell(true)
			case "del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "tcPr":
				return true // what was deleted, fields' codes, and looks
			case "footnote", "endnote":
				return attr("type") != "" // separators
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "t":
				text = false
			case "p":
				out.paragraph()
			case "tc":
				out.cell(false)
			case "tr":
				out.paragraph()
			}
		},
		text: func(s string) {
			if text {
				out.add(s)
			}
		},
	}
}

// xlsx reads the sheets in the order of the workbook: a row a line.
func (p *pack) xlsx(part *Part) error {
	p.properties("docProps/core.xml", part.Hints)
	shared, err := p.sharedStrings()
	if err != nil {
		return err
	}
	dates, err := p.dateStyles()
	if err != nil {
		return err
	}
	out := &flow{limit: p.x.opts.MaxText + 1}
	for _, sh := range p.sheets() {
		if sh.name != "" {
			out.add(sh.name + "\n")
		}
		if err = p.sheet(sh.file, shared, dates, out); err != nil {
			break
		}
	}
	part.Text = out.String()
	return err
}

// sheetFile is a sheet of a workbook.
type sheetFile struct{ name, file string }

// sheets lists the sheets by the workbook, else by number.
func (p *pack) sheets() []sheetFile {
	var out []sheetFile
	targets := p.relations("xl/workbook.xml")
	_ = p.walk("xl/workbook.xml", handler{
		start: func(name string, attr func(string) string) bool {
			if r := targets[attr(":id")]; name == "sheet" && p.files[r.file] != nil {
				out = append(out, sheetFile{attr("name"), r.file})
			}
			return false
		}, end: func(string) {}, text: func(string) {}})
	if len(out) == 0 {
		for _, f := range p.numbered("xl/worksheets/sheet") {
			out = append(out, sheetFile{"", f})
		}
	}
	return out
}

// dateStyles tells which cell styles show a number as a date.
func (p *pack) dateStyles() (map[int]bool, error) {
	custom := map[string]bool{}
	out := map[int]bool{}
	in, n := false, 0
	err := p.walk("xl/styles.xml", handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "numFmt":
				f := strings.ToLower(attr("formatCode"))
				custom[attr("numFmtId")] = strings.Contains(f, "yy") && strings.Contains(f, "m")
			case "cellXfs":
				in = true
			case "xf":
				if in {
					id := attr("numFmtId")
					out[n] = custom[id] || slices.Contains([]string{"14", "15", "16", "17", "22"}, id)
					n++
				}
			}
			return false
		},
		end:  func(name string) { in = in && name != "cellXfs" },
		text: func(string) {}})
	return out, err
}

// serialDate turns Excel's number of a day into a date. Day 60 is 29 February
// 1900, which never was.
func serialDate(v string) (string, bool) {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || f < 61 || f > 2958465 {
		return "", false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(f)).Format("02.01.2006"), true
}

func (p *pack) sharedStrings() ([]string, error) {
	var out []string
	var b strings.Builder
	text := false
	err := p.walk("xl/sharedStrings.xml", handler{
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

func (p *pack) sheet(file string, shared []string, dates map[int]bool, out *flow) error {
	var kind, style string
	var value strings.Builder
	in := false
	column := 0 // of the next cell
	return p.walk(file, handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "row":
				column = 0
			case "c":
				if at := columnOf(attr("r")); at > column { // empty cells are left out
					out.add(strings.Repeat(cellEnd, min(at-column, xlsGap)))
					column = at
				}
				column++
				kind, style = attr("t"), attr("s")
				value.Reset()
				out.cell(true)
			case "v", "t":
				in = true
			case "f", "rPh":
				return true
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "v", "t":
				in = false
			case "c":
				v := cellValue(kind, value.String(), shared)
				if n, err := strconv.Atoi(style); err == nil && dates[n] && (kind == "" || kind == "n") {
					if d, ok := serialDate(v); ok {
						v = d
					}
				}
				out.add(v)
				out.cell(false)
			case "row":
				out.paragraph()
			}
		},
		text: func(s string) {
			if in {
				value.WriteString(s)
			}
		}})
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

// cellValue shows a cell as people see it, as far as that needs no formats.
func cellValue(kind, v string, shared []string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(shared) {
			return strings.ReplaceAll(shared[i], "\n", " ")
		}
		return ""
	case "b":
		return map[string]string{"1": "ИСТИНА", "0": "ЛОЖЬ"}[v]
	case "inlineStr", "str", "e":
		return v
	}
	return plainNumber(v)
}

// plainNumber takes away what binary fractions add: 0.30000000000000004 → 0.3.
func plainNumber(v string) string {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || len(v) < 12 {
		return v
	}
	return strings.TrimSuffix(fmt.Sprintf("%.12g", f), ".")
}

package openxml

import (
	"slices"

	"letopis/internal/extract/format"
)

// fieldCode is what an open field of Word says of itself, and where the text was when it began.
type fieldCode struct {
	code   string
	result bool // what it shows has begun
	out    *format.Flow
	at     int
}

// Fields in fields that are read, and bytes of the code of one.
const (
	maxFields = 100
	maxCode   = 2000
)

// fieldMark begins a field or ends it: one that has written nothing may show words of its code.
func (r *docxReader) fieldMark(kind string) {
	switch n := len(r.codes); {
	case kind == "begin" && n < maxFields:
		r.codes = append(r.codes, fieldCode{out: r.out, at: r.out.Len()})
	case kind == "separate" && n > 0:
		r.codes[n-1].result = true
	case kind == "end" && n > 0:
		f := r.codes[n-1]
		r.codes = r.codes[:n-1]
		if s := format.FieldText(f.code); s != "" && !r.hidden && f.out == r.out && f.at == r.out.Len() {
			r.add(s)
		}
	}
}

// inCode reports whether the text stands in the code of a field, as what other fields give for it.
func (r *docxReader) inCode() bool {
	return slices.ContainsFunc(r.codes, func(f fieldCode) bool { return f.code != "" && !f.result })
}

// takeCode takes a piece of the code of the innermost field.
func (r *docxReader) takeCode(s string) {
	if n := len(r.codes); n > 0 && len(r.codes[n-1].code)+len(s) <= maxCode {
		r.codes[n-1].code += s
	}
}

// formField is a field of the forms before content controls.
type formField struct {
	entries         []string
	result          string
	checkBox        bool
	checked, preset string
	written         bool // what it shows
	shown           bool // in what other programs have written of it
}

// formField reads the fields of forms that show what their data says: boxes to tick and
// lists to choose from. What was typed stands in the text.
func (r *docxReader) formField(name string, attr func(string) string) {
	switch name {
	case "ffData":
		r.field = formField{}
	case "fldChar":
		r.field.shown = attr("fldCharType") == "separate" && r.field.written
		r.fieldMark(attr("fldCharType"))
	case "checkBox":
		r.field.checkBox = true
	case "checked":
		r.field.checked = cmpOn(attr("val"))
	case "default":
		r.field.preset = attr("val")
	case "result":
		r.field.result = attr("val")
	case "listEntry":
		r.field.entries = append(r.field.entries, attr("val"))
	}
}

// cmpOn returns "1" or "0" for a switch.
func cmpOn(v string) string {
	if isOn(v) {
		return "1"
	}
	return "0"
}

// endField writes what a form field shows; some programs write it behind the field, too.
func (r *docxReader) endField() {
	f := &r.field
	f.written = f.checkBox || len(f.entries) > 0
	switch {
	case r.hidden:
	case f.checkBox:
		mark := "☐"
		if v := f.checked; v == "1" || v == "" && f.preset != "" && isOn(f.preset) {
			mark = "☒"
		}
		r.add(mark)
	case len(f.entries) > 0:
		chosen := f.result
		if chosen == "" {
			chosen = f.preset
		}
		if n := atoi(chosen); n >= 0 && n < len(f.entries) {
			r.add(f.entries[n])
		}
	}
}

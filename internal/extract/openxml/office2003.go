package openxml

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
	"letopis/internal/extract/sheet"
)

// Word and Excel 2003 could save a document as one XML file, which usually kept
// the name of the old format: ".doc", ".xls", or ".xml".
const (
	word2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
	xls2003  = "urn:schemas-microsoft-com:office:spreadsheet"
)

// Is2003 reports whether data is such a file, by the namespace of its root.
func Is2003(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return bytes.Contains(head, []byte("<?xml")) &&
		(bytes.Contains(head, []byte(word2003)) && bytes.Contains(head, []byte("wordDocument")) ||
			bytes.Contains(head, []byte(xls2003)) && bytes.Contains(head, []byte("Workbook")))
}

// xmlDeclaration says an encoding that is no longer so once the text is decoded.
var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// Read2003 reads Word and Excel 2003 XML.
func Read2003(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: format.MediaDOC, Hints: map[string]string{}}
	text := part.DecodeMarkup(f.Data, "")
	out := format.NewFlow(budget)
	h := word2003Handler(out)
	if !strings.Contains(text[:min(len(text), 4096)], word2003) {
		part.MediaType = format.MediaXLS
		h = xls2003Handler(out)
	}
	err := walkXML("document", []byte(xmlDeclaration.ReplaceAllString(text, "")), h, budget)
	part.Text = out.String()
	switch {
	case err != nil && part.Text != "":
		part.Because(reason.DamagedPartly.With())
	case err != nil:
		part.Because(reason.Damaged.With())
	}
	return []format.Part{part}
}

// word2003Handler reads what DOCX reads, less what stood elsewhere in 2003:
// headers, styles, and what was deleted.
func word2003Handler(out *format.Flow) handler {
	h := (&docxReader{out: out}).handler()
	start := h.start
	h.start = func(name string, attr func(string) string) bool {
		switch name {
		case "hdr", "ftr", "binData", "styles", "fonts", "lists", "DocumentProperties":
			return true
		case "annotation":
			return attr("type") == "Word.Deletion" || attr("type") == "Word.Comment"
		}
		return start(name, attr)
	}
	return h
}

// namedFormats are what Excel 2003 calls its usual formats in XML.
var namedFormats = map[string]string{
	"General Date": "dd.mm.yyyy h:mm", "Short Date": "dd.mm.yyyy", "Medium Date": "dd.mmm.yy",
	"Long Date":  `d mmmm yyyy "г."`,
	"Short Time": "h:mm", "Medium Time": "h:mm AM/PM", "Long Time": "h:mm:ss",
	"Fixed": "0.00", "Standard": "#,##0.00", "Currency": "#,##0.00 ₽", "Euro Currency": "#,##0.00 €", "Percent": "0.00%",
	"Scientific": "0.00E+00",
}

func xls2003Handler(out *format.Flow) handler {
	formats := map[string]sheet.Format{} // by style
	var style, kind string
	var value strings.Builder
	in := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "Style":
				style = attr("ID")
			case "NumberFormat":
				code := attr("Format")
				if named := namedFormats[code]; named != "" {
					code = named
				}
				formats[style] = sheet.Parse(code)
			case "Worksheet":
				out.Add(attr("Name") + "\n")
			case "Cell":
				style = attr("StyleID")
				out.Cell(true)
			case "Data":
				in, kind = true, attr("Type")
				value.Reset()
			case "Comment", "DocumentProperties":
				return true
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "Data":
				in = false
				out.Add(value2003(kind, strings.ReplaceAll(value.String(), "\n", " "), formats[style]))
			case "Cell":
				out.Cell(false)
			case "Row":
				out.Paragraph()
			}
		},
		text: func(s string) {
			if in && value.Len() < out.Limit() {
				value.WriteString(s)
			}
		},
	}
}

// value2003 shows the value of a cell; days are written as 2024-01-31T00:00:00.
func value2003(kind, v string, show sheet.Format) string {
	switch kind {
	case "Number":
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return show.Show(f, false)
		}
	case "Boolean":
		return sheet.Bool(v == "1")
	case "DateTime":
		if t, err := time.Parse("2006-01-02T15:04:05", v); err == nil && show.IsSet() {
			return show.Show(t.Sub(excelEpoch).Hours()/24, false)
		}
		return sheet.ISODate(v)
	}
	return v
}

// excelEpoch is day 0 of the days after February 1900.
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

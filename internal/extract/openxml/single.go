package openxml

import (
	"bytes"
	"regexp"
	"strings"

	"letopis/internal/extract/format"
)

const (
	mediaFB2 = "application/x-fictionbook+xml"
	mediaKML = "application/vnd.google-earth.kml+xml"
)

// IsSingle reports whether data is a book (FictionBook) or a map (KML), which are one
// XML file each.
func IsSingle(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return bytes.Contains(head, []byte("<FictionBook")) ||
		bytes.Contains(head, []byte("<kml")) && bytes.Contains(head, []byte("/kml/"))
}

// ReadSingle reads FictionBook and KML. Descriptions of places that are HTML go to open.
func ReadSingle(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	part := format.Part{MediaType: mediaKML, Hints: map[string]string{}}
	text := part.DecodeMarkup(f.Data, "")
	if text == "" {
		return []format.Part{part}
	}
	out := format.NewFlow(budget)
	h := kmlHandler(out, func(page string) string {
		var texts []string
		for _, p := range open(format.File{Name: "description.html", Data: []byte(page), Depth: f.Depth}, budget) {
			texts = append(texts, p.Text, p.Aside)
		}
		return format.JoinLines(texts...)
	})
	if strings.Contains(text[:min(len(text), 4096)], "<FictionBook") {
		part.MediaType = mediaFB2
		h = fb2Handler(out, part.Hints)
	}
	err := walkXML(f.Name, []byte(xmlDeclaration.ReplaceAllString(text, "")), h, budget)
	part.Title = format.Squeeze(part.Hints["title"])
	part.Text = out.String()
	settle(&part, err)
	return []format.Part{part}
}

// fb2Handler reads the text of a book: its annotation and its bodies, with what stands for a picture; and what the
// book says of itself: who wrote it, when, who published it.
func fb2Handler(out *format.Flow, hints map[string]string) handler {
	at, depth := "", 0 // depth of what has text
	line := false      // in a paragraph or the like, where a space between marked words parts them
	published := false
	hint := func(key, s, between string) {
		if s = format.Squeeze(s); s != "" && hints[key] != "" {
			s = hints[key] + between + s
		}
		if s != "" && len(s) < 1000 {
			hints[key] = s
		}
	}
	return handler{
		start: func(name string, attr func(string) string) bool {
			at, line = name, line || isLine(name)
			switch name {
			case "binary", "stylesheet", "document-info", "src-title-info":
				return true
			case "publish-info":
				published = true
			case "annotation", "body":
				depth++
			case "author":
				if depth == 0 && hints["author"] != "" {
					hints["author"] += ","
				}
			case "image":
				if depth > 0 {
					out.Add(" " + format.Squeeze(format.JoinLines(attr("title"), attr("alt"))) + " ")
				}
			case "td", "th":
				out.Cell(true)
			}
			return false
		},
		end: func(name string) {
			at, line = "", line && !isLine(name)
			switch name {
			case "publish-info":
				published = false
			case "annotation", "body":
				depth--
			case "p", "v", "subtitle", "text-author", "tr", "empty-line":
				if depth > 0 {
					out.Paragraph()
				}
			case "td", "th":
				out.Cell(false)
			}
		},
		text: func(s string) {
			switch {
			case at == "book-title" && !published:
				hints["title"] += s
			case depth == 0 && (at == "first-name" || at == "middle-name" || at == "last-name" || at == "nickname"):
				hint("author", s, " ")
			case depth == 0 && at == "date" && fb2Date.MatchString(strings.TrimSpace(s)):
				hint("date", s, " ")
			case published && (at == "publisher" || at == "year" || at == "city"):
				hint("publisher", s, ", ")
			case at == "keywords":
				hint(at, s, ", ")
			case at == "lang":
				hints[at] = s
			default:
				if s = strings.ReplaceAll(s, "\n", " "); depth > 0 && (line || at != "" || strings.TrimSpace(s) != "") {
					out.Add(s)
				}
			}
		},
	}
}

// isLine tells elements of a book that hold text and the marks of words in it.
func isLine(name string) bool {
	switch name {
	case "p", "v", "subtitle", "text-author", "td", "th":
		return true
	}
	return false
}

// fb2Date is a date that a book has in a form that is read: people may write there what they like.
var fb2Date = regexp.MustCompile(`^\d{4}(?:-\d\d(?:-\d\d)?)?$`)

// kmlHandler reads what places are called and described as.
func kmlHandler(out *format.Flow, page func(string) string) handler {
	var b strings.Builder
	in := false
	return handler{
		start: func(name string, _ func(string) string) bool {
			switch name {
			case "Style", "StyleMap", "coordinates":
				return true
			case "name", "description", "address", "Snippet", "value", "SimpleData":
				in = true
				b.Reset()
			}
			return false
		},
		end: func(string) {
			if !in {
				return
			}
			in = false
			s := b.String()
			if strings.Contains(s, "<") {
				s = page(s)
			}
			for line := range strings.SplitSeq(s, "\n") {
				if line = format.Squeeze(line); line != "" {
					out.Add(line + "\n")
				}
			}
		},
		text: func(s string) {
			if in && b.Len() < out.Limit() {
				b.WriteString(s)
			}
		},
	}
}

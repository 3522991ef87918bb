package document

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"letopis/web"
)

// Which texts have contents: long ones, of several parts.
const (
	longText    = 8 << 10 // bytes
	minParts    = 3
	maxParts    = 60
	maxHeading  = 140 // characters
	partHeading = `(?i:раздел|глава|статья|подпрограмма|приложение)`
)

var (
	// namedPart is the line that begins a part by its name: «Раздел 2. Цели», «ПРИЛОЖЕНИЕ № 1», «Паспорт программы».
	namedPart = regexp.MustCompile(`^(?:` + partHeading + `\s+(?:№\s*|N\s*)?(?:\d{1,3}|[IVX]{1,5})\b|(?i:паспорт)\s)`)
	// numberedPart is one by its number: «2. Цели и задачи», «IV. Сроки».
	numberedPart = regexp.MustCompile(`^(?:\d{1,2}|[IVX]{1,5})\.\s*[А-ЯЁ]`)
	// bareName is a name that the next line goes on with.
	bareName = regexp.MustCompile(`^` + partHeading + `\s+(?:№\s*|N\s*)?[\dIVX]+[.:]?$`)
)

// contents are the parts of a long text, each with the place where its heading begins; nil for a text
// that has too few to choose from. Headings stand in lines of their own, and end with no stop: what
// does is a point of a list.
func contents(text string) (parts []web.Link, places []markedRange) {
	if len(text) < longText {
		return nil, nil
	}
	at := 0
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		heading := strings.Join(strings.Fields(line), " ")
		if bareName.MatchString(heading) {
			next, _, _ := strings.Cut(strings.TrimLeft(text[at:], " \t\n"), "\n")
			if next = strings.Join(strings.Fields(next), " "); utf8.RuneCountInString(next) <= maxHeading {
				heading += " " + next
			}
		}
		if !isHeading(heading) || len(parts) == maxParts {
			continue
		}
		id := "part-" + strconv.Itoa(len(parts)+1)
		parts = append(parts, web.Link{Href: "#" + id, Text: heading})
		places = append(places, markedRange{start, start, web.TextRun{Mark: id}})
	}
	if len(parts) < minParts {
		return nil, nil
	}
	return parts, places
}

func isHeading(line string) bool {
	if n := utf8.RuneCountInString(line); n > maxHeading || n < 4 || strings.HasSuffix(line, ";") ||
		strings.HasSuffix(line, ",") || strings.HasSuffix(line, ":") {
		return false
	}
	return namedPart.MatchString(line) || numberedPart.MatchString(line) && !strings.HasSuffix(line, ".")
}

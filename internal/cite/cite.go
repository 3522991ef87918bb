// Package cite formats references to documents of the archive: by ГОСТ Р 7.0.100-2018, in BibTeX, RIS and CSL-JSON.
package cite

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"letopis/internal/rudate"
)

// Style is the format of a reference.
type Style string

// The styles.
const (
	GOST    Style = "gost"
	BibTeX  Style = "bibtex"
	RIS     Style = "ris"
	CSLJSON Style = "csl-json"
)

// Styles lists the styles in display order.
var Styles = []Style{GOST, BibTeX, RIS, CSLJSON}

// Ref is the data of a reference. Empty fields are left out.
type Ref struct {
	ID               string // key of the reference
	Title            string
	Kind             string // "постановление"
	Number           string
	Year, Month, Day int    // zero if unknown
	Issuer           string // issuing body in the nominative
	Place            string // town
	Archive          string // name of the archive
	URL              string // permanent URL
	Accessed         time.Time
	// Clause is the part of the document that is cited, «п. 3.2 приложения 1», and SHA256 the hex hash of its text;
	// empty for all of it.
	Clause, SHA256 string
}

// key returns the key of a reference, distinct for each clause of a document.
func (r Ref) key() string {
	if r.SHA256 == "" {
		return r.ID
	}
	return r.ID + "-" + r.SHA256[:min(len(r.SHA256), 12)]
}

// MediaType returns the media type of a style.
func MediaType(s Style) string {
	switch s {
	case BibTeX:
		return "application/x-bibtex; charset=utf-8"
	case RIS:
		return "application/x-research-info-systems; charset=utf-8"
	case CSLJSON:
		return "application/vnd.citationstyles.csl+json"
	}
	return "text/plain; charset=utf-8"
}

// Format formats a reference, terminated by a newline.
func Format(s Style, r Ref) (string, error) {
	switch s {
	case GOST:
		return r.gost() + "\n", nil
	case BibTeX:
		return r.bibtex(), nil
	case RIS:
		return r.ris(), nil
	case CSLJSON:
		return r.csl()
	}
	return "", fmt.Errorf("no citation style %q", s)
}

// russianDate formats the date in Russian by its precision.
func (r Ref) russianDate() string {
	switch {
	case r.Year == 0:
		return ""
	case r.Month < 1 || r.Month > 12:
		return strconv.Itoa(r.Year) + " г."
	case r.Day == 0:
		return rudate.Nominative(r.Month) + " " + strconv.Itoa(r.Year) + " г."
	}
	return fmt.Sprintf("%d %s %d г.", r.Day, rudate.Genitive(r.Month), r.Year)
}

// act returns "постановление от 1 марта 2017 г. № 179-а". «От» is followed by full dates only, because others would
// need the month in another case.
func (r Ref) act() string {
	out := r.Kind
	if d := r.russianDate(); d != "" {
		switch {
		case r.Day != 0:
			out = strings.TrimSpace(out + " от " + d)
		case out == "":
			out = d
		default:
			out += ", " + d
		}
	}
	if r.Number != "" {
		out = strings.TrimSpace(out + " № " + r.Number)
	}
	return out
}

// gost follows ГОСТ Р 7.0.100-2018 for a part of an electronic resource (analytical description): title : kind of
// document / responsible body. – Текст : электронный // resource : сайт. – URL: … (дата обращения: …). Areas are
// separated by a full stop, a space and an en dash; № is followed by a no-break space.
func (r Ref) gost() string {
	var b strings.Builder
	title := trimStop(r.Title)
	act := r.act()
	switch {
	case title == "":
		title, act = upperFirst(act), ""
	case strings.HasPrefix(strings.ToLower(title), strings.ToLower(act)):
		act = ""
	}
	b.WriteString(title)
	if act != "" {
		b.WriteString(" : " + act)
	}
	if r.Issuer != "" {
		b.WriteString(" / " + trimStop(r.Issuer))
	}
	stop(&b)
	b.WriteString(" – Текст : электронный // " + r.Archive + " : электронный архив : сайт")
	stop(&b)
	if r.Clause != "" {
		b.WriteString(" – " + upperFirst(r.Clause))
		stop(&b)
	}
	if r.URL != "" {
		b.WriteString(" – URL: " + r.URL)
		if !r.Accessed.IsZero() {
			b.WriteString(" (дата обращения: " + r.Accessed.Format("02.01.2006") + ")")
		}
		b.WriteString(".")
	}
	if r.SHA256 != "" {
		b.WriteString(" – " + hashOf + r.SHA256 + ".")
	}
	return strings.ReplaceAll(b.String(), "№ ", "№\u00a0")
}

// hashOf precedes the hash of a clause's text.
const hashOf = "SHA-256 текста: "

// note returns the hash of a clause for formats without a field for it.
func (r Ref) note() string {
	if r.SHA256 == "" {
		return ""
	}
	return hashOf + r.SHA256
}

// stop ends an area with a full stop unless there is one, as after «г.».
func stop(b *strings.Builder) {
	if !strings.HasSuffix(b.String(), ".") {
		b.WriteString(".")
	}
}

// trimStop puts a text on one line and removes a final full stop, except after «г».
func trimStop(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if t, ok := strings.CutSuffix(s, "."); ok && !strings.HasSuffix(t, " г") && !strings.HasSuffix(t, "гг") {
		return strings.TrimRight(t, ". ")
	}
	return s
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func (r Ref) bibtex() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{letopis-%s,\n", r.key())
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", name, value)
		}
	}
	field("title", "{"+texEscape(r.Title)+"}")
	if r.Issuer != "" {
		field("author", "{"+texEscape(r.Issuer)+"}")
	}
	if r.Year != 0 {
		field("year", strconv.Itoa(r.Year))
	}
	if r.Month != 0 {
		field("month", strconv.Itoa(r.Month))
	}
	if r.Day != 0 {
		field("day", strconv.Itoa(r.Day))
	}
	field("type", texEscape(r.Kind))
	field("number", texEscape(r.Number))
	field("address", texEscape(r.Place))
	if r.Clause != "" { // «pages» would be displayed as page numbers
		field("note", texEscape(upperFirst(r.Clause)+". "+r.note()))
	}
	field("howpublished", texEscape(r.Archive))
	field("url", bibURL.Replace(r.URL)) // verbatim, because biblatex and reference managers do not unescape it
	if !r.Accessed.IsZero() {
		field("urldate", r.Accessed.Format(time.DateOnly))
	}
	field("language", "russian")
	b.WriteString("}\n")
	return b.String()
}

var tex = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `%`, `\%`, `&`, `\&`, `#`, `\#`, `$`, `\$`,
	`_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`)

// bibURL keeps the braces of a field balanced.
var bibURL = strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20", "\n", "%0A", "\r", "%0D")

func texEscape(s string) string { return tex.Replace(strings.Join(strings.Fields(s), " ")) }

// ris formats RIS: CRLF-terminated lines of a two-letter tag, two spaces, a hyphen, a space and the value.
func (r Ref) ris() string {
	var b strings.Builder
	line := func(tag, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			b.WriteString(tag + "  - " + value + "\r\n")
		}
	}
	kind := "GOVDOC"
	if r.Kind == "новость" {
		kind = "ELEC"
	}
	b.WriteString("TY  - " + kind + "\r\n")
	line("ID", r.key())
	line("TI", r.Title)
	line("AU", r.Issuer)
	line("M3", r.Kind)
	line("M1", r.Number)
	if r.Year != 0 {
		line("PY", strconv.Itoa(r.Year))
		da := strconv.Itoa(r.Year) + "/"
		if r.Month != 0 {
			da += fmt.Sprintf("%02d", r.Month)
		}
		da += "/"
		if r.Day != 0 {
			da += fmt.Sprintf("%02d", r.Day)
		}
		line("DA", da+"/")
	}
	line("CY", r.Place)
	line("SE", r.Clause)
	line("N1", r.note())
	line("DB", r.Archive)
	line("UR", r.URL)
	if !r.Accessed.IsZero() {
		line("Y2", r.Accessed.Format("2006/01/02")+"/")
	}
	line("LA", "ru")
	b.WriteString("ER  - \r\n")
	return b.String()
}

func (r Ref) csl() (string, error) {
	parts := func(ns ...int) map[string]any {
		var known []int
		for _, n := range ns {
			if n == 0 {
				break
			}
			known = append(known, n)
		}
		return map[string]any{"date-parts": [][]int{known}}
	}
	kind := "legislation"
	switch r.Kind {
	case "новость":
		kind = "post"
	case "отчёт", "доклад", "прогноз", "стратегия", "программа":
		kind = "report"
	case "", "иное":
		kind = "document"
	}
	item := map[string]any{"id": r.key(), "type": kind, "title": strings.Join(strings.Fields(r.Title), " "),
		"language": "ru"}
	for name, value := range map[string]string{"genre": r.Kind, "number": r.Number, "publisher-place": r.Place,
		"publisher": r.Issuer, "archive": r.Archive, "URL": r.URL, "section": r.Clause, "note": r.note()} {
		if value != "" {
			item[name] = value
		}
	}
	if r.Issuer != "" {
		item["author"] = []map[string]string{{"literal": r.Issuer}}
	}
	if r.Year != 0 {
		item["issued"] = parts(r.Year, r.Month, r.Day)
	}
	if !r.Accessed.IsZero() {
		item["accessed"] = parts(r.Accessed.Year(), int(r.Accessed.Month()), r.Accessed.Day())
	}
	b, err := json.MarshalIndent([]any{item}, "", "  ")
	if err != nil {
		return "", fmt.Errorf("citing %s: %w", r.ID, err)
	}
	return string(b) + "\n", nil
}

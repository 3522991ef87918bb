package clause

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
)

// names holds the names of each kind: in anchors, in full, short, in the genitive, and in English.
var names = [...]struct{ anchor, full, short, of, english string }{
	Annex:      {"прил", "приложение", "приложение", "приложения", "annex"},
	Subprogram: {"подпр", "подпрограмма", "подпрограмма", "подпрограммы", "subprogramme"},
	Passport:   {"паспорт", "паспорт", "паспорт", "паспорта", "passport"},
	Section:    {"разд", "раздел", "раздел", "раздела", "section"},
	Subsection: {"подразд", "подраздел", "подраздел", "подраздела", "subsection"},
	Chapter:    {"гл", "глава", "гл.", "главы", "chapter"},
	Article:    {"ст", "статья", "ст.", "ст.", "article"},
	Part:       {"ч", "часть", "ч.", "ч.", "part"},
	Item:       {"п", "пункт", "п.", "п.", "clause"},
	Subitem:    {"пп", "подпункт", "подп.", "подп.", "item"},
}

// String returns the Russian name of a kind: «пункт».
func (k Kind) String() string { return names[k].full }

// Anchor returns the URL fragment of a clause: "прил-1-п-3.2", "ст-5-ч-2-п-1". It is made of the visible numbers and
// unique within the text: the second list with the same numbers has "п-1~2".
func (t *Tree) Anchor(i int) string {
	c := &t.clauses[i]
	own := names[c.Kind].anchor
	if c.Number != "" {
		own += "-" + c.Number
	}
	if c.repeat > 0 {
		own += "~" + strconv.Itoa(c.repeat+1)
	}
	if c.under < 0 {
		return own
	}
	return t.Anchor(c.under) + "-" + own
}

// Label returns a reference to a clause as people write it: «п. 3.2 приложения 1».
func (t *Tree) Label(i int) string {
	var b strings.Builder
	for at, below := i, -1; at >= 0; below, at = at, t.clauses[at].under {
		c := &t.clauses[at]
		name := names[c.Kind].short
		switch {
		case below < 0:
		case c.Kind == Annex && t.clauses[below].Kind == Annex:
			name = "к приложению"
		case c.Kind == Item && t.clauses[i].Kind == Item:
			name = "пункта" // «п. 1 п. 2» would read badly
		default:
			name = names[c.Kind].of
		}
		if b.WriteString(name); c.Number != "" {
			b.WriteString("\u00a0" + displayNumber(c))
		}
		if c.under >= 0 {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// English is Label in English: «clause 3.2 of annex 1».
func (t *Tree) English(i int) string {
	var b strings.Builder
	for at := i; at >= 0; at = t.clauses[at].under {
		c := &t.clauses[at]
		if b.WriteString(names[c.Kind].english); c.Number != "" {
			b.WriteString("\u00a0" + displayNumber(c))
		}
		if c.under >= 0 {
			b.WriteString(" of ")
		}
	}
	return b.String()
}

// displayNumber returns a number as written in a sentence: letters in quotation marks.
func displayNumber(c *Clause) string {
	if c.Kind == Subitem && c.Number[0] > '9' {
		return "«" + c.Number + "»"
	}
	return c.Number
}

// Title returns the first line of a clause without its marker: the whole text of a heading.
func (t *Tree) Title(i int) string {
	c := &t.clauses[i]
	end := c.End
	if i+1 < len(t.clauses) {
		end = min(end, t.clauses[i+1].Start)
	}
	line, _, _ := strings.Cut(strings.TrimLeft(t.text[min(c.Body, end):end], " \t\r\n\u00a0"), "\n")
	return strings.Join(strings.Fields(line), " ")
}

// Text returns a clause with everything inside it.
func (t *Tree) Text(i int) string { return t.text[t.clauses[i].Start:t.clauses[i].End] }

// Hash identifies the wording of a clause. It covers letters and digits only, so it survives re-extraction of the
// text with other spaces, punctuation and line breaks.
func (t *Tree) Hash(i int) string { return hash(t.text[t.clauses[i].Body:t.clauses[i].End]) }

// hashBytes is how many bytes of a SHA-256 are kept: enough to distinguish the clauses of one text.
const hashBytes = 6

func hash(s string) string {
	h := sha256.New()
	buf := make([]byte, 0, 512)
	for _, r := range s {
		if r = unicode.ToLower(r); r == 'ё' {
			r = 'е'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if buf = append(buf, string(r)...); len(buf) > 500 {
				h.Write(buf)
				buf = buf[:0]
			}
		}
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil)[:hashBytes])
}

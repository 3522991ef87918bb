package clause

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
)

// names are how kinds are told: in an anchor, in the nominative, short, in the genitive, in English.
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

// String is the name of a kind: «пункт».
func (k Kind) String() string { return names[k].full }

// Anchor is the fragment that leads to a clause: "прил-1-п-3.2", "ст-5-ч-2-п-1". It is made of the numbers that
// people see; no two of a text are the same: the second list of the same numbers has "п-1~2".
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

// Label is how people refer to a clause: «п. 3.2 приложения 1».
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
			name = "пункта" // «п. 1 п. 2» reads badly
		default:
			name = names[c.Kind].of
		}
		if b.WriteString(name); c.Number != "" {
			b.WriteString("\u00a0" + shown(c))
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
			b.WriteString("\u00a0" + shown(c))
		}
		if c.under >= 0 {
			b.WriteString(" of ")
		}
	}
	return b.String()
}

// shown is a number within a sentence: letters stand in quotation marks.
func shown(c *Clause) string {
	if c.Kind == Subitem && c.Number[0] > '9' {
		return "«" + c.Number + "»"
	}
	return c.Number
}

// Title is the first line of a clause without its mark: of a heading all that it says.
func (t *Tree) Title(i int) string {
	c := &t.clauses[i]
	end := c.End
	if i+1 < len(t.clauses) {
		end = min(end, t.clauses[i+1].Start)
	}
	line, _, _ := strings.Cut(strings.TrimLeft(t.text[min(c.Body, end):end], " \t\r\n\u00a0"), "\n")
	return strings.Join(strings.Fields(line), " ")
}

// Text is a clause with all that belongs to it.
func (t *Tree) Text(i int) string { return t.text[t.clauses[i].Start:t.clauses[i].End] }

// Hash tells wordings of a clause apart. It is that of its letters and digits alone: a text that was read anew, with
// other spaces, signs and lines, has the same.
func (t *Tree) Hash(i int) string { return hash(t.text[t.clauses[i].Body:t.clauses[i].End]) }

// hashBytes of SHA-256 are enough for the clauses of one text.
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

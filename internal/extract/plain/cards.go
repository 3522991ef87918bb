package plain

import (
	"bytes"
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"

	"letopis/internal/extract/charset"
	"letopis/internal/extract/format"
)

// maxCardLines bounds the content lines of a file that are looked at.
const maxCardLines = 1 << 20

// IsCards reports whether data is a calendar (iCalendar, RFC 5545) or has visiting cards (vCard, RFC 6350).
func IsCards(data []byte) bool {
	head := bytes.ToUpper(bytes.TrimLeft(data[:min(len(data), 64)], "\ufeff \r\n\t"))
	return bytes.HasPrefix(head, []byte("BEGIN:VCALENDAR")) || bytes.HasPrefix(head, []byte("BEGIN:VCARD"))
}

// ReadCards reads a calendar or visiting cards, for what people see of them: each event of several is a document, cards
// are one.
func ReadCards(f format.File, budget *format.Budget) []format.Part {
	whole := format.Part{MediaType: "text/calendar", Hints: map[string]string{}}
	lines := contentLines(whole.Decode(f.Data, "", budget))
	var cards []card
	var open []string
	for _, line := range lines {
		l := lineOf(line)
		switch {
		case l.name == "BEGIN":
			kind := strings.ToUpper(l.value)
			open = append(open, kind)
			if cardKinds[kind] {
				cards = append(cards, card{kind: kind, hints: map[string]string{}})
			}
		case l.name == "END":
			open = open[:max(0, len(open)-1)]
		case len(cards) > 0 && len(open) > 0 && cardKinds[open[len(open)-1]]:
			cards[len(cards)-1].take(l)
		case l.name == "X-WR-CALNAME":
			whole.Title = unescaped(l.value)
		}
		if budget.Err() != nil {
			break
		}
	}
	var text strings.Builder
	events := 0
	for i := range cards {
		text.WriteString(cards[i].text() + "\n")
		if cards[i].kind != "VCARD" {
			events++
		}
	}
	if events == 0 {
		whole.MediaType = "text/vcard"
	}
	if events < 2 {
		whole.Text = strings.TrimSpace(text.String())
		if len(cards) == 1 {
			whole.Hints = cards[0].hints
		}
		return []format.Part{whole}
	}
	c := format.NewCollector(budget)
	for i := range cards {
		if !c.HasRoom() {
			break
		}
		c.Put(format.Part{Path: fmt.Sprintf("#event-%d", i+1), Title: cards[i].title, Text: cards[i].text(),
			Aside: whole.Title, Hints: cards[i].hints, MediaType: whole.MediaType, Charset: whole.Charset})
	}
	return c.Done(whole.MediaType)
}

// cardKinds are the components that are read: events, tasks, notes, cards.
var cardKinds = map[string]bool{"VEVENT": true, "VTODO": true, "VJOURNAL": true, "VCARD": true}

// card is one of them.
type card struct {
	kind, title string
	start, end  string
	lines       []string // what it says, below its title
	hints       map[string]string
}

// labels are what stands before values whose kind nobody would guess.
var labels = map[string]string{"LOCATION": "Место: ", "ORGANIZER": "Организатор: ", "ATTENDEE": "Участник: ",
	"CONTACT": "Контакт: ", "DUE": "Срок: ", "TEL": "Телефон: ", "ADR": "Адрес: ", "BDAY": "День рождения: ",
	"CATEGORIES": "", "DESCRIPTION": "", "COMMENT": "", "ORG": "", "TITLE": "", "ROLE": "", "NOTE": "", "EMAIL": "",
	"URL": ""}

// take takes a line of a card.
func (c *card) take(l contentLine) {
	value := unescaped(l.value)
	switch l.name {
	case "SUMMARY", "FN":
		c.title = format.Squeeze(value)
		c.hints["title"] = c.title
	case "DTSTART":
		c.start = day(value)
	case "DTEND":
		c.end = day(value)
	case "CREATED", "REV":
		if at := day(value); len(value) >= 8 && at != value {
			c.hints["created"] = value[:4] + "-" + value[4:6] + "-" + value[6:8]
		}
	case "RRULE":
		for _, r := range [][2]string{{"FREQ=DAILY", "ежедневно"}, {"FREQ=WEEKLY", "еженедельно"},
			{"FREQ=MONTHLY", "ежемесячно"}, {"FREQ=YEARLY", "ежегодно"}} {
			if strings.Contains(l.value, r[0]) {
				c.lines = append(c.lines, "Повторяется: "+r[1])
			}
		}
	case "N":
		if c.title == "" { // the family name goes first
			c.title = format.Squeeze(strings.ReplaceAll(value, ";", " "))
		}
	default:
		label, known := labels[l.name]
		if !known || strings.TrimSpace(value) == "" {
			return
		}
		switch l.name {
		case "ORGANIZER", "ATTENDEE", "TEL", "EMAIL":
			_, address, ok := strings.Cut(value, ":") // mailto:, tel:
			if !ok {
				address = value
			}
			value = strings.TrimSpace(l.person + " " + address)
		case "ADR", "ORG":
			value = joinFields(value)
		case "DUE", "BDAY":
			value = day(value)
		}
		if c.lines = append(c.lines, label+strings.TrimSpace(value)); l.name == "ORGANIZER" {
			c.hints["author"] = format.Squeeze(value)
		}
	}
}

// text is what the card says.
func (c *card) text() string {
	lines := []string{c.title}
	switch {
	case c.start != "" && c.end != "" && c.end != c.start:
		lines = append(lines, "Когда: "+c.start+" — "+c.end)
	case c.start != "":
		lines = append(lines, "Когда: "+c.start)
	}
	return format.JoinLines(append(lines, c.lines...)...)
}

// joinFields is a value of several fields, without those that are empty.
func joinFields(value string) string {
	var out []string
	for field := range strings.SplitSeq(value, ";") {
		if field = format.Squeeze(field); field != "" {
			out = append(out, field)
		}
	}
	return strings.Join(out, ", ")
}

// day shows a date of RFC 5545 with its time, «20240312T100000Z»; what is none stays as it is.
func day(value string) string {
	date, clock, _ := strings.Cut(strings.ReplaceAll(value, "-", ""), "T")
	if len(date) != 8 || strings.Trim(date, "0123456789") != "" {
		return value
	}
	out := date[6:8] + "." + date[4:6] + "." + date[:4]
	if len(clock) >= 4 && strings.Trim(clock[:4], "0123456789") == "" {
		out += " " + clock[:2] + ":" + clock[2:4]
		if strings.HasSuffix(clock, "Z") {
			out += " UTC"
		}
	}
	return out
}

// contentLine is a property: its name without a group, the name of a person among its parameters, its value.
type contentLine struct{ name, person, value string }

// lineOf parts a line; values that old cards have in quoted-printable are decoded.
func lineOf(line string) contentLine {
	quoted := false
	at := strings.IndexFunc(line, func(r rune) bool {
		quoted = quoted != (r == '"')
		return r == ':' && !quoted
	})
	if at < 0 {
		return contentLine{}
	}
	head := strings.Split(line[:at], ";")
	l := contentLine{name: strings.ToUpper(head[0]), value: line[at+1:]}
	if dot := strings.LastIndexByte(l.name, '.'); dot >= 0 {
		l.name = l.name[dot+1:]
	}
	encoded, page := false, ""
	for _, p := range head[1:] {
		name, value, _ := strings.Cut(p, "=")
		switch strings.ToUpper(name) {
		case "CN":
			l.person = strings.Trim(value, `"`)
		case "CHARSET":
			page = value
		case "ENCODING", "QUOTED-PRINTABLE":
			encoded = encoded || strings.EqualFold(value, "quoted-printable") || value == ""
		}
	}
	if encoded {
		b, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(l.value))) // as far as it goes
		l.value = charset.DecodeDeclared(b, page)
	}
	return l
}

// contentLines joins the lines that are folded: those that begin with a space, and, in quoted-printable, those after
// «=».
func contentLines(text string) []string {
	var out []string
	var line strings.Builder
	soft, encoded := false, false
	for s := range strings.Lines(text) {
		s = strings.TrimRight(s, "\r\n")
		switch {
		case soft:
		case s != "" && (s[0] == ' ' || s[0] == '\t'):
			s = s[1:]
		default:
			out = append(out, line.String())
			line.Reset()
			encoded = strings.Contains(strings.ToUpper(s), "QUOTED-PRINTABLE")
		}
		if len(out) >= maxCardLines {
			break
		}
		if soft = encoded && strings.HasSuffix(s, "="); soft {
			s = strings.TrimSuffix(s, "=")
		}
		line.WriteString(s)
	}
	return append(out, line.String())
}

// unescaped is a value as it is meant: its commas, semicolons and ends of lines are escaped.
var unescaped = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace

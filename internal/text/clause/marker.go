package clause

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is how a clause is marked. The clauses of one list share a style.
type style uint8

const (
	named  style = iota // «Глава 2», «Приложение № 1»
	roman               // «II.»
	dotted              // «3.», «3.2.»
	paren               // «1)»
	letter              // «а)»
)

// marker is the mark at the start of a line.
type marker struct {
	kind       Kind
	style      style
	number     string
	start      int // offset of the marker in the text
	body       int // end of the marker
	rest       string
	bare       bool // the line consists of the marker only; the clause continues on the next one
	terminated bool // a full stop or bracket follows the number
	ocrDigit   bool // a letter was read as a digit
}

// words are the words that name a clause.
var words = []struct {
	word string
	kind Kind
}{
	{"ПРИЛОЖЕНИЕ", Annex}, {"ПОДПРОГРАММА", Subprogram}, {"ПАСПОРТ", Passport}, {"РАЗДЕЛ", Section},
	{"ПОДРАЗДЕЛ", Subsection}, {"ГЛАВА", Chapter}, {"СТАТЬЯ", Article}, {"ЧАСТЬ", Part},
}

// mark reads the marker at the start of the line text[start:end]. ok reports whether the line may begin a clause.
func mark(text string, start, end int) (m marker, ok bool) {
	for start < end {
		r, n := utf8.DecodeRuneInString(text[start:end])
		if !isBlank(r) {
			break
		}
		start += n
	}
	line := strings.TrimRightFunc(text[start:end], isBlank)
	if line == "" {
		return marker{}, false
	}
	m.start = start
	switch r, n := utf8.DecodeRuneInString(line); {
	case r >= '0' && r <= '9':
		ok = m.digits(line)
	case strings.ContainsRune("IVXLХІ", r) && m.roman(line):
		ok = true
	case r == 'З' && (strings.HasPrefix(line[n:], ".") || strings.HasPrefix(line[n:], ")")):
		m.number, m.ocrDigit = "3", true // the letter «З» instead of a 3, common in OCR
		ok = m.closed(line, n, line[n] == ')')
	case unicode.Is(unicode.Cyrillic, r) && unicode.IsLower(r) || r == 'a' || r == 'e' || r == 'o' || r == 'c':
		ok = m.letter(line, r, n)
	case strings.ContainsRune("ПРГСЧУ", r), r == '(':
		ok = m.named(line)
	}
	return m, ok
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\u00a0' || r == '\r' || r == '\ufeff'
}

// setRest sets the fields that describe what follows a marker of at bytes.
func (m *marker) setRest(line string, at int) {
	m.rest = strings.TrimLeftFunc(line[at:], isBlank)
	m.body = m.start + len(line) - len(m.rest)
	m.bare = m.rest == ""
}

// closed reads the full stop or bracket after a number that ends at at.
func (m *marker) closed(line string, at int, bracket bool) bool {
	if m.style = dotted; bracket {
		m.style = paren
	}
	m.kind, m.terminated = Item, true
	m.setRest(line, at+1)
	// «1.5» and «31.12.2015» are not numbers of clauses.
	return m.bare || bracket || m.rest != line[at+1:] || !startsDigit(m.rest)
}

func startsDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// digits reads «3.», «3.2», «1)», «1 .».
func (m *marker) digits(line string) bool {
	at, parts := 0, 0
	for {
		from := at
		for at < len(line) && line[at] >= '0' && line[at] <= '9' {
			at++
		}
		if n := at - from; n == 0 || n > 3 || line[from] == '0' {
			return false
		}
		parts++
		if at+1 < len(line) && line[at] == '.' && startsDigit(line[at+1:]) && parts < 7 {
			at++
			continue
		}
		break
	}
	if m.number = line[:at]; at > maxNumber {
		return false
	}
	stop := at
	for stop < len(line) && (line[stop] == ' ' || strings.HasPrefix(line[stop:], "\u00a0")) && stop < at+3 {
		stop++
	}
	if stop < len(line) && (line[stop] == '.' || line[stop] == ')') {
		return m.closed(line, stop, line[stop] == ')')
	}
	if parts == 1 {
		return false // «100 % выполнение»
	}
	m.style, m.kind = dotted, Item
	m.setRest(line, at)
	return m.bare || m.rest != line[at:]
}

// roman reads «II.», «IV. Сроки».
func (m *marker) roman(line string) bool {
	var b strings.Builder
	at := 0
	for at < len(line) && b.Len() < 8 {
		r, n := utf8.DecodeRuneInString(line[at:])
		switch r {
		case 'Х':
			r = 'X'
		case 'І':
			r = 'I'
		}
		if !strings.ContainsRune("IVXL", r) {
			break
		}
		b.WriteRune(r)
		at += n
	}
	m.number = b.String()
	for at < len(line) && line[at] == ' ' {
		at++
	}
	if at == len(line) || line[at] != '.' && line[at] != ')' || RomanValue(m.number) == 0 {
		return false
	}
	m.kind, m.style, m.terminated = Section, roman, true
	m.setRest(line, at+1)
	return m.bare || m.rest != line[at+1:]
}

// RomanValue returns the value of a Roman numeral in capitals up to LXXXIX, or 0 if s is not one.
func RomanValue(s string) (n int) {
	value := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50}
	for i := range len(s) {
		v := value[s[i]]
		if v == 0 {
			return 0
		}
		if i+1 < len(s) && v < value[s[i+1]] {
			v = -v
		}
		n += v
	}
	return max(n, 0)
}

// cyrillicTwins maps Latin letters to the Cyrillic ones they look like.
var cyrillicTwins = map[rune]string{'a': "а", 'e': "е", 'o': "о", 'c': "с"}

// letter reads «а)».
func (m *marker) letter(line string, r rune, n int) bool {
	at := n
	for at < len(line) && line[at] == ' ' && at < n+2 {
		at++
	}
	if at == len(line) || line[at] != ')' {
		return false
	}
	if m.number = cyrillicTwins[r]; m.number == "" {
		m.number = line[:n]
	}
	m.kind, m.style, m.terminated = Subitem, letter, true
	m.setRest(line, at+1)
	return !m.bare
}

// named reads «Глава 2. …», «Приложение № 1 к …», «Паспорт программы» and approval stamps of annexes.
func (m *marker) named(line string) bool {
	m.style = named
	if isStamp(line) {
		m.kind = Annex
		m.setRest(line, 0)
		m.body = m.start + len(line)
		return true
	}
	for _, w := range words {
		at := prefixWord(line, w.word)
		if at == 0 {
			continue
		}
		m.kind = w.kind
		return m.numbered(line, at)
	}
	return false
}

// prefixWord returns the length in bytes of word at the start of a line, in capitals or capitalised, possibly
// letter-spaced; 0 if the line begins with anything else.
func prefixWord(line, word string) int {
	at, spaced, i := 0, false, 0
	for _, want := range word {
		if i == 2 && at < len(line) && line[at] == ' ' {
			spaced = true
		}
		if i > 0 && at < len(line) && line[at] == ' ' && (i == 1 || spaced) {
			at++
		}
		r, n := utf8.DecodeRuneInString(line[at:])
		if i == 0 && r != want || unicode.ToUpper(r) != want {
			return 0
		}
		at += n
		i++
	}
	if r, _ := utf8.DecodeRuneInString(line[at:]); at < len(line) && unicode.IsLetter(r) {
		return 0
	}
	return at
}

// numbered reads the number after a name and reports whether the line is a heading rather than a sentence.
func (m *marker) numbered(line string, at int) bool {
	rest := strings.TrimLeftFunc(line[at:], isBlank)
	if m.kind == Passport {
		m.setRest(line, at)
		return len(line) <= 200 && !strings.ContainsAny(line, ";:") && !isAmendment(line)
	}
	for _, sign := range []string{"№", "N", "#"} {
		if s, ok := strings.CutPrefix(rest, sign); ok {
			rest = strings.TrimLeftFunc(s, isBlank)
			break
		}
	}
	n := 0
	for n < len(rest) && (startsDigit(rest[n:]) || rest[n] == '.' && startsDigit(rest[n+1:])) {
		n++
	}
	if n == 0 {
		for n < len(rest) && strings.IndexByte("IVXL", rest[n]) >= 0 {
			n++
		}
	}
	if m.number = rest[:n]; n > maxNumber || n == 0 && m.kind != Annex {
		return false
	}
	at = len(line) - len(rest) + n
	tail := strings.TrimLeft(rest[n:], " \u00a0")
	if stop, ok := strings.CutPrefix(tail, "."); ok && n > 0 {
		m.terminated, tail = true, stop
		at = len(line) - len(tail)
	}
	m.setRest(line, at)
	return m.isHeadingTail(strings.TrimSpace(tail), n > 0)
}

// isHeadingTail reports whether the text after the number of a named clause reads as a heading.
func (m *marker) isHeadingTail(tail string, number bool) bool {
	if tail == "" {
		return true
	}
	if isAmendment(tail) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(tail)
	if m.kind == Annex {
		low := strings.ToLower(tail)
		return (strings.HasPrefix(low, "к ") || r == '(' || r == '«' || number && unicode.IsUpper(r)) &&
			!strings.ContainsAny(tail[len(tail)-1:], ";:,")
	}
	if m.kind == Article && !m.terminated && beginsWithAct(tail) {
		return false
	}
	return m.terminated || unicode.IsUpper(r) || strings.ContainsRune("«\"(—–-:)", r)
}

// beginsWithAct reports whether a text begins with the name of an act, which makes the article before it a reference:
// «Статья 9 Закона …».
func beginsWithAct(s string) bool {
	for _, act := range []string{"Закон", "Федеральн", "Устав", "Кодекс", "Конституц", "Бюджетн", "Градостроит", "Земельн",
		"Жилищн", "Трудов", "Налогов", "Гражданск"} {
		if strings.HasPrefix(s, act) {
			return true
		}
	}
	return false
}

// isStamp reports whether a line begins the approval stamp of an annex: «УТВЕРЖДЕНО постановлением …», «(утв. решением
// …».
func isStamp(line string) bool {
	bracketed := strings.HasPrefix(line, "(")
	if !bracketed && !strings.HasPrefix(line, "У") { // rules out most lines before lowercasing a copy
		return false
	}
	low := strings.ToLower(strings.TrimLeft(line, "( "))
	if bracketed {
		return strings.HasPrefix(low, "утв. ") && namesAct(low)
	}
	if !strings.HasPrefix(low, "утвержден") && !strings.HasPrefix(low, "утверждён") {
		return false
	}
	_, rest, more := strings.Cut(low, " ")
	return !more || namesAct(rest)
}

// namesAct reports whether a line names the act by which something is approved.
func namesAct(low string) bool {
	for _, act := range []string{"постановлением", "решением", "распоряжением", "приказом", "указом", "законом"} {
		if strings.Contains(low, act) {
			return true
		}
	}
	return false
}

// isAmendment reports whether a line instructs how to amend a clause, in which case it does not begin one.
func isAmendment(line string) bool {
	low := strings.ToLower(line)
	for _, stem := range []string{"изложить", "изложен", "дополнить", "исключить", "заменить", "признать", "согласно прил",
		"утратив", "слова ", "новой редакции", "следующей редакции"} {
		if strings.Contains(low, stem) {
			return true
		}
	}
	return false
}

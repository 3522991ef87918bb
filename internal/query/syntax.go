package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A query is a list of clauses that all hold (or, negated, all fail). A clause
// is one operand, or several joined by OR. docs/query.md is the reference.
//
//	query   = clause { clause }
//	clause  = [ "-" ] operand { OR operand }
//	operand = [ field ":" ] ( word | word "*" | quoted )
//
// Parsing never fails: what makes no sense as syntax is read as text, with a
// warning.
type clause struct {
	not bool
	any []operand
}

type operand struct {
	kind  operandKind
	field string // "" or one of fieldNames' values
	text  string // as typed, without quotes, star, field
	start int    // of text in the query, in bytes
}

type operandKind int

const (
	opWord operandKind = iota
	opPhrase
	opPrefix
)

// fieldNames maps what may stand before a colon, in both languages.
var fieldNames = map[string]string{
	"title": "title", "название": "title", "заголовок": "title",
	"number": "number", "номер": "number",
	"date": "date", "дата": "date",
	"city": "city", "город": "city",
	"program": "program", "программа": "program",
	"kind": "kind", "вид": "kind",
	"region": "region", "регион": "region",
	"municipality": "municipality", "муниципалитет": "municipality", "район": "municipality", "округ": "municipality",
	"settlement": "settlement", "поселение": "settlement",
	"level": "level", "уровень": "level",
	"event": "event", "событие": "event",
	"issuer": "issuer", "орган": "issuer",
}

const (
	openQuotes  = `"«„“”`
	closeQuotes = `"»“”`
	minPrefix   = 3 // letters before a star
)

type parser struct {
	whole    string
	s        string // what is left of it
	clauses  []clause
	warnings []Message
	joinNext bool // an OR stands before the next operand
}

// parse reads s. The clauses hold the text as typed; analysis comes later.
func parse(s string) ([]clause, []Message) {
	p := &parser{whole: s, s: s}
	for p.skipSpace(); p.s != ""; p.skipSpace() {
		p.clause()
	}
	if p.joinNext {
		p.warn(warnOperator)
	}
	return p.clauses, p.warnings
}

func (p *parser) skipSpace() { p.s = strings.TrimLeftFunc(p.s, unicode.IsSpace) }

func (p *parser) warn(m Message) {
	for _, w := range p.warnings {
		if w.Code == m.Code {
			return
		}
	}
	p.warnings = append(p.warnings, m)
}

func (p *parser) clause() {
	not := false
	if rest, ok := strings.CutPrefix(p.s, "-"); ok && startsOperand(rest) {
		not, p.s = true, rest
	}
	field := p.field()
	start := len(p.whole) - len(p.s)
	text, quoted, ok := p.quoted()
	if !ok {
		text = p.word()
		if !not && field == "" && p.operator(text) {
			return
		}
	}
	op, ok := p.operand(field, text, quoted)
	if !ok {
		return
	}
	op.start = start + max(0, strings.Index(p.whole[start:], op.text))
	if p.joinNext {
		p.joinNext = false
		if not {
			p.warn(warnNotInOr)
		}
		last := &p.clauses[len(p.clauses)-1]
		last.any = append(last.any, op)
		return
	}
	p.clauses = append(p.clauses, clause{not: not, any: []operand{op}})
}

// startsOperand tells whether a minus before rest means "without": in
// «2011 -2014» and «культура - спорт» it does not.
func startsOperand(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r) || strings.ContainsRune(openQuotes, r)
}

// field takes "name:" when the name is known and something follows.
func (p *parser) field() string {
	i := strings.IndexByte(p.s, ':')
	if i <= 0 {
		return ""
	}
	field, ok := fieldNames[strings.ToLower(p.s[:i])]
	if !ok {
		return ""
	}
	r, _ := utf8.DecodeRuneInString(p.s[i+1:])
	if p.s[i+1:] == "" || unicode.IsSpace(r) {
		p.warn(warnEmptyField)
		return ""
	}
	p.s = p.s[i+1:]
	return field
}

// quoted takes a quoted string. A quote without its pair is skipped.
func (p *parser) quoted() (text string, quoted, ok bool) {
	r, n := utf8.DecodeRuneInString(p.s)
	if !strings.ContainsRune(openQuotes, r) {
		return "", false, false
	}
	end := strings.IndexAny(p.s[n:], closeQuotes)
	if end < 0 {
		p.warn(warnQuote)
		p.s = p.s[n:]
		return p.word(), false, true
	}
	text = p.s[n : n+end]
	_, m := utf8.DecodeRuneInString(p.s[n+end:])
	p.s = p.s[n+end+m:]
	return text, true, true
}

// word takes everything up to a space or a quote.
func (p *parser) word() string {
	end := strings.IndexFunc(p.s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(openQuotes, r)
	})
	if end < 0 {
		end = len(p.s)
	}
	w := p.s[:end]
	p.s = p.s[end:]
	if r, n := utf8.DecodeRuneInString(p.s); w == "" && strings.ContainsRune(closeQuotes, r) {
		p.s = p.s[n:] // a closing quote that closes nothing
	}
	return w
}

// operator recognises the words of the language. They are written in capitals,
// so that «или» in a title stays a word.
func (p *parser) operator(w string) bool {
	switch w {
	case "OR", "ИЛИ", "|", "||":
		if len(p.clauses) == 0 || p.joinNext || p.clauses[len(p.clauses)-1].not {
			p.warn(warnOperator)
			return true
		}
		p.joinNext = true
		return true
	case "AND", "&", "&&", "+":
		return true // all words are required anyway
	}
	return false
}

func (p *parser) operand(field, text string, quoted bool) (operand, bool) {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if strings.IndexFunc(text, isWordRune) < 0 && (text != "№" || quoted) { // what follows «№» is an act's number
		return operand{}, false
	}
	if quoted {
		return operand{kind: opPhrase, field: field, text: text}, true
	}
	op := operand{kind: opWord, field: field, text: text}
	if stem, ok := strings.CutSuffix(text, "*"); ok {
		if countLetters(stem) >= minPrefix && strings.IndexFunc(stem, func(r rune) bool { return !isWordRune(r) }) < 0 {
			return operand{kind: opPrefix, field: field, text: stem}, true
		}
		p.warn(warnPrefix)
		op.text = strings.TrimRight(text, "*")
	}
	if strings.Contains(op.text, "*") {
		p.warn(warnPrefix) // a star inside is a mark like any other
	}
	return op, true
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func countLetters(s string) int {
	n := 0
	for _, r := range s {
		if isWordRune(r) {
			n++
		}
	}
	return n
}

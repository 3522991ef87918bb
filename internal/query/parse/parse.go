// Package parse reads the syntax of the query language: text becomes a list of clauses.
// docs/query.md is the reference; Query is the entry.
package parse

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/query/message"
	"letopis/internal/query/words"
)

// Clause is a condition of a query, a list of clauses that all hold (or, negated, all
// fail): one operand, or several joined by OR.
//
//	query   = clause { clause }
//	clause  = [ "-" ] operand { OR operand }
//	operand = [ field ":" ] ( word | word "*" | quoted )
//
// Parsing never fails: what makes no sense as syntax is read as text, with a
// warning.
type Clause struct {
	Not bool
	Any []Operand
}

// Operand is what a clause looks for.
type Operand struct {
	Kind  Kind
	Field string // "" or one of fieldNames' values
	Text  string // as typed, without quotes, star, field
	Start int    // of Text in the query, in bytes
}

// Kind is how an operand was written.
type Kind int

// The kinds of operands.
const (
	Word   Kind = iota
	Phrase      // in quotes
	Prefix      // with a star
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
	"municipality": "municipality", "муниципалитет": "municipality",
	"район": "municipality", "округ": "municipality",
	"settlement": "settlement", "поселение": "settlement",
	"level": "level", "уровень": "level",
	"event": "event", "событие": "event",
	"issuer": "issuer", "орган": "issuer",
	"force": "force", "статус": "force",
	"force.on": "force_on", "действует": "force_on",
	"draft": "draft", "проект": "draft",
}

// MaxPhrase is the number of words of a quoted phrase that are looked for: a sentence is pasted whole, and as many tell
// it from any other. The work for a phrase grows with its words.
const MaxPhrase = 32

// longestField is the length of the longest of their names, in bytes.
const longestField = len("муниципалитет")

const (
	openQuotes  = `"«„“”`
	closeQuotes = `"»“”`
)

type parser struct {
	whole    string
	s        string // what is left of it
	clauses  []Clause
	warnings []message.Message
	joinNext bool   // an OR stands before the next operand
	unclosed bool   // no closing quote is left
	unpaired string // opening marks whose pair is nowhere in what is left
}

// Query reads s. The clauses hold the text as typed; analysis comes later.
func Query(s string) ([]Clause, []message.Message) {
	p := &parser{whole: s, s: s}
	for p.skipSpace(); p.s != ""; p.skipSpace() {
		p.clause()
	}
	if p.joinNext {
		p.warn(warnOperator)
	}
	if !words.Any(s) && strings.TrimSpace(s) != "" {
		p.warn(warnNoWords)
	}
	return p.clauses, p.warnings
}

func (p *parser) skipSpace() { p.s = strings.TrimLeftFunc(p.s, unicode.IsSpace) }

func (p *parser) warn(m message.Message) {
	if !slices.Contains(p.warnings, m) {
		p.warnings = append(p.warnings, m)
	}
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
	op.Start = start + max(0, strings.Index(p.whole[start:], op.Text))
	if p.joinNext {
		p.joinNext = false
		if not {
			p.warn(warnNotInOr)
		}
		last := &p.clauses[len(p.clauses)-1]
		last.Any = append(last.Any, op)
		return
	}
	p.clauses = append(p.clauses, Clause{Not: not, Any: []Operand{op}})
}

// startsOperand reports whether a minus before rest means "without": in
// «2011 -2014» and «культура - спорт» it does not.
func startsOperand(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r) || strings.ContainsRune(openQuotes, r)
}

// field takes "name:" when the name is known and something follows.
func (p *parser) field() string {
	i := strings.IndexByte(p.s[:min(len(p.s), longestField+1)], ':')
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
	end := -1
	if !p.unclosed {
		end = p.closing(r, p.s[n:])
	}
	if end < 0 {
		p.unclosed = true
		p.warn(warnQuote)
		p.s = p.s[n:]
		return p.word(), false, true
	}
	text = p.s[n : n+end]
	_, m := utf8.DecodeRuneInString(p.s[n+end:])
	p.s = p.s[n+end+m:]
	return text, true, true
}

// closing is where the quote opened by a mark is closed in the rest of the query, -1 for nowhere. Titles have names in
// quotes of their own, so the mark's own pair is looked for before any mark that closes.
func (p *parser) closing(opened rune, rest string) int {
	if !strings.ContainsRune(p.unpaired, opened) {
		if i := closingOf(opened, rest); i >= 0 {
			return i
		}
		p.unpaired += string(opened) // what follows has no pair, either: it is not gone through again
	}
	return strings.IndexAny(rest, closeQuotes)
}

// closingOf is where the pair of a mark stands, -1 for nowhere.
func closingOf(opened rune, s string) int {
	switch opened {
	case '«':
		depth := 1
		for i, r := range s {
			switch r {
			case '«':
				depth++
			case '»':
				if depth--; depth == 0 {
					return i
				}
			}
		}
		return strings.LastIndex(s, "»") // «Об утверждении программы «Развитие туризма»
	case '„':
		return strings.IndexAny(s, "“”")
	case '“':
		return strings.IndexRune(s, '”')
	}
	return strings.IndexByte(s, '"')
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
		if len(p.clauses) == 0 || p.joinNext || p.clauses[len(p.clauses)-1].Not {
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

func (p *parser) operand(field, text string, quoted bool) (Operand, bool) {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if !words.Any(text) && (text != "№" || quoted) { // what follows «№» is an act's number
		return Operand{}, false
	}
	if quoted {
		if short := firstWords(text, MaxPhrase); short != text {
			p.warn(warnPhrase)
			text = short
		}
		return Operand{Kind: Phrase, Field: field, Text: text}, true
	}
	op := Operand{Kind: Word, Field: field, Text: text}
	if stem, ok := strings.CutSuffix(text, "*"); ok {
		if field == "number" || words.Count(stem) >= words.MinPrefix && strings.IndexFunc(stem, notWordRune) < 0 {
			return Operand{Kind: Prefix, Field: field, Text: stem}, true
		}
		p.warn(warnPrefix)
		op.Text = strings.TrimRight(text, "*")
	}
	if strings.Contains(op.Text, "*") {
		p.warn(warnPrefix) // a star inside is a mark like any other
	}
	return op, true
}

// firstWords cuts s behind its first n words, if it has more.
func firstWords(s string, n int) string {
	end, inWord := 0, false
	for i, r := range s {
		is := words.IsRune(r)
		if is && !inWord && n == 0 {
			return s[:end]
		} else if !is && inWord {
			n, end = n-1, i
		}
		inWord = is
	}
	return s
}

func notWordRune(r rune) bool { return !words.IsRune(r) }

// What is said about odd syntax.
var (
	warnQuote = message.Message{Code: "quote",
		RU: "Кавычка без пары прочитана как текст.",
		EN: "A quotation mark without its pair was read as text."}
	warnPhrase = message.Message{Code: "long-phrase",
		RU: fmt.Sprintf("Фраза в кавычках длинная: искались её первые слова, %d.", MaxPhrase),
		EN: fmt.Sprintf("The phrase in quotes is long: its first %d words were looked for.", MaxPhrase)}
	warnOperator = message.Message{Code: "operator",
		RU: "ИЛИ должно стоять между двумя словами.",
		EN: "OR must stand between two words."}
	warnNotInOr = message.Message{Code: "not-in-or",
		RU: "Минус рядом с ИЛИ не действует.",
		EN: "A minus beside OR has no effect."}
	warnNoWords = message.Message{Code: "no-words",
		RU: "В запросе нет ни слов, ни чисел, одни знаки: он ничего не сужает.",
		EN: "The query has neither words nor numbers, only signs: it narrows nothing."}
	warnEmptyField = message.Message{Code: "empty-field",
		RU: "После двоеточия нужно слово без пробела: title:дороги.",
		EN: "A word must follow the colon without a space: title:roads."}
	warnPrefix = message.Message{Code: "prefix",
		RU: "Звёздочка ставится одна, в конце слова, после трёх и более букв.",
		EN: "A star stands alone at the end of a word, after three letters or more."}
)

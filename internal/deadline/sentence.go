package deadline

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// sentence is a sentence of a text, or a part of one up to a semicolon.
type sentence struct {
	Span
	folded string // in lower case with «е» for «ё», at the same byte offsets
	body   int    // start of the words after its number, in folded

	verb      lazy[int]     // see duty
	barred    lazy[bool]    // see sets
	frequency lazy[[][]int] // see oftenElse
	name      lazy[Span]    // see who
}

// maxSentenceLength limits how much of a sentence is read, in bytes.
const maxSentenceLength = 2000

// lines returns the lines of a text.
func lines(text string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for at := 0; at < len(text); {
			end := len(text)
			if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
				end = at + i
			}
			if end > at && !yield(Span{at, end}) {
				return
			}
			at = end + 1
		}
	}
}

// sentences returns the sentences of a line.
func (r *reader) sentences(line Span) iter.Seq[sentence] {
	return func(yield func(sentence) bool) {
		for at := line.Start; at < line.End; {
			end := r.sentenceEnd(at, line.End)
			s := sentence{Span: Span{at, end}}
			at = end
			if s.fill(r.text) && !yield(s) {
				return
			}
		}
	}
}

// fill trims and folds a sentence and reports whether anything is left.
func (s *sentence) fill(text string) bool {
	raw := strings.TrimRightFunc(text[s.Start:s.End], unicode.IsSpace)
	s.End = s.Start + len(raw)
	raw = strings.TrimLeftFunc(raw, unicode.IsSpace)
	s.Start = s.End - len(raw)
	s.folded = fold(raw[:min(len(raw), maxSentenceLength)])
	if s.body = len(numbered.FindString(s.folded)); s.body == len(s.folded) {
		s.body = 0
	}
	return raw != ""
}

// numbered matches the marker of a list item at the start of a line.
var numbered = pattern(`^(?:[\d.]+[.)]?|[а-я]\)|[-–—•*])\s*`)

// sentenceEnd returns the end of the sentence that begins at an offset.
func (r *reader) sentenceEnd(at, end int) int {
	for i := at; i < end; i++ {
		switch r.text[i] {
		case ';':
			return i + 1
		case '.':
			rest := strings.TrimLeft(r.text[i+1:end], " \u00a0")
			next, _ := utf8.DecodeRuneInString(rest)
			if len(rest) < end-i-1 && (unicode.IsUpper(next) || next == '«') && !abbreviated(r.text[at:i]) {
				return i + 1
			}
		}
	}
	return end
}

// abbreviated reports whether a full stop after the text belongs to an abbreviation, an initial or a number.
func abbreviated(before string) bool {
	i := strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) })
	word := before[i+1:]
	switch strings.ToLower(word) {
	case "г", "гг":
		digits := strings.TrimRight(before[:i+1], " \u00a0")
		// «в 2015 г. Отделу» ends, «г. Липовск» does not
		return digits == "" || !unicode.IsDigit(rune(digits[len(digits)-1]))
	case "ул", "им", "св", "тыс", "руб", "млн", "пос", "обл", "стр", "пп", "ст", "кв", "см", "ред", "зам", "нач":
		return true
	}
	return utf8.RuneCountInString(word) < 2
}

// fold converts letters to lower case, «ё» to «е» and white space to spaces, keeping all byte offsets.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 'A' || 'а' <= r && r <= 'я' { // the usual case
			return r
		}
		low := unicode.ToLower(r)
		if low == 'ё' {
			low = 'е'
		}
		if utf8.RuneLen(low) != utf8.RuneLen(r) {
			return r
		}
		return low
	}, strings.ToValidUTF8(s, "?"))
	return strings.ReplaceAll(strings.ReplaceAll(s, "\u00a0", "  "), "\u202f", "   ")
}

// pattern returns a regular expression for folded text, in which a space matches any white space.
func pattern(s string) *lazyregexp.Regexp { return lazyregexp.New(strings.ReplaceAll(s, " ", `\s+`)) }

// Patterns for what a sentence says apart from a term.
var (
	// state matches something that lasts until a day instead of being done by it.
	state = pattern(`приостанов|продл[еи]|сохран|(?:^|[^а-я])действ(?:ует|уют|ие|ия|овать)(?:$|[^а-я])|вступ[аи]|` +
		`утратив|считать|срок[а-я]* (?:действия|аренды|реализации|службы)|` +
		`планирует|предполагает|прогнозирует|заменить|дополнить|исключить|изложить`)
	// submission matches something that others may submit.
	submission = pattern(`(?:заявк|заявлени|предложени|документ|замечани)[а-я]*(?:\s[^.;]{0,80})?` +
		`\s(?:принима|подаю|подава|направля)[а-я]*ся|прием[а-я]*\s(?:заяв|документ|предложен)|` +
		`срок[а-я]*\s(?:подачи|приема)`)
	// expectation matches the beginning of an expected result.
	expectation = pattern(`^(?:ожидаем|цел[ьи]|задач|показател|индикатор)`)
	// words match wording that is being amended.
	words = pattern(`(?:слов[аоми]+|цифр[аыми]+)\s*[«"]`)
	// participle matches the beginning of a clause that says which things are meant.
	participle = pattern(`^(?:в том числе |не |ранее )?[а-я]+(?:(?:нн|ем|им|ат|ят|ыт|ут)(?:ый|ая|ое|ые|ого|ой|ых|ым|` +
		`ому|ыми|ую)|[вю]?[шщ](?:ий|ая|ее|ие|его|ей|их|им|ему|ими|ую))(?:ся)?(?:$|[^а-я])|^котор`)
)

// lazy is a value computed on first use.
type lazy[T any] struct {
	done  bool
	value T
}

func (k *lazy[T]) get(find func() T) T {
	if !k.done {
		k.done, k.value = true, find()
	}
	return k.value
}

// sets reports whether a sentence requires something to be done by a term at an offset.
func (s *sentence) sets(at int) bool {
	return !s.barred.get(func() bool {
		return state.MatchString(s.folded) || submission.MatchString(s.folded) || words.MatchString(s.folded) ||
			expectation.MatchString(s.folded[s.body:])
	}) && s.isTerm(at)
}

// isTerm reports whether the words at an offset are a deadline rather than an attribute or the end of a period.
func (s *sentence) isTerm(at int) bool {
	before := s.folded[:at]
	often := againFirst.MatchString(s.folded[at:]) // «с 2016 года ежегодно до 1 марта» is not a period
	if inQuotes(before) || !often && sincePattern.MatchString(before[max(0, len(before)-maxSinceLength):]) {
		return false
	}
	chunk := strings.TrimLeft(before[strings.LastIndexByte(before, ',')+1:], " ")
	if strings.Contains(before, ",") && participle.MatchString(chunk) && hasDuty(chunk) < 0 {
		return false
	}
	if f := strings.Fields(chunk); len(f) > 0 && participle.MatchString(f[len(f)-1]) {
		return false
	}
	return true
}

// againFirst matches a term that begins with a frequency.
var againFirst = pattern(`^(?:` + often + `)`)

// maxSinceLength is how much of the text before a term is checked for a period, in bytes.
const maxSinceLength = 160

// sincePattern matches text before «до» that begins a period.
var sincePattern = pattern(`(?:^|[\s(])(?:с|со|от)\s\d{1,2}[^,;]{0,30}$|период[а-я]*[^,;]{0,30}$`)

// inQuotes reports whether the text ends inside quotation marks that do not begin it.
func inQuotes(before string) bool {
	open := strings.LastIndex(before, "«")
	return open > 4 && !strings.Contains(before[open:], "»")
}

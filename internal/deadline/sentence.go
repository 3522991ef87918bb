package deadline

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// sentence is a sentence of a text, or a part of one that ends with a semicolon.
type sentence struct {
	Span
	folded string // its letters small, «е» for «ё», byte by byte where they stand in the text
	body   int    // where its words begin, behind its number, in folded

	verb      lazy[int]     // see duty
	barred    lazy[bool]    // see sets
	frequency lazy[[][]int] // see oftenElse
	name      lazy[Span]    // see who
}

// maxSentenceLength is how much of a sentence is read, in bytes.
const maxSentenceLength = 2000

// lines are those of a text.
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

// sentences are those of a line.
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

// fill trims a sentence and folds it; ok: it has words.
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

// numbered is how a line begins that is an item of a list.
var numbered = pattern(`^(?:[\d.]+[.)]?|[а-я]\)|[-–—•*])\s*`)

// sentenceEnd is where the sentence that begins at a place ends.
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

// abbreviated reports whether the stop behind a text is that of an abbreviation, an initial or a number.
func abbreviated(before string) bool {
	i := strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) })
	word := before[i+1:]
	switch strings.ToLower(word) {
	case "г", "гг":
		digits := strings.TrimRight(before[:i+1], " \u00a0")
		return digits == "" || !unicode.IsDigit(rune(digits[len(digits)-1])) // «в 2015 г. Отделу» ends, «г. Липовск» does not
	case "ул", "им", "св", "тыс", "руб", "млн", "пос", "обл", "стр", "пп", "ст", "кв", "см", "ред", "зам", "нач":
		return true
	}
	return utf8.RuneCountInString(word) < 2
}

// fold makes letters small, «ё» to «е» and white space plain without moving a byte of the others.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 'A' || 'а' <= r && r <= 'я' { // most are
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

// pattern is a regular expression for folded text, in which a space stands for all white space there is.
func pattern(s string) *lazyregexp.Regexp { return lazyregexp.New(strings.ReplaceAll(s, " ", `\s+`)) }

// What a sentence says besides a term.
var (
	// state is what lasts until a day instead of being done by it.
	state = pattern(`приостанов|продл[еи]|сохран|(?:^|[^а-я])действ(?:ует|уют|ие|ия|овать)(?:$|[^а-я])|вступ[аи]|` +
		`утратив|считать|срок[а-я]* (?:действия|аренды|реализации|службы)|` +
		`планирует|предполагает|прогнозирует|заменить|дополнить|исключить|изложить`)
	// submission are what others may hand in.
	submission = pattern(`(?:заявк|заявлени|предложени|документ|замечани)[а-я]*(?:\s[^.;]{0,80})?` +
		`\s(?:принима|подаю|подава|направля)[а-я]*ся|прием[а-я]*\s(?:заяв|документ|предложен)|` +
		`срок[а-я]*\s(?:подачи|приема)`)
	// expectation begin what is expected.
	expectation = pattern(`^(?:ожидаем|цел[ьи]|задач|показател|индикатор)`)
	// words are those of an act that are changed.
	words = pattern(`(?:слов[аоми]+|цифр[аыми]+)\s*[«"]`)
	// participle is what a clause begins with that tells which things are meant.
	participle = pattern(`^(?:в том числе |не |ранее )?[а-я]+(?:(?:нн|ем|им|ат|ят|ыт|ут)(?:ый|ая|ое|ые|ого|ой|ых|ым|` +
		`ому|ыми|ую)|[вю]?[шщ](?:ий|ая|ее|ие|его|ей|их|им|ему|ими|ую))(?:ся)?(?:$|[^а-я])|^котор`)
)

// lazy is what is found out once.
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

// sets reports whether a sentence lays down that something be done by a term that begins at a place of it.
func (s *sentence) sets(at int) bool {
	return !s.barred.get(func() bool {
		return state.MatchString(s.folded) || submission.MatchString(s.folded) || words.MatchString(s.folded) ||
			expectation.MatchString(s.folded[s.body:])
	}) && s.isTerm(at)
}

// isTerm reports whether the words that begin at a place are of a term, not of what is meant or of a period.
func (s *sentence) isTerm(at int) bool {
	before := s.folded[:at]
	often := againFirst.MatchString(s.folded[at:]) // «с 2016 года ежегодно до 1 марта» is no period
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

// againFirst begins a term with how often.
var againFirst = pattern(`^(?:` + often + `)`)

// maxSinceLength is how much is read before a term that may be a period, in bytes.
const maxSinceLength = 160

// sincePattern is how what stands before «до» begins a period.
var sincePattern = pattern(`(?:^|[\s(])(?:с|со|от)\s\d{1,2}[^,;]{0,30}$|период[а-я]*[^,;]{0,30}$`)

// inQuotes reports whether what follows a text stands within quotation marks that do not begin it.
func inQuotes(before string) bool {
	open := strings.LastIndex(before, "«")
	return open > 4 && !strings.Contains(before[open:], "»")
}

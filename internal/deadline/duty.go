package deadline

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// present are stems of verbs that express a duty in the present tense: «представля-ет».
var present = func() map[string]bool {
	m := map[string]bool{}
	for _, stem := range strings.Fields(`представля предоставля направля подготавлива подготовля готов формиру размеща
		публику информиру сообща утвержда разрабатыва составля внос обеспечива осуществля провод организу перечисля
		возвраща уведомля рассматрива принима подписыва заключа согласовыва пода выда сда отчитыва докладыва довод уточня
		корректиру производ выполня устраня оформля регистриру переда уплачива подвод заверша погаша оценива анализиру
		взыскива назнача проверя определя запрашива устанавлива созда изда реша выявля устраива провер разъясня`) {
		m[stem] = true
	}
	return m
}()

// isDuty reports whether a word expresses a duty: an infinitive, a verb of present in the present tense, «обязан».
func isDuty(word string) bool {
	switch word {
	case "подлежит", "подлежат", "должен", "должна", "должны", "должно", "обязан", "обязана", "обязаны", "обязано",
		"необходимо":
		return true
	}
	verb := strings.TrimSuffix(word, "ся")
	if isInfinitive(verb) {
		return utf8.RuneCountInString(verb) > 4 && !noun.MatchString(word)
	}
	return isPresent(verb) && present[verb[:len(verb)-len("ет")]]
}

// isInfinitive and isPresent report the form of a verb without «ся».
func isInfinitive(verb string) bool {
	return strings.HasSuffix(verb, "ть") || strings.HasSuffix(verb, "ти") || strings.HasSuffix(verb, "чь")
}

func isPresent(verb string) bool {
	return strings.HasSuffix(verb, "ет") || strings.HasSuffix(verb, "ют") || strings.HasSuffix(verb, "ит") ||
		strings.HasSuffix(verb, "ят") || strings.HasSuffix(verb, "ат")
}

// hasDuty returns the offset of the first verb that expresses a duty, or -1.
func hasDuty(folded string) int {
	for start, word := range wordsOf(folded) {
		if isDuty(word) {
			return start
		}
	}
	return -1
}

// wordsOf returns the words of a folded text with their offsets.
func wordsOf(folded string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start := -1
		for i, r := range folded {
			if letter := 'а' <= r && r <= 'я'; letter && start < 0 {
				start = i
			} else if !letter && start >= 0 {
				if !yield(start, folded[start:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, folded[start:])
		}
	}
}

// duty returns the offset of the first verb that expresses a duty, or -1.
func (s *sentence) duty() int { return s.verb.get(func() int { return hasDuty(s.folded) }) }

// dutyWord returns that verb.
func (s *sentence) dutyWord() string {
	if s.duty() >= 0 {
		for _, word := range wordsOf(s.folded[s.duty():]) {
			return word
		}
	}
	return ""
}

// isNorm reports whether a sentence says what somebody always does rather than what to do now.
func (s *sentence) isNorm() bool { return isPresent(strings.TrimSuffix(s.dutyWord(), "ся")) }

// isOrder reports whether a sentence tells somebody to do something once, with a perfective infinitive: «представить»,
// not «представлять».
func (s *sentence) isOrder() bool {
	word := s.dutyWord()
	if reporting.MatchString(word) && !strings.HasSuffix(word, "овать") {
		return false
	}
	return isInfinitive(strings.TrimSuffix(word, "ся")) || word == "необходимо"
}

// noun matches nouns that look like infinitives.
var noun = pattern(`^(?:[а-я]*(?:ость|ости|асть|части|власти|области)|сеть|сети|путь|пути|память|печать|треть|смерть|` +
	`(?:пя|шес|деся|девя|двадца|тридца)ть|нефть|ночь|речь|дочь|мощь|есть|почти|кровать|повесть|новость|вести)$`)

package deadline

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// present are the stems of verbs of office that lay down a duty in the present: «представля-ет».
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

// isDuty reports whether a word lays down a duty: an infinitive, a verb of office in the present, «обязан».
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

// isInfinitive and isPresent tell the form of a verb that has no «ся».
func isInfinitive(verb string) bool {
	return strings.HasSuffix(verb, "ть") || strings.HasSuffix(verb, "ти") || strings.HasSuffix(verb, "чь")
}

func isPresent(verb string) bool {
	return strings.HasSuffix(verb, "ет") || strings.HasSuffix(verb, "ют") || strings.HasSuffix(verb, "ит") ||
		strings.HasSuffix(verb, "ят") || strings.HasSuffix(verb, "ат")
}

// hasDuty returns where the first verb of a sentence is that lays down a duty, -1 for none.
func hasDuty(folded string) int {
	for start, word := range wordsOf(folded) {
		if isDuty(word) {
			return start
		}
	}
	return -1
}

// wordsOf are the words of a folded text and where they begin.
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

// duty is where the first verb of a sentence is that lays down a duty, -1 for none.
func (s *sentence) duty() int { return s.verb.get(func() int { return hasDuty(s.folded) }) }

// dutyWord is that verb.
func (s *sentence) dutyWord() string {
	if s.duty() >= 0 {
		for _, word := range wordsOf(s.folded[s.duty():]) {
			return word
		}
	}
	return ""
}

// norm reports whether a sentence tells what somebody does, always, not what is to be done now.
func (s *sentence) norm() bool { return isPresent(strings.TrimSuffix(s.dutyWord(), "ся")) }

// order reports whether a sentence tells somebody to do something once, with an infinitive of no lasting duty:
// «представить», not «представлять».
func (s *sentence) order() bool {
	word := s.dutyWord()
	if reporting.MatchString(word) && !strings.HasSuffix(word, "овать") {
		return false
	}
	return isInfinitive(strings.TrimSuffix(word, "ся")) || word == "необходимо"
}

// noun is what only looks like an infinitive.
var noun = pattern(`^(?:[а-я]*(?:ость|ости|асть|части|власти|области)|сеть|сети|путь|пути|память|печать|треть|смерть|` +
	`(?:пя|шес|деся|девя|двадца|тридца)ть|нефть|ночь|речь|дочь|мощь|есть|почти|кровать|повесть|новость|вести)$`)

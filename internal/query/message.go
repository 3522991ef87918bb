package query

import "fmt"

// Message is a sentence for the reader, in both languages of the interface.
type Message struct {
	Code string `json:"code"` // stable, for programs
	RU   string `json:"ru"`
	EN   string `json:"en"`
}

// InvalidError is a request that cannot be answered: the parameter at fault,
// and what would be right.
type InvalidError struct {
	Param string // name in the API: "q", "date_from", "cursor"…
	Message
}

func (e *InvalidError) Error() string { return fmt.Sprintf("%s: %s", e.Param, e.EN) }

func invalid(param, code, ru, en string, args ...any) error {
	return &InvalidError{Param: param, Message: Message{code, fmt.Sprintf(ru, args...), fmt.Sprintf(en, args...)}}
}

// What is said about odd syntax and about a query that was read more loosely
// than it was written.
var (
	warnQuote      = Message{"quote", "Кавычка без пары прочитана как текст.", "A quotation mark without its pair was read as text."}
	warnOperator   = Message{"operator", "ИЛИ должно стоять между двумя словами.", "OR must stand between two words."}
	warnNotInOr    = Message{"not-in-or", "Минус рядом с ИЛИ не действует.", "A minus beside OR has no effect."}
	warnEmptyField = Message{"empty-field", "После двоеточия нужно слово без пробела: title:дороги.", "A word must follow the colon without a space: title:roads."}
	warnPrefix     = Message{"prefix", "Звёздочка ставится одна, в конце слова, после трёх и более букв.", "A star stands alone at the end of a word, after three letters or more."}
	warnFieldInOr  = Message{"field-in-or", "Условие по полю рядом с ИЛИ прочитано как текст.", "A field condition beside OR was read as text."}
	warnDate       = Message{"date-condition", "После date: нужен год, дата или период: 2011, 2011-05, 2011..2014. Прочитано как текст.", "After date: comes a year, a date or a range: 2011, 2011-05, 2011..2014. It was read as text."}
)

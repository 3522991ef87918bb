package edition

import (
	"slices"
	"strings"
)

// verb is the action of an order.
type verb uint8

const (
	noVerb   verb = iota
	change        // «заменить»
	exclude       // «исключить»
	supply        // «дополнить»
	restate       // «изложить»
	repeal        // «признать утратившим силу»
	renumber      // «считать пунктом 5»
)

// verbOf returns the verb that a word denotes.
func verbOf(w string) verb {
	switch w {
	case "заменить", "заменив", "заменяются", "заменяется":
		return change
	case "исключить", "исключив", "исключается", "исключаются":
		return exclude
	case "дополнить", "дополнив", "дополняется":
		return supply
	case "изложить", "изложив", "читать":
		return restate
	case "утратившим", "утратившими", "утратившей":
		return repeal
	}
	return noVerb
}

// ordersChange reports whether a word orders a change.
func ordersChange(w string) bool { return verbOf(w) != noVerb }

// renumbers reports whether token i begins a renumbering: «считать пунктами 5 и 6».
func renumbers(t []token, i int) bool {
	if t[i].kind != word || t[i].s != "считать" {
		return false
	}
	for i++; i < len(t) && t[i].kind == word && (t[i].s == "соответственно" || t[i].s == "их"); i++ {
	}
	if i == len(t) || t[i].kind != word {
		return false
	}
	_, added, ok := noun(t[i].s)
	return ok && added
}

// nouns are the words for places: a stem with its possible endings. The endings in added are instrumental: «дополнить
// пунктом 5.1».
var nouns = []struct {
	stem  string
	kind  Kind
	ends  string // separated by spaces; "_" means no ending
	added string
}{
	{"приложени", Annex, "е я ю и й ях ям", "ем ями"},
	{"подпрограмм", Subprogram, "а ы е у", "ой"},
	{"паспорт", Passport, "_ а у е", ""},
	{"подраздел", Subsection, "_ а у е ы ах ов", "ом ами"},
	{"раздел", Section, "_ а у е ы ах ов", "ом ами"},
	{"глав", Chapter, "а ы е у ах", "ой ами"},
	{"стать", Article, "я и ю е ей ях", "ей ями"},
	{"част", Part, "ь и ях", "ью ями"},
	{"пункт", Item, "_ а у е ы ах ов", "ом ами"},
	{"подпункт", Subitem, "_ а у е ы ах ов", "ом ами"},
	{"таблиц", Table, "а ы е у ах", "ей ами"},
	{"строк", Row, "а и е у ах", "ой ами"},
	{"позици", Row, "я и ю ях", "ей ями"},
	{"граф", Column, "а ы е у ах", "ой ами"},
	{"столб", Column, "ец ца це цу цы цах", "цом цами"},
	{"колонк", Column, "а и е у ах", "ой ами"},
	{"абзац", Paragraph, "_ а у е ы ев ах", "ем ами"},
	{"предложени", Sentence, "е я ю и", "ем ями"},
	{"наименовани", Title, "е я и ю", ""},
	{"названи", Title, "е я и ю", ""},
	{"преамбул", Preamble, "а ы е у", ""},
}

// short maps abbreviations before a number to kinds.
var short = map[string]Kind{"п": Item, "пп": Subitem, "подп": Subitem, "ст": Article, "ч": Part, "абз": Paragraph,
	"разд": Section, "прил": Annex, "гл": Chapter, "гр": Column, "табл": Table}

// noun returns the kind of place that a word denotes; added reports that it is something to be added.
func noun(w string) (k Kind, added, ok bool) {
	for _, n := range nouns {
		rest, found := strings.CutPrefix(w, n.stem)
		if !found {
			continue
		}
		if rest == "" {
			rest = "_"
		}
		switch {
		case n.added != "" && slices.Contains(strings.Fields(n.added), rest) && w != "статьей":
			return n.kind, true, true
		case slices.Contains(strings.Fields(n.ends), rest):
			return n.kind, w == "статьей", true
		}
	}
	return 0, false, false
}

// ordinals are the stems of ordinal numbers, by which paragraphs, parts and sentences are counted.
var ordinals = []string{"перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят",
	"одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат"}

// ordinal returns the value of an ordinal number, 0 if w is not one: «второй», «третьем».
func ordinal(w string) int {
	for i, stem := range ordinals {
		rest, ok := strings.CutPrefix(w, stem)
		if ok && slices.Contains([]string{"ый", "ой", "ий", "ого", "ому", "ом", "ым", "ая", "ую", "ое", "ьего", "ьему",
			"ьем", "ьим", "ья", "ью", "ье", "ей", "ые", "ых", "ьи"}, rest) {
			return i + 1
		}
	}
	return 0
}

// approvedKinds are the stems of words for what acts approve.
var approvedKinds = []string{"программ", "порядок", "порядк", "положени", "правил", "регламент", "методик", "инструкци",
	"переч", "состав", "план", "устав", "стандарт", "концепци", "стратеги", "прогноз", "схем", "реестр", "график",
	"норматив"}

// thing returns the stem of a word for something approved, or "".
func thing(w string) string {
	for _, t := range approvedKinds {
		if strings.HasPrefix(w, t) && len(w)-len(t) <= len("ями") {
			return strings.TrimSuffix(strings.TrimSuffix(t, "ок"), "к")
		}
	}
	return ""
}

// isAct reports whether a word names a kind of act.
func isAct(w string) bool {
	for _, stem := range []string{"постановлени", "решени", "распоряжени", "приказ", "закон"} {
		if rest, ok := strings.CutPrefix(w, stem); ok && len(rest) <= len("ями") {
			return true
		}
	}
	return false
}

// pointing are the stems of words that refer to something named before.
var pointing = []string{"указанн", "вышеуказанн", "названн", "вышеназванн", "прилагаем"}

// isFiller reports whether a word carries no meaning in an instruction.
func isFiller(w string) bool {
	return slices.Contains(fillerWords, w) || hasPrefix(w, pointing)
}

// hasPrefix reports whether a word begins with one of the stems.
func hasPrefix(w string, stems []string) bool {
	return slices.ContainsFunc(stems, func(s string) bool { return strings.HasPrefix(w, s) })
}

// adjective reports whether a word may be an adjective, judging by its ending: «государственную программу».
func adjective(w string) bool {
	return slices.ContainsFunc([]string{"ую", "ой", "ей", "ого", "его", "ому", "ом", "ый", "ий", "ая", "ое", "ее",
		"ые", "ых", "ным"},
		func(end string) bool { return strings.HasSuffix(w, end) })
}

// unsupportedPlaces are the stems of words for places that are not supported: parts of tables, notes.
var unsupportedPlaces = []string{"сноск", "примечани", "рисун", "формул", "ячейк",
	"мероприяти",
	"индикатор", "показател", "вводн"}

// fillerWords carry no meaning in an instruction.
var fillerWords = []string{"в", "во", "к", "ко", "из", "с", "со", "следующие", "следующее", "следующую", "изменения",
	"изменение",
	"изменений", "дополнения", "и", "а", "также", "его", "ее", "их", "внести", "вносятся", "вносимые", "муниципальную",
	"муниципальной", "муниципального", "административный", "административного", "административном", "районной",
	"районную", "городской", "городскую", "целевой", "целевую", "долгосрочной", "долгосрочную", "ведомственной",
	"ведомственную", "данного", "данный", "данной", "данным", "новым", "новой", "новую", "настоящего"}

package gazetteer

import (
	"strings"
	"unicode/utf8"
)

// Case is a set of grammatical cases.
type Case uint8

// The cases of Russian.
const (
	Nominative Case = 1 << iota
	Genitive
	Dative
	Accusative
	Instrumental
	Prepositional
)

// Form is a name in a case.
type Form struct {
	Text string
	Case Case
}

// decline returns the forms of a town's name, which may have several words. genitive overrides the rules and
// determines the whole paradigm of the last word (or of the first one in «Камень-на-Оби»): Russian place names are
// irregular in the stem («Орла»), the gender («Казани») and the genitive plural («Химок»), all of which that case
// reveals.
//
// The rules follow А. А. Зализняк, Грамматический словарь русского языка.
func decline(name, genitive string) []Form {
	if genitive == name {
		return []Form{{name, Nominative | Genitive | Dative | Accusative | Instrumental | Prepositional}}
	}
	if head, tail, ok := strings.Cut(name, "-на-"); ok {
		genitive, _, _ = strings.Cut(genitive, "-на-")
		return join(declineWord(head, genitive, false), "-на-"+tail)
	}
	if first, last, ok := cutLast(name); ok {
		sep := name[len(first) : len(name)-len(last)]
		_, lastGen, _ := cutLast(genitive)
		plural := sep == " " && isPluralAdjective(first)
		tails := declineWord(last, lastGen, plural)
		switch {
		case sep == " ", IsAdjective(last) && declinesBeforeHyphen(first) && !strings.HasPrefix(genitive, first+"-"):
			return agree(declineWord(first, "", plural), sep, tails)
		}
		out := make([]Form, len(tails))
		for i, f := range tails {
			out[i] = Form{first + sep + f.Text, f.Case}
		}
		if IsAdjective(last) && declinesBeforeHyphen(first) { // «в Гусе-Хрустальном», as many say
			for _, f := range agree(declineWord(first, "", false), sep, tails) {
				if !strings.HasPrefix(f.Text, first+sep) {
					out = append(out, f)
				}
			}
		}
		return out
	}
	return declineWord(name, genitive, false)
}

// cutLast splits a name at its last space or hyphen.
func cutLast(name string) (first, last string, ok bool) {
	i := strings.LastIndexAny(name, " -")
	if i < 0 {
		return "", name, false
	}
	return name[:i], name[i+1:], true
}

// declinesBeforeHyphen reports whether the first part of a hyphenated name is declined: «Каменск-Уральский»
// (Каменска-Уральского), but not «Лосино-Петровский».
func declinesBeforeHyphen(first string) bool {
	r, _ := utf8.DecodeLastRuneInString(first)
	return r != 'о' && r != 'е' && !strings.HasSuffix(first, "Усть")
}

func join(forms []Form, tail string) []Form {
	for i := range forms {
		forms[i].Text += tail
	}
	return forms
}

// agree combines the forms of two words that agree in case.
func agree(first []Form, sep string, last []Form) []Form {
	var out []Form
	for _, a := range first {
		for _, b := range last {
			if c := a.Case & b.Case; c != 0 {
				out = append(out, Form{a.Text + sep + b.Text, c})
			}
		}
	}
	return out
}

var adjectiveEnds = []string{"ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"}

// nounsLikeAdjectives are nouns with adjectival endings.
var nounsLikeAdjectives = map[string]bool{"Джанкой": true, "Уренгой": true, "Сясьстрой": true, "Курчалой": true}

// IsAdjective reports whether a capitalised word of a name is declined as an adjective.
func IsAdjective(w string) bool {
	if nounsLikeAdjectives[w] {
		return false
	}
	for _, end := range adjectiveEnds {
		if strings.HasSuffix(w, end) && utf8.RuneCountInString(w) > 4 || w == "Новая" {
			return true
		}
	}
	return false
}

func isPluralAdjective(w string) bool {
	return IsAdjective(w) && (strings.HasSuffix(w, "ые") || strings.HasSuffix(w, "ие"))
}

// declineWord declines one word; plural means that it is in the plural («Минеральные Воды»).
func declineWord(w, genitive string, plural bool) []Form {
	switch {
	case IsAdjective(w):
		return declineAdjective(w)
	case strings.HasSuffix(genitive, "его"): // Щучье, Щучьего
		return endings(strings.TrimSuffix(w, "е"), "е", "его", "ему", "е", "им", "ем")
	case possessive[w]:
		return endings(w, "", "а", "у", "", "ым", "ом")
	case plural, hasAny(w, "ы", "и"):
		return declinePlural(w, genitive)
	case genitive != "" && hasAny(genitive, "и", "ы"):
		return declineFeminine(w)
	case hasAny(w, "а", "я"):
		return declineFeminine(w)
	case hasAny(w, "о", "е"):
		return declineNeuter(w, genitive)
	case hasAny(w, "у", "ю", "э", "ё"):
		return decline(w, w)
	}
	return declineMasculine(w, genitive)
}

// possessive are adjectives that begin names: Сергиев Посад, Петров Вал.
var possessive = map[string]bool{"Сергиев": true, "Гаврилов": true, "Петров": true}

func hasAny(w string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// endings appends the endings of the six cases to a stem.
func endings(stem, nom, gen, dat, acc, ins, prep string) []Form {
	return merge([]Form{{stem + nom, Nominative}, {stem + gen, Genitive}, {stem + dat, Dative}, {stem + acc, Accusative},
		{stem + ins, Instrumental}, {stem + prep, Prepositional}})
}

// merge merges equal forms of several cases.
func merge(forms []Form) []Form {
	out := forms[:0:0]
next:
	for _, f := range forms {
		for i := range out {
			if out[i].Text == f.Text {
				out[i].Case |= f.Case
				continue next
			}
		}
		out = append(out, f)
	}
	return out
}

func declineAdjective(w string) []Form {
	_, size := utf8.DecodeLastRuneInString(w)
	stem := w[:len(w)-size-2]
	last := lastRune(stem)
	soft := strings.HasSuffix(w, "яя") || strings.HasSuffix(w, "ее") && !isSibilant(last) ||
		strings.HasSuffix(w, "ий") && !isSibilant(last) && !isVelar(last)
	o, y := "о", "ы"
	switch {
	case soft:
		o, y = "е", "и"
	case isVelar(last):
		y = "и"
	case isSibilant(last) && strings.HasSuffix(w, "ой"): // Большой, Большого, Большим
		y = "и"
	case isSibilant(last):
		o, y = "е", "и"
	}
	switch {
	case hasAny(w, "ая", "яя"):
		u := map[bool]string{false: "ую", true: "юю"}[soft]
		return endings(stem, w[len(stem):], o+"й", o+"й", u, o+"й", o+"й")
	case hasAny(w, "ое", "ее"):
		return endings(stem, w[len(stem):], o+"го", o+"му", w[len(stem):], y+"м", o+"м")
	case hasAny(w, "ые", "ие"):
		return endings(stem, w[len(stem):], y+"х", y+"м", w[len(stem):], y+"ми", y+"х")
	}
	return endings(stem, w[len(stem):], o+"го", o+"му", w[len(stem):], y+"м", o+"м")
}

func declineMasculine(w, genitive string) []Form {
	stem := strings.TrimSuffix(strings.TrimSuffix(w, "ь"), "й")
	if stem == w && strings.HasSuffix(w, "ец") { // Елец, Ельца; Череповец, Череповца
		stem = strings.TrimSuffix(w, "ец")
		if strings.HasSuffix(stem, "л") {
			stem += "ь"
		}
		stem += "ц"
	}
	soft := hasAny(w, "ь", "й")
	if genitive != "" {
		_, size := utf8.DecodeLastRuneInString(genitive)
		stem = genitive[:len(genitive)-size]
	}
	var out []Form
	if soft {
		out = endings(stem, "", "я", "ю", "", "ем", "е")
	} else {
		out = endings(stem, "", "а", "у", "", "ом", "е")
		if last := lastRune(stem); isSibilant(last) || last == 'ц' { // Угличем, but Ельцом
			out = append(out, Form{stem + "ем", Instrumental})
		}
	}
	for i := range out {
		if out[i].Case&Nominative != 0 {
			out[i].Text = w
		}
	}
	return out
}

func declineFeminine(w string) []Form {
	_, size := utf8.DecodeLastRuneInString(w)
	stem := w[:len(w)-size]
	last := lastRune(stem)
	switch {
	case strings.HasSuffix(w, "ь"):
		return endings(stem, "ь", "и", "и", "ь", "ью", "и")
	case strings.HasSuffix(w, "ия"):
		return endings(stem, "я", "и", "и", "ю", "ей", "и")
	case strings.HasSuffix(w, "я"):
		return endings(stem, "я", "и", "е", "ю", "ей", "е")
	case isVelar(last), isSibilant(last):
		out := endings(stem, "а", "и", "е", "у", "ой", "е")
		if isSibilant(last) {
			out = append(out, Form{stem + "ей", Instrumental})
		}
		return out
	}
	return endings(stem, "а", "ы", "е", "у", "ой", "е")
}

// declineNeuter also includes undeclined forms of names in -ово, -ево, -ино, -ыно, which official texts prefer («в
// городе Иваново»).
func declineNeuter(w, genitive string) []Form {
	_, size := utf8.DecodeLastRuneInString(w)
	stem, nom := w[:len(w)-size], w[len(w)-size:]
	if genitive != "" {
		_, size = utf8.DecodeLastRuneInString(genitive)
		stem = genitive[:len(genitive)-size]
	}
	var out []Form
	switch {
	case strings.HasSuffix(w, "ье"):
		out = endings(stem, nom, "я", "ю", nom, "ем", "е")
	case nom == "е" && !isSibilant(lastRune(stem)):
		out = endings(stem, nom, "я", "ю", nom, "ем", "е")
	case nom == "е":
		out = endings(stem, nom, "а", "у", nom, "ем", "е")
	default:
		out = endings(stem, nom, "а", "у", nom, "ом", "е")
	}
	if hasAny(w, "во", "но") {
		out[0].Case |= Genitive | Dative | Instrumental | Prepositional
	}
	return out
}

func declinePlural(w, genitive string) []Form {
	_, size := utf8.DecodeLastRuneInString(w)
	stem, nom := w[:len(w)-size], w[len(w)-size:]
	last := lastRune(stem)
	a := "а"
	if nom == "и" && !isSibilant(last) && !isVelar(last) {
		a = "я"
	}
	if genitive == "" {
		switch {
		case isSibilant(last): // Гулькевичей
			genitive = stem + "ей"
		case strings.HasSuffix(stem, "ик"), strings.HasSuffix(stem, "чк"):
			genitive = stem + "ов"
		case a == "я":
			genitive = stem + "ей"
		case last == 'ц': // Сланцев; Люберец is irregular
			genitive = stem + "ев"
		default:
			genitive = stem + "ов"
		}
	}
	return merge([]Form{{w, Nominative | Accusative}, {genitive, Genitive}, {stem + a + "м", Dative},
		{stem + a + "ми", Instrumental}, {stem + a + "х", Prepositional}})
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func isSibilant(r rune) bool { return strings.ContainsRune("жшчщ", r) }
func isVelar(r rune) bool    { return strings.ContainsRune("гкх", r) }

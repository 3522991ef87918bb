package morph

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/query/words"
)

var (
	adjectiveEndings = []string{"ский", "ского", "скому", "ским", "ском", "ская",
		"ской", "скую", "ское", "ские", "ских", "скими"}
	nounEndings = []string{"ами", "ями", "ье", "ья", "ью", "ах", "ях",
		"ой", "ей", "ом", "ем", "ам", "ям", "ою", "ею", "ов", "ев",
		"ое", "ого", "ому", "ая", "ую", "ый", "ые", "ых", // names that are adjectives: Хлебное, Ясный
		"а", "я", "у", "ю", "е", "о", "ы", "и", "ь", "й"}
)

// PairStarts are what the first words of names are in their adjectives, by stem.
var PairStarts = map[string][]string{
	"верхн": {"верхне"}, "нижн": {"нижне"}, "средн": {"средне"}, "нов": {"ново"}, "стар": {"старо"},
	"красн": {"красно"}, "бел": {"бело"}, "черн": {"черно"}, "больш": {"больше"}, "мал": {"мало"},
	"велик": {"велико"}, "сух": {"сухо"}, "крут": {"круто"}, "добр": {"добро"}, "свят": {"свято"},
	"перв": {"перво"}, "дальн": {"дальне"}, "горн": {"горно"}, "зелен": {"зелено"},
}

// PlaceForms returns words that may be the adjective of a noun in any case, or the
// noun of an adjective.
func PlaceForms(w string) []string {
	for _, end := range adjectiveEndings {
		if base, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(base) >= 3 {
			return nouns(base)
		}
	}
	return adjectives(w)
}

func nouns(base string) []string {
	out := []string{base, base + "а", base + "о", base + "ы", base + "и", base + "ь",
		base + "ка", base + "ск", base + "ое", base + "ский"}
	if b, ok := strings.CutSuffix(base, "ов"); ok {
		out = append(out, b+"овка", b+"ова", b, b+"ы")
	}
	if b, ok := strings.CutSuffix(base, "ев"); ok { // Лебяжье — лебяжьевский, Межа — межевский
		out = append(out, b+"е", b+"а", b+"и")
	}
	if b, ok := strings.CutSuffix(base, "ен"); ok { // Хлебное — хлебенский, Ясный — ясненский
		out = append(out, b+"ное", b+"ый", b+"ое")
	}
	if strings.ContainsAny(words.LastRune(base), "бвмп") {
		out = append(out, base+"ль")
	}
	if b, ok := strings.CutSuffix(base, "ин"); ok {
		out = append(out, b+"а", b+"я", b+"и", b+"ино")
	}
	if b, ok := strings.CutSuffix(base, "ь"); ok {
		out = append(out, b)
	}
	return out
}

func adjectives(w string) []string {
	var out []string
	for _, b := range nounBases(w) {
		out = append(out, b+"ский", b+"инский", b+"овский", b+"евский", b+"енский")
		if c, ok := strings.CutSuffix(b, "к"); ok { // Шегарка — шегарский, Елатомка — елатомский
			out = append(out, c+"ский", c+"цкий")
		}
		if c, ok := strings.CutSuffix(b, "ц"); ok { // Луховицы — луховицкий, Донец — донецкий
			out = append(out, c+"цкий", c+"ецкий")
		}
		if strings.HasSuffix(b, "ск") || strings.HasSuffix(b, "цк") { // Минск — минский
			out = append(out, b+"ий")
		}
		// Ярославль — ярославский
		if c, ok := strings.CutSuffix(b, "л"); ok && strings.ContainsAny(words.LastRune(c), "бвмп") {
			out = append(out, c+"ский")
		}
		for _, c := range fleeting(b) {
			out = append(out, c+"ский")
		}
	}
	return out
}

// nounBases returns a noun without the endings it may have, and as it is.
func nounBases(w string) []string {
	bases := []string{w}
	for _, end := range nounEndings {
		if b, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(b) >= 3 {
			bases = append(bases, b)
		}
	}
	return bases
}

// fleeting inserts the vowel that appears between the last two consonants:
// Вологда — вологодский, Кинешма — кинешемский, Вязьма — вяземский.
func fleeting(base string) []string {
	runes := []rune(base)
	n := len(runes)
	if n < 3 || strings.ContainsRune(Vowels, runes[n-1]) || strings.ContainsRune(Vowels, runes[n-2]) {
		return nil
	}
	last := string(runes[n-1])
	if runes[n-2] == 'ь' {
		return []string{string(runes[:n-2]) + "е" + last}
	}
	return []string{string(runes[:n-1]) + "о" + last, string(runes[:n-1]) + "е" + last}
}

// Vowels are the letters of vowels, ё folded.
const Vowels = "аеиоуыэюя"

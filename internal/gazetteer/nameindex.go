package gazetteer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/text"
)

// nameIndex finds names by any of their inflected forms. It stores only stems: a form is reduced to its possible
// stems, and the names with such a stem are declined to check for the form.
type nameIndex struct {
	names  []indexedName
	byName map[string]int32 // only while building
	stems  map[string][]int32
}

type indexedName struct {
	text string
	of   []int32 // the items with that name
}

func newNameIndex(names int) *nameIndex {
	return &nameIndex{byName: make(map[string]int32, names), stems: make(map[string][]int32, names)}
}

// add records that item i has the name.
func (x *nameIndex) add(name string, i int32, irr map[string]irregular) {
	n, ok := x.byName[name]
	if !ok {
		n = int32(len(x.names))
		x.byName[name] = n
		x.names = append(x.names, indexedName{text: name})
		for _, s := range nameStems(name, irr) {
			x.stems[s] = append(x.stems[s], n)
		}
	}
	if of := &x.names[n].of; len(*of) == 0 || (*of)[len(*of)-1] != i {
		*of = append(*of, i)
	}
}

// nameStems returns the stems of the forms of a name: that of its nominative and, if different, of its genitive
// (fleeting vowels: Орёл, Орла; Химки, Химок).
func nameStems(name string, irr map[string]irregular) []string {
	folded := text.Fold(name)
	piece := lastPiece(folded)
	out := []string{nameStem(piece, IsAdjective(lastPiece(name)))}
	add := func(stem string) {
		if !slices.Contains(out, stem) {
			out = append(out, stem)
		}
	}
	if gen := irr[folded].genitive; gen != "" {
		add(nameStem(lastPiece(text.Fold(gen)), hasAny(gen, "ого", "его")))
		return out
	}
	cut := func(end string) string { return strings.TrimSuffix(piece, end) }
	switch {
	case strings.HasSuffix(piece, "ок"):
		add(cut("ок") + "к")
	case strings.HasSuffix(piece, "ек"):
		add(cut("ек") + "ьк")
		add(cut("ек") + "к")
	case strings.HasSuffix(piece, "ец"):
		add(cut("ец") + "ц")
		add(cut("ец") + "ьц")
	case strings.HasSuffix(piece, "ки"):
		add(cut("ки") + "ок")
		add(cut("ки") + "ек")
		add(strings.TrimSuffix(cut("ки"), "ь") + "ек")
	}
	return out
}

func (x *nameIndex) done() { x.byName = nil }

// find returns the items with a name that has the form, in ascending order.
func (x *nameIndex) find(form string, irr map[string]irregular) []int32 {
	folded := text.Fold(strings.TrimSpace(form))
	piece := lastPiece(folded)
	var out []int32
	var tried []int32
	for _, end := range formEndings {
		stem, ok := strings.CutSuffix(piece, end)
		if !ok || stem == "" {
			continue
		}
		for _, n := range x.stems[stem] {
			if slices.Contains(tried, n) {
				continue
			}
			tried = append(tried, n)
			name := x.names[n]
			for _, f := range declineBoth(name.text, irr[text.Fold(name.text)].genitive) {
				if text.Fold(f.Text) == folded {
					out = append(out, name.of...)
					break
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// formEndings are the endings of inflected place names, folded; the empty one matches any form.
var formEndings = []string{
	"", "ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "ый", "ий", "ой", "ей", "ая", "яя", "ое", "ее", "ые", "ие",
	"ым", "им", "ом", "ем", "ую", "юю", "ью", "ых", "их", "ах", "ях", "ам", "ям", "ов", "ев", "а", "я", "у", "ю", "е",
	"о", "ы", "и", "ь", "й",
}

// lastPiece returns the part of a name whose ending shows the case: the last word, or what precedes «-на-» or a
// number.
func lastPiece(name string) string {
	if head, _, ok := strings.Cut(name, "-на-"); ok {
		name = head
	}
	if head, _, ok := cutOrdinal(name); ok {
		name = head
	}
	_, last, _ := cutLast(name)
	return last
}

// cutOrdinal splits «Кюлетский 1-й» into «Кюлетский» and «1-».
func cutOrdinal(name string) (head, number string, ok bool) {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 || name[i+1] < '0' || name[i+1] > '9' {
		return "", "", false
	}
	number, _, ok = strings.Cut(name[i+1:], "-")
	return name[:i], number + "-", ok
}

// withOrdinal appends a number to the forms of a name, in the same case.
func withOrdinal(forms []Form, name, number string) []Form {
	var out []Form
	for _, f := range forms {
		ends := map[Case]string{Genitive: "го", Dative: "му", Instrumental: "м", Prepositional: "м"}
		if strings.HasSuffix(name, "я") {
			ends = map[Case]string{Genitive: "й", Dative: "й", Accusative: "ю", Instrumental: "й", Prepositional: "й"}
		}
		if f.Case&Nominative != 0 {
			out = append(out, Form{f.Text + name[strings.LastIndexByte(name, ' '):], f.Case & (Nominative | Accusative)})
		}
		for c, end := range ends {
			if f.Case&c != 0 {
				out = append(out, Form{f.Text + " " + number + end, c})
			}
		}
	}
	return out
}

// nameStem removes the ending of a nominative or genitive.
func nameStem(piece string, adjective bool) string {
	if adjective {
		for _, end := range []string{"ого", "его", "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"} {
			if stem, ok := strings.CutSuffix(piece, end); ok {
				return stem
			}
		}
	}
	if last, size := utf8.DecodeLastRuneInString(piece); strings.ContainsRune("аяуюеоыиьй", last) {
		return piece[:len(piece)-size]
	}
	return piece
}

// declineBoth declines a name of unknown grammar: names in -ь in both genders, plurals with both genitives, -ок and
// -ек with and without the fleeting vowel.
func declineBoth(name, genitive string) []Form {
	if head, number, ok := cutOrdinal(name); ok {
		return withOrdinal(declineBoth(head, ""), name, number)
	}
	out := decline(name, genitive)
	if genitive != "" || strings.Contains(name, "-на-") {
		return out
	}
	_, last, _ := cutLast(name)
	head := name[:len(name)-len(last)]
	variant := func(gen string) { out = append(out, decline(name, head+gen)...) }
	switch {
	case strings.HasSuffix(last, "ь"):
		variant(strings.TrimSuffix(last, "ь") + "и")
	case strings.HasSuffix(last, "ок"):
		variant(strings.TrimSuffix(last, "ок") + "ка")
	case strings.HasSuffix(last, "ек"):
		variant(strings.TrimSuffix(last, "ек") + "ька")
		variant(strings.TrimSuffix(last, "ек") + "ка")
	case strings.HasSuffix(last, "ец"):
		variant(last + "а")
		variant(strings.TrimSuffix(last, "ец") + "ца")
	case IsAdjective(last):
	case strings.HasSuffix(last, "ки"):
		stem := strings.TrimSuffix(last, "ки")
		variant(stem + "ок")
		variant(stem + "ек")
		variant(strings.TrimSuffix(stem, "ь") + "ек")
	case hasAny(last, "ы", "и"):
		_, size := utf8.DecodeLastRuneInString(last)
		variant(last[:len(last)-size])
	}
	return out
}

package gazetteer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/text"
)

// nameIndex finds names by any of their case forms. It keeps only stems: a form is
// cut into the stems that it may have, and the names with one of them are declined
// to see whether they have the form.
type nameIndex struct {
	names  []indexedName
	byName map[string]int32 // while it is built
	stems  map[string][]int32
}

type indexedName struct {
	text string
	of   []int32 // what bears it
}

func newNameIndex() *nameIndex {
	return &nameIndex{byName: map[string]int32{}, stems: map[string][]int32{}}
}

// add notes that item i bears the name.
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

// nameStems are the stems of the forms of a name: one of an adjective, and of a noun
// those of its nominative and genitive, which shows fleeting vowels.
func nameStems(name string, irr map[string]irregular) []string {
	folded := text.Fold(name)
	out := []string{nameStem(lastPiece(folded))}
	if _, last, _ := cutLast(name); IsAdjective(last) && !strings.Contains(name, "-на-") {
		return out
	}
	for _, f := range declineBoth(name, irr[folded].genitive) {
		if f.Case&(Nominative|Genitive) == 0 {
			continue
		}
		if s := nameStem(lastPiece(text.Fold(f.Text))); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (x *nameIndex) done() { x.byName = nil }

// find returns what bears a name that has the form, in ascending order.
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

// formEndings are the endings of the case forms of place names, folded; the empty
// one stands for all.
var formEndings = []string{
	"", "ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "ый", "ий", "ой", "ей", "ая", "яя", "ое", "ее", "ые", "ие",
	"ым", "им", "ом", "ем", "ую", "юю", "ью", "ых", "их", "ах", "ях", "ам", "ям", "ов", "ев", "а", "я", "у", "ю", "е", "о", "ы", "и", "ь", "й",
}

// lastPiece is the part of a folded name of which the end changes most: the last
// word, or what stands before «-на-».
func lastPiece(folded string) string {
	if head, _, ok := strings.Cut(folded, "-на-"); ok {
		folded = head
	}
	_, last, _ := cutLast(folded)
	return last
}

// nameStem cuts the ending of a nominative or genitive.
func nameStem(piece string) string {
	for _, end := range []string{"ого", "его", "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ых", "их"} {
		if stem, ok := strings.CutSuffix(piece, end); ok && utf8.RuneCountInString(stem) > 1 {
			return stem
		}
	}
	for _, end := range []string{"ов", "ев", "ей", "а", "я", "у", "ю", "е", "о", "ы", "и", "ь", "й"} {
		if stem, ok := strings.CutSuffix(piece, end); ok && stem != "" {
			return stem
		}
	}
	return piece
}

// declineBoth declines a name of which the grammar is not known: names in -ь as both
// genders, plurals with both genitives, -ок and -ек with and without the fleeting vowel.
func declineBoth(name, genitive string) []Form {
	out := decline(name, genitive)
	if genitive != "" {
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

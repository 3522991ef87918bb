package text

import (
	"slices"
	"testing"
)

// Words of different meaning that Snowball cuts to one stem have no term in common.
func TestWordsOfOneSnowballStemAreApart(t *testing.T) {
	a := analyzer(t)
	terms := func(w string) []string { return a.Analyze(w)[0].Stems }
	for _, c := range [][2]string{
		{"стоит", "сто"}, {"стоимостью", "ста"}, {"семьи", "семь"}, {"семьям", "семи"}, {"почты", "почти"},
		{"среды", "средней"}, {"четвертью", "четвёртый"}, {"правила", "права"}, {"активов", "актов"}, {"призыву", "призу"},
		{"угля", "углом"}, {"датой", "дали"}, {"лицея", "лица"},
		{"подходят", "подходы"}, {"долга", "долго"}, {"другой", "друга"}, {"нии", "ни"},
	} {
		x, y := terms(c[0]), terms(c[1])
		if slices.ContainsFunc(x[:1], func(s string) bool { return slices.Contains(y, s) }) {
			t.Errorf("%s and %s are both found by one of %q and %q", c[0], c[1], x, y)
		}
	}
}

// All forms of a word that is kept apart have one best term, that of its family.
func TestFormsOfWordsApart(t *testing.T) {
	a := analyzer(t)
	for _, forms := range [][]string{
		{"стоить", "стоит", "стоили", "стоило"},
		{"семья", "семье", "семьями"}, {"правило", "правила", "правилам", "правилами"},
		{"почта", "почту", "почтой"}, {"дата", "даты", "датой"},
		{"актив", "активы", "активов"}, {"долгий", "долго", "долгая"}, {"частый", "часто"}, {"радио"},
	} {
		want := LemmaStem(forms[0])
		for _, form := range forms {
			if got := a.Analyze(form)[0].Stems; !slices.Contains(got, want) {
				t.Errorf("%s has %q, want %q among them", form, got, want)
			}
		}
	}
}

// A family's stem is no lemma's own: nothing is put together that was apart.
func TestFamiliesApartAreNew(t *testing.T) {
	for lemma, stem := range apartStems() {
		if Fold(lemma) != lemma {
			t.Errorf("%s is not folded", lemma)
		}
		if Stem(lemma) == stem && Stem(stem) == stem && lemma == stem {
			t.Errorf("%s is Snowball's stem already", lemma)
		}
	}
}

package related

import (
	"context"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/morph"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
)

// wordStarts are prepositions that adjectives begin with.
var wordStarts = words.Set("до без после под за при об от над на по")

// Torn joins the beginning of a word torn off it, which reads as a preposition: «до
// школьный», «под готовка», and returns the stem of the whole, "" for other words. It
// must make a word that the archive has, of what is no word there or an adjective:
// those seldom follow a preposition by themselves.
func (f *Finder) Torn(ctx context.Context, v *vocab.Vocabulary, start, rest words.Place) string {
	if !start.Stop || !wordStarts[start.Exact] || !words.HasContent(rest) ||
		utf8.RuneCountInString(rest.Exact) < 5 || len(rest.Joined) > 0 {
		return ""
	}
	whole := f.Stem(start.Exact + rest.Exact)
	if !v.Has(ctx, whole) || v.Has(ctx, rest.Stems[0]) && !morph.IsAdjective(rest.Exact) {
		return ""
	}
	return whole
}

// compoundStarts are what compounds begin with.
var compoundStarts = strings.Fields(`
	не авиа авто агро анти аэро био вело взаимо видео внутри водо военно высоко газо гео гидро градо двух долго
	духовно евро едино жизне здраво здоровье земле зерно импорто инфо кино книго конкуренто кратко крупно
	культурно лесо мало медиа между меж мелко металло микро мини много моно мото мульти мусоро мясо нарко нефте
	низко ново обще огне одно пассажиро пище пожаро полу право природо противо птице пяти радио разно ресурсо
	рыбо само сверх сельхоз ското снего соц социо спец спирто спорт средне старо супер теле тепло товаро торгово
	трех трудо тур физ фото хлебо четырех электро энерго этно`)

// Prefixed takes a compound apart after a usual first part, and returns the
// stems of both, "" when the archive does not hold them as words.
func (f *Finder) Prefixed(ctx context.Context, v *vocab.Vocabulary, w string) (first, rest string) {
	const least = 4 // letters of the second part
	for _, start := range compoundStarts {
		tail, ok := strings.CutPrefix(w, start)
		if !ok || utf8.RuneCountInString(tail) < least {
			continue
		}
		if first, rest = f.Stem(start), f.Stem(tail); first != "" && v.Has(ctx, rest) && v.Has(ctx, first) {
			return first, rest
		}
	}
	return "", ""
}

// Split divides a word into two that stand side by side in the archive, the most
// frequent pair, and returns their stems. It searches for each.
func (f *Finder) Split(ctx context.Context, v *vocab.Vocabulary, w string) (first, second string) {
	const least = 4 // letters a part
	most := 0
	runes := []rune(w)
	for i := least; i <= len(runes)-least && v.Err() == nil; i++ {
		a, b := f.Stem(string(runes[:i])), f.Stem(string(runes[i:]))
		if !v.Has(ctx, a) || !v.Has(ctx, b) {
			continue
		}
		pair := index.Phrase{Field: "body", Terms: []string{a, b}}
		res, err := v.Index.Search(ctx, index.Query{Expr: pair})
		if !v.Failed(err) && res.Total > most {
			most, first, second = res.Total, a, b
		}
	}
	return first, second
}

// PairAdjectives returns the stems of the archive that are the adjective of a place name
// of two words: «Верхний Мамон» — «верхнемамонский».
func (f *Finder) PairAdjectives(ctx context.Context, v *vocab.Vocabulary, first, second words.Place) []string {
	if !words.OnlyLetters(second.Exact) || len(first.Stems) == 0 || !words.HasContent(second) {
		return nil
	}
	var stems []string
	for _, start := range morph.PairStarts[first.Stems[0]] {
		for _, a := range morph.PlaceForms(second.Exact) {
			stems = append(stems, f.Stem(start+a))
		}
		stems = append(stems, f.Stem(start+second.Exact))
	}
	return v.Rare(ctx, second.Stems[0], stems)
}

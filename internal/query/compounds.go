package query

import (
	"context"
	"strings"
	"unicode/utf8"

	"letopis/index"
)

// compounds lets a compound match however it is written: neighbours that the
// archive also writes together («видео наблюдение»), an unknown word that the
// archive writes apart, and any word that begins as compounds do («видеонаблюдение»).
func (s *Service) compounds(ctx context.Context, v *vocabulary, pl []place) []span {
	var out []span
	for i, p := range pl {
		if p.Stop && wordStarts[p.Exact] && i+1 < len(pl) {
			if sp, ok := s.torn(v, p, pl[i+1]); ok {
				sp.from, sp.to = i, i+2
				out = append(out, sp)
			}
		}
		if p.Stop || len(p.Stems) == 0 || hasDigit(p.Exact) || len(p.joined) > 0 {
			continue
		}
		if i+1 < len(pl) && !pl[i+1].Stop && !hasDigit(pl[i+1].Exact) {
			if stem := s.stem(p.Exact + pl[i+1].Exact); v.has(stem) {
				out = append(out, span{from: i, to: i + 2,
					alts:  []index.Expr{s.anywhere(stem, s.weights.Compound)},
					marks: []func(*marks){func(m *marks) { m.stem(stem) }}})
			}
		}
		if first, rest := s.prefixed(v, p.Exact); rest != "" {
			out = append(out, span{from: i, to: i + 1,
				alts:  []index.Expr{index.Phrase{Field: "body", Terms: []string{first, rest}, Boost: s.weights.Compound}},
				marks: []func(*marks){func(m *marks) { m.stem(rest) }}})
			continue
		}
		if v.has(p.Stems[0]) {
			continue
		}
		if a, b := s.split(ctx, v, p.Exact); a != "" {
			out = append(out, span{from: i, to: i + 1,
				alts:  []index.Expr{s.together([]string{a, b}, s.weights.Compound)},
				marks: []func(*marks){func(m *marks) { m.stems([]string{a, b}) }}})
		}
	}
	return out
}

// wordStarts are prepositions that adjectives begin with.
var wordStarts = wordSet("до без после под за при об от над на по")

// torn joins the beginning of a word torn off it, which reads as a preposition: «до
// школьный», «под готовка». It must make a word that the archive has, of what is
// no word there or an adjective: those seldom follow a preposition by themselves.
func (s *Service) torn(v *vocabulary, start, rest place) (span, bool) {
	if rest.Stop || len(rest.Stems) == 0 || utf8.RuneCountInString(rest.Exact) < 5 || len(rest.joined) > 0 {
		return span{}, false
	}
	whole := s.stem(start.Exact + rest.Exact)
	if !v.has(whole) || v.has(rest.Stems[0]) && !adjectival(rest.Exact) {
		return span{}, false
	}
	return span{alts: []index.Expr{s.anywhere(whole, s.weights.Compound)}, marks: []func(*marks){func(m *marks) { m.stem(whole) }}}, true
}

func adjectival(w string) bool {
	for _, end := range relativeEndings {
		if base, ok := strings.CutSuffix(w, end); ok && (strings.HasSuffix(base, "н") || strings.HasSuffix(base, "ск")) {
			return true
		}
	}
	return false
}

// compoundStarts are what compounds begin with.
var compoundStarts = strings.Fields(`не авиа авто агро анти аэро био вело взаимо видео внутри водо военно высоко газо гео гидро градо двух долго духовно евро едино жизне здраво здоровье
	земле зерно импорто инфо кино книго конкуренто кратко крупно культурно лесо мало медиа между меж мелко металло микро мини много моно мото мульти
	мусоро мясо нарко нефте низко ново обще огне одно пассажиро пище пожаро полу право природо противо птице пяти радио разно ресурсо рыбо само сверх
	сельхоз ското снего соц социо спец спирто спорт средне старо супер теле тепло товаро торгово трех трудо тур физ фото хлебо четырех электро энерго этно`)

// prefixed takes a compound apart after a usual first part, and returns the
// stems of both, "" when the archive does not hold them as words.
func (s *Service) prefixed(v *vocabulary, w string) (first, rest string) {
	const least = 4 // letters of the second part
	for _, start := range compoundStarts {
		tail, ok := strings.CutPrefix(w, start)
		if !ok || utf8.RuneCountInString(tail) < least {
			continue
		}
		if first, rest = s.stem(start), s.stem(tail); first != "" && v.has(rest) && v.has(first) {
			return first, rest
		}
	}
	return "", ""
}

// split divides a word into two that stand side by side in the archive, the most
// frequent pair, and returns their stems. It searches for each, within ctx.
func (s *Service) split(ctx context.Context, v *vocabulary, w string) (first, second string) {
	const least = 4 // letters a part
	most := 0
	n := utf8.RuneCountInString(w)
	runes := []rune(w)
	for i := least; i <= n-least && ctx.Err() == nil; i++ {
		a, b := s.stem(string(runes[:i])), s.stem(string(runes[i:]))
		if !v.has(a) || !v.has(b) {
			continue
		}
		pair := index.Phrase{Field: "body", Terms: []string{a, b}}
		res, err := v.idx.Search(ctx, index.Query{Expr: pair})
		if err == nil && res.Total > most {
			most, first, second = res.Total, a, b
		}
	}
	return first, second
}

// stem is the best stem of one word, "" for a stop word.
func (s *Service) stem(w string) string {
	stem, _ := s.text.BestStem(w)
	return stem
}

// has tells whether a stem occurs in the archive's texts. Looking counts up takes
// microseconds and needs no context.
func (v *vocabulary) has(stem string) bool {
	if stem == "" {
		return false
	}
	n, err := v.idx.Counts(context.Background(), "body", []string{stem})
	return err == nil && n[0] > 0
}

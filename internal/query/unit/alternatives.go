package unit

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/related"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// synonymous finds what has synonyms. A word that the archive does not have is asked
// for by them alone, so they weigh more. One that it seldom has where they are frequent («муниципалитет»
// for «администрация») tells no more than they do.
func (m *Maker) synonymous(ctx context.Context, v *vocab.Vocabulary, pl []words.Place) []span {
	var out []span
	for _, match := range m.synonyms.Match(pl) {
		sp := span{from: match.From, to: match.To}
		why := text.Expansion{Of: typed(pl[match.From:match.To]), Rule: BySynonym}
		lacking := false
		if len(match.Stems) == 1 {
			lacking, sp.tells = asTelling(ctx, v, pl[match.From].Stems[0], match.Alts)
		}
		for _, alt := range match.Alts {
			boost := m.weights.Synonym
			if len(alt.Stems) > 1 {
				boost = m.weights.SynonymPhrase
			}
			if lacking {
				boost = max(boost, m.weights.Compound)
			}
			sp.more = append(sp.more, m.synonym(alt, boost))
			sp.marks = append(sp.marks, func(to *Marks) { to.Expansion(why, alt.Stems...) })
			sp.says = append(sp.says, alt.Stems)
		}
		out = append(out, sp)
	}
	return out
}

// asTelling reports whether the archive lacks a word, and how much it tells beside its synonyms: the idf of the most
// frequent of them all, as a share of its own.
func asTelling(
	ctx context.Context, v *vocab.Vocabulary, stem string, alts []related.Term,
) (lacking bool, share float64) {
	stems := []string{stem}
	for _, alt := range alts {
		if len(alt.Stems) == 1 && alt.Abbrev == "" { // the stem of an abbreviation may be another word's
			stems = append(stems, alt.Stems[0])
		}
	}
	counts, docs := v.Counts(ctx, stems)
	if counts == nil || counts[0] == 0 {
		return true, 0
	}
	most := slices.Max(counts)
	if most == counts[0] {
		return false, 1
	}
	return false, index.IDF(docs, most) / index.IDF(docs, counts[0])
}

// compounds lets a compound match however it is written: neighbours that the
// archive also writes together («видео наблюдение»), an unknown word that the
// archive writes apart, and any word that begins as compounds do («видеонаблюдение»).
func (m *Maker) compounds(ctx context.Context, v *vocab.Vocabulary, pl []words.Place) []span {
	var out []span
	add := func(from, to int, e index.Expr, stems ...string) {
		sp := span{from: from, to: to}
		sp.expand(e, pl, ByCompound, stems...)
		out = append(out, sp)
	}
	weight := m.weights.Compound
	for i, p := range pl {
		if !words.OnlyLetters(p.Exact) { // a number, a sign, an address
			continue
		}
		if i+1 < len(pl) && words.OnlyLetters(pl[i+1].Exact) {
			if whole := m.related.Torn(ctx, v, p, pl[i+1]); whole != "" {
				add(i, i+2, m.anywhere(whole, weight), whole)
			}
		}
		if !words.HasContent(p) || len(p.Joined) > 0 {
			continue
		}
		if i+1 < len(pl) && !pl[i+1].Stop && words.OnlyLetters(pl[i+1].Exact) {
			if stem := m.related.Stem(p.Exact + pl[i+1].Exact); v.Has(ctx, stem) {
				add(i, i+2, m.anywhere(stem, weight), stem)
			}
		}
		if first, rest := m.related.Prefixed(ctx, v, p.Exact); rest != "" {
			add(i, i+1, index.Phrase{Field: "body", Terms: []string{first, rest}, Boost: weight}, rest)
			continue
		}
		if v.Has(ctx, p.Stems[0]) {
			continue
		}
		if a, b := m.related.Split(ctx, v, p.Exact); a != "" {
			add(i, i+1, m.together([]string{a, b}, weight), a, b)
		}
	}
	return out
}

// attributes lets a noun behind another be its adjective, and back: «долг муниципалитета» is «муниципальный долг».
func (m *Maker) attributes(ctx context.Context, v *vocab.Vocabulary, pl []words.Place) []span {
	var out []span
	for i := 0; i+1 < len(pl); i++ {
		sp := span{from: i, to: i + 2}
		for _, stems := range m.related.Attributes(ctx, v, pl[i], pl[i+1]) {
			sp.expand(m.together(stems, m.weights.Compound), pl, ByRoot, stems...)
		}
		if sp.alts != nil {
			out = append(out, sp)
		}
	}
	return out
}

// placePairs finds names of two words whose adjective is one: «Верхний Мамон» —
// «верхнемамонский».
func (m *Maker) placePairs(ctx context.Context, v *vocab.Vocabulary, pl []words.Place) []span {
	var out []span
	for i := 0; i+1 < len(pl); i++ {
		for _, stem := range m.related.PairAdjectives(ctx, v, pl[i], pl[i+1]) {
			sp := span{from: i, to: i + 2}
			sp.expand(m.anywhere(stem, m.weights.Place), pl, ByPlace, stem)
			out = append(out, sp)
		}
	}
	return out
}

const maxPlaceWords = 3

// placeNames finds place names of several words that have an adjective of one
// («Великий Устюг» — «великоустюгский»), and such adjectives.
func (m *Maker) placeNames(ctx context.Context, v *vocab.Vocabulary, pl []words.Place) []span {
	if m.places == nil {
		return nil
	}
	var out []span
	for i := range pl {
		name := ""
		for to := i + 1; to <= min(i+maxPlaceWords, len(pl)); to++ {
			name += pl[to-1].Exact
			forms := m.places(name)
			if to > i+1 {
				forms = append(slices.Clip(forms), m.places(strings.ReplaceAll(name, " ", "-"))...)
			}
			sp := span{from: i, to: to}
			for _, form := range forms {
				stems := words.ContentStems(words.Places(m.text.AnalyzeQuery(form)))
				if to == i+1 && len(stems) < 2 || len(stems) == 0 {
					continue // one word for one is a related stem
				}
				last := stems[len(stems)-1]
				if len(v.Rare(ctx, last, []string{last})) == 0 {
					continue
				}
				sp.expand(m.together(stems, m.weights.Place), pl, ByPlace, stems...)
			}
			if sp.alts != nil {
				out = append(out, sp)
			}
			name += " "
		}
	}
	return out
}

package query

import (
	"slices"

	"letopis/index"
	"letopis/internal/text"
)

// Weights of the parts of a score, relative to a word's BM25 in the body; 0 leaves
// a part out. The figures were found by measurement: see docs/query.md.
type Weights struct {
	Title, Aside float64 // a word in the title; around the text (menus, file name)
	Number       float64 // a number or a date that is the document's own
	Exact        float64 // the very form typed
	Near         float64 // neighbouring words of the query near each other
	NearWindow   int     // positions
	Synonym      float64
	// SynonymPhrase is of a synonym of several words: where they stand together,
	// the thing itself is meant.
	SynonymPhrase float64
	Verb          float64 // a verb: few acts have any, so what it says of them is overrated
	Place         float64 // a town's adjective for its noun, and back
	Relative      float64 // a noun's adjective, and back
	Compound      float64 // written together for apart, and back
}

// DefaultWeights are the measured ones.
var DefaultWeights = Weights{Title: 0.3, Aside: 0.1, Number: 2, Exact: 0.2, Near: 0.25, NearWindow: 3, Synonym: 0.4, SynonymPhrase: 0.7, Verb: 0.3, Place: 1, Relative: 0.25, Compound: 0.8}

// anywhere selects documents with a stem in their text, title or surroundings.
func (s *Service) anywhere(stem string, boost float64) index.Expr {
	or := index.Or{Exprs: []index.Expr{
		index.Term{Field: "body", Term: stem, Boost: boost},
		index.Term{Field: "title", Term: stem, Boost: boost * s.weights.Title},
		index.Term{Field: "aside", Term: stem, Boost: boost * s.weights.Aside},
	}}
	if hasDigit(stem) {
		own := s.weights.Number
		if isNumber(stem) {
			own *= incidental
		}
		or.Exprs = append(or.Exprs, index.Term{Field: "number", Term: stem, Boost: boost * own})
	}
	return or
}

// incidental is the share of Number that a bare number has: «бюджет 2019», «90
// лет» ask for no act number 2019 or 90.
const incidental = 0.1

// numbered is anywhere for digits that stand for an act: «№ 139», «постановление 139».
func (s *Service) numbered(digits string) index.Expr {
	or := s.anywhere(digits, 1).(index.Or)
	or.Exprs[len(or.Exprs)-1] = index.Term{Field: "number", Term: digits, Boost: s.weights.Number}
	return or
}

// actWords are what an act is called before its number.
var actWords = wordSet(`постановление постановления постановлению постановлением постановлении распоряжение распоряжения распоряжению
	распоряжением решение решения решению решением решении приказ приказа приказу приказом указ указа закон закона законом акт акта
	устав устава проект проекта документ документа`)

// numbers tells which places are the bare numbers of acts: those after «№», and
// all but years beside the name of a kind of act.
func numbers(pl []place) []bool {
	acts := slices.ContainsFunc(pl, func(p place) bool { return actWords[p.Exact] })
	out := make([]bool, len(pl))
	for i, p := range pl {
		year := len(p.Exact) == 4 && (p.Exact[:2] == "19" || p.Exact[:2] == "20")
		out[i] = isNumber(p.Exact) && (acts && !year || i > 0 && pl[i-1].Exact == "№")
	}
	return out
}

// wordExpr is a word with its alternatives of one word, whose stems it returns
// too.
func (s *Service) wordExpr(v *vocabulary, w word) (need index.Expr, others []string) {
	own := 1.0
	if s.verb(w.exact) != "" {
		own = s.weights.Verb
	}
	alts := []index.Expr{s.anywhere(w.stem, own)}
	if w.number {
		alts[0] = s.numbered(w.stem)
	}
	held := s.kinHeld(v, w)
	others = slices.Clip(held.places)
	for _, p := range others {
		alts = append(alts, s.anywhere(p, s.weights.Place))
	}
	need = best(alts)
	or := index.Or{Exprs: []index.Expr{need}}
	also := func(stems []string, boost float64) {
		for _, r := range stems {
			if !slices.Contains(others, r) {
				others = append(others, r)
				or.Exprs = append(or.Exprs, s.anywhere(r, boost))
			}
		}
	}
	also(held.relatives, s.weights.Relative)
	also(held.actions, s.weights.Synonym)
	if len(or.Exprs) > 1 {
		need = or
	}
	return need, others
}

// together selects documents with all stems close to each other, as a unit that
// stands in place of one word of the query.
func (s *Service) together(stems []string, boost float64) index.Expr {
	if len(stems) == 1 {
		return s.anywhere(stems[0], boost)
	}
	near := index.Near{Field: "body", Terms: stems, Window: len(stems) + 2, Boost: boost}
	if s.weights.Title <= 0 {
		return near
	}
	title := near
	title.Field, title.Boost = "title", boost*s.weights.Title
	return index.Or{Exprs: []index.Expr{near, title}}
}

func best(alts []index.Expr) index.Expr {
	if len(alts) == 1 {
		return alts[0]
	}
	return index.Or{Exprs: alts, Best: true}
}

func simplify(and index.And) index.Expr {
	if len(and.Exprs) == 1 {
		return and.Exprs[0]
	}
	return and
}

// should rewards exact forms, neighbouring words that stay together and, where
// fewer are required, documents that hold them all.
func (s *Service) should(p *plan, l level) []index.Expr {
	var out []index.Expr
	if size := p.size(); l.required < size {
		wants, core := p.wants(l.loose), p.core(l.loose)
		if more := (l.required + len(core) + 1) / 2; more > l.required && more < len(core) {
			out = append(out, index.AtLeast{Min: more, Exprs: core})
		}
		if l.required < len(core) {
			out = append(out, index.And{Exprs: core})
		}
		for _, c := range wants {
			if c.word != "" && slices.Contains(p.common, c.word) {
				out = append(out, c.need)
			}
		}
	}
	var last word
	for _, u := range p.units {
		for _, w := range u.words {
			if w.date {
				last = word{}
				continue
			}
			if s.weights.Exact > 0 {
				out = append(out, index.Term{Field: "exact", Term: w.exact, Boost: s.weights.Exact})
			}
			if s.weights.Near > 0 && last.stem != "" && last.stem != w.stem && w.pos-last.pos <= 3 {
				out = append(out, index.Near{Field: "body", Terms: []string{last.stem, w.stem}, Window: s.weights.NearWindow, Boost: s.weights.Near})
			}
			last = w
		}
	}
	return out
}

// phraseUnit is a quoted string: these forms in this order. Stop words count.
func (s *Service) phraseUnit(v *vocabulary, field, quoted string) (unit, bool) {
	pl := places(s.text.AnalyzeQuery(quoted))
	if len(pl) == 0 {
		return unit{}, false
	}
	first := pl[0].Pos
	size := pl[len(pl)-1].Pos - first + 1
	exact, stems := make([]string, size), make([]string, size) // a gap matches any word
	var words index.And
	for _, p := range pl {
		exact[p.Pos-first] = p.Exact
		if !p.Stop && len(p.Stems) > 0 {
			stems[p.Pos-first] = p.Stems[0]
			words.Exprs = append(words.Exprs, s.anywhere(p.Stems[0], 1))
		}
	}
	marks := func(m *marks) { m.phrase(exact) }
	if field == "title" {
		if len(words.Exprs) == 0 {
			return unit{}, false
		}
		return unit{need: index.Phrase{Field: "title", Terms: trimGaps(stems), Boost: 1}, marks: marks}, true
	}
	u := unit{need: index.Phrase{Field: "exact", Terms: exact, Boost: 1}, marks: marks}
	if len(exact) == 1 {
		u.need = index.Term{Field: "exact", Term: exact[0], Boost: 1}
	}
	if len(words.Exprs) > 0 {
		u.loose = index.And{Exprs: words.Exprs}
	}
	return u, true
}

// trimGaps drops empty terms at both ends of a phrase.
func trimGaps(terms []string) []string {
	for len(terms) > 0 && terms[0] == "" {
		terms = terms[1:]
	}
	for len(terms) > 0 && terms[len(terms)-1] == "" {
		terms = terms[:len(terms)-1]
	}
	return terms
}

// prefixUnit is word*: any form that begins so. Titles hold only stems, which may
// be shorter than what was typed.
func (s *Service) prefixUnit(op operand) unit {
	p := text.Fold(op.text)
	u := unit{
		need:  index.Prefix{Field: "exact", Prefix: p, Boost: 1},
		marks: func(m *marks) { m.prefix(p) },
	}
	if op.field == "title" {
		u.need = index.Or{Exprs: []index.Expr{
			index.Prefix{Field: "title", Prefix: p, Boost: 1},
			index.Term{Field: "title", Term: s.stem(p), Boost: 1},
		}}
	}
	return u
}

// titleUnit is title:word.
func (s *Service) titleUnit(op operand) (unit, bool) {
	var and index.And
	var stems []string
	for _, p := range places(s.text.AnalyzeQuery(op.text)) {
		if !p.Stop && len(p.Stems) > 0 {
			stems = append(stems, p.Stems[0])
			and.Exprs = append(and.Exprs, index.Term{Field: "title", Term: p.Stems[0], Boost: 1})
		}
	}
	if stems == nil {
		return unit{}, false
	}
	return unit{need: simplify(and), marks: func(m *marks) { m.stems(stems) }}, true
}

// numberUnit is number:179-а: the document's own number, as a whole where it is
// written as one («179-а», «131 ФЗ»), else all parts of it.
func (s *Service) numberUnit(op operand) (unit, bool) {
	pl := places(s.text.AnalyzeQuery(op.text))
	var and index.And
	var stems []string
	for _, p := range pl {
		if p.Stop || len(p.Stems) == 0 {
			continue
		}
		stems = append(stems, p.Stems[0])
		and.Exprs = append(and.Exprs, index.Term{Field: "number", Term: p.Stems[0], Boost: 1})
	}
	if stems == nil {
		return unit{}, false
	}
	u := unit{need: simplify(and), marks: func(m *marks) { m.stems(stems) }}
	if len(pl) > 1 && isNumber(pl[0].Exact) {
		whole := pl[0].Exact
		for _, p := range pl[1:] {
			whole += "-" + p.Exact
		}
		joined := index.Term{Field: "number", Term: whole, Boost: 1}
		if len(pl[0].joined) > 0 {
			u.need = joined
		} else {
			u.need = best([]index.Expr{u.need, joined})
		}
	}
	return u, true
}

func hasDigit(s string) bool {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			return true
		}
	}
	return false
}

// marks collects what a query matches, for highlighting.
type marks struct{ m *text.Matcher }

func newMarks() *marks {
	return &marks{&text.Matcher{Stems: map[string]bool{}, Exact: map[string]bool{}}}
}

func (m *marks) stem(s string) { m.m.Stems[s] = true }

func (m *marks) stems(list []string) {
	for _, s := range list {
		if s != "" {
			m.m.Stems[s] = true
		}
	}
}

func (m *marks) phrase(exact []string) {
	if len(exact) == 1 {
		m.m.Exact[exact[0]] = true
	} else {
		m.m.Phrases = append(m.m.Phrases, exact)
	}
}

func (m *marks) prefix(p string) { m.m.Prefixes = append(m.m.Prefixes, p) }

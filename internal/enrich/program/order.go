package program

import (
	"slices"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// heard reports whether a title says that an assembly hears of the course of a programme: «О реализации программы».
func heard(p *ruletext.Page, m mention) bool {
	return p.HasStem(m.at-1, "реализаци", "выполнени", "исполнени") && p.IsAny(m.at-2, "о", "об") && p.Capitalized(m.at-2)
}

// ofAnother reports whether the tokens from … to name something else that is approved, of which the programme
// behind them only tells what it is for: «Об утверждении Порядка … программы», «Утвердить распределение … по
// программам».
func ofAnother(p *ruletext.Page, from, to int) bool {
	for k := from; k < to; k++ {
		if p.HasStem(k, approvedObjects...) {
			return true
		}
	}
	return false
}

// namedInOrder gives the programme that a title only describes, ms[i], the name in quotes by which the only order of
// the act approves it: «О программе по борьбе с вредителями», «Утвердить программу «Защита посевов»».
func namedInOrder(ms []mention, i int, ordered []owned) {
	if len(ordered) != 1 || ordered[0].role != roleApproves || !ms[ordered[0].at].quoted {
		return
	}
	told := ms[ordered[0].at]
	told.at, told.end, told.word = ms[i].at, ms[i].end, ms[i].word
	ms[i] = told
}

// budgetRow reports whether a programme is named in a row of a budget: behind two numbers or more, as the code of an
// article has them.
func budgetRow(p *ruletext.Page, m mention) bool {
	numbers := 0
	for k := m.at - 1; k > m.at-8 && (p.HasKind(k, ruletext.Number) || p.At(k) == "-"); k-- {
		if p.HasKind(k, ruletext.Number) {
			numbers++
		}
	}
	return numbers > 1
}

// quotedRow reports whether a programme is named in a row that an act puts into a table: «дополнить строкой
// «Муниципальная программа «…» – 1 250,0»».
func quotedRow(p *ruletext.Page, m mention) bool {
	return ruletext.IsOpenQuote(p.At(m.at-1)) && p.HasStem(m.at-2, "строк", "позици", "абзац")
}

// amendsOther reports whether a title says that the act amends something else than a programme:
// «О внесении изменений в Порядок составления росписи».
func amendsOther(p *ruletext.Page, heading ruletext.Span) bool {
	for k := heading.From; k < heading.To; k++ {
		if p.HasStem(k, "изменени", "дополнени") {
			return p.At(k+1) == "в" && p.HasStem(k+2, otherObjects...) ||
				p.At(k+1) == "и" && p.At(k+3) == "в" && p.HasStem(k+4, otherObjects...)
		}
	}
	return false
}

// actRole tells from an act's title what it does.
func actRole(p *ruletext.Page, heading ruletext.Span) string {
	for k := heading.From; k < heading.To; k++ {
		switch {
		case p.HasStem(k, "утверждени", "принятии") && p.StemWithin(k+1, 3, "отчет", "доклад", "итог"):
			return roleReports
		case p.HasStem(k, "утратив", "отмен", "прекращени"):
			return roleRepeals
		case p.HasStem(k, "изменени", "дополнени", "внесени", "продлени"):
			return roleAmends
		case (p.HasStem(k, "отчет", "итог", "исполнени") || p.At(k) == "ходе") && k < heading.From+6:
			return roleReports
		case p.HasStem(k, "утверждени", "принятии"), k == heading.From+1 && programAct(p, k):
			return roleApproves
		}
	}
	return ""
}

// programAct tells «О муниципальной программе…», which approves it.
func programAct(p *ruletext.Page, k int) bool {
	if wording.SalePlan(p, k) > 0 {
		return true
	}
	for p.HasStem(k, wording.ProgramAdjectives...) {
		k++
	}
	return wording.ProgramForms[p.At(k)]
}

// orderedPrograms finds the programmes in what an act orders whose title names none: «Утвердить
// … программу «…»», «Внести в … программу … изменения». The first order counts wherever it
// stands, others where they begin an item of their own.
func orderedPrograms(p *ruletext.Page, l *layout.Layout, ms []mention) []owned {
	var out []owned
	from := max(wording.Operative(p, max(l.Act, 0)), 0)
	for k := from; k < min(from+400, len(p.Tokens)); k++ {
		role := orderRole(p, k)
		if role == "" {
			continue
		}
		order := orderAround(p, k)
		if p.IsAny(order.From+2, charged...) && order.From < k || p.IsAny(k-1, charged...) {
			k = order.To - 1 // somebody is told to do it: «3. Отделу экономики внести изменения в программу»
			continue
		}
		if len(out) > 0 && !startsItem(p, order.From) {
			continue
		}
		if role == roleApproves && approvesOther(p, k, order.To, ms) {
			k = order.To - 1
			continue
		}
		if list := orderedList(p, k, order, ms); list.To > 0 {
			for i, m := range ms {
				if start := p.LineStart(m.word); m.word >= list.From && m.word < list.To && m.quoted && !m.sub &&
					!budgetRow(p, m) &&
					m.at-start < 8 && (p.HasKind(start, ruletext.Number) || p.HasKind(start, ruletext.Mark)) {
					out = append(out, owned{i, role})
				}
			}
			k = list.To - 1
			continue
		}
		word := -1
		for i, m := range ms {
			if m.word < order.From || m.word >= order.To || oldName(p, m) || budgetRow(p, m) || quotedRow(p, m) ||
				role == roleAmends && p.At(m.at-1) == "по" || // «изложить, увеличив ассигнования по программе»
				!m.quoted && m.level != ruletext.LevelMunicipal && m.at > k+2 { // not «Утвердить Программу развития …»
				continue
			}
			if word >= 0 && m.word != word ||
				len(out) > 0 && word < 0 && (m.sub || m.at-k > 30 || p.HasStem(m.at-1, "строк", "позици") ||
					role == roleRepeals && p.StemWithin(k, m.at-k, wording.ActStems...)) {
				continue
			}
			word = m.word
			out = append(out, owned{i, role})
		}
		k = order.To - 1
	}
	return out
}

// repealedPrograms are those whose acts an act repeals beside what it approves: «признать утратившим силу
// постановление … «Об утверждении программы «…»»». An act that only amended a programme ends none.
func repealedPrograms(p *ruletext.Page, l *layout.Layout, ms []mention) []owned {
	var out []owned
	from := max(wording.Operative(p, max(l.Act, 0)), l.Act, 0)
	repeals := -1 // where the item begins that repeals
	next := 0     // in ms
	for k := from; k < min(from+800, len(p.Tokens)); k++ {
		if p.StartsLine(k) && p.HasKind(k, ruletext.Number) && p.IsAny(k+1, ".", ")") && !p.HasKind(k+2, ruletext.Number) ||
			p.StartsLine(k) && wording.IsStamp(p, k) {
			repeals = -1
		}
		if p.HasStem(k, "утратив") && p.StemWithin(k-3, 7, "признать", "считать") || p.HasStem(k, "отменить") {
			repeals = k
		}
		for next < len(ms) && ms[next].word < k {
			next++
		}
		if repeals >= 0 && next < len(ms) && ms[next].word == k && (k-repeals < 8 || adopts(p, ms[next].at, repeals)) {
			out = append(out, owned{next, roleRepeals})
		}
	}
	return out
}

// adopts reports whether the title of the act that names a programme at token at, behind token from, is of one that
// approved it: «Об утверждении программы», «О программе».
func adopts(p *ruletext.Page, at, from int) bool {
	for k := at; k > from; k-- {
		switch {
		case p.HasStem(k, "изменени", "дополнени", "внесени", "отчет", "итог", "ход"):
			return false
		case p.HasStem(k, "утверждени", "принятии"):
			return true
		case p.IsAny(k, "о", "об"):
			return programAct(p, k+1)
		}
	}
	return false
}

// approvesOther reports whether what the order at token k approves, up to token to, is something else than the first
// programme that it names.
func approvesOther(p *ruletext.Page, k, to int, ms []mention) bool {
	i := slices.IndexFunc(ms, func(m mention) bool { return m.word > k && m.word < to })
	return i >= 0 && ofAnother(p, k+1, ms[i].at)
}

// orderRole tells what the order that token k begins does to a programme, "" for other words.
func orderRole(p *ruletext.Page, k int) string {
	switch {
	case p.HasStem(k, "утвердить"):
		return roleApproves
	case p.HasStem(k, "внести", "изложить", "продлить", "дополнить"):
		return roleAmends
	case p.HasStem(k, "признать") && p.StemWithin(k, 4, "утратив"):
		return roleRepeals
	}
	return ""
}

// orderAround spans the item of an act that the verb at token k orders.
func orderAround(p *ruletext.Page, k int) ruletext.Span {
	from, end := k, k
	for from > 0 && from > k-60 && !p.StartsLine(from) { // «1. Программу «…» продлить…»
		from--
	}
	if !p.HasKind(from, ruletext.Number) || p.At(from+1) != "." {
		from = k
	}
	for end < len(p.Tokens) && end < k+90 &&
		!(p.StartsLine(end) && end > k+2 && p.HasKind(end, ruletext.Number) && p.At(end+1) == "." && p.Year(end) == 0) {
		end++
	}
	return ruletext.Span{From: from, To: end}
}

// startsItem reports whether an item of an act with a number of its own begins at token i, or
// ends before it: «2. Внести…», but not «1.2. Дополнить…».
func startsItem(p *ruletext.Page, i int) bool {
	if !p.StartsLine(i) && p.At(i-1) == "." && p.HasKind(i-2, ruletext.Number) {
		i -= 2
	}
	return p.StartsLine(i) && !(p.HasKind(i, ruletext.Number) && p.At(i+1) == "." && p.HasKind(i+2, ruletext.Number))
}

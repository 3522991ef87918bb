package issuer

import (
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

// leftColumn is the text with what stands beside a letterhead blanked, byte for byte:
// extraction joins the columns of a letter's head line by line, «АДМИНИСТРАЦИЯ Министру
// строительства», «района «Тарумовский район» Магомедову А.М.».
func leftColumn(p *ruletext.Page) *ruletext.Page {
	b := []byte(wordform.FirstBytes(p.Text, 2500))
	columns := false
	for n, i := range p.Lines {
		if n > 15 || p.Tokens[i].Start >= len(b) || p.HasStem(i, "уважаем") {
			break
		}
		end := p.LineEnd(i)
		k := addressee(p, i, end, columns)
		if columns = columns || k < end; k == end {
			k = capsEnd(p, i, end)
		}
		if at := p.Tokens[min(k, end-1)].Start; k < end && at < len(b) {
			blank(b[at:min(p.Tokens[end-1].End, len(b))])
		}
	}
	return ruletext.NewPage(string(b))
}

// capsEnd returns where what is in capitals ends on a line that begins with it, end when
// nothing else follows.
func capsEnd(p *ruletext.Page, i, end int) int {
	k := i
	for k < end && (p.Tokens[k].AllCaps || !p.HasKind(k, ruletext.Word) || len(p.At(k)) == 2 && p.Capitalized(k)) {
		k++
	}
	if k == i || k == end || !p.Tokens[i].AllCaps {
		return end
	}
	for p.HasKind(k-1, ruletext.Mark) && k-1 > i {
		k--
	}
	return k
}

// blank writes spaces over b.
func blank(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

// addressee returns the token of the line i … end at which the other column of a letter's
// head begins, end when there is none. Once a line had one, names with initials and
// addresses behind others are of it, too.
func addressee(p *ruletext.Page, i, end int, columns bool) int {
	own := p.HasKind(i, ruletext.Number) || p.IsAny(i, "ул", "г", "тел", "факс", "от", "исх", "№", "на")
	for k := i; k < end; k++ {
		if columns && k > i && !p.Capitalized(k) && apart(p, k) {
			return k
		}
		if !p.Capitalized(k) && !(columns && !own && k > i) {
			continue
		}
		if p.IsAny(k, addressed...) && (k > i || columns) && !p.HasStem(k-1, "и", "о") {
			return k
		}
		if !columns || own {
			continue
		}
		if p.Initial(k+1) && wordform.HasEnd(p.At(k), "у", "ю", "ой", "ому", "е") ||
			k > i && (p.HasKind(k, ruletext.Number) && len(p.At(k)) == 6 ||
				p.IsAny(k, "г", "ул", "с") && p.At(k+1) == "." && p.Capitalized(k+2)) {
			return k
		}
	}
	return end
}

// tellsOf reports whether a verb in the past stands in the line behind token k.
func tellsOf(p *ruletext.Page, k int) bool {
	for end := p.LineEnd(k); k < end; k++ {
		if !p.Capitalized(k) && p.HasKind(k, ruletext.Word) && wordform.IsPast(p.At(k)) {
			return true
		}
	}
	return false
}

// apart reports whether the small word at token k cannot go on what stands before it, as it is in the plural and
// that is not: «администрации | образовательных», «образования «Медведевский | учреждений».
func apart(p *ruletext.Page, k int) bool {
	return p.HasKind(k, ruletext.Word) &&
		wordform.HasEnd(p.At(k), "ых", "их", "ым", "ими", "ий", "ов", "ев", "ам", "ям", "ами", "ями") &&
		wordform.HasEnd(p.At(k-1), "ого", "ой", "ии", "ский", "цкий")
}

// letterhead reads the body that the first lines of a letter or a notice begin with, or
// that its first sentence is about: «Администрация … района информирует». Of a text that
// may be no letter only a head in capitals beside another column counts. The lines end at token limit.
func (e *Reader) letterhead(p *ruletext.Page, letter bool, limit int) Body {
	if column := russianColumn(p, len(p.Tokens), len(p.Tokens)); column != nil {
		if b := e.letterheadOf(column, len(column.Tokens)); b.At.To > 0 {
			return b.inPage(p, column)
		}
	}
	if left := leftColumn(p); len(p.Lines) > 0 && left.Text != p.Text {
		if b := e.letterheadOf(left, len(left.Tokens)); b.At.To > 0 || IsRegional(b.Text) {
			b.Hint = true
			return b
		}
	}
	if !letter {
		return Body{}
	}
	return e.letterheadOf(p, limit)
}

func (e *Reader) letterheadOf(p *ruletext.Page, limit int) Body {
	for n, i := range p.Lines {
		if n > 14 || i >= limit || i > p.TokensBefore(3000) {
			break
		}
		for k := i; k < i+8 && p.Line(k) == p.Line(i); k++ {
			if !nominativeBodies[p.At(k)] || !p.Capitalized(k) && k == i || siteWords(p, k) || p.At(k+1) == ":" ||
				p.HasStem(k, heads...) && (layout.Signed(p, i) || tellsOf(p, k) || approves(p, k)) { // who signs, or did something
				continue
			}
			sender := k == i+2 && p.IsAny(i, "от", "from") && p.At(i+1) == ":"
			if k > i && !attributes(p, i, k) && !sender {
				break
			}
			b := e.issuerAfter(p, k, min(k+40, len(p.Tokens)))
			full := b.At.To > 0 || ruletext.IsOpenQuote(p.At(b.rest)) || !sender && (k > i || b.to > b.rest)
			if b.Text != "" && full {
				if o := e.issuerAfter(p, b.to, min(b.to+40, len(p.Tokens))); b.At.To == 0 && o.At.To > 0 &&
					p.Line(o.from) == p.Line(k) {
					// whose part signs, too
					b = o
				}
				if b.At.To == 0 && b.to < p.LineEnd(k) && p.Capitalized(b.to) {
					break // of a menu: «Районная Дума Администрация Контакты»
				}
				if p.At(b.to) == "8" && p.Line(b.to) == p.Line(k) {
					break // whom to call: «ЕДДС г. Сычёвка 8 (48130) …»
				}
				b.rule = "letterhead"
				return e.under(p, b, min(b.to+40, len(p.Tokens)))
			}
		}
	}
	return Body{}
}

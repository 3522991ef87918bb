package enrich

import (
	"unicode/utf8"
)

// leftColumn is the text with what stands beside a letterhead blanked, byte for byte:
// extraction joins the columns of a letter's head line by line, «АДМИНИСТРАЦИЯ Министру
// строительства», «района «Тарумовский район» Магомедову А.М.».
func (p *page) leftColumn() *page {
	b := []byte(firstBytes(p.text, 2500))
	columns := false
	for n, i := range p.lines {
		if n > 15 || p.toks[i].start >= len(b) || p.begins(i, "уважаем") {
			break
		}
		end := p.lineEnd(i)
		k := p.addressee(i, end, columns)
		if columns = columns || k < end; k == end {
			k = p.capsEnd(i, end)
		}
		for at := p.toks[min(k, end-1)].start; k < end && at < min(p.toks[end-1].end, len(b)); at++ {
			b[at] = ' '
		}
	}
	return newPage(string(b))
}

// capsEnd returns where what is in capitals ends on a line that begins with it, end when
// nothing else follows.
func (p *page) capsEnd(i, end int) int {
	k := i
	for k < end && (p.toks[k].caps || !p.is(k, word) || len(p.at(k)) == 2 && p.capital(k)) {
		k++
	}
	if k == i || k == end || !p.toks[i].caps {
		return end
	}
	for p.is(k-1, mark) && k-1 > i {
		k--
	}
	return k
}

// addressed are the words, in the dative, that begin the name of whom a letter is to.
var addressed = []string{"директору", "генеральному", "главе", "главам", "мэру", "министру", "начальнику", "начальникам", "руководителю", "руководителям", "председателю",
	"гражданину", "гражданке", "гражданам", "гр", "губернатору", "прокурору", "заместителю", "первому", "жителям", "депутату", "депутатам", "уполномоченному", "редактору", "главному", "членам", "врио", "заявителю"}

// addressee returns the token of the line i … end at which the other column of a letter's
// head begins, end when there is none. Once a line had one, names with initials and
// addresses behind others are of it, too.
func (p *page) addressee(i, end int, columns bool) int {
	own := p.is(i, number) || p.oneOf(i, "ул", "г", "тел", "факс", "от", "исх", "№", "на")
	for k := i; k < end; k++ {
		if !p.capital(k) && !(columns && !own && k > i) {
			continue
		}
		if p.oneOf(k, addressed...) && (k > i || columns) && !p.begins(k-1, "и", "о") {
			return k
		}
		if !columns || own {
			continue
		}
		initials := p.is(k+1, word) && len(p.at(k+1)) == 2 && p.capital(k+1) && p.at(k+2) == "."
		if initials && hasEnd(p.at(k), "у", "ю", "ой", "ому", "е") || k > i && (p.is(k, number) && len(p.at(k)) == 6 || p.oneOf(k, "г", "ул", "с") && p.at(k+1) == "." && p.capital(k+2)) {
			return k
		}
	}
	return end
}

// firstBytes cuts s to n bytes, before a letter that would be cut.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// letterhead reads the body that the first lines of a letter or a notice begin with, or
// that its first sentence is about: «Администрация … района информирует». Of a text that
// may be no letter only a head in capitals beside another column counts.
func (e *Enricher) letterhead(p *page, letter bool) body {
	if left := p.leftColumn(); len(p.lines) > 0 && left.text != p.text {
		if b := e.letterheadOf(left); b.at.to > 0 || regionalBody(b.text) {
			b.hint = true
			return b
		}
	}
	if !letter {
		return body{}
	}
	return e.letterheadOf(p)
}

func (e *Enricher) letterheadOf(p *page) body {
	for n, i := range p.lines {
		if n > 14 || i > p.before(3000) {
			break
		}
		for k := i; k < i+4 && p.line(k) == p.line(i); k++ {
			if !nominativeBodies[p.at(k)] || !p.capital(k) && k == i || p.siteWords(k) || p.at(k+1) == ":" || p.begins(k+1, "участник", "граждан", "жител", "собственник", "трудов") && p.at(k) == "собрание" {
				continue
			}
			if k > i && !p.attributes(i, k) {
				break
			}
			if b := e.issuerAfter(p, k, min(k+40, len(p.toks))); b.text != "" && (b.at.to > 0 || k > i || b.to > b.rest) {
				if o := e.issuerAfter(p, b.to, min(b.to+40, len(p.toks))); b.at.to == 0 && o.at.to > 0 && p.line(o.from) == p.line(k) { // whose part signs, too
					b = o
				}
				b.rule = "letterhead"
				return e.under(p, b, min(b.to+40, len(p.toks)))
			}
		}
	}
	return body{}
}

package titles

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// crumbMark is the mark before each part of the path to a page, where the page begins with that path, a part a line:
// «- Главная⏎- Новости⏎- Открыт парк»; "" where it does not.
func crumbMark(p *ruletext.Page) string {
	if i := p.Lines[0]; p.HasKind(i, ruletext.Mark) && p.At(i+1) == "главная" && p.LineEnd(i) == i+2 {
		return p.At(i)
	}
	return ""
}

// siteTitle tells what a page calls its site or its section.
func siteTitle(hint string) bool {
	low := strings.ToLower(hint)
	for _, w := range []string{"администрация ", "официальный ", "сайт ", "новости", "муниципальное ",
		"добро пожаловать"} {
		if strings.HasPrefix(low, w) {
			return true
		}
	}
	return low == "главная"
}

// datedBelow reports whether the day of a post follows at token i, then a line like a title.
func datedBelow(p *ruletext.Page, i int) bool {
	_, next := requisite.DateLine(p, i)
	if next == i {
		return false
	}
	k := p.LineEnd(i)
	return p.Capitalized(k) && p.LineEnd(k) < k+14 && !p.IsAny(p.LineEnd(k)-1, ".", "!") && p.LineEnd(k) < len(p.Tokens)
}

// menu returns the token at which the menu of a site ends that stands on top: short lines,
// one of them the name of its news, up to the last that is known for a link.
func menu(p *ruletext.Page) int {
	end, news := 0, false
	for n, i := range p.Lines {
		to := p.LineEnd(i)
		if to-i > 4 && !wording.NewsSection(p, i) || n > 20 {
			break
		}
		switch {
		case wording.NewsSection(p, i):
			news, end = true, to
		case menuWords[p.At(i)] && !p.IsAny(to-1, ".", "!"):
			end = to
		}
	}
	if !news {
		return 0
	}
	return end
}

// section tells the name of a part of a site, «Главная / Новости», a telephone, or a counter.
func section(p *ruletext.Page, i, end int) bool {
	if p.At(i) == "пресс" && end-i < 8 {
		return p.HasStem(i+2, "служб", "центр", "релиз")
	}
	if p.IsAny(i, "|", "-", "•", "·", "›") && i+1 < end {
		i++
	}
	if wordless(p, i, end) || end == i+1 && sameLetters(p.At(i)) { // a day that there is not, a counter
		return true
	}
	if end-i < 30 && address(p, i, end) {
		return true
	}
	if end-i < 12 && p.IsAny(i, "к", "для") && p.HasStem(i+1, "публикац", "размещен", "печат", "сми") {
		return true
	}
	if end-i < 16 && p.At(i) == "сектор" && p.HasKind(end-1, ruletext.Word) && !layout.TellsVerb(p, i) {
		return true // of whom the news is
	}
	if end-i < 16 && p.IsAny(i, "тел", "телефон", "факс") && p.IsAny(i+1, ".", "/", ":") {
		return true
	}
	if end-i < 14 && (p.IsAny(i, "газета", "еженедельник") || p.At(i+2) == "-" && p.HasStem(i+3, "политическ")) &&
		p.At(end-1) != "." && !layout.TellsVerb(p, i) { // of a newspaper
		return true
	}
	if end-i < 5 && p.HasStem(i, "печать", "распечат", "версия") ||
		end-i < 7 && p.At(i+1) == "версия" && wordform.HasEnd(p.At(i), "ая") { // «Специальная версия», «Обычная версия сайта»
		return true
	}
	if rubrics(p, i, end) || end-i < 7 && p.IsAny(i, panelWords...) &&
		(p.At(i+1) == ":" || p.HasStem(i+1, "вкл", "выкл")) {
		return true
	}
	if end-i < 16 && p.IsAny(i, "фото", "автор", "фотограф", "текст") && p.At(i+1) == ":" {
		return true
	}
	if end-i < 4 && p.StemWithin(i, end-i, "новости", "новостей") ||
		p.IsAny(i, "официальный", "сайт") && p.StemWithin(i, 2, "сайт", "портал") && end-i < 16 {
		return true
	}
	return end-i < 8 && p.HasStem(i, sectionStems...) && (end-i < 3 || p.StemWithin(i, end-i, "/", ">", "»", "|", ":"))
}

// rubrics reports whether the line i … end lists the rubrics that a post is filed under, «Власть, События», or says
// that there is none, «Без рубрики».
func rubrics(p *ruletext.Page, i, end int) bool {
	if p.At(i) == "без" && p.HasStem(i+1, "рубрик", "категори") {
		return end == i+2
	}
	parted := false
	for k := i; k < end; k++ {
		switch {
		case p.IsAny(k, ",", "/", "|", "»", "•", "·", ">"):
			parted = true
		case !p.IsAny(k, rubricWords...) && p.At(k) != "и":
			return false
		}
	}
	return parted && end-i < 16
}

// address tells a line that is where a body sits: «с. Месягутово, ул. Коммунистическая, 5», «397030, г. Эртиль, пл.
// Ленина, 8».
func address(p *ruletext.Page, i, end int) bool {
	index := p.HasKind(i, ruletext.Number) && len(p.At(i)) == 6
	if !index && !p.IsAny(i, "г", "с", "п", "р", "д", "пгт", "рп", "пос", "ул", "адрес", "город", "село", "поселок") {
		return false
	}
	street := index
	for k := i; k < end; k++ {
		if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) && wordform.IsPast(p.At(k)) || wording.IsFiniteVerb(p, k) {
			return false
		}
		street = street || p.IsAny(k, "ул", "пл", "пер", "просп", "улица", "площадь", "переулок", "проспект")
	}
	return street && !p.Tokens[end-1].AllCaps && p.At(end-1) != "!"
}

// sameLetters reports whether w is one letter several times, as sizes of letters are shown: «AAA».
func sameLetters(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n < len(w) && strings.Trim(w, string(r)) == ""
}

// wordless reports whether no word stands among the tokens from … to.
func wordless(p *ruletext.Page, from, to int) bool {
	for ; from < to; from++ {
		if p.HasKind(from, ruletext.Word) {
			return false
		}
	}
	return true
}

package citation

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// offences is the code whose name goes on after its owner's.
const offences = "Кодекс РФ об административных правонарушениях"

// code reads a code's name at its noun, token i.
func (c *citer) code(i int) {
	p := c.p
	if inTitleOfLaw(p, i) {
		return
	}
	if p.HasStem(i+1, "российск", "рф") && p.StemWithin(i+2, 4, "административн") ||
		p.At(i+1) == "об" && p.HasStem(i+2, "административн") && !ofRegion(p, i+4) {
		c.add(archive.Citation{Kind: "кодекс", Name: offences, Level: ruletext.LevelFederal}, i, i+6)
		return
	}
	for j := i - 1; j >= i-6 && j >= 0; j-- {
		if p.IsAny(j, "и", ",", "-") {
			continue
		}
		name := ""
		for stem, full := range codes {
			if p.HasStem(j, stem) {
				name = full
			}
		}
		if name == "" {
			return
		}
		if name == "процессуальный" {
			name = "Гражданский процессуальный"
			if p.HasStem(j-1, "арбитражн") {
				name = "Арбитражный процессуальный"
			} else if p.HasStem(j-2, "уголовн") {
				name = "Уголовно-процессуальный"
			}
			c.add(archive.Citation{Kind: "кодекс", Name: name + " кодекс РФ", Level: ruletext.LevelFederal}, j, i+1)
			return
		}
		c.add(archive.Citation{Kind: "кодекс", Name: name + " кодекс РФ", Level: ruletext.LevelFederal}, j, i+1)
		if p.At(j-1) == "-" { // «уголовно-исполнительным»
			return
		}
	}
}

// ofRegion reports whether the name of a region follows at token i: «Кодекс об административных правонарушениях
// Н-ской области».
func ofRegion(p *ruletext.Page, i int) bool {
	return p.Capitalized(i) && p.HasStem(i+1, "област", "кра") || p.HasStem(i, "республик")
}

// lawBefore reads «ФЗ-131», «ФЗ № 44 от 05.04.2013» at token i.
func (c *citer) lawBefore(i int) {
	p := c.p
	k := i + 1
	for k < i+ruletext.MaxRun && p.IsAny(k, "-", "№") {
		k++
	}
	if k == i+1 || !p.HasKind(k, ruletext.Number) || p.HasKind(i-1, ruletext.Number) || p.At(i-1) == "-" ||
		p.Line(k) != p.Line(i) || p.IsAny(k+1, "-") && p.HasStem(k+2, "ф") {
		return
	}
	date, end := archive.Date{}, k+1
	if p.At(end) == "от" {
		if d, next := requisite.DateAt(p, end+1); d.Month > 0 {
			date, end = d, next
		}
	}
	c.add(archive.Citation{Kind: federalLaw, Number: p.At(k) + "-ФЗ", Date: date, Level: ruletext.LevelFederal}, i, end)
}

// shortCode reads «ст. 179 БК РФ» at token i. «КоАП» is no other word.
func (c *citer) shortCode(i int) {
	p := c.p
	name := codeShort[p.At(i)]
	switch owned := p.HasStem(i+1, "рф", "российск"); {
	case p.At(i) == "коап":
		c.add(archive.Citation{Kind: "кодекс", Name: offences, Level: ruletext.LevelFederal}, i, i+1)
	case owned:
		c.add(archive.Citation{Kind: "кодекс", Name: name + " РФ", Level: ruletext.LevelFederal}, i, i+2)
	}
}

// namedLaws are the numbers of the federal laws that municipal documents name most by the title
// alone, by its beginning.
var namedLaws = []struct{ title, number string }{
	{"об общих принципах организации местного самоуправления", "131-ФЗ"},
	{"о контрактной системе в сфере закупок", "44-ФЗ"},
	{"о порядке рассмотрения обращений граждан", "59-ФЗ"},
	{"о муниципальной службе в российской федерации", "25-ФЗ"},
	{"о противодействии коррупции", "273-ФЗ"},
	{"об образовании в российской федерации", "273-ФЗ"},
	{"о персональных данных", "152-ФЗ"},
	{"о стратегическом планировании в российской федерации", "172-ФЗ"},
	{"об основных гарантиях избирательных прав", "67-ФЗ"},
	{"о защите конкуренции", "135-ФЗ"},
	{"о приватизации государственного и муниципального имущества", "178-ФЗ"},
	{"об организации предоставления государственных и муниципальных услуг", "210-ФЗ"},
	{"о развитии малого и среднего предпринимательства", "209-ФЗ"},
	{"о пожарной безопасности", "69-ФЗ"},
}

// namedLaw reads at token i the title of a federal law that stands without its number: «Федеральный
// закон «О персональных данных»». Behind a number, or before one, the number tells.
func (c *citer) namedLaw(i int) {
	p := c.p
	if !ruletext.IsOpenQuote(p.At(i-1)) || !p.HasStem(i-2, "закон") || !p.HasStem(i-3, "федеральн") ||
		titledBefore(p, layout.SkipQuote(p, i-1)+1) {
		return
	}
	var b strings.Builder
	for k := i; k < i+9; k++ {
		b.WriteString(p.At(k) + " ")
	}
	for _, law := range namedLaws {
		if strings.HasPrefix(b.String(), law.title) {
			c.add(archive.Citation{Kind: federalLaw, Number: law.number, Level: ruletext.LevelFederal}, i-3,
				layout.SkipQuote(p, i-1)+1)
			return
		}
	}
}

// article reports whether the number that ends at token i is that of an article or a part of a
// law: «ст. 17.1 135-ФЗ», «ч. 2 131-ФЗ».
func article(p *ruletext.Page, i int) bool {
	k := i
	for k > i-8 && (p.HasKind(k, ruletext.Number) || p.IsAny(k, ".", "-", ",")) {
		k--
	}
	return p.IsAny(k, "ст", "ч", "п", "пп") || p.HasStem(k, "стат", "част", "пункт")
}

// inTitleOfLaw reports whether token i stands in the quoted title of a numbered law:
// «№ 271-ФЗ «… о внесении изменений в Трудовой кодекс…»» cites the law only.
func inTitleOfLaw(p *ruletext.Page, i int) bool {
	for k := i - 1; k > i-60 && k > 0; k-- {
		if ruletext.IsOpenQuote(p.At(k)) && (p.IsAny(k-1, "фз", "фкз") || p.HasKind(k-1, ruletext.Number)) {
			q := wording.QuoteAt(p, k)
			return q.End > i
		}
		if p.IsAny(k, ";", "№") || p.StartsLine(k) && wording.IsPreamble(p, k) {
			return false
		}
	}
	return false
}

// codeBefore reports whether a code's name ends right before token i, where its own
// number follows: «Бюджетный кодекс РФ от 31.07.1998 № 145-ФЗ» is one act.
func codeBefore(p *ruletext.Page, i int) bool {
	k := i - 1
	for k > i-ruletext.MaxRun && p.IsAny(k, "от", "(", ",") {
		k--
	}
	for j := k; j > k-7 && j >= 0; j-- {
		if p.HasStem(j, "кодекс") {
			return true
		}
		if !p.HasStem(j, "российск", "федерац", "рф", "об", "административн", "правонаруш") {
			return false
		}
	}
	return false
}

// lawNumber writes the number of a federal law as it should be, «131-ФЗ», of
// «131 - ФЗ», «131ФЗ» and the misread «131-Ф3»; "" for other numbers.
func lawNumber(s string) string {
	digits := s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
	switch suffix := strings.ToUpper(strings.Trim(s[len(digits):], "-")); {
	case digits == "":
		return ""
	case suffix == "ФЗ", suffix == "Ф3":
		return digits + "-ФЗ"
	case suffix == "ФКЗ", suffix == "ФК3":
		return digits + "-ФКЗ"
	}
	return ""
}

// beforeFederalLaws tells the numbers of laws of the years before there were federal
// ones, «1807-1», whatever the text calls them.
func beforeFederalLaws(s string) bool {
	n, part, ok := strings.Cut(s, "-")
	if !ok || len(n) < 3 || len(n) > 4 || len(part) != 1 {
		return false
	}
	return strings.Trim(n+part, "0123456789") == ""
}

package issuer

import (
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// titled reads the body that a heading names in the genitive behind its noun, whose the document is: «ПЛАН⏎работы
// отдела культуры … на 2019 год», «ОБРАЩЕНИЕ⏎Собрания депутатов …⏎к жителям». What follows «о» is the subject.
func (r *reading) titled() Body {
	p, title := r.p, r.l.Title
	if title < 0 && p.Tokens[0].AllCaps && p.LineEnd(0) < 3 { // «ПЛАН», which tells no kind
		title = 0
	}
	if title < 0 || !r.cut() {
		return Body{}
	}
	for k := title + 1; k < title+9 && k < len(p.Tokens) && p.Line(k) <= p.Line(title)+2; k++ {
		if p.HasKind(k, ruletext.Number) || prepositions[p.At(k)] || p.IsAny(k, "к", "для", "от", ".", "№", ":", "(") {
			break
		}
		if name, _ := bodyAt(p, k); name == "" || nominativeBodies[p.At(k)] && !genitiveToo(p.At(k)) {
			continue
		}
		if b := r.issuerAfter(p, k, min(k+30, len(p.Tokens))); b.At.To > 0 {
			b.rule = "heading"
			return b
		}
		break
	}
	return Body{}
}

// genitiveToo tells names of bodies that have no cases: «МКУ «Управление ЖКХ»».
func genitiveToo(word string) bool {
	return abbreviated[word] != "" || institutions[word] || word == "омвд"
}

// approver reads the body whose head approves what stands below: «УТВЕРЖДАЮ⏎Начальник отдела культуры …».
func (e *Reader) approver(p *ruletext.Page) Body {
	for n, i := range p.Lines {
		if n > 8 {
			break
		}
		if !p.IsAny(i, "утверждаю") && !(ruletext.IsOpenQuote(p.At(i)) && p.At(i+1) == "утверждаю") {
			continue
		}
		for n, at := 0, p.LineEnd(i); n < 4 && at < len(p.Tokens); n, at = n+1, p.LineEnd(at) {
			if !p.HasStem(at, signers...) && !namesBody(p, at) {
				continue
			}
			if b := e.ledBy(p, e.signedFor(p, at, false)); b.At.To > 0 {
				b.rule = ruleSignature
				return b
			}
		}
		break
	}
	return Body{}
}

// agent reads the body by which a text says that something is done: «Финансовым отделом … проведена экспертиза»,
// «Информация предоставлена комитетом …».
func (e *Reader) agent(p *ruletext.Page) Body {
	for j := range p.TokensBefore(3000) {
		if !p.HasStem(j, done...) || !wordform.HasEnd(p.At(j), "ен", "ена", "ено", "ены", "ится", "ятся") {
			continue
		}
		for k := j + 1; k < j+7 && p.Line(k) <= p.Line(j)+1; k++ {
			if k > j+1 && p.At(k-1) != "-" && p.At(k) != "-" && !wordform.HasEnd(p.At(k-1), "ой", "ым", "им") {
				break
			}
			if b := e.doer(p, k, min(k+30, len(p.Tokens))); b.Text != "" {
				return b
			}
		}
		for k := j - 1; k >= 0 && k > j-30 && !p.IsAny(k, ".", ";", ":", "!", "?"); k-- {
			if b := e.doer(p, k, j); b.Text != "" && b.to == j {
				return b
			}
		}
	}
	return Body{}
}

// itself reads the body whose a document calls itself where its text begins: «Заключение Контрольно-счётной палаты
// района подготовлено …».
func (r *reading) itself() Body {
	p := r.p
	for i := range p.TokensBefore(3000) {
		if !p.HasStem(i, "заключени", "отчет") || !wording.SentenceStarts(p, i) || i == r.l.Act || i == r.l.Title {
			continue
		}
		for k := i + 1; k < i+5 && p.Line(k) == p.Line(i) && p.HasKind(k, ruletext.Word) || p.At(k) == "-"; k++ {
			if name, _ := bodyAt(p, k); name == "" || !inGenitive(p, k) {
				continue
			}
			if b := r.issuerAfter(p, k, min(k+30, len(p.Tokens))); b.At.To > 0 {
				b.rule = "heading"
				return b
			}
		}
	}
	return Body{}
}

// doer reads a body in the instrumental at token k, with its place.
func (e *Reader) doer(p *ruletext.Page, k, limit int) Body {
	name, _ := bodyAt(p, k)
	if name == "" || !genitiveToo(p.At(k)) && !wordform.HasEnd(p.At(k), "ией", "ием", "ом", "ем", "ой", "ею", "ей") {
		return Body{}
	}
	b := e.issuerAfter(p, k, limit)
	if b.At.To == 0 {
		return Body{}
	}
	b.rule = "executor"
	return b
}

package event

import (
	"strings"

	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// cue is the beginning of a word that names an event.
type cue struct{ what, stem string }

// cueIndex has the cues by their first two letters, in their order.
var cueIndex = func() map[string][]cue {
	index := map[string][]cue{}
	for _, part := range words.Group("cues") {
		for _, stem := range part.Words {
			index[stem[:4]] = append(index[stem[:4]], cue{part.Name, stem})
		}
	}
	return index
}()

// feastEnds end the genitive behind «День»: «День работника», «День семьи», «День открытых дверей».
var feastEnds = []string{"а", "я", "и", "ы", "ей", "ов", "ев", "ого", "его", "ых", "их"}

// otherOff is how much nearer a word that names nothing in particular must stand than one that does, in tokens: «На
// заседании 7 апреля депутаты рассмотрели» tells of a meeting.
const otherOff = 6

// cueOf returns what the word nearest to the period says, and how far it stands off; before
// the period a word counts for nearer, as officialese puts the noun first.
func (x *eventFinder) cueOf(per *requisite.Period, s ruletext.Span) (what string, near int) {
	near = 1 << 10
	for k := s.From; k < s.To; k++ {
		if k >= per.At && k < per.Next || !x.p.HasKind(k, ruletext.Word) {
			continue
		}
		off := per.At - k
		if k >= per.Next {
			off = k - per.Next + 4
			if x.p.At(per.Next) == "," { // of another clause, maybe
				off += 3
			}
		}
		if off >= near+otherOff {
			continue
		}
		w := x.cueAt(k)
		if w == "other" && what != "" {
			off += otherOff
		}
		if w != "" && (off < near || what == "other" && w != "other" && off < near+otherOff) {
			what, near = w, off
		}
	}
	return what, near
}

// firstCue returns what the first words of the sentence s name, before token to, that is no deadline.
func (x *eventFinder) firstCue(s ruletext.Span, to int) string {
	for k := s.From; k < to; k++ {
		if w := x.cueAt(k); w != "" && w != "deadline" && w != "other" {
			return w
		}
	}
	return ""
}

// introCue returns what the line says that a list hangs on, «Собрания участников провести:», or
// the title of an act that appoints something in this sentence.
func (x *eventFinder) introCue(per *requisite.Period, s ruletext.Span) (string, int) {
	p := x.p
	line := p.LineStart(per.At)
	if !p.HasKind(line, ruletext.Number) && !p.HasKind(line, ruletext.Mark) && line != per.At && len(p.At(line)) > 2 &&
		!(len(p.At(line)) < 2*4 && p.At(line+1) == ".") { // «рп. Луговой, клуб – 13 апреля»
		// no item of a list
		return "", 1 << 10
	}
	for i, n := line, 0; n < 14 && i > 0; n++ {
		at := i - 1
		if p.At(at) == ":" {
			intro := ruletext.Span{From: max(p.LineStart(at)-1, at-40, 0), To: at}
			for intro.From < at && intro.From > 0 && !wording.SentenceStarts(p, intro.From) {
				intro.From--
				if at-intro.From > 60 {
					break
				}
			}
			if wording.IsOperative(p, at-1) {
				break
			}
			what, _ := x.cueOf(&requisite.Period{At: at, Next: at}, intro)
			if what == "" && p.StemWithin(intro.From, at-intro.From, "провест", "срок") {
				what = x.subject
			}
			if what == "" {
				break
			}
			return what, 3
		}
		if p.Line(i) > p.Line(at)+2 {
			break
		}
		i = p.LineStart(at)
	}
	if per.To.Day > 0 && p.StemWithin(s.From, s.To-s.From, "проведени", "провест") {
		return x.subject, 3
	}
	return "", 1 << 10
}

// cueAt returns what the word at token k names, "" when it names no event.
func (x *eventFinder) cueAt(k int) string {
	p, w := x.p, x.p.At(k)
	if len(w) < 2*3 {
		return ""
	}
	if p.HasStem(k, "собрани", "форум", "часть") && p.HasStem(k+1, "депутат",
		"представител") || w == "часть" || p.HasStem(k, noCues...) {
		return ""
	}
	if p.HasStem(k, "час") && w != "час" && w != "часа" || w == "часа" && p.HasKind(k-1, ruletext.Number) {
		return ""
	}
	switch {
	case p.HasStem(k, "регистраци") && !p.StemWithin(k-4, 4, "окончани", "заверш", "срок") && p.At(k-1) != "до",
		p.HasStem(k, "учебн"):
		return ""
	case p.HasStem(k, "подач", "прекращ") && p.StemWithin(k+1, 3, supplies...):
		return "other"
	case w == "сборы" && (p.StemWithin(k-3, 3, dues...) || p.StemWithin(k+1, 3, dues...)):
		return ""
	case p.HasStem(k, "прием") && p.StemWithin(k+1, 3, "граждан", "населени"):
		return "meeting"
	case (x.l.Kind == "отчёт" || x.l.Kind == "доклад") && p.HasStem(k, "ремонт"): // what was done, not what took place
		return ""
	}
	if p.HasStem(k, "определени") {
		if p.StemWithin(k+1, 2, "участник", "победител") {
			return "auction"
		}
		return ""
	}
	if p.HasStem(k, "этап", "тур", "финал") && len(w) < 2*8 && p.HasStem(k-1, stageOf...) ||
		(x.l.Act < 0 || x.l.Kind == wording.KindMinutes) && p.IsAny(k, "день", "дня", "дню", "днем") && p.Capitalized(k) &&
			wordform.HasEnd(p.At(k+1), feastEnds...) && p.At(k-1) != "-" || // not «22 июня – День памяти»
		w == "день" && p.HasStem(k+1, "район", "город", "округ", "сел", "посел") &&
			(p.HasKind(k+2, ruletext.Number) || p.At(k+2) == "-") { // «республиканский этап», «день района 24 сентября»
		return "festival"
	}
	if p.HasStem(k, "признани") && p.StemWithin(k+1, 2, "участник", "победител", "претендент") {
		return "auction"
	}
	for _, first := range compounds {
		if rest, ok := strings.CutPrefix(w, first); ok && len(rest) > 2*5 {
			w = rest
			break
		}
	}
	for _, c := range cueIndex[w[:4]] {
		if !strings.HasPrefix(w, c.stem) {
			continue
		}
		if c.stem == "конкурс" && (x.l.Kind == wording.KindNotice || x.l.Kind == wording.KindMinutes) {
			return "auction"
		}
		return c.what
	}
	return ""
}

// sentenceAround spans the sentence, or the line of a list, that a period stands in.
func sentenceAround(p *ruletext.Page, per *requisite.Period) ruletext.Span {
	s := ruletext.Span{From: per.At, To: per.Next}
	for s.From > 0 && s.From > per.At-70 && !wording.SentenceStarts(p, s.From) {
		s.From--
	}
	for s.To < len(p.Tokens) && s.To < per.Next+45 && !wording.SentenceStarts(p, s.To) {
		s.To++
	}
	return s
}

package enrich

import "strings"

// cue is the beginning of a word that names an event.
type cue struct {
	what  string
	stems []string
}

// cues tell what takes place, the more telling ones first: of two at the same distance the
// first counts.
var cues = []cue{
	{"hearing", []string{"слушани", "обсуждени", "экспозици"}},
	{"deadline", []string{"заявок", "заявки", "заявлени", "прием", "принимает", "принимаю", "предложени",
		"замечани", "подач", "задат", "окончани", "регистраци", "выдает", "выдача"}},
	{"auction", []string{"аукцион", "торг", "вскрыти", "претендент", "котировок", "распродаж", "сопоставлени"}},
	{"election", []string{"выбор", "голосовани", "референдум"}},
	{"training", []string{"семинар", "вебинар", "тренинг", "обучени", "учени", "лекци", "тренировк", "заняти",
		"урок", "учеб"}},
	{"meeting", []string{"заседани", "собрани", "совещани", "встреч", "конференци", "форум", "съезд", "сход",
		"сесси", "круглый", "круглого", "круглом", "планерк", "пленум", "саммит", "слет", "консультаци", "час", "собеседован"}},
	{"festival", []string{"фестивал", "праздн", "ярмарк", "концерт", "турнир", "соревновани", "чемпионат",
		"спартакиад", "первенств", "конкурс", "выставк", "митинг", "шестви", "парад", "гуляни", "субботник",
		"акци", "марафон", "забег", "спектакл", "олимпиад", "матч", "кубок", "кубк", "ралли", "игр", "смотр",
		"юбилей", "эстафет", "лыжн", "кросс", "викторин", "карнавал", "маслениц", "линейк", "дискотек", "пробег", "месячник", "сабантуй", "ысыах"}},
	{"visit", []string{"визит", "поездк", "экскурси", "выезд", "посети", "посещ", "побыва", "прибы", "приезд",
		"приех", "выед", "осмотр", "рейд", "объезд", "обследов"}},
	{"opening", []string{"открыти", "открыл", "открыт", "открое", "открыва", "запуск", "закладк", "пуск", "ввод"}},
	{"other", []string{"церемони", "награжд", "вручени", "отключ", "перекры", "закрыва", "рассмотр", "рейс",
		"расписани", "доклад", "мероприят", "ремонт", "репетици", "вакцинац", "прививк"}},
}

// cueIndex has the stems of cues by their first two letters, in their order.
var cueIndex = func() map[string][]cue {
	index := map[string][]cue{}
	for _, c := range cues {
		for _, stem := range c.stems {
			index[stem[:4]] = append(index[stem[:4]], cue{c.what, []string{stem}})
		}
	}
	return index
}()

// takesPlace are beginnings of verbs that say that something takes place.
var takesPlace = []string{"состо", "пройд", "прош", "проход", "провед", "провел", "провод", "провест", "назнач",
	"начн", "начина", "начал", "стартов", "старту", "откры", "откро", "приглаша", "ждем", "посетил", "посети",
	"прибы", "собра", "планиру", "намеч", "намет", "заплан", "принима", "приним", "объяв", "заслуш", "участ",
	"побыва", "приех", "рассмотр", "обсуд", "выступ", "заверш", "перен", "ожида", "организ", "встрети", "подвед",
	"собир", "отлож", "вруч", "отпразд", "отмет", "отмеча", "осмотр", "перекры", "закры", "отключ", "отправл", "пуст",
	"признан", "поступ", "подав", "подать", "направ", "вправе"}

// noEvent are beginnings of words near a day that make it something else than an event.
var noEvent = []string{"вступ", "действ", "договор", "контракт", "сертификат", "состояни", "родил", "рожден",
	"основан", "построен", "выдан", "лицензи", "паспорт", "подписан", "опубликовано", "опубликована",
	"опубликованы", "размещ", "обновл", "добавл", "скачан", "создан", "задолженн", "редакци", "утвержд",
	"зарегистр", "просмотр", "владел", "получен", "погиб", "умер", "скончал", "распростран"}

// tasks are beginnings of what an act orders to be done by a day.
var tasks = []string{"представ", "обеспечить", "подготовить", "разработать", "довести", "завершить",
	"выполнить", "доложить", "исполнить", "привести", "внести", "устранить", "сдать", "погасить", "заключить",
	"информировать", "перечислить", "срок"}

// cueOf returns what the word nearest to the period says, and how far it stands off; before
// the period a word counts for nearer, as officialese puts the noun first.
func (x *eventFinder) cueOf(per *period, s span) (what string, near int) {
	near = 1 << 10
	for k := s.from; k < s.to; k++ {
		if k >= per.at && k < per.next || !x.p.is(k, word) {
			continue
		}
		off := per.at - k
		if k >= per.next {
			off = k - per.next + 4
		}
		if off >= near {
			continue
		}
		if w := x.cueAt(k); w != "" {
			what, near = w, off
		}
	}
	return what, near
}

// introCue returns what the line says that a list hangs on, «Собрания участников провести:», or
// the title of an act that appoints something in this sentence.
func (x *eventFinder) introCue(per *period, s span) (string, int) {
	p := x.p
	line := p.lineStart(per.at)
	if !p.is(line, number) && !p.is(line, mark) && line != per.at && len(p.at(line)) > 2 { // no item of a list
		return "", 1 << 10
	}
	for i, n := line, 0; n < 14 && i > 0; n++ {
		at := i - 1
		if p.at(at) == ":" {
			intro := span{max(p.lineStart(at)-1, at-40, 0), at}
			for intro.from < at && intro.from > 0 && !p.sentenceStarts(intro.from) {
				intro.from--
				if at-intro.from > 60 {
					break
				}
			}
			if p.isOperative(at - 1) {
				break
			}
			what, _ := x.cueOf(&period{at: at, next: at}, intro)
			if what == "" && p.near(intro.from, at-intro.from, "провест", "срок") {
				what = x.subject
			}
			if what == "" {
				break
			}
			return what, 3
		}
		if p.line(i) > p.line(at)+2 {
			break
		}
		i = p.lineStart(at)
	}
	if per.to.Day > 0 && p.near(s.from, s.to-s.from, "проведени", "провест") {
		return x.subject, 3
	}
	return "", 1 << 10
}

// cueAt returns what the word at token k names, "" when it names no event.
func (x *eventFinder) cueAt(k int) string {
	p, w := x.p, x.p.at(k)
	if len(w) < 2*3 {
		return ""
	}
	if p.begins(k, "собрани", "форум", "часть") && p.begins(k+1, "депутат",
		"представител") || w == "часть" || p.begins(k, "часов", "частн", "учет", "акционер", "открыто",
		"открытого", "открытом", "открытый", "открытым") {
		return ""
	}
	if p.begins(k, "час") && w != "час" && w != "часа" || w == "часа" && p.is(k-1, number) {
		return ""
	}
	switch {
	case p.begins(k, "регистраци") && !p.near(k-4, 4, "окончани", "заверш", "срок") && p.at(k-1) != "до", p.begins(k, "учебн"):
		return ""
	case p.begins(k, "прием") && p.near(k+1, 3, "граждан", "населени"):
		return "meeting"
	case (x.l.kind == "отчёт" || x.l.kind == "доклад") && p.begins(k, "ремонт"): // what was done, not what took place
		return ""
	}
	for _, c := range cueIndex[w[:4]] {
		stem := c.stems[0]
		if !strings.HasPrefix(w, stem) {
			continue
		}
		if stem == "конкурс" && (x.l.kind == kindNotice || x.l.kind == kindMinutes) {
			return "auction"
		}
		return c.what
	}
	return ""
}

// sentenceAround spans the sentence, or the line of a list, that a period stands in.
func (p *page) sentenceAround(per *period) span {
	s := span{per.at, per.next}
	for s.from > 0 && s.from > per.at-70 && !p.sentenceStarts(s.from) {
		s.from--
	}
	for s.to < len(p.toks) && s.to < per.next+45 && !p.sentenceStarts(s.to) {
		s.to++
	}
	return s
}

// sentenceStarts reports whether a sentence, or a line of a list, begins at token k.
func (p *page) sentenceStarts(k int) bool {
	switch {
	case k == 0 || p.oneOf(k-1, ";", "!", "?", "|"):
		return true
	case p.at(k-1) == ".":
		if p.is(k-2, word) && len(p.at(k-2)) <= 2*1 && p.capital(k-2) || p.at(k) == "-" && p.tight(k) {
			return false // an initial
		}
		if p.isYearWord(k-2) && (p.year(k-3) > 0 || p.oneOf(k-3, ".")) {
			return p.capital(k)
		}
		return p.startsLine(k) || p.capital(k) && !p.abbreviates(k-2) && !p.oneOf(k-2, "ул", "тел", "пр", "пер",
			"кв", "каб", "гр", "св", "пгт", "рп", "тыс") && !(p.tight(k) && p.is(k-2, number))
	case !p.startsLine(k):
		return false
	case p.line(k) > p.line(k-1)+1:
		return p.at(k-1) != ":"
	case p.at(k-1) == ":" || p.oneOf(k-1, ",", "-", "("):
		return false
	}
	if above := p.lineStart(k - 1); p.is(k, number) {
		if _, next := p.dateLine(above); next > above {
			return true
		}
	}
	short := p.toks[k-1].end-p.toks[p.lineStart(k-1)].start < 100
	return (p.capital(k) || p.is(k, number) && p.at(k+1) == "." && p.capital(k+2) || p.is(k, mark)) && (short ||
		!p.is(k-1, word))
}

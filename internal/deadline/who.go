package deadline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/rudate"
)

// isDeadline reports whether a term is a deadline, by which somebody must do something.
func (r *reader) isDeadline(s *sentence, m *match, d *Deadline) bool {
	if !s.sets(m.Start) {
		return false
	}
	if d.ofMonth() {
		return true // unambiguous wording
	}
	if s.duty() >= 0 {
		return true
	}
	if termLine.MatchString(s.folded) {
		return r.last.duty() >= 0
	}
	lead := r.leadOf(s)
	return lead != nil && (lead.duty() >= 0 || d.Kind == Yearly)
}

// termLine matches a line with only the term for what precedes it: «Срок: до 20 мая».
var termLine = pattern(`^\(?срок[а-я]*(?:\s(?:исполнения|выполнения))?\s*[:–—-]`)

// keepIntroduction remembers a sentence that introduces others.
func (r *reader) keepIntroduction(s *sentence) {
	c, ok := r.tree.In(s.Start)
	if !ok {
		c = -1
	}
	if strings.HasSuffix(s.folded, ":") {
		r.lead, r.clause = *s, c
	}
}

// leadOf returns the sentence with a colon that introduces s, or nil.
func (r *reader) leadOf(s *sentence) *sentence {
	if r.lead.folded == "" {
		return nil
	}
	c, ok := r.tree.In(s.Start)
	if !ok {
		c = -1
	}
	for ; c >= 0; c = r.tree.Clause(c).Parent {
		if c == r.clause {
			return &r.lead
		}
	}
	if r.clause < 0 && c < 0 {
		return &r.lead
	}
	return nil
}

// record adds a deadline and who must meet it.
func (r *reader) record(s *sentence, d Deadline, at Span) {
	d.Words = Span{s.Start + at.Start, s.Start + at.End}
	d.What = s.Span
	if d.Kind == Within {
		if i := sinceWords.FindStringIndex(s.folded[at.Start:at.End]); i != nil {
			_, n := utf8.DecodeRuneInString(s.folded[at.Start+i[0]:])
			d.From = Span{d.Words.Start + i[0] + n, d.Words.End}
		}
	}
	own := s
	if termLine.MatchString(s.folded) && r.last.folded != "" {
		own, d.What = &r.last, Span{r.last.Start, s.End}
	}
	if d.From.Empty() || at.Start > s.body || strings.HasPrefix(s.folded[at.End:], ",") {
		d.Who = own.who(r.text, at)
	} // else the trigger of the term may contain a part of the name
	if d.Who.Empty() {
		if lead := r.leadOf(s); lead != nil {
			d.Who = lead.who(r.text, Span{})
		}
	}
	r.add(d)
}

var sinceWords = pattern(` (?:со дня|с даты|с момента|после|от даты) `)

// bodyWords matches stems of persons and bodies that can be given orders.
var bodyWords = pattern(`(?:^|[^а-я])(?:отдел|управлени|комитет|администраци|департамент|министерств|` +
	`глав[аеуы](?:$|[^а-я])|главам|главн|руководител|директор|начальник|специалист|заместител|(?:со)?исполнител|` +
	`участник|учреждени|организаци|предприяти|комисси|совет|дум[аеы]|палат|заказчик|распорядител|получател|орган|` +
	`бухгалтер|секретар|инспектор|тсж|мупу?|ооо|оао|мбу|мку|гку|центр|служб|собственник|заемщик|арендатор|` +
	`администратор|координатор|сельсовет|поселени|врач|юрист|председател|редактор|редакци|мэр|застройщик|подрядчик|` +
	`перевозчик|школ|инспекци|агентств|минэконом|минфин|финуправлени|финотдел|заявител|субъект|член|работник|` +
	`служащ|депутат)`)

// orderPrefix matches the beginning of a sentence before the addressee.
var orderPrefix = pattern(`^(?:рекомендовать|поручить|обязать|предложить|просить|разрешить|предписать) `)

// nameEnd matches the end of the addressee's name.
var nameEnd = pattern(`[\s,]+(?:(?:ежегодно|ежеквартально|ежемесячно|ежедневно|каждый |в срок|в течение|до \d|к \d|` +
	`(?:не )?(?:позднее|ранее|менее)|за (?:\d|(?:` + rudate.CountPattern + `|полтора|полгода|день|неделю|месяц|год) )|` +
	`в [а-я\d-]+(?:дневный|месячный|недельный)|в пределах своей|раз в |до начала|` +
	`по (?:итогам|результатам)|на основании|в (?:установленн|результате|целях))|совместно с|с учетом|в случа|при |` +
	`для |нес[еу]т|отвеча|явля|вправе|котор)`)

// maxWhoLength is the maximum length of the addressee's name in bytes.
const maxWhoLength = 400

// who returns the addressee: the beginning of the sentence, «Отделу образования до 1 марта…», «Соисполнители
// представляют…», or the agent in the passive, «подготавливается исполнителем».
func (s *sentence) who(text string, term Span) Span {
	if term.Start <= s.body && term.End > s.body { // «Не позднее 1 июля администрация…»
		return s.whoFrom(text, term.End)
	}
	return s.name.get(func() Span { return s.whoFrom(text, s.body) })
}

// whoFrom is who for the text from an offset on.
func (s *sentence) whoFrom(text string, start int) Span {
	if m := oftenFirst.FindStringIndex(s.folded[start:]); m != nil {
		start += m[1]
	}
	if m := orderPrefix.FindStringIndex(s.folded[start:]); m != nil {
		start += m[1]
	}
	end := len(s.folded)
	verb := hasDuty(s.folded[start:])
	if verb >= 0 {
		end = start + verb
	}
	if m := nameEnd.FindStringIndex(s.folded[start:end]); m != nil {
		end = start + m[0]
	}
	if w := s.nameIn(text, start, end); !w.Empty() {
		return w
	}
	if verb < 0 {
		return Span{}
	}
	return s.passive(start + verb)
}

// oftenFirst matches a frequency at the start of a sentence, and commas after a term.
var oftenFirst = pattern(`^[\s,]*(?:(?:` + often + `)[\s,]+)?`)

// participleOfOthers matches an attribute of something else: «предназначенных для выплат».
var participleOfOthers = pattern(`^[а-я]+(?:н|ем|им|вш|щ)[ыи]х\s`)

// notAPerson matches words that show that a name denotes what is to be done, not who does it.
var notAPerson = pattern(`(?:^|[^а-я])(?:сведени|информаци|отчет|доклад|переч|порядок|форм[аеы]|решени|постановлени|` +
	`оценк|контроль |основани|возлага|подтвержд|услови)`)

// nameIn returns the name in a part of a sentence, if it is one.
func (s *sentence) nameIn(text string, start, end int) Span {
	part := strings.TrimRight(s.folded[start:end], " ,:–—-")
	if part == "" || len(part) > maxWhoLength {
		return Span{}
	}
	is, about := bodyWords.FindStringIndex(part), notAPerson.FindStringIndex(part)
	if is == nil || about != nil && about[0] < is[0] || participleOfOthers.MatchString(part) {
		return Span{}
	}
	first, _, _ := strings.Cut(part, " ")
	switch first {
	case "в", "на", "по", "за", "для", "с", "из", "от", "при", "если", "после", "и", "или", "а", "отчет", "доклад",
		"информация", "сведения", "контроль", "срок", "копия", "решение", "настоящее", "годовой", "ежегодно", "порядок":
		return Span{}
	}
	r, _ := utf8.DecodeRuneInString(text[s.Start+start:])
	if start == 0 && !unicode.IsUpper(r) && r != '«' {
		return Span{} // the sentence began earlier
	}
	return Span{s.Start + start, s.Start + start + len(part)}
}

// byWhom matches the agent in the passive: words in the instrumental after the verb.
var byWhom = pattern(`^[а-я]+(?:ся|но|на|ны|ен) ((?:[а-я]+(?:ом|ем|ым|им|ой|ей|ью|[аяы]ми|ими) )+)`)

func (s *sentence) passive(verb int) Span {
	m := byWhom.FindStringSubmatchIndex(s.folded[verb:])
	if m == nil {
		return Span{}
	}
	end := len(s.folded)
	if e := nameEnd.FindStringIndex(s.folded[verb:]); e != nil {
		end = verb + e[0]
	}
	if i := strings.IndexAny(s.folded[verb+m[2]:end], ",.;("); i >= 0 {
		end = verb + m[2] + i
	}
	for _, stop := range []string{" в ", " для ", " на "} {
		if i := strings.Index(s.folded[verb+m[2]:end], stop); i >= 0 {
			end = verb + m[2] + i
		}
	}
	part := strings.TrimRight(s.folded[verb+m[2]:max(end, verb+m[2])], " ")
	if len(part) > maxWhoLength || !bodyWords.MatchString(part) {
		return Span{}
	}
	return Span{s.Start + verb + m[2], s.Start + verb + m[2] + len(part)}
}

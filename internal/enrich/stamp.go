package enrich

// isStamp tells «Приложение № 1 к постановлению…», «УТВЕРЖДЕНА решением…».
func (p *page) isStamp(i int) bool {
	if isOpenQuote(p.at(i)) || p.at(i) == "(" || p.is(i, word) && len(p.at(i)) == len("п") && p.begins(i+1, "приложени") { // a letter that a form has lost
		i++
	}
	if !p.begins(i, "приложени", "утвержден", "утверждаю", "утверждено", "принят", "одобрен") || !p.capital(i) && !p.oneOf(i, "приложение") {
		return false
	}
	if p.at(i) == "утверждаю" {
		return true
	}
	if p.begins(i, "принят", "одобрен") && !p.oneOf(i+1, "решением", "постановлением") { // a charter, not a law that an assembly passed
		return false
	}
	return p.stampNoun(i) >= 0
}

// annexRef reads the date and number under «Приложение к муниципальной
// программе…» at the top, on a line of their own: such forms mean the act.
func (p *page) annexRef(i int) ref {
	if !p.begins(i, "приложени") {
		return ref{}
	}
	for n, k := range p.lines {
		if n > 7 || k > i && (p.headingKind(k) != "" || p.isActTitle(k)) {
			break
		}
		if r := p.refAt(k); k > i && r.date.Day > 0 && r.number != "" && r.next == p.lineEnd(k) {
			return r
		}
	}
	return ref{}
}

// stampNoun returns the act's noun in a stamp: near its beginning, not after the
// name of another document («Приложение к прогнозу»).
func (p *page) stampNoun(i int) int {
	for j := i + 1; j < i+14 && j < len(p.toks); j++ {
		if p.begins(j, actStems...) {
			return j
		}
		if p.begins(j, "программ", "прогноз", "положени", "порядк", "стратеги") || p.at(j) == "." && !p.is(j-1, number) && p.at(j-1) != "и" && p.at(j-1) != "о" {
			return -1
		}
	}
	return -1
}

// stampRef reads the date and number in a stamp.
func (p *page) stampRef(i int) ref {
	from := p.stampNoun(i)
	if from < 0 {
		from = i
	}
	for j := from + 1; j < from+60 && j < len(p.toks); j++ {
		if p.at(j) == "(" || p.begins(j, "редакци", "внесен") || p.at(j) == "ред" {
			break
		}
		if p.startsLine(j) && p.headingKind(j) != "" && j > from+1 {
			break
		}
		if isOpenQuote(p.at(j)) && p.oneOf(j+1, "о", "об") { // the act's title
			j = p.skipQuote(j)
			continue
		}
		if !p.refStart(j) {
			continue
		}
		if r := p.refAt(j); !r.empty() || r.blank {
			return p.completeRef(r)
		}
	}
	return ref{}
}

// dayAt tells whether a date of a day begins at token j.
func (p *page) dayAt(j int) bool {
	d, _ := p.dateAt(j)
	if p.is(j, word) { // «двадцать пятого марта две тысячи одиннадцатого года»
		return d.Day > 0 && p.lineEnd(j)-p.lineStart(j) < 16
	}
	return d.Day > 0 && p.is(j, number) && !p.is(j-1, number)
}

func (p *page) refStart(j int) bool {
	return p.oneOf(j, "от", "№", "_") || p.at(j) == "номер" && p.at(j+1) == ":" || p.is(j, number) && (p.startsLine(j) || p.at(j-1) == "_") || isOpenQuote(p.at(j)) && (p.is(j+1, number) || p.at(j+1) == "_")
}

// completeRef looks a little further for the half of a reference that a place
// or a line break keeps apart from the other.
func (p *page) completeRef(r ref) ref {
	for j := r.next; j < r.next+12 && j < len(p.toks) && (r.number == "" || r.date.IsZero() && !r.blank); j++ {
		if p.at(j) == "(" || p.startsLine(j) && (p.isActTitle(j) || p.headingKind(j) != "") {
			break
		}
		if !p.refStart(j) {
			continue
		}
		o := p.refAt(j)
		if o.next <= j {
			continue
		}
		if r.number == "" && o.number != "" && (o.date.IsZero() || r.date.IsZero()) {
			r.number, r.next = o.number, o.next
		}
		if r.date.IsZero() && !o.date.IsZero() {
			r.date, r.next = o.date, o.next
		}
		j = max(j, o.next-1)
	}
	return r
}

// laterStamp reads the first full stamp further down: an act's annexes bear its
// date and number. A draft's stamps have the year only.
func (p *page) laterStamp(from int) ref {
	var draft ref
	for _, i := range p.lines {
		if i > from && p.isStamp(i) && !p.begins(i, "принят", "одобрен") {
			r := p.stampRef(i)
			if r.date.Day > 0 && !p.citedBefore(r, i) {
				return r
			}
			if draft.empty() && r.blank && r.number == "" && r.date.Year > 0 {
				draft = r
			}
		}
	}
	return draft
}

// citedKey is the number and the date of an act, the date zero where it is not told.
type citedKey struct {
	number string
	year   int
	month  int
	day    int
}

// citedBefore reports whether an act names the date and number before token i: then
// they are those of an act that it amends.
func (p *page) citedBefore(r ref, i int) bool {
	if r.number == "" {
		return false
	}
	if p.cited == nil {
		p.cited = p.citedRefs()
	}
	for _, key := range []citedKey{{r.number, r.date.Year, r.date.Month, r.date.Day}, {number: r.number}} {
		if from, ok := p.cited[key]; ok && from < i {
			return true
		}
	}
	return false
}

// citedRefs returns where the text first cites each act that it names by its body or
// title, not by the word «приложение».
func (p *page) citedRefs() map[citedKey]int {
	out := map[citedKey]int{}
	for j := range p.toks {
		if p.at(j) != "от" && p.at(j) != "№" || !p.begins(j-1, "администраци", "район", "округ", "поселени", "област", "города", "постановлени") && !isCloseQuote(p.at(j-1)) {
			continue
		}
		r := p.refAt(j)
		key := citedKey{r.number, r.date.Year, r.date.Month, r.date.Day}
		if _, ok := out[key]; r.next > j && r.number != "" && !ok {
			out[key] = r.from
		}
	}
	return out
}

package enrich

import (
	"strings"

	"letopis/internal/gazetteer"
)

// cityName is a way to write a town: the words after the first one, and what
// the form says.
type cityName struct {
	rest []string
	city int
	name string // nominative, folded
	form gazetteer.Case
	old  bool
}

// matched is a town's name in a text. Homonyms match together.
type matched struct {
	city int
	name string
	form gazetteer.Case
	old  bool
	end  int // after the last token
}

// indexCities keys every form of every town by its first word.
func (e *Enricher) indexCities() {
	e.cities, e.genitive = map[string][]cityName{}, map[string]string{}
	e.g.Forms(func(key string, names []gazetteer.Name) {
		words := strings.FieldsFunc(key, func(r rune) bool { return r == ' ' || r == '-' })
		for _, n := range names {
			if n.Case&gazetteer.Genitive != 0 && !n.Old {
				e.genitive[n.Name] = n.Text
			}
			e.cities[words[0]] = append(e.cities[words[0]], cityName{words[1:], n.City, foldCity(n.Name), n.Case, n.Old})
		}
	})
}

// match returns the towns whose name begins at token i, those of the longest
// name only.
func (e *Enricher) match(p *page, i int) []matched {
	if !p.is(i, word) || !p.capital(i) {
		return nil
	}
	var out []matched
	longest := 0
	for _, n := range e.cities[p.at(i)] {
		end, ok := p.follows(i+1, n.rest)
		if !ok || end < longest {
			continue
		}
		if end > longest {
			out, longest = out[:0], end
		}
		out = append(out, matched{n.city, n.name, n.form, n.old, end})
	}
	return out
}

// follows tells whether the words stand at token k, with hyphens between them or
// without.
func (p *page) follows(k int, words []string) (int, bool) {
	for _, w := range words {
		if p.at(k) == "-" {
			k++
		}
		if p.at(k) != w || !p.capital(k) && w != "на" {
			return 0, false
		}
		k++
	}
	return k, true
}

// standing says how sure a match is that a town is meant.
type standing int

const (
	no      standing = iota
	perhaps          // a word or a surname as well
	bare             // the name alone
	told             // «г.», «город», «городской округ»
	ownName          // a municipality bears the name
)

// townWords announce a town.
func (p *page) townWord(i int) bool {
	return p.oneOf(i, "город", "города", "городу", "городом", "городе", "городов", "городах", "городам", "городами", "гор")
}

// otherPlaces announce places and things that bear towns' names.
var otherPlaces = map[string]bool{
	"поселок": true, "поселка": true, "поселке": true, "поселку": true, "пос": true, "село": true, "села": true, "селе": true, "селу": true, "сел": true,
	"деревня": true, "деревни": true, "деревне": true, "деревню": true, "дер": true, "пгт": true, "рп": true, "станица": true, "станицы": true, "станице": true,
	"хутор": true, "хутора": true, "хуторе": true, "аул": true, "аула": true, "ауле": true, "разъезд": true, "станция": true, "станции": true, "ст": true, "жд": true,
	"река": true, "реки": true, "реке": true, "реку": true, "рекой": true, "рек": true, "реках": true, "озеро": true, "озера": true, "озере": true, "оз": true, "ручей": true, "залив": true, "остров": true, "острова": true, "острове": true,
	"ул": true, "пр": true, "просп": true, "пер": true, "пл": true, "наб": true,
	"мкр": true, "микрорайон": true, "микрорайона": true, "микрорайоне": true, "им": true, "имени": true, "гора": true, "горы": true, "сельсовет": true, "сельсовета": true, "колхоз": true, "совхоз": true, "парк": true, "сквер": true,
	"стадион": true, "стадионе": true, "стадиона": true, "эхо": true, "эху": true, "эха": true, "эхе": true,
}

// townOwned are words that a town's name in the genitive follows: «суд Кирова».
var townOwned = []string{"суд", "жител", "власт", "аэропорт", "вокзал", "окрестност", "пригород", "окраин", "мэри", "администраци", "прокуратур", "полици", "горожан"}

// orgWords stand before names of firms, clubs, papers and the like.
var orgWords = map[string]bool{"ооо": true, "оао": true, "зао": true, "пао": true, "ао": true, "муп": true, "гуп": true, "фгуп": true, "мбу": true, "мку": true, "мау": true, "мбоу": true, "ип": true, "кфх": true, "спк": true, "снт": true, "дюсш": true, "фк": true, "хк": true, "бк": true, "ск": true, "цска": true, "тц": true, "трк": true, "тк": true, "нко": true, "нао": true, "ано": true, "гку": true, "гбу": true, "фгбу": true, "мбук": true, "мкоу": true, "маоу": true,
	"клуб": true, "клуба": true, "газета": true, "газеты": true, "газете": true, "завод": true, "завода": true, "фабрика": true, "кафе": true, "ресторан": true, "магазин": true, "отель": true, "гостиница": true, "гостиницы": true, "санаторий": true, "канал": true, "телеканал": true, "радио": true, "команда": true, "команды": true, "ансамбль": true, "журнал": true, "фирма": true, "компания": true, "компании": true, "теплоход": true, "поезд": true, "кинотеатр": true, "театр": true, "банк": true, "станок": true}

// weigh judges a match of a town's name at tokens i…end.
func (e *Enricher) weigh(p *page, i int, m matched) standing {
	if e.compound(p, i, m.end) || isAdjectival(lastPart(m.name)) && p.begins(m.end, "район", "округ", "област", "кра", "муниципальн", "городск", "сельск", "сельсовет", "поселени") {
		return no
	}
	if s, ok := p.announced(i, m); ok {
		return s
	}
	if p.inPlaceList(i) || p.roadName(i, m.end) || p.afterFirstName(i) || p.begins(i-1, "вечерн") && p.capital(i-1) {
		return no
	}
	if q := p.inQuotes(i, m.end); q != bare {
		return q
	}
	if isOpenQuote(p.at(i-1)) && p.at(m.end) == "-" && len(e.match(p, m.end+1)) == 0 { // «Томск – Нефть»
		return no
	}
	if p.personal(i, m.end) || p.begins(i-1, "нов", "стар", "верхн", "нижн", "больш", "мал") && p.capital(i-1) && isAdjectival(p.at(i-1)) {
		return no
	}
	if m.form == gazetteer.Instrumental && (strings.HasSuffix(p.at(i), "ском") || strings.HasSuffix(p.at(i), "цком")) && !p.oneOf(i-1, "с", "со", "между", "над", "под", "перед", "за", "и") {
		return no // «в Алейском районе» is an adjective
	}
	if orgWords[p.at(i-1)] && p.toks[i-1].caps {
		return no
	}
	if e.notTown(p, i, m) {
		return perhaps
	}
	return bare
}

// compound tells parts of names with hyphens («Троицко-Печорск»); a dash
// between towns («Москва – Казань») is none.
func (e *Enricher) compound(p *page, i, end int) bool {
	hyphen := func(k int) bool { return p.is(k, mark) && p.at(k) == "-" && p.text[p.toks[k].start] == '-' }
	if hyphen(i-1) && p.tight(i) && p.is(i-2, word) && p.tight(i-1) && len(e.match(p, i-2)) == 0 {
		return true
	}
	if p.at(end+1) == "наукоград" {
		return false
	}
	if p.at(end) == "-" && isSki(p.at(end+1)) && p.capital(end+1) { // «Обь - Енисейский канал»
		return true
	}
	return hyphen(end) && p.tight(end) && p.is(end+1, word) && p.tight(end+1) && (len(e.match(p, end+1)) == 0 || isSki(p.at(end+1))) || hyphen(end) && p.tight(end) && p.is(end+1, number) && p.tight(end+1)
}

// listedPlaces announce lists of what bears towns' names: «озёра: Орос, Шуя».
var listedPlaces = map[string]bool{"озера": true, "озер": true, "реки": true, "рек": true, "речки": true, "ручьи": true, "сел": true, "деревни": true, "деревень": true, "поселки": true, "поселков": true, "хутора": true, "хуторов": true}

// inPlaceList tells whether the name at token i stands in such a list.
func (p *page) inPlaceList(i int) bool {
	for k := i - 1; k > i-24 && k >= 0 && p.line(k) == p.line(i); k-- {
		if listedPlaces[p.at(k)] {
			return true
		}
		if !p.capital(k) && !p.oneOf(k, ",", "и", ":", "-", "«", "»") {
			return false
		}
	}
	return false
}

// roads are what is called by the places at its ends.
var roads = []string{"дорог", "автодорог", "автомагистрал", "магистрал", "трасс", "автотрасс", "шоссе", "тракт", "газопровод", "нефтепровод", "нефтепродукт", "продуктопровод", "водовод", "лэп", "участ", "перегон", "поезд"}

// roadName tells whether the name at tokens i…end is a part of the name of a road or a
// pipe: «трасса М-7 «Москва – Казань – Уфа»», «дороги Чистополь-Азеево, Нурлат – Бугульма».
func (p *page) roadName(i, end int) bool {
	if p.at(i-1) != "-" && p.at(end) != "-" {
		return false
	}
	k := i - 1
	for k > i-24 && k >= 0 && !p.begins(k, roads...) && (p.capital(k) || p.is(k, number) || p.oneOf(k, "-", ",", "«", `"`, "(", "№")) {
		k--
	}
	for n := 0; n < 6 && p.is(k, word); n, k = n+1, k-1 {
		if p.begins(k, roads...) {
			return true
		}
		if !p.begins(k, "значени", "федеральн", "региональн", "межмуниципальн", "муниципальн", "местн", "общ", "пользовани", "автомобильн", "железн") {
			return false
		}
	}
	return false
}

// announced reads what stands before the name: «г.», «городской округ», or
// «село», «река», «ул.» that make it something else.
func (p *page) announced(i int, m matched) (standing, bool) {
	k := i - 1
	dot := p.at(k) == "."
	if dot {
		k--
	}
	switch {
	case p.townWord(k) && isOpenQuote(p.at(k-1)) && p.begins(k-2, ownerWords...): // района «Город Людиново и …»
		return ownName, true
	case p.at(k) == "г" && p.year(k-1) > 0 && p.line(k-1) == p.line(k) && !p.placeLine(i, m.end): // «2017 г. Углич»: the year's own
		return bare, false
	case p.at(k) == "г" && p.capital(k) && !p.toks[i].caps && !p.startsLine(k): // an initial
		return no, true
	case p.at(k) == "г" && p.line(k) >= p.line(i)-1, p.townWord(k) && (!dot || p.at(k) == "гор"):
		return told, true
	case p.begins(k, "улиц", "проспект", "переул", "площад", "бульвар", "набережн", "шоссе", "тракт") && !dot:
		if !p.capital(k-1) || p.startsSentence(k-1) { // «улица Гагарина», but «на Волжской улице Костромы»
			return no, true
		}
	case dot && p.at(k) == "о" && p.at(k-1) == "." && p.at(k-2) == "г": // г. о. Самара
		return ownName, true
	case p.at(k) == "славы" && p.begins(k-1, "воинск", "трудов") && p.townWord(k-2):
		return told, true
	case otherPlaces[p.at(k)] && (!dot || len(p.at(k)) <= 2*3):
		return no, true
	case dot && p.oneOf(k, "с", "п", "д", "р", "х", "о", "а") && (p.line(k) == p.line(i)), dot && p.at(k) == "п" && p.at(k-2) == "р":
		return no, true
	case p.oneOf(k, "с", "п", "д", "р") && !dot && m.form&gazetteer.Nominative != 0 && m.form&(gazetteer.Genitive|gazetteer.Instrumental) == 0:
		return no, true
	case p.begins(k, "округ", "поселени") && p.begins(k-1, "городск", "муниципальн") && !dot, p.begins(k, "округ", "округе") && !dot && !p.begins(k-1, "автономн", "федеральн") && !p.startsLine(i), p.oneOf(k, "мо", "го", "зато") && p.toks[k].caps, p.begins(k, "образовани") && p.begins(k-1, "территориальн"):
		return ownName, true
	case p.begins(k, "поселени", "сельсовет", "поссовет", "волост"):
		return no, true
	}
	return bare, false
}

// inQuotes judges names inside quotation marks: those of municipalities are
// towns, those of firms and clubs are not.
func (p *page) inQuotes(i, end int) standing {
	whole := isOpenQuote(p.at(i-1)) && isCloseQuote(p.at(end))
	if whole || isOpenQuote(p.at(i-1)) && p.begins(end, "и") {
		switch k := i - 2; {
		case p.begins(k, "район", "округ", "образовани") || p.oneOf(k, "мо", "мр", "го", "гп") || p.begins(k, "поселени") && p.begins(k-1, "городск"):
			return ownName
		case whole:
			return no
		}
	}
	for k := i - 1; k > i-7 && k >= 0; k-- {
		if isCloseQuote(p.at(k)) && p.at(k) == "»" || p.at(k) == "." {
			return bare
		}
		if isOpenQuote(p.at(k)) {
			if orgWords[p.at(k-1)] || k == i-1 && otherPlaces[p.at(k-1)] || p.line(k) == p.line(i) && k == i-1 && p.is(k-1, word) && p.toks[k-1].caps && len(p.at(k-1)) <= 2*5 {
				return no
			}
			if k == i-1 && p.begins(k-1, ownerWords...) || p.at(k-1) == "мо" && k >= i-4 {
				return bare
			}
			return bare
		}
	}
	return bare
}

// personal tells names with initials beside them.
func (p *page) personal(i, end int) bool {
	initial := func(k int) bool {
		return p.is(k, word) && p.capital(k) && len(p.at(k)) == 2 && p.at(k+1) == "."
	}
	return initial(end) && p.line(end) == p.line(end-1) && !p.oneOf(end, "г", "с") ||
		p.at(i-1) == "." && p.is(i-2, word) && p.capital(i-2) && len(p.at(i-2)) == 2 && p.line(i-2) == p.line(i) && !p.oneOf(i-2, "г")
}

// ordinary are towns' names that are words or first names too, folded
// nominative.
var ordinary = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`владимир артем любим орел сокол остров холм бор дно луга клин оса тайга зима находка родники липки топки шахты строитель гай покров
		пласт городище починок перевоз коммунар маркс энгельс лермонтов грязи реж сим буй мыски кола терек обь зея тара данилов кириллов гусев саки шали болгар
		салават азов серафимович карабаш пушкино неман волхов урень инза куса ревда волжск сковородино короча балахна узловая рыбное отрадное видное никольское
		раменское болотное яровое щучье бологое дубовка сосновка каменка козловка михайловка алексеевка александровка жуковка полярный сунжа аргун туран печора онега мезень
		нея луза тавда ишим миасс чулым каргат ветлуга унжа судогда горбатов кадников брежнев андропов черненко устинов горький калинин молотов щербаков орджоникидзе чкалов
		ворошилов куйбышев вятка питер челны халтурин загорск кяхта шилка бирюч заволжье межгорье усолье подпорожье белый жуков киров серов чехов ефремов суворов гагарин демидов
		макаров корсаков лысково иваново павлово семенов ершов пугачев балашов михайлов кимры кашин шумиха пересвет бородино котово назарово фролово белово`) {
		m[w] = true
	}
	m["феодосия"] = true
	return m
}()

// firstNames are the stems of first names, before which a town's name is a surname:
// «Тимур Саратов», «Анне Ковровой».
var firstNames = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`александр алексей анатолий андрей антон аркадий артем артур борис вадим валентин валерий василий виктор виталий
		владимир владислав вячеслав геннадий георгий григорий данил денис дмитрий евгений егор иван игорь илья кирилл константин леонид максим
		марат михаил николай олег павел петр ринат роман руслан рустам семен сергей станислав степан тимофей тимур федор юрий яков ярослав
		александра алена алла анастасия анна валентина валерия вера виктория галина дарья евгения екатерина елена зинаида зоя инна ирина
		ксения лариса лидия людмила маргарита марина мария надежда наталия наталья нина оксана ольга полина раиса светлана софия софья
		тамара татьяна феодосия юлия яна`) {
		m[lightStem(w)] = true
	}
	return m
}()

// afterFirstName reports whether a first name stands right before the name at token i.
func (p *page) afterFirstName(i int) bool {
	return p.is(i-1, word) && p.capital(i-1) && p.line(i-1) == p.line(i) && firstNames[lightStem(p.at(i-1))] && !p.oneOf(i-1, "роман", "романа", "романе", "вера", "веры", "надежда", "надежды", "марта")
}

// notTown judges names that are also words, surnames or adjectives.
func (e *Enricher) notTown(p *page, i int, m matched) bool {
	key := m.name
	adjective := isAdjectival(key)
	surname := strings.HasSuffix(key, "ов") || strings.HasSuffix(key, "ев") || strings.HasSuffix(key, "ин") || m.form&gazetteer.Nominative == 0 && (strings.HasSuffix(key, "ово") || strings.HasSuffix(key, "ево") || strings.HasSuffix(key, "ино") || strings.HasSuffix(key, "ыно"))
	if surname && safeSurname[key] {
		surname = false
	}
	if !adjective && !surname && !ordinary[key] {
		return p.toks[i].caps && p.capsLine(i) && len(p.at(i)) <= 2*3
	}
	if p.toks[i].caps && p.capsLine(i) || p.startsSentence(i) || adjective && p.ofDistricts(m.end) {
		return true
	}
	if p.capital(m.end) && !p.startsLine(m.end) && !p.toks[m.end].caps && !isSki(p.at(m.end)) { // a surname or a name follows
		return true
	}
	if p.begins(i-1, townOwned...) && (!p.capital(i-1) || p.startsSentence(i-1)) && m.form&gazetteer.Genitive != 0 && !p.begins(i-1, "центральн", "судь", "судим", "властн") {
		return adjective && !p.functionAfter(m.end)
	}
	switch prep := p.at(i - 1); prep {
	case "в", "во", "на":
		return m.form&(gazetteer.Prepositional|gazetteer.Accusative) == 0 || adjective && !p.functionAfter(m.end)
	case "из", "до", "от", "около":
		return m.form&gazetteer.Genitive == 0 || prep != "из" && surname || adjective && !p.functionAfter(m.end)
	case "под":
		return m.form&gazetteer.Instrumental == 0 || surname && strings.HasSuffix(p.at(i), "ым") || adjective
	}
	return true
}

// safeSurname are large towns whose name is hardly met as a surname in the
// nominative.
var safeSurname = map[string]bool{"саратов": true, "ростов": true, "псков": true, "тамбов": true, "саров": true, "азов": true, "камышин": true, "ковров": true, "торжок": true, "козлов": false, "реутов": true, "осташков": true, "карачев": true, "льгов": true, "белев": true, "венев": true, "чугуев": true, "глазов": false, "новозыбков": true, "тутаев": true, "трубчев": true, "сасово": true, "кемерово": true, "одинцово": true, "домодедово": true, "люберцы": true, "гатчино": true, "купино": true, "асино": true, "колпашево": true, "лаишево": true, "азнакаево": true, "кстово": true, "тейково": true, "череповец": true, "щелково": true, "балаково": true, "конаково": true, "ступино": true, "юхнов": true, "темников": true, "лукоянов": true, "мглин": true, "порхов": true, "гдов": true, "дятьково": true, "звенигово": true, "ржев": true, "данков": true, "мензелин": true, "ардатов": true, "новоаннинский": true, "алексин": true, "скопин": true}

// lastPart is the last word of a name, folded.
func lastPart(w string) string {
	return w[strings.LastIndexAny(w, " -")+1:]
}

func foldCity(name string) string { return strings.ReplaceAll(strings.ToLower(name), "ё", "е") }

func isAdjectival(w string) bool {
	if strings.ContainsAny(w, " -") {
		return false
	}
	for _, end := range []string{"ский", "цкий", "ный", "ной", "ской", "лый", "вый", "вой", "рый", "ний", "шой"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return w == "узловая" || strings.HasSuffix(w, "ое") && len(w) > 2*4
}

// ofDistricts tells whether the adjective that ends before token k is one of several:
// «в Белоярском, Орловском и Степановском сельских поселениях».
func (p *page) ofDistricts(k int) bool {
	from := k
	for k < from+maxRun && p.oneOf(k, ",", "и") && p.capital(k+1) && p.placeAdjective(k+1) {
		k += 2
	}
	return k > from && p.begins(k, "район", "округ", "сельск", "городск", "муниципальн", "поселени", "сельсовет")
}

// functionAfter tells that no noun follows that an adjective could go with.
func (p *page) functionAfter(k int) bool {
	return !p.is(k, word) || p.capital(k) && isSki(p.at(k)) || p.oneOf(k, "и", "в", "во", "на", "с", "со", "о", "по", "из", "где", "для", "от", "под", "к", "до", "за", "не", "а", "но", "или", "при")
}

// capsLine reports whether all words of the line of token i are in capitals, which then
// say nothing.
func (p *page) capsLine(i int) bool {
	if i < 0 || i >= len(p.toks) {
		return true
	}
	row := int(p.toks[i].row) + 1
	if p.capsRow == row {
		return p.caps
	}
	p.capsRow, p.caps = row, true
	for k := p.lineStart(i); k < p.lineEnd(i) && p.caps; k++ {
		p.caps = !p.is(k, word) || len(p.at(k)) <= 2 || p.toks[k].caps
	}
	return p.caps
}

// cityFact is what is known of a town's place in the document.
type cityFact struct {
	names []matched // homonyms
	first int       // token of the first mention
	end   int
	count int
	again bool // named in another paragraph, too
	role  string
	rule  string
	from  int // evidence
	to    int
}

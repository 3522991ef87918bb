package toponym

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
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

// Matched is a town's name in a text. Homonyms match together.
type Matched struct {
	City int
	name string
	form gazetteer.Case
	old  bool
	End  int // after the last token
}

// indexCities keys every form of every town by its first word.
func (e *Names) indexCities() {
	e.cities, e.Genitive = map[string][]cityName{}, map[string]string{}
	e.Gazetteer.Forms(func(key string, names []gazetteer.Name) {
		words := strings.FieldsFunc(key, func(r rune) bool { return r == ' ' || r == '-' })
		for _, n := range names {
			if n.Case&gazetteer.Genitive != 0 && !n.Old {
				e.Genitive[n.Name] = n.Text
			}
			e.cities[words[0]] = append(e.cities[words[0]], cityName{words[1:], n.City, wordform.FoldCity(n.Name), n.Case, n.Old})
		}
	})
}

// Match returns the towns whose name begins at token i, those of the longest
// name only.
func (e *Names) Match(p *ruletext.Page, i int) []Matched {
	if !p.HasKind(i, ruletext.Word) || !p.Capitalized(i) {
		return nil
	}
	var out []Matched
	longest := 0
	for _, n := range e.cities[p.At(i)] {
		end, ok := follows(p, i+1, n.rest)
		if !ok || end < longest {
			continue
		}
		if end > longest {
			out, longest = out[:0], end
		}
		out = append(out, Matched{n.city, n.name, n.form, n.old, end})
	}
	return out
}

// follows tells whether the words stand at token k, with hyphens between them or
// without.
func follows(p *ruletext.Page, k int, words []string) (int, bool) {
	for _, w := range words {
		if p.At(k) == "-" {
			k++
		}
		if p.At(k) != w || !p.Capitalized(k) && w != "на" {
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
	Perhaps          // a word or a surname as well
	Bare             // the name alone
	Told             // «г.», «город», «городской округ»
	OwnName          // a municipality bears the name
)

// townWords announce a town.
func TownWord(p *ruletext.Page, i int) bool {
	return p.IsAny(i, "город", "города", "городу", "городом", "городе", "городов", "городах", "городам", "городами", "гор")
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

// OrgWords stand before names of firms, clubs, papers and the like.
var OrgWords = map[string]bool{"ооо": true, "оао": true, "зао": true, "пао": true, "ао": true, "муп": true, "гуп": true, "фгуп": true, "мбу": true, "мку": true, "мау": true, "мбоу": true, "ип": true, "кфх": true, "спк": true, "снт": true, "дюсш": true, "фк": true, "хк": true, "бк": true, "ск": true, "цска": true, "тц": true, "трк": true, "тк": true, "нко": true, "нао": true, "ано": true, "гку": true, "гбу": true, "фгбу": true, "мбук": true, "мкоу": true, "маоу": true,
	"клуб": true, "клуба": true, "газета": true, "газеты": true, "газете": true, "завод": true, "завода": true, "фабрика": true, "кафе": true, "ресторан": true, "магазин": true, "отель": true, "гостиница": true, "гостиницы": true, "санаторий": true, "канал": true, "телеканал": true, "радио": true, "команда": true, "команды": true, "ансамбль": true, "журнал": true, "фирма": true, "компания": true, "компании": true, "теплоход": true, "поезд": true, "кинотеатр": true, "театр": true, "банк": true, "станок": true}

// Weigh judges a match of a town's name at tokens i…end.
func (e *Names) Weigh(p *ruletext.Page, i int, m Matched) standing {
	if e.compound(p, i, m.End) || wordform.IsAdjectival(wordform.LastPart(m.name)) && p.HasStem(m.End, "район", "округ", "област", "кра", "муниципальн", "городск", "сельск", "сельсовет", "поселени") {
		return no
	}
	if s, ok := announced(p, i, m); ok {
		return s
	}
	if inPlaceList(p, i) || roadName(p, i, m.End) || afterFirstName(p, i) || p.HasStem(i-1, "вечерн") && p.Capitalized(i-1) {
		return no
	}
	if q := inQuotes(p, i, m.End); q != Bare {
		return q
	}
	if ruletext.IsOpenQuote(p.At(i-1)) && p.At(m.End) == "-" && len(e.Match(p, m.End+1)) == 0 { // «Томск – Нефть»
		return no
	}
	if personal(p, i, m.End) || p.HasStem(i-1, "нов", "стар", "верхн", "нижн", "больш", "мал") && p.Capitalized(i-1) && wordform.IsAdjectival(p.At(i-1)) {
		return no
	}
	if m.form == gazetteer.Instrumental && (strings.HasSuffix(p.At(i), "ском") || strings.HasSuffix(p.At(i), "цком")) && !p.IsAny(i-1, "с", "со", "между", "над", "под", "перед", "за", "и") {
		return no // «в Алейском районе» is an adjective
	}
	if OrgWords[p.At(i-1)] && p.Tokens[i-1].AllCaps {
		return no
	}
	if e.notTown(p, i, m) {
		return Perhaps
	}
	return Bare
}

// compound tells parts of names with hyphens («Троицко-Печорск»); a dash
// between towns («Москва – Казань») is none.
func (e *Names) compound(p *ruletext.Page, i, end int) bool {
	hyphen := func(k int) bool {
		return p.HasKind(k, ruletext.Mark) && p.At(k) == "-" && p.Text[p.Tokens[k].Start] == '-'
	}
	if hyphen(i-1) && p.Adjoins(i) && p.HasKind(i-2, ruletext.Word) && p.Adjoins(i-1) && len(e.Match(p, i-2)) == 0 {
		return true
	}
	if p.At(end+1) == "наукоград" {
		return false
	}
	if p.At(end) == "-" && wordform.IsSkiAdjective(p.At(end+1)) && p.Capitalized(end+1) { // «Обь - Енисейский канал»
		return true
	}
	return hyphen(end) && p.Adjoins(end) && p.HasKind(end+1, ruletext.Word) && p.Adjoins(end+1) && (len(e.Match(p, end+1)) == 0 || wordform.IsSkiAdjective(p.At(end+1))) || hyphen(end) && p.Adjoins(end) && p.HasKind(end+1, ruletext.Number) && p.Adjoins(end+1)
}

// listedPlaces announce lists of what bears towns' names: «озёра: Орос, Шуя».
var listedPlaces = map[string]bool{"озера": true, "озер": true, "реки": true, "рек": true, "речки": true, "ручьи": true, "сел": true, "деревни": true, "деревень": true, "поселки": true, "поселков": true, "хутора": true, "хуторов": true}

// inPlaceList tells whether the name at token i stands in such a list.
func inPlaceList(p *ruletext.Page, i int) bool {
	for k := i - 1; k > i-24 && k >= 0 && p.Line(k) == p.Line(i); k-- {
		if listedPlaces[p.At(k)] {
			return true
		}
		if !p.Capitalized(k) && !p.IsAny(k, ",", "и", ":", "-", "«", "»") {
			return false
		}
	}
	return false
}

// roads are what is called by the places at its ends.
var roads = []string{"дорог", "автодорог", "автомагистрал", "магистрал", "трасс", "автотрасс", "шоссе", "тракт", "газопровод", "нефтепровод", "нефтепродукт", "продуктопровод", "водовод", "лэп", "участ", "перегон", "поезд"}

// roadName tells whether the name at tokens i…end is a part of the name of a road or a
// pipe: «трасса М-7 «Москва – Казань – Уфа»», «дороги Чистополь-Азеево, Нурлат – Бугульма».
func roadName(p *ruletext.Page, i, end int) bool {
	if p.At(i-1) != "-" && p.At(end) != "-" {
		return false
	}
	k := i - 1
	for k > i-24 && k >= 0 && !p.HasStem(k, roads...) && (p.Capitalized(k) || p.HasKind(k, ruletext.Number) || p.IsAny(k, "-", ",", "«", `"`, "(", "№")) {
		k--
	}
	for n := 0; n < 6 && p.HasKind(k, ruletext.Word); n, k = n+1, k-1 {
		if p.HasStem(k, roads...) {
			return true
		}
		if !p.HasStem(k, "значени", "федеральн", "региональн", "межмуниципальн", "муниципальн", "местн", "общ", "пользовани", "автомобильн", "железн") {
			return false
		}
	}
	return false
}

// announced reads what stands before the name: «г.», «городской округ», or
// «село», «река», «ул.» that make it something else.
func announced(p *ruletext.Page, i int, m Matched) (standing, bool) {
	k := i - 1
	dot := p.At(k) == "."
	if dot {
		k--
	}
	switch {
	case TownWord(p, k) && ruletext.IsOpenQuote(p.At(k-1)) && p.HasStem(k-2, wording.OwnerWords...): // района «Город Людиново и …»
		return OwnName, true
	case p.At(k) == "г" && p.Year(k-1) > 0 && p.Line(k-1) == p.Line(k) && !PlaceLine(p, i, m.End): // «2017 г. Углич»: the year's own
		return Bare, false
	case p.At(k) == "г" && p.Capitalized(k) && !p.Tokens[i].AllCaps && !p.StartsLine(k): // an initial
		return no, true
	case p.At(k) == "г" && p.Line(k) >= p.Line(i)-1, TownWord(p, k) && (!dot || p.At(k) == "гор"):
		return Told, true
	case p.HasStem(k, "улиц", "проспект", "переул", "площад", "бульвар", "набережн", "шоссе", "тракт") && !dot:
		if !p.Capitalized(k-1) || p.StartsSentence(k-1) { // «улица Гагарина», but «на Волжской улице Костромы»
			return no, true
		}
	case dot && p.At(k) == "о" && p.At(k-1) == "." && p.At(k-2) == "г": // г. о. Самара
		return OwnName, true
	case p.At(k) == "славы" && p.HasStem(k-1, "воинск", "трудов") && TownWord(p, k-2):
		return Told, true
	case otherPlaces[p.At(k)] && (!dot || len(p.At(k)) <= 2*3):
		return no, true
	case dot && p.IsAny(k, "с", "п", "д", "р", "х", "о", "а") && (p.Line(k) == p.Line(i)), dot && p.At(k) == "п" && p.At(k-2) == "р":
		return no, true
	case p.IsAny(k, "с", "п", "д", "р") && !dot && m.form&gazetteer.Nominative != 0 && m.form&(gazetteer.Genitive|gazetteer.Instrumental) == 0:
		return no, true
	case p.HasStem(k, "округ", "поселени") && p.HasStem(k-1, "городск", "муниципальн") && !dot, p.HasStem(k, "округ", "округе") && !dot && !p.HasStem(k-1, "автономн", "федеральн") && !p.StartsLine(i), p.IsAny(k, "мо", "го", "зато") && p.Tokens[k].AllCaps, p.HasStem(k, "образовани") && p.HasStem(k-1, "территориальн"):
		return OwnName, true
	case p.HasStem(k, "поселени", "сельсовет", "поссовет", "волост"):
		return no, true
	}
	return Bare, false
}

// inQuotes judges names inside quotation marks: those of municipalities are
// towns, those of firms and clubs are not.
func inQuotes(p *ruletext.Page, i, end int) standing {
	whole := ruletext.IsOpenQuote(p.At(i-1)) && ruletext.IsCloseQuote(p.At(end))
	if whole || ruletext.IsOpenQuote(p.At(i-1)) && p.HasStem(end, "и") {
		switch k := i - 2; {
		case p.HasStem(k, "район", "округ", "образовани") || p.IsAny(k, "мо", "мр", "го", "гп") || p.HasStem(k, "поселени") && p.HasStem(k-1, "городск"):
			return OwnName
		case whole:
			return no
		}
	}
	for k := i - 1; k > i-7 && k >= 0; k-- {
		if ruletext.IsCloseQuote(p.At(k)) && p.At(k) == "»" || p.At(k) == "." {
			return Bare
		}
		if ruletext.IsOpenQuote(p.At(k)) {
			if OrgWords[p.At(k-1)] || k == i-1 && otherPlaces[p.At(k-1)] || p.Line(k) == p.Line(i) && k == i-1 && p.HasKind(k-1, ruletext.Word) && p.Tokens[k-1].AllCaps && len(p.At(k-1)) <= 2*5 {
				return no
			}
			if k == i-1 && p.HasStem(k-1, wording.OwnerWords...) || p.At(k-1) == "мо" && k >= i-4 {
				return Bare
			}
			return Bare
		}
	}
	return Bare
}

// personal tells names with initials beside them.
func personal(p *ruletext.Page, i, end int) bool {
	initial := func(k int) bool {
		return p.HasKind(k, ruletext.Word) && p.Capitalized(k) && len(p.At(k)) == 2 && p.At(k+1) == "."
	}
	return initial(end) && p.Line(end) == p.Line(end-1) && !p.IsAny(end, "г", "с") ||
		p.At(i-1) == "." && p.HasKind(i-2, ruletext.Word) && p.Capitalized(i-2) && len(p.At(i-2)) == 2 && p.Line(i-2) == p.Line(i) && !p.IsAny(i-2, "г")
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
		m[wordform.LightStem(w)] = true
	}
	return m
}()

// afterFirstName reports whether a first name stands right before the name at token i.
func afterFirstName(p *ruletext.Page, i int) bool {
	return p.HasKind(i-1, ruletext.Word) && p.Capitalized(i-1) && p.Line(i-1) == p.Line(i) && firstNames[wordform.LightStem(p.At(i-1))] && !p.IsAny(i-1, "роман", "романа", "романе", "вера", "веры", "надежда", "надежды", "марта")
}

// notTown judges names that are also words, surnames or adjectives.
func (e *Names) notTown(p *ruletext.Page, i int, m Matched) bool {
	key := m.name
	adjective := wordform.IsAdjectival(key)
	surname := strings.HasSuffix(key, "ов") || strings.HasSuffix(key, "ев") || strings.HasSuffix(key, "ин") || m.form&gazetteer.Nominative == 0 && (strings.HasSuffix(key, "ово") || strings.HasSuffix(key, "ево") || strings.HasSuffix(key, "ино") || strings.HasSuffix(key, "ыно"))
	if surname && safeSurname[key] {
		surname = false
	}
	if !adjective && !surname && !ordinary[key] {
		return p.Tokens[i].AllCaps && p.LineInCapitals(i) && len(p.At(i)) <= 2*3
	}
	if p.Tokens[i].AllCaps && p.LineInCapitals(i) || p.StartsSentence(i) || adjective && ofDistricts(p, m.End) {
		return true
	}
	if p.Capitalized(m.End) && !p.StartsLine(m.End) && !p.Tokens[m.End].AllCaps && !wordform.IsSkiAdjective(p.At(m.End)) { // a surname or a name follows
		return true
	}
	if p.HasStem(i-1, townOwned...) && (!p.Capitalized(i-1) || p.StartsSentence(i-1)) && m.form&gazetteer.Genitive != 0 && !p.HasStem(i-1, "центральн", "судь", "судим", "властн") {
		return adjective && !functionAfter(p, m.End)
	}
	switch prep := p.At(i - 1); prep {
	case "в", "во", "на":
		return m.form&(gazetteer.Prepositional|gazetteer.Accusative) == 0 || adjective && !functionAfter(p, m.End)
	case "из", "до", "от", "около":
		return m.form&gazetteer.Genitive == 0 || prep != "из" && surname || adjective && !functionAfter(p, m.End)
	case "под":
		return m.form&gazetteer.Instrumental == 0 || surname && strings.HasSuffix(p.At(i), "ым") || adjective
	}
	return true
}

// safeSurname are large towns whose name is hardly met as a surname in the
// nominative.
var safeSurname = map[string]bool{"саратов": true, "ростов": true, "псков": true, "тамбов": true, "саров": true, "азов": true, "камышин": true, "ковров": true, "торжок": true, "козлов": false, "реутов": true, "осташков": true, "карачев": true, "льгов": true, "белев": true, "венев": true, "чугуев": true, "глазов": false, "новозыбков": true, "тутаев": true, "трубчев": true, "сасово": true, "кемерово": true, "одинцово": true, "домодедово": true, "люберцы": true, "гатчино": true, "купино": true, "асино": true, "колпашево": true, "лаишево": true, "азнакаево": true, "кстово": true, "тейково": true, "череповец": true, "щелково": true, "балаково": true, "конаково": true, "ступино": true, "юхнов": true, "темников": true, "лукоянов": true, "мглин": true, "порхов": true, "гдов": true, "дятьково": true, "звенигово": true, "ржев": true, "данков": true, "мензелин": true, "ардатов": true, "новоаннинский": true, "алексин": true, "скопин": true}

// ofDistricts tells whether the adjective that ends before token k is one of several:
// «в Белоярском, Орловском и Степановском сельских поселениях».
func ofDistricts(p *ruletext.Page, k int) bool {
	from := k
	for k < from+ruletext.MaxRun && p.IsAny(k, ",", "и") && p.Capitalized(k+1) && PlaceAdjective(p, k+1) {
		k += 2
	}
	return k > from && p.HasStem(k, "район", "округ", "сельск", "городск", "муниципальн", "поселени", "сельсовет")
}

// functionAfter tells that no noun follows that an adjective could go with.
func functionAfter(p *ruletext.Page, k int) bool {
	return !p.HasKind(k, ruletext.Word) || p.Capitalized(k) && wordform.IsSkiAdjective(p.At(k)) || p.IsAny(k, "и", "в", "во", "на", "с", "со", "о", "по", "из", "где", "для", "от", "под", "к", "до", "за", "не", "а", "но", "или", "при")
}

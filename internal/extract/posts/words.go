package posts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
)

// The words by which the news of a site are told from other texts.
var (
	// newsName is the name of a section of news: «Новости Федерации», «Лента новостей»,
	// «Вести района», «Все новости»; also the path to it, «Главная / Новости».
	newsName = lazyregexp.New(`(?i)^(?:` + aboveNews + `\s*)?(?:(?:все|наши|последние|свежие|важные|` +
		`главные|городские|районные|местные|архив|лента|раздел|` +
		`объявления и|анонсы и|события и|официальные|сельские|поселковые|краткие|дайджест|обзор|` +
		`сводка)\s+)?(?:новост(?:и|ей)|вести|пресс[ -]?(?:релиз(?:ы)?|` +
		`центр|служб[аы])|события|хроника событий|лента|прокуратура (?:информирует|разъясняет|сообщает)|` +
		`прокурор разъясняет)(?:$|[^а-яё])`)
	// newsStems are those of the words that newsName ends in, adsStems of adsName.
	newsStems = []string{"новост", "вести", "пресс", "событи", "лента", "проку"}
	adsStems  = []string{"объявлени", "извещени", "анонс"}
	// adsName is the name of a section of announcements, alone or before that of the site.
	adsName = lazyregexp.New(`(?i)^(?:наши |все |доска )?(?:объявления|извещения|анонсы|анонс событий)\s*` +
		`(?:$|[.:|/»•·]|[—–-] )`)
	// siteWords are the names of pages and sections that say nothing of a document.
	siteWords = lazyregexp.New(`(?i)^(?:главная(?: страница)?|начальная страница|home|index|документы?|` +
		`новост[ьи]|(?:все|последние) новости|лента(?: новостей)?|архив новостей|события|` +
		`объявления|анонсы|пресс-центр|публикации|статьи|страница|раздел|материалы|сайт|официальный сайт|` +
		`добро пожаловать.*|без имени|untitled.*|документ без (?:имени|названия)|нов(?:ая|ый) (?:страница|` +
		`документ).*)$`)
	// notNews begin the name of a document or section that lists dates or subjects and
	// is one document all the same.
	notNews = lazyregexp.New(`(?i)^(?:хроника(?: город| район| сел| [а-яё]+ век|$)|хронолог|летопись|` +
		`история|календарь|протокол|программа|план|график|расписание|` +
		`отч[её]т|доклад|положение|устав|договор|соглашение|регламент|инструкция|порядок|паспорт|` +
		`(?:авто)?биограф|резюме|перечень|повестка|уважаем|памятка|` +
		`прогноз|стратегия|концепция|стенограмма|выписка|заключение|справка|сведения|трудовая|реестр|содержание|` +
		`оглавление|мероприятия|вехи|даты|дни воинской)`)
	// minutes are the lines that only the minutes of a meeting have.
	minutes = lazyregexp.New(`^(?:(?i:слушали|выступили|решили|постановили|присутствовали|повестка дня)\s*:|` +
		`СЛУШАЛИ|ВЫСТУПИЛИ|РЕШИЛИ|ПОСТАНОВИЛИ)`)
	// listItem is the beginning of an item of a list, numbered or not.
	listItem = lazyregexp.New(`^(?:(?:\d{1,3}(?:\.\d{1,3})*|[IVXLCХ]{1,6})[.)](?:\s*[^\d\s]|$)|` +
		`[-–—•·*▪■]\s*\S|[а-яa-z]\)\s)`)
	// hourFirst begins an item of a programme by hours: «11.00 – турнир».
	hourFirst = lazyregexp.New(`^\d{1,2}[.:]\d{2}\s*[-–—]`)
	// hourTitle begins the title of one of the posts of a day: «15:20 Открыт мост».
	hourTitle = lazyregexp.New(`^(?:в\s+)?(?:[01]?\d|2[0-3])[:.][0-5]\d\s+[«"]?[А-ЯЁ]`)
	// titleLabel stands before the titles of posts on some sites.
	titleLabel = lazyregexp.New(`(?i)^(?:заголовок|тема|название|новость)\s*:\s*`)
	// partName is the name of a part of a long document.
	partName = lazyregexp.New(`(?i)^(?:раздел|подраздел|глава|статья|часть|таблица|приложение)\s+(?:№|` +
		`[IVXLCХ\d])`)
	// pager, path and counter are furniture of sites in figures and signs.
	pager = lazyregexp.New(`(?i)^` + pagerWord + `(?:\s+` + pagerWord + `)+$`)
	crumb = lazyregexp.New(`(?i)^(?:главная|начало|home)(?: страница)?\s*(?:[/>»→|\\•·]|::|-)`)
	// byline tells who put a post there.
	byline = lazyregexp.New(`(?i)^(?:автор|написал[а]?|разместил[а]?|опубликовал[а]?|добавил[а]?|источник|` +
		`рубрика|категория|раздел|теги|метки)(?:$|\s*:|\s+\S+$)`)
	// signer is the line of who wrote a post: a press office, a person by initials.
	signer = lazyregexp.New(`^(?:(?i:пресс-(?:служба|центр)(?:$|\s)).{0,90}|` + initials + `|` +
		`[А-ЯЁ][а-яё-]+ [А-ЯЁ]\.\s?[А-ЯЁ]\.)$`)
	// sender is one of the body that a post is from, below its text.
	sender = lazyregexp.New(`^(?i:по (?:информации|данным|материалам|сообщению)|соб\.\s?инф|фото |текст:|отдел |` +
		`управление |комитет |прокуратура |администрация ).{0,120}$`)
	// foot tells below a post who put it there and when: «Просмотров: 67 | Добавил: press | Дата: 28.04.2014».
	foot = lazyregexp.New(`(?i)(?:добавил[а]?|разместил[а]?|опубликова[а-я]*|размещено|дата(?: публикации)?)\s*:?\s*` +
		`\d{1,2}\.\d{1,2}\.\d{4}`)
	// aboutTitle is a heading of officialese: «О слёте старост», «Об итогах года».
	aboutTitle = lazyregexp.New(`^(?:О|Об|Обо)\s+[а-яёА-ЯЁ«"0-9]`)
	// contact begins the lines of addresses at the foot of a page.
	contact = lazyregexp.New(`(?i)^(?:©|\([cс]\)\s|copyright|сч[её]тчик|все права|создание сайта|` +
		`разработка (?:сайта|портала)|при (?:использовании|перепечатке)|(?:наш |почтовый |юридический )?адрес|` +
		`тел(?:ефоны?)?(?:\s+[а-яё]+)?\s*[.:/(]|т\.\s*\d|факс|e-?mail|электронная почта|инн|\d{6},|` +
		`(?:при[её]мная|контакты)\s*:)`)
	// actHead is a line that only an act has, in a text without markup.
	actHead = lazyregexp.New(`^(?i:приложение|утвержд[её]н[оаы]?|постановление|решение|распоряжение|приказ|` +
		`закон|проект)(?:\s*:?$|\s+(?:№|N\s*\d|(?i:от\s+[\d«"_]|к\s+(?:постановлен|решени|распоряжен|приказ))|\d))`)
)

// initials are those of a person and the surname.
const initials = `[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё-]+`

// isSigned reports whether block i is who a post is from, below its text.
func isSigned(blocks []page.Block, i int) bool {
	return i > 0 && len(blocks[i].Text) < 300 && !endsParagraph(blocks[i].Text) && isRunning(blocks[i-1].Text) &&
		(signer.MatchString(blocks[i].Text) || sender.MatchString(blocks[i].Text))
}

// aboveNews is what stands before the name of a section: the path to it, or the site.
const aboveNews = `(?:(?:главная|начало).{0,40}[/>»→|:•·-]|(?:официальн\S+ )?(?:сайт|портал|администрация).{0,80}` +
	`(?:[/>»→|•·]|::| [—–-] )|(?:[а-яё-]+ ){1,3}(?:район|округ|поселение)(?:[.:]| [—–-]) )`

// pagerWord is a page to go to, by number or by word.
const pagerWord = `[<«\[|]*(?:\d{1,4}|страниц[аы]:?|первая|перв\.|начало|предыдущая|пред\.?|назад|следующая|` +
	`след\.?|вперёд|вперед|последняя|конец|все|из|…|\.\.\.|[<>«»|])[\]>»|]*`

// textChrome are the lines that copying leaves of the furniture of a page, whole.
var textChrome = map[string]bool{"архив новостей": true, "все новости": true, "версия для слабовидящих": true,
	"обычная версия": true, "вход": true,
	"регистрация": true, "войти": true, "поиск": true, "искать": true, "рассылка": true, "rss": true,
	"показать ещё": true, "загрузить ещё": true,
	"далее": true, "дальше": true, "подписаться": true, "на главную": true, "в начало": true, "печать": true,
	"e-mail": true, "меню": true,
	"главная": true, "предыдущая": true, "следующая": true, "обратная связь": true, "гостевая книга": true}

// isTextChrome reports whether a line of plain text is furniture of a site. low is
// s in lower case.
func isTextChrome(s, low string) bool {
	if len(low) > 300 {
		return false
	}
	key := strings.Trim(low, " .…:»«><→←|[]-–—*=_~#+")
	switch {
	case key == "" || textChrome[key] || page.HasAnyPrefix(low, page.ChromeLines):
		return true
	case len(low) <= 200 && pager.MatchString(s):
		return true
	case crumb.MatchString(s):
		return !endsSentence(s)
	case len(low) <= 90 && page.HasAnyPrefix(key, page.ChromeWords):
		return !endsSentence(s) || page.HasAnyPrefix(key, []string{"подробнее", "читать"})
	}
	for _, m := range page.SiteMakers {
		if strings.Contains(low, m) {
			return true
		}
	}
	return false
}

// endsSentence reports whether s ends as a sentence or goes on in the next line.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, ` »")]”'`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".;:,!?…", r)
}

// endsParagraph reports whether s ends with the stop of a sentence.
func endsParagraph(s string) bool {
	s = strings.TrimRight(s, ` »")]”'`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…;:", r)
}

// headLine reports whether a line of plain text can be a heading: it begins as a
// sentence and does not end as one, or asks or cries in a few words.
func headLine(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 4 || n > maxHeading || listItem.MatchString(s) {
		return false
	}
	first := s
	for {
		r, size := utf8.DecodeRuneInString(first)
		if size == 0 || unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			break
		}
		first = first[size:]
	}
	if endsSentence(s) {
		last := s[len(strings.TrimRight(s, "!?…")):]
		return last != "" && n <= 120
	}
	return true
}

// maxHeading bounds a heading, in runes: those of federal programmes are long.
const maxHeading = 250

// canTitle reports whether a heading can be the title of a post: it names no part of a document.
func canTitle(t string) bool {
	first, _ := utf8.DecodeRuneInString(t)
	return !partName.MatchString(t) && !unicode.IsDigit(first) && !strings.Contains(t, "№") && !strings.HasSuffix(t, ":")
}

// postTitles reports whether headings without dates are titles of posts rather than
// of the parts of one: titles say what happened, or «О чём», in some words.
func postTitles(titles []string) bool {
	about, long := 0, 0
	for _, t := range titles {
		words := len(strings.Fields(t))
		switch {
		case aboutTitle.MatchString(t):
			about++
		case words >= 4, strings.HasSuffix(t, "!"), strings.HasSuffix(t, "?"):
			long++
		case words < 2:
			return false
		}
		if !canTitle(t) {
			return false
		}
	}
	if about*2 >= len(titles) {
		return true
	}
	return (about+long)*3 >= len(titles)*2
}

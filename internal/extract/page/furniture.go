package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What web sites of officialdom put around any text: lines that begin with
// ChromeLines, short lines and links that begin with ChromeWords, lines that
// name the makers of the site.
var (
	ChromeLines = []string{"©", "(c) ", "copyright", "все права ", "при использовании материалов",
		"при перепечатке материалов", "при копировании материалов"}
	ChromeWords = []string{"версия для печати", "для печати", "распечатать", "назад", "вернуться", "наверх", "вверх",
		"подробнее", "читать далее", "читать полностью",
		"просмотров", "количество просмотров", "поделиться", "оставить комментарий", "добавить комментарий", "комментарии",
		"карта сайта",
		"вы находитесь", "поиск по сайту", "авторизация", "рейтинг@", "яндекс.метрика", "яндексметрика",
		"последнее обновление"}
	SiteMakers = []string{"разработка сайта", "создание сайта", "дизайн сайта", "поддержка сайта"}
	// actWords begin the lines that only an act has: its kind, stamp or annex.
	actWords = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "приложение", "утвержден",
		"утверждено", "утверждена", "утверждены", "проект"}
)

// Classify notes of each block whether its words are those around a text, and
// whether they are the head of an act.
func (p *Page) Classify() {
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if len(b.Text) >= 300 {
			continue
		}
		low := strings.ToLower(b.Text)
		b.Chrome = HasAnyPrefix(low, ChromeLines) || (len(low) <= 80 || b.Links > 0) && HasAnyPrefix(low, ChromeWords)
		for _, s := range SiteMakers {
			b.Chrome = b.Chrome || strings.Contains(low, s)
		}
		b.Act = len(low) <= 120 && IsActLine(low)
	}
	for i := len(p.Blocks) - 1; i >= 0 && i >= len(p.Blocks)-12; i-- { // the lines after the copyright end a page
		if HasAnyPrefix(strings.ToLower(p.Blocks[i].Text[:min(len(p.Blocks[i].Text), 20)]), ChromeLines[:3]) {
			for j := i; j < len(p.Blocks); j++ {
				p.Blocks[j].Chrome = true
			}
			return
		}
	}
}

// IsChrome reports whether a block belongs to what sites put around a text.
func (b Block) IsChrome() bool {
	if HeadingLevel(b.Tag) > 0 {
		return false
	}
	return b.Chrome || b.Links >= 2 && b.Linked*10 >= len(b.Text)*7
}

// HasAnyPrefix reports whether s begins with one of prefixes.
func HasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// IsActLine reports whether a line, in lower case, is one that only an act has: a word of actWords, maybe written
// letter by letter, alone or before its number, day or the body that adopts it, and not the title of a post, «Проект
// бюджета обсудили с жителями».
func IsActLine(low string) bool {
	low = strings.TrimLeftFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	joined := low
	if len(low) > 4 && low[2] == ' ' { // a Cyrillic letter has two bytes
		joined = strings.ReplaceAll(low, " ", "")
	}
	for _, w := range actWords {
		rest, ok := strings.CutPrefix(strings.ReplaceAll(joined, "ё", "е"), w)
		if !ok {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(rest); rest != "" && unicode.IsLetter(next) {
			return false
		}
		rest = strings.TrimSpace(rest)
		next, _ := utf8.DecodeRuneInString(rest)
		return rest == "" || !unicode.IsLetter(next) || HasAnyPrefix(rest, afterActWord)
	}
	return false
}

// afterActWord are the beginnings of what stands behind the word in the head of an act: its day and number, what it is
// annexed to, and bodies in the genitive.
var afterActWord = []string{"от ", "к ", "n ", "n", "глав", "администрац", "совет", "дум", "собран", "правител",
	"губернат", "комитет", "управлен", "департамент", "председат", "муниципальн", "районн", "городск", "сельск",
	"поселков", "мэр", "министерств", "президент", "хурал", "начальник", "директор", "руководит", "постановл", "решени",
	"распоряж", "приказ", "закон", "исполнительн", "контрольн", "территориальн", "избирательн", "комисси", "федеральн",
	"российск", "област", "краев", "республик", "земск", "местн", "внес", "вносит", "кра", "окружн", "общ", "сход"}

// Sentence is the length in bytes from which a block is running text.
const Sentence = 110

package morph

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/query/words"
)

// People ask in verbs («построить мост», «закрыли школу»), acts speak in nouns of
// action («постройка», «закрытие»). The rules of word formation make more than the
// language has: the dictionary knows which verbs there are, the archive which nouns.

// Verb returns the infinitive of a form that may be a verb's, else "". The dictionary
// says which infinitives are known.
func Verb(w string, known func(form string) bool) string {
	if inf := infinitive(w); inf != "" && !notVerbs[w] && known(inf) {
		return inf
	}
	return ""
}

// notVerbs are nouns and numerals that end as verbs do.
var notVerbs = words.Set(`
	память печать кровать мечеть рукоять знать начало правило покрывало одеяло зеркало светило мерило лекало
	точило девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать
	восемнадцать девятнадцать двадцать тридцать раздел раздела задела правил правила начала могил могила
	могилы кобыл кобыла аудит кредит лимит дефицит профицит транзит магнит динамит общепит знаменит семена сметана сметаны
	гигиена гигиены`)

// irregular are forms that no rule makes.
var irregular = map[string]string{
	"дает": "давать", "дают": "давать", "даст": "дать", "живет": "жить", "живут": "жить", "идет": "идти", "идут": "идти",
	"едет": "ехать", "едут": "ехать", "растет": "расти", "растут": "расти", "ждет": "ждать", "ждут": "ждать",
	"берет": "брать", "берут": "брать",
}

func infinitive(w string) string {
	if inf := irregular[w]; inf != "" {
		return inf
	}
	const least = 3 // letters before the ending
	if base, ok := strings.CutSuffix(w, "ится"); ok && utf8.RuneCountInString(base) >= least {
		return base + "ить" // without -ся it would be «кредит», «лимит»
	}
	for _, self := range []string{"ся", "сь"} {
		w = strings.TrimSuffix(w, self)
	}
	for _, f := range verbForms {
		base, ok := strings.CutSuffix(w, f.form)
		if ok && utf8.RuneCountInString(base) >= least && strings.Contains(f.before, words.LastRune(base)) {
			return base + f.verb
		}
	}
	return ""
}

// verbForms are of infinitives, the past, the third person of the present or future, and short participles.
var verbForms = []struct{ form, before, verb string }{
	{"ть", Vowels, "ть"},
	{"ли", "аеиыуя", "ть"},
	{"ло", "аеиыуя", "ть"},
	{"ла", "аеиыуя", "ть"},
	{"л", "аеиыуя", "ть"},
	{"нет", letters, "нуть"},
	{"нут", letters, "нуть"},
	{"ит", letters, "ить"},
	{"дадут", letters, "дать"},
	{"ано", letters, "ать"},
	{"ана", letters, "ать"},
	{"аны", letters, "ать"},
	{"ено", letters, "ить"},
	{"ена", letters, "ить"},
	{"ены", letters, "ить"},
	{"уют", letters, "овать"},
	{"ают", letters, "ать"},
	{"яют", letters, "ять"},
	{"еют", letters, "еть"},
	{"ует", letters, "овать"},
	{"ает", letters, "ать"},
	{"яет", letters, "ять"},
	{"еет", letters, "еть"},
	{"ведут", letters, "вести"},
	{"ведет", letters, "вести"},
	{"вести", letters, "вести"},
	{"ят", letters, "ить"},
}

const letters = "абвгдежзийклмнопрстуфхцчшщъыьэюя"

// Actions returns nouns of what a verb does.
func Actions(inf string) []string {
	var out []string
	for _, r := range actionEndings {
		base, ok := strings.CutSuffix(inf, r.verb)
		if !ok || utf8.RuneCountInString(base) < r.least {
			continue
		}
		for _, end := range r.nouns {
			if (end == "" || end == "а") && strings.Contains(Vowels, words.LastRune(base)) { // «стоить» is no «сто»
				continue
			}
			out = append(out, base+end)
		}
		if r.verb == "ить" {
			for _, c := range changed { // возместить — возмещение, оформить — оформление
				if b, ok := strings.CutSuffix(base, c[0]); ok {
					out = append(out, b+c[1]+"ение")
				}
			}
		}
		break
	}
	return out
}

// actionEndings are tried in this order, the first that fits is taken.
var actionEndings = []struct {
	verb  string
	least int // letters before it
	nouns []string
}{
	{"вести", 2, []string{"ведение"}},
	{"ировать", 2, []string{"ирование", "ация", "ировка"}},
	{"изовать", 2, []string{"изация", "изование"}},
	{"овать", 3, []string{"ование", "овка"}},
	{"евать", 3, []string{"евание"}},
	{"ивать", 3, []string{"ивание", "ение"}},
	{"ывать", 3, []string{"ывание"}},
	{"брать", 1, []string{"бор", "борка"}},         // отобрать, убрать
	{"дать", 2, []string{"дача", "дажа", "дание"}}, // выдать, продать, создать
	{"давать", 2, []string{"дача", "дажа"}},
	{"нуть", 4, []string{"нутие", "нение"}},
	{"ять", 3, []string{"яние", "ение", "а"}}, // влиять, выделять, охранять
	{"ать", 3, []string{"ание", "ка", "", "ение"}},
	{"ыть", 3, []string{"ытие"}},
	{"еть", 3, []string{"ение"}},
	{"оить", 3, []string{"оение", "ойка", "ойство", "оительство"}},
	{"ить", 3, []string{"ение", "ка", "", "а", "ство", "ительство", "итие", "ьба", "еж"}},
}

// changed are the consonants that change before -ение.
var changed = [][2]string{
	{"ст", "щ"}, {"т", "щ"}, {"т", "ч"}, {"д", "жд"}, {"д", "ж"}, {"с", "ш"}, {"з", "ж"},
	{"б", "бл"}, {"в", "вл"}, {"п", "пл"}, {"м", "мл"}, {"ф", "фл"},
}

package passage

import (
	"strings"
	"testing"

	"letopis/internal/text"
)

func TestAsks(t *testing.T) {
	for q, want := range map[string]Question{
		"Сколько жителей в городе": Number, "когда отключат воду": Time, "кто отвечает за ямы": Who,
		"где дают справки":      Where,
		"как получить субсидию": How, "можно ли строить у реки": How, "какой налог на землю": Any, "будет ли газ?": How,
		"новая школа?": Any, "туризм Чухлома???": None, "ремонт дорог": None, "": None, "?": None,
	} {
		if got := Asks(q); got != want {
			t.Errorf("%q: %d, want %d", q, got, want)
		}
	}
}

// act is a text with what answers, and what only has the words.
const act = `О жилищном фонде и дорогах района
Раздел II
2.3. Аварийные дома
Расселение аварийных домов
В 2016 году в районе расселены три аварийных дома на улице Садовой, д. 4. Дороги не ремонтировались.
Расселение аварийных домов ведёт отдел архитектуры администрации района по заявлениям граждан.
Статья 5. Дороги
Численность аварийных домов, подлежащих расселению, составила 17 единиц общей площадью квартир.
При расселении аварийных домов граждане имеют право на выкуп жилых помещений по их рыночной стоимости.`

func TestFind(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	word := func(forms ...string) (w Word) {
		for _, f := range forms {
			w = append(w, strings.Fields(f))
		}
		return w
	}
	houses, move := word("дом"), word("расселен", "переселен жител")
	m := &text.Matcher{Stems: map[string]bool{}}
	for _, form := range []string{"дом", "аварийный", "расселение", "расселить"} {
		for _, s := range a.AnalyzeQuery(form) {
			m.Stems[s.Stems[0]] = true
			switch form {
			case "расселение", "расселить":
				move = append(move, s.Stems[:1])
			case "дом":
				houses = append(houses, s.Stems[:1])
			}
		}
	}
	for q, want := range map[Question]string{
		Time:   "В 2016 году в районе расселены три аварийных дома",
		Who:    "Расселение аварийных домов ведёт отдел",
		Number: "Численность аварийных домов",
		How:    "При расселении аварийных домов граждане имеют право",
		None:   "",
	} {
		c, ok := Find(act, a.Matches(act, m), []Word{houses, move}, q)
		got := ""
		if ok {
			got = act[c.Start:c.End]
		}
		if ok != (want != "") || !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
			t.Errorf("question %d: %q, want %q", q, got, want)
		}
		if q == Time && !strings.HasSuffix(strings.TrimSpace(got), "д. 4.") {
			t.Errorf("%q is not one sentence", got)
		}
	}
	if _, ok := Find(act, a.Matches(act, m), []Word{houses, word("мост")}, Any); ok {
		t.Error("a clause answers that does not say a word")
	}
}

// «When» is answered by a day, a year or a part of one, and by no other number.
func TestTimes(t *testing.T) {
	for clause, want := range map[string]bool{
		"Газопровод построят в 2019 году.": true, "Приём ведётся до 1 марта.": true, "Приём ведётся с 10.09.": true,
		"Дом сдан во 2-й половине: 3 квартал.": true, "Двери открыты с 8 часов.": true,
		"Мероприятия приложения 1 улучшат быт села.": false, "Проложено 12 км сетей.": false,
		"Изменены 5 маршрутов.": false, "Принято 5 мая.": true, "До 5-го марта примут.": true,
	} {
		if got := Time.answered(clause, nil); got != want {
			t.Errorf("%q: %v", clause, got)
		}
	}
}

// A text may be one line of a megabyte with a match in every sentence: what is far from a match is not looked at.
func TestBoundsOfALongLine(t *testing.T) {
	s := strings.Repeat("и так далее без конца, ", 20_000) + "Дороги ремонтирует отдел. Это всё. " +
		strings.Repeat("ещё, ", 9999)
	at := strings.Index(s, "ремонтирует")
	start, end := bounds(s, at)
	if start < at-around || end > at+around || !strings.HasSuffix(s[start:end], "отдел. ") {
		t.Errorf("%d…%d around %d: %.60q", start, end, at, s[start:end])
	}
	if start, end = bounds(s, 100_001); end-start <= 2*longest { // longer than the longest, so that it is no clause
		t.Errorf("%d…%d", start, end)
	}
}

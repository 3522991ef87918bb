package enrich

import (
	"testing"

	"letopis/internal/archive"
	"letopis/internal/text"
)

// TestHeadsInTwoLanguages holds who issued what has a head in two languages, whose columns extraction joins line by
// line: the other language is told by its words, on either side.
func TestHeadsInTwoLanguages(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ name, text, want string }{
		{"Altaian on the right", "РОССИЙСКАЯ ФЕДЕРАЦИЯ    РОССИЯ ФЕДЕРАЦИЯЗЫ\nАДМИНИСТРАЦИЯ    «МАЙМА АЙМАК»\n" +
			"МО «МАЙМИНСКИЙ РАЙОН»    МУНИЦИПАЛ ТОЗОЛМО\n    АДМИНИСТРАЦИЯЗЫ\nРАСПОРЯЖЕНИЕ\nот 4 мая 2012 г. № 87-р\n" +
			"О дежурстве\n1. Установить дежурство.\n", "Администрация Майминского района"},
		{"Chuvash on the left", "ЧӐВАШ РЕСПУБЛИКИН    ЧУВАШСКАЯ РЕСПУБЛИКА\nЙӖПРЕҪ РАЙОНӖ    ИБРЕСИНСКИЙ РАЙОН\n" +
			"РАЙОН ДЕПУТАТСЕН ПУХӐВӖ    СОБРАНИЕ ДЕПУТАТОВ\nЙЫШӐНУ    ИБРЕСИНСКОГО РАЙОНА\nРЕШЕНИЕ\n12.03.2014 № 4/2\n" +
			"О бюджете\n1. Утвердить бюджет.\n", "Собрание депутатов Ибресинского района"},
		{"the preamble is in one language", "СОВЕТ МУНИЦИПАЛЬНОГО РАЙОНА    ТАТАРСТАН РЕСПУБЛИКАСЫ\n" +
			"БУИНСКИЙ РАЙОН    БУА МУНИЦИПАЛЬ РАЙОНЫ СОВЕТЫ\nРЕШЕНИЕ    КАРАР\nот 14.06.2016 № 2-9\nО порядке\n" +
			"Совет Буинского муниципального района РЕШИЛ:\n1. Утвердить порядок.\n", "Совет Буинского района"},
		{"Ossetic, the order of a head", "УÆРÆСЕЙЫ ФЕДЕРАЦИ    РОССИЙСКАЯ ФЕДЕРАЦИЯ\n" +
			"ЦÆГАТ ИРЫСТОНЫ РЕСПУБЛИКÆ    ГЛАВА АРДОНСКОГО\nÆРЫДОНЫ РАЙОНЫ СÆРГЪЛÆУУÆГ    РАЙОНА\nПОСТАНОВЛЕНИЕ\n" +
			"от 11.02.2013 № 3\nО награждении\nПостановляю:\n1. Наградить.\n", "Глава Ардонского района"},
		{"rare names are no language", "Администрация города Кохмы\nПОСТАНОВЛЕНИЕ\nот 11.02.2013 № 3\nО награждении\n" +
			"Постановляю:\n1. Наградить.\n", "Администрация города Кохмы"},
		{"a control body under the noun", "Угличский район\nЗаключение\nКонтрольно-счётного органа на проект решения " +
			"«О бюджете»\n11 сентября 2015 г., № 14\nПроект внесён в срок.\n",
			"Контрольно-счётный орган Угличского района"},
	} {
		d := &archive.Document{Text: text.Clean(x.text)}
		e.Enrich(d)
		if got := d.Facts.Issuer.Text; got != x.want {
			t.Errorf("%s: issuer %q, want %q", x.name, got, x.want)
		}
	}
}

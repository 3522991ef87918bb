package places_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"letopis/internal/gazetteer"
	"letopis/internal/places"
)

// The places that people name in queries, in capitals or small letters; «?» is behind what
// may be another thing.
func TestMentions(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	m := places.NewMentions(g)
	for q, want := range map[string]string{
		"программа туризма Углич":   "Углич=city:uglich",
		"бюджет шегарского района":  "шегарского района=municipality:shegarskiy",
		"бюджет шегарского р-на":    "шегарского р-на=municipality:shegarskiy",
		"что строят в плёсе":        "плёсе=city:ples",
		"МО ГО Сыктывкар":           "МО ГО Сыктывкар=municipality:syktyvkar-mo",
		"дороги города Галича":      "города Галича=city:galich",
		"дороги г. галич":           "г. галич=city:galich",
		"ПРОТИВОДЕЙСТВИЕ КОРРУПЦИИ": "",
		"КОРРУПЦИЯ ЗАИНСК":          "ЗАИНСК=city:zainsk",
		"музеи великого устюга":     "великого устюга=city:velikiy-ustyug",
		"музеи Юрьев Польский":      "Юрьев Польский=city:yurev-polskiy",
		"Троицко-Печорск жкх":       "Троицко-Печорск=municipality:troitsko-pechorskiy",
		"слободское сельское поселение угличского района": "слободское сельское поселение=settlement:uglichskiy.slobodskoe " +
			"угличского района=municipality:uglichskiy",

		// Regions by their nouns, or with the word of their type.
		"туризм в томской области":        "томской области=region:Томская область",
		"бюджеты районов Коми":            "Коми=region:Республика Коми",
		"школы Татарстана":                "Татарстана=region:Республика Татарстан",
		"школы республики марий эл":       "республики марий эл=region:Республика Марий Эл",
		"ямало-ненецкий автономный округ": "ямало-ненецкий автономный округ=region:Ямало-Ненецкий автономный округ",
		"томские дороги":                  "",
		"школы Первомайского района Томской области": "Первомайского района=municipality:pervomayskiy-tomskaya-oblast " +
			"Томской области=region:Томская область",
		"школы Советска Кировской области": "Советска=city:sovetsk-kirovskaya-oblast " +
			"Кировской области=region:Кировская область",

		// The centres of districts are known by their names, adjectives where they are of one.
		"безработица Бакчар":          "Бакчар=municipality:bakcharskiy",
		"школы села Бакчар":           "села Бакчар=municipality:bakcharskiy",
		"шегарские дороги":            "шегарские=municipality:shegarskiy?",
		"тихвинская икона":            "тихвинская=municipality:tikhvinskiy?",
		"шегарская районная дума":     "шегарская=municipality:shegarskiy",
		"красное на Волге водопровод": "красное на Волге=municipality:krasnoselskiy-kostromskaya-oblast",
		"дороги в Красном-на-Волге":   "Красном-на-Волге=municipality:krasnoselskiy-kostromskaya-oblast",
		"усть вымский район бюджет":   "усть вымский район=municipality:ust-vymskiy",
		"троицко печорского района":   "троицко печорского района=municipality:troitsko-pechorskiy",
		"дети на дороге":              "",
		"майские указы":               "майские=municipality:mayskiy-mo?",
		"ярославские дороги":          "",
		"первомайская демонстрация":   "",

		// Words, surnames, streets and rivers.
		"закупка ковров":                  "ковров=city:kovrov?",
		"закупка Ковров":                  "Ковров=city:kovrov",
		"дороги коврова":                  "коврова=city:kovrov",
		"дороги города ковров":            "города ковров=city:kovrov",
		"добыча апатитов":                 "апатитов=city:apatity?",
		"школы Апатитов":                  "Апатитов=city:apatity",
		"большой камень":                  "большой камень=city:bolshoy-kamen?",
		"бюджет Большого Камня":           "Большого Камня=city:bolshoy-kamen",
		"вырубка соснового бора":          "соснового бора=city:sosnovyy-bor?",
		"бюджет сергиева посада":          "сергиева посада=city:sergiev-posad",
		"белая глина":                     "белая глина=municipality:beloglinskiy?",
		"коми народ":                      "коми=region:Республика Коми?",
		"школы республики коми":           "республики коми=region:Республика Коми",
		"орел птица":                      "орел=city:orel?",
		"бюджет Владимир":                 "Владимир=city:vladimir?",
		"ремонт улицы кирова":             "",
		"река печора":                     "",
		"сергей киров":                    "",
		"улица угличская":                 "",
		"аварии на трассе Елабуга-Ижевск": "",
		"обучение чиновников щучье":       "щучье=city:shchuche?",
		"обучение чиновников Щучье":       "Щучье=city:shchuche",
		"развитие района":                 "",
		"народное образование":            "",
		"": "",
	} {
		words := strings.Fields(q)
		var got []string
		for _, x := range m.Find(words) {
			s := fmt.Sprintf("%s=%s:%s", strings.Join(words[x.From:x.To], " "), x.Field, strings.Join(x.IDs, "|"))
			if x.Perhaps {
				s += "?"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
	homonyms := m.Find([]string{"бюджет", "Советского", "района"})
	if len(homonyms) != 1 || len(homonyms[0].IDs) < 3 || !slices.IsSorted(homonyms[0].IDs) && homonyms[0].Perhaps {
		t.Errorf("Советский район: %+v", homonyms)
	}
}

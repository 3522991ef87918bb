package gazetteer

import (
	"slices"
	"strings"

	"letopis/internal/text"
)

// Region is a federal subject.
type Region struct {
	Name string
	// Forms are folded words that denote it in any case; for a hyphenated name, its last part. Head distinguishes
	// them from other words.
	Forms []string
	// Head is how the word next to a form must begin: "област", "кра", "республик", "народн", "автоном", HeadCity;
	// empty if the form suffices on its own («Татарстана»).
	Head string
	// Before is the part before a hyphen that must precede the form.
	Before string
}

// adjectiveRegions are the federal subjects whose names are formed with an adjective.
var adjectiveRegions = []string{
	"Алтайский край", "Забайкальский край", "Камчатский край", "Краснодарский край", "Красноярский край", "Пермский край",
	"Приморский край", "Ставропольский край", "Хабаровский край",
	"Амурская область", "Архангельская область", "Астраханская область", "Белгородская область", "Брянская область",
	"Владимирская область", "Волгоградская область", "Вологодская область", "Воронежская область", "Запорожская область",
	"Ивановская область",
	"Иркутская область", "Калининградская область", "Калужская область", "Кемеровская область", "Кировская область",
	"Костромская область", "Курганская область", "Курская область", "Ленинградская область", "Липецкая область",
	"Магаданская область", "Московская область", "Мурманская область", "Нижегородская область", "Новгородская область",
	"Новосибирская область", "Омская область", "Оренбургская область", "Орловская область", "Пензенская область",
	"Псковская область", "Ростовская область", "Рязанская область", "Самарская область", "Саратовская область",
	"Сахалинская область", "Свердловская область", "Смоленская область", "Тамбовская область", "Тверская область",
	"Томская область", "Тульская область", "Тюменская область", "Ульяновская область", "Херсонская область",
	"Челябинская область", "Ярославская область",
	"Еврейская автономная область", "Удмуртская Республика", "Чеченская Республика", "Чувашская Республика",
	"Кабардино-Балкарская Республика", "Карачаево-Черкесская Республика",
	"Ненецкий автономный округ", "Чукотский автономный округ", "Ямало-Ненецкий автономный округ",
}

// nounRegions are the federal subjects named by a noun: name; forms that suffice on their own; forms that need
// «Республика» next to them.
var nounRegions = [][3]string{
	{"Республика Адыгея", "адыгея адыгеи адыгею адыгее адыгеей", ""},
	{"Республика Алтай", "", "алтай алтая алтаю алтаем алтае"},
	{"Республика Башкортостан",
		"башкортостан башкортостана башкортостану башкортостаном башкортостане башкирия башкирии башкирию башкирией", ""},
	{"Республика Бурятия", "бурятия бурятии бурятию бурятией", ""},
	{"Республика Дагестан", "дагестан дагестана дагестану дагестаном дагестане", ""},
	{"Республика Ингушетия", "ингушетия ингушетии ингушетию ингушетией", ""},
	{"Республика Калмыкия", "калмыкия калмыкии калмыкию калмыкией", ""},
	{"Республика Карелия", "карелия карелии карелию карелией", ""},
	{"Республика Коми", "", "коми"},
	{"Республика Крым", "", "крым крыма крыму крымом крыме"},
	{"Республика Марий Эл", "", "марий"},
	{"Республика Мордовия", "мордовия мордовии мордовию мордовией", ""},
	{"Республика Саха (Якутия)", "якутия якутии якутию якутией", "саха"},
	{"Республика Северная Осетия — Алания", "", "северная северной северную"},
	{"Республика Татарстан", "татарстан татарстана татарстану татарстаном татарстане рт", ""},
	{"Республика Тыва", "тыва тывы тыве тыву тывой тува тувы туве туву тувой", ""},
	{"Республика Хакасия", "хакасия хакасии хакасию хакасией", ""},
	{"Удмуртская Республика", "удмуртия удмуртии удмуртию удмуртией", ""},
	{"Чеченская Республика", "чечня чечни чечне чечню чечней", ""},
	{"Чувашская Республика", "чувашия чувашии чувашию чувашией", ""},
	{"Кабардино-Балкарская Республика", "балкария балкарии балкарию балкарией", ""},
	{"Ханты-Мансийский автономный округ — Югра", "югра югры югре югру югрой хмао", ""},
	{"Ямало-Ненецкий автономный округ", "янао", ""},
	{"Донецкая Народная Республика", "днр", ""},
	{"Луганская Народная Республика", "лнр", ""},
	{"Кемеровская область", "кузбасс кузбасса кузбассу кузбассом кузбассе", ""},
}

// HeadCity is the Head of regions that are cities: the word must precede the form («города Москвы»), because
// otherwise the city as a place is meant more often than the region.
const HeadCity = "город"

// cityRegions are the cities that are federal subjects: name, part before the hyphen, forms.
var cityRegions = [][3]string{
	{"Москва", "", "москва москвы москве москву москвой"},
	{"Санкт-Петербург", "санкт", "петербург петербурга петербургу петербургом петербурге"},
	{"Севастополь", "", "севастополь севастополя севастополю севастополем севастополе"},
}

// IsFederalCity reports whether name is that of a city that is a federal subject.
func IsFederalCity(name string) bool {
	return slices.ContainsFunc(cityRegions, func(c [3]string) bool { return c[0] == name })
}

// regions returns all names of the federal subjects.
func regions() []Region {
	var out []Region
	for _, name := range append(slices.Clone(adjectiveRegions), "Ханты-Мансийский автономный округ — Югра") {
		adj, rest, _ := strings.Cut(name, " ")
		r := Region{Name: name}
		if before, last, ok := strings.Cut(adj, "-"); ok {
			r.Before, adj = text.Fold(before), last
		}
		if name == "Еврейская автономная область" || strings.Contains(rest, "автономный округ") {
			r.Head = "автоном"
		} else {
			r.Head = text.Fold(strings.TrimRight(rest, "ьйа"))
		}
		masculine := adj[:len(adj)-len("ий")] + "ий"
		r.Forms = adjectiveForms(text.Fold(masculine))
		out = append(out, r)
	}
	for _, n := range nounRegions {
		if n[1] != "" {
			out = append(out, Region{Name: n[0], Forms: strings.Fields(n[1])})
		}
		if n[2] != "" {
			out = append(out, Region{Name: n[0], Forms: strings.Fields(n[2]), Head: "республик"})
		}
	}
	out = append(out, Region{Name: "Донецкая Народная Республика", Forms: []string{"донецкая", "донецкой", "донецкую"},
		Head: "народн"},
		Region{Name: "Луганская Народная Республика", Forms: []string{"луганская", "луганской", "луганскую"}, Head: "народн"})
	for _, c := range cityRegions {
		out = append(out, Region{Name: c[0], Forms: strings.Fields(c[2]), Before: c[1], Head: HeadCity})
	}
	return append(out, Region{Name: "Санкт-Петербург", Forms: []string{"спб"}})
}

// Regions returns the sorted names of the federal subjects, as used in Facts.Region and City.Region.
func (g *Gazetteer) Regions() []string {
	var out []string
	for _, r := range g.regions {
		out = append(out, r.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// RegionForms returns how the federal subjects may be named in a text.
func (g *Gazetteer) RegionForms() []Region { return g.regions }

// regionName converts names in the table of towns to those of this package.
func regionName(s string) string {
	if strings.HasPrefix(s, "Кемеровская область") {
		return "Кемеровская область"
	}
	return s
}

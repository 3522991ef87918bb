package main

import (
	"regexp"
	"slices"
	"strings"

	"letopis/internal/gazetteer"
)

// generic are the generic words in names of municipalities, in lower case.
var generic = map[string]bool{
	"внутригородская": true, "территория": true, "федерального": true, "значения": true, "города": true,
	"муниципальный": true, "муниципальное": true, "образование": true, "городской": true, "округ": true, "район": true,
	"город": true, "город-курорт": true, "город-герой": true, "зато": true, "поселок": true, "посёлок": true,
	"рабочий":    true,
	"городского": true, "типа": true, "(поселок": true, "типа)": true, "поселение": true, "национальный": true,
	"эвенкийский":           true,
	"(долгано-эвенкийский)": true, "сельское": true, "городское": true, "сельсовет": true, "сельсовета": true,
	"поссовет": true, "наслег": true,
	"волость": true, "сомон": true, "село": true, "г.": true, "п.": true, "пгт": true, "пгт.": true, "рп": true,
	"станица": true, "деревня": true,
	"станция": true, "аул": true, "хутор": true, "слобода": true, "-": true, "поселковый": true, "сельская": true,
	"администрация": true,
	"(центральное)": true, "казачье": true, "вепсское": true, "эвенкийское": true, "(эвенкийский)": true,
	"(кочевой)": true, "эвенский": true,
	"(долганский)": true, "юкагирский": true, "юкагирское": true, "национальное": true, "(эвенский)": true,
	"(сельский": true, "округ)": true,
	"железнодорожная": true,
}

// nations are adjectives that belong to the core of a name if capitalised: «Эвенкийский муниципальный район», but
// «Баунтовский эвенкийский муниципальный район».
var nations = map[string]bool{
	"эвенкийский": true, "эвенкийское": true, "эвенский": true, "юкагирский": true, "юкагирское": true, "вепсское": true,
	"казачье": true, "национальный": true,
}

// bodies are words for kinds of rural settlements.
var bodies = map[string]bool{"сельсовет": true, "поссовет": true, "наслег": true, "волость": true, "сомон": true}

// spoiled removes artefacts of spreadsheets from names.
var spoiled = strings.NewReplacer(`"`, "", "_x000D_", "", "«", "", "»", "")

// centre matches the seat that the census appends to a settlement's name: « - село Амга».
var centre = regexp.MustCompile(` - (село|станица|поселок|аул|пгт|рп|хутор|деревня|п\.)? ?([А-ЯЁ].*)$`)

// coreOf removes generic words from both ends of a name.
func coreOf(name string) string {
	w := strings.Fields(name)
	from, to := 0, len(w)
	for from < to-1 && (generic[w[from]] || generic[strings.ToLower(w[from])] && !nations[strings.ToLower(w[from])]) {
		from++
	}
	for to > from+1 && (generic[w[to-1]] || w[to-1] == "ЗАТО") { // «Красное Село» keeps its Село
		to--
	}
	return strings.Join(w[from:to], " ")
}

// cores returns the cores of a name that joins two: «Алексеевский район и город Алексеевка», «Город Краснокаменск и
// Краснокаменский район». The one of the district, which names the unit, comes first.
func cores(name string) []string {
	var out []string
	for part := range strings.SplitSeq(name, " и ") {
		if c := coreOf(part); strings.HasSuffix(part, " район") {
			out = slices.Insert(out, 0, c)
		} else {
			out = append(out, c)
		}
	}
	if first, ok := strings.CutPrefix(out[0], "имени "); ok {
		out = append(out, first)
	}
	return out
}

// fullName puts a name in its usual word order: «Угличский муниципальный округ», but «городской округ город Рязань»,
// «муниципальный округ Суетский район».
func fullName(name, core, kind string, isTown bool) string {
	name = strings.TrimPrefix(name, "внутригородская территория города федерального значения ")
	name = strings.Replace(name, "округ округ ", "округ ", 1) // «городской округ округ Муром»
	generic := lower(strings.Join(strings.Fields(strings.Replace(name, core, "", 1)), " "))
	if !isTown && agrees(core, generic) && (generic == kind ||
		strings.HasPrefix(generic, "национальный муниципальный") || bodies[generic]) {
		return core + " " + generic
	}
	before, after, _ := strings.Cut(name, core)
	return lower(before) + core + lower(after)
}

// lower converts the generic words of a name to lower case, except for the abbreviation ЗАТО.
func lower(s string) string {
	w := strings.Split(s, " ")
	for i := range w {
		if l := strings.ToLower(w[i]); generic[l] && l != "зато" {
			w[i] = l
		}
	}
	return strings.Join(w, " ")
}

// agrees reports whether a core is an adjective that agrees in gender with the last generic word: «Угличский
// муниципальный округ», but «городской округ Шаховская».
func agrees(core, generic string) bool {
	w, g := strings.Fields(core), strings.Fields(generic)
	if last := w[len(w)-1]; len(g) > 0 && gazetteer.IsAdjective(last) {
		for _, end := range map[string][]string{"поселение": {"ое", "ее"}, "волость": {"ая", "яя"}}[g[len(g)-1]] {
			if strings.HasSuffix(last, end) {
				return true
			}
		}
		masculine := strings.HasSuffix(last, "ий") || strings.HasSuffix(last, "ый") || strings.HasSuffix(last, "ой")
		return masculine && g[len(g)-1] != "поселение" && g[len(g)-1] != "волость"
	}
	return false
}

// settlementName normalises a name in the census, without the seat and with the kind of the settlement: «Карасевский
// сельсовет».
func settlementName(census string) (name, core string, seat string) {
	name = strings.Join(strings.Fields(spoiled.Replace(census)), " ")
	if m := centre.FindStringSubmatchIndex(name); m != nil {
		seat = coreOf(localityName(name[m[4]:m[5]]))
		name = name[:m[0]]
	}
	name = strings.Join(slices.DeleteFunc(strings.Fields(name), func(w string) bool { return w == "-" }), " ")
	core = coreOf(name)
	if rest, ok := strings.CutPrefix(name, "Сельское поселение "); ok &&
		slices.ContainsFunc(strings.Fields(rest), func(w string) bool { return bodies[w] }) {
		name = rest
	}
	return name, core, seat
}

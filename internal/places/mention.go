package places

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/gazetteer"
	"letopis/internal/query"
	"letopis/internal/text"
)

// Mentions finds places in a query as people type it, with or without capitals. It is immutable and safe for
// concurrent use.
type Mentions struct {
	p      Places
	names  *toponym.Names
	pieces map[string]bool // parts of the names of towns, in all forms
}

// NewMentions returns Mentions for the places of g.
func NewMentions(g *gazetteer.Gazetteer) *Mentions {
	m := &Mentions{p: New(g), names: toponym.New(g), pieces: map[string]bool{}}
	g.Forms(func(key string, _ []gazetteer.Name) {
		for _, piece := range pieces(key) {
			m.pieces[piece] = true
		}
	})
	return m
}

// pieces returns the words of a name, split at hyphens, too.
func pieces(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
}

// asked holds the words of a query.
type asked struct {
	typed  []string
	folded []string
	towns  map[int]query.Mention // by first word
}

// Find implements query.Options.Mentioned: it returns the places named by words, in order and without overlaps.
// Several places of the same name are one mention, without those outside a region that is also named.
func (m *Mentions) Find(words []string) []query.Mention {
	a := asked{typed: words}
	for _, w := range words {
		a.folded = append(a.folded, text.Fold(w))
	}
	a.towns = m.towns(a)
	var out []query.Mention
	for i := 0; i < len(words); {
		best := query.Mention{}
		for _, read := range []func(a asked, i int) query.Mention{m.unit, m.region, town, m.village, m.adjective} {
			if x := read(a, i); x.To > best.To {
				best = x
			}
		}
		if best.To == 0 {
			i++
			continue
		}
		out, i = append(out, best), best.To
	}
	withinDistrict(out)
	return m.withinRegion(out)
}

// named reports whether word i is capitalised like a name: not at the beginning, and not in all capitals.
func (a asked) named(i int) bool {
	first, n := utf8.DecodeRuneInString(a.typed[i])
	rest := a.typed[i][n:]
	return i > 0 && unicode.IsUpper(first) && strings.ToLower(rest) == rest
}

// withinDistrict restricts settlements of the same name to the district that is named.
func withinDistrict(all []query.Mention) {
	i := slices.IndexFunc(all, func(x query.Mention) bool { return x.Field == gazetteer.LevelMunicipality })
	for k := range all {
		if i < 0 || all[k].Field != gazetteer.LevelSettlement {
			continue
		}
		there := slices.DeleteFunc(slices.Clone(all[k].IDs), func(id string) bool {
			district, _, _ := strings.Cut(id, ".")
			return !slices.Contains(all[i].IDs, district)
		})
		if len(there) > 0 {
			all[k].IDs = there
		}
	}
}

// withinRegion restricts places of the same name to the region that is named, and accepts an uncertain place next to
// its region.
func (m *Mentions) withinRegion(all []query.Mention) []query.Mention {
	i := slices.IndexFunc(all, func(x query.Mention) bool { return x.Field == "region" })
	if i < 0 {
		return all
	}
	region := all[i]
	for k := range all {
		x := &all[k]
		there := slices.DeleteFunc(slices.Clone(x.IDs), func(id string) bool {
			return !slices.Contains(region.IDs, m.p.Region(x.Field, id))
		})
		if len(there) > 0 {
			x.IDs = there
			x.Perhaps = x.Perhaps && x.To != region.From && region.To != x.From
		}
	}
	return all
}

// towns recognises town names as in documents, where capitals matter.
func (m *Mentions) towns(a asked) map[int]query.Mention {
	var b strings.Builder
	starts := map[int]int{} // byte offset → word
	for i, w := range a.typed {
		if i > 0 {
			b.WriteByte(' ')
		}
		starts[b.Len()] = i
		b.WriteString(m.capitalized(w))
	}
	p := ruletext.NewPage(b.String())
	out := map[int]query.Mention{}
	for _, h := range m.names.Hits(p) {
		from, ok := starts[p.Tokens[h.From].Start]
		end := p.Tokens[h.End-1].End
		if last := p.Text[end:]; !ok || last != "" && last[0] != ' ' { // a part of a hyphenated word
			continue
		}
		x := query.Mention{From: from, To: from, Field: "city", Perhaps: h.How == toponym.Perhaps}
		for at, i := range starts {
			if at < end {
				x.To = max(x.To, i+1)
			}
		}
		for _, n := range m.names.OfRegion(p, h) {
			x.IDs = append(x.IDs, m.p.g.Cities[n.City].ID)
		}
		if x.Perhaps && a.named(from) {
			x.Perhaps = slices.ContainsFunc(x.IDs, m.isPerson)
		}
		x.Perhaps = x.Perhaps || a.isOrdinary(from, x.To)
		out[from] = x
	}
	return out
}

// isPerson reports whether a town's name is also a surname or first name.
func (m *Mentions) isPerson(id string) bool {
	c, _ := m.p.g.City(id)
	return toponym.IsPerson(text.Fold(c.Name))
}

// capitalized capitalises a word that may be part of a town's name or a first name, as documents do, and lower-cases
// others.
func (m *Mentions) capitalized(w string) string {
	var b strings.Builder
	for i, piece := range strings.Split(strings.ToLower(w), "-") {
		if i > 0 {
			b.WriteByte('-')
		}
		r, n := utf8.DecodeRuneInString(piece)
		if name := text.Fold(piece); (m.pieces[name] || toponym.IsFirstName(name)) && piece != "на" {
			piece = string(unicode.ToUpper(r)) + piece[n:]
		}
		b.WriteString(piece)
	}
	return b.String()
}

func town(a asked, i int) query.Mention { return a.towns[i] }

// shortTypes are abbreviations of types of municipalities.
var shortTypes = map[string]string{"р-н": "район", "р-на": "район", "р-не": "район", "р-ну": "район", "рн": "район",
	"мр": "район", "го": "городской округ", "мо": "муниципальное образование", "гп": "городское поселение",
	"сп": "сельское поселение", "г": "город", "гор": "город"}

const maxCore = 3 // words in the core of a municipality's name

// unit recognises a municipality, settlement or town with words of its type before or after it: «Шегарского района»,
// «МО ГО Сыктывкар», «города Галича».
func (m *Mentions) unit(a asked, i int) query.Mention {
	var types []string
	k := i
	for ; k < len(a.folded) && typeOf(a.folded[k]) != ""; k++ {
		types = append(types, typeOf(a.folded[k]))
	}
	before := len(types) > 0
	for n := min(maxCore, len(a.folded)-k); n > 0; n-- {
		end, all := k+n, types
		for !before && end < len(a.folded) && typeOf(a.folded[end]) != "" {
			all, end = append(all, typeOf(a.folded[end])), end+1
		}
		core := a.folded[k : k+n]
		if len(all) == 0 || slices.ContainsFunc(core, func(w string) bool { return typeOf(w) != "" }) {
			continue
		}
		for _, name := range spellings(core) {
			if x := m.typed(name, all); x.IDs != nil {
				x.From, x.To = i, end
				return x
			}
		}
	}
	return query.Mention{}
}

// spellings returns the spellings of a name with these words, because people omit hyphens: «усть вымский».
func spellings(words []string) []string {
	apart := strings.Join(words, " ")
	if len(words) == 1 {
		return []string{apart}
	}
	return []string{apart, strings.Join(words, "-")}
}

// typeOf returns the word of a type that a folded word stands for, or "".
func typeOf(w string) string {
	if full := shortTypes[strings.TrimSuffix(w, ".")]; full != "" {
		return full
	}
	if typeWord(w) >= 0 {
		return w
	}
	return ""
}

// typed returns the places with a name and a type.
func (m *Mentions) typed(core string, types []string) query.Mention {
	all := strings.Join(types, " ")
	field := gazetteer.LevelMunicipality
	switch {
	case !strings.Contains(all, " ") && strings.HasPrefix(all, "город") && !strings.HasPrefix(all, "городск"):
		field = "city"
		all = ""
	case strings.Contains(all, "поселени"), strings.Contains(all, "сельсовет"), strings.Contains(all, "волост"),
		strings.Contains(all, "наслег"):
		field = gazetteer.LevelSettlement
	}
	return query.Mention{Field: field, IDs: m.p.Named(field, strings.TrimSpace(core+" "+all))}
}

// maxRegion is the maximum number of words in the name of a region.
const maxRegion = 3

// region recognises the name of a region: «Томской области», «Коми».
func (m *Mentions) region(a asked, i int) query.Mention {
	for n := min(maxRegion, len(a.folded)-i); n > 0; n-- {
		words := pieces(strings.Join(a.folded[i:i+n], " "))
		for _, r := range m.p.g.RegionForms() {
			if gazetteer.IsFederalCity(r.Name) {
				continue
			}
			if is, bare := isRegion(r, words); is { // bare: also the name of a people and its language
				return query.Mention{From: i, To: i + n, Field: "region", IDs: []string{r.Name},
					Perhaps: bare && !a.named(i)}
			}
		}
	}
	return query.Mention{}
}

// isRegion reports whether words are the complete name of a region, and whether the word of its type is missing. It
// may be missing only next to a noun: «в Коми»; «томские» may refer to the town.
func isRegion(r gazetteer.Region, words []string) (is, bare bool) {
	form, head, before := 0, 0, r.Before == ""
	for _, w := range words {
		switch {
		case form == 0 && slices.Contains(r.Forms, w):
			form++
		case w == r.Before:
			before = true
		case r.Head != "" && isRegionType(w):
			head++
		default:
			return false, false
		}
	}
	bare = r.Head != "" && head == 0
	return form == 1 && before && (!bare || r.Name == "Республика Коми"), bare
}

// isRegionType reports whether a folded word denotes a type of region.
func isRegionType(w string) bool {
	switch w {
	case "край", "края", "краю", "краем", "крае", "обл", "обл.", "эл", "осетия", "осетии", "осетию", "осетией":
		return true
	}
	return slices.ContainsFunc([]string{"област", "республик", "автономн", "народн", "округ"}, func(stem string) bool {
		return strings.HasPrefix(w, stem)
	})
}

// adjectiveEnds are the endings of adjectives in -ский and -цкий.
var adjectiveEnds = []string{"ого", "ому", "ими", "ий", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их"}

// bodyStems are stems of nouns for bodies and offices that adjectives of districts occur with.
var bodyStems = strings.Fields(`администраци дум совет собрани глав мэр управ комитет отдел управлени департамент
	комисси палат суд прокуратур инспекци муниципалитет депутат земск`)

// ofBody reports whether word i is followed by a noun for a body, possibly after an adjective.
func (a asked) ofBody(i int) bool {
	for _, w := range a.folded[i+1 : min(i+3, len(a.folded))] {
		if slices.ContainsFunc(bodyStems, func(stem string) bool { return strings.HasPrefix(w, stem) }) {
			return true
		}
		if !slices.ContainsFunc(adjectiveEnds, func(end string) bool { return strings.HasSuffix(w, end) }) {
			return false
		}
	}
	return false
}

// adjective recognises the adjective of a single district: «угличская администрация». Without a body it is uncertain:
// «тихвинская икона». The adjective of several places, streets and the like is an ordinary word.
func (m *Mentions) adjective(a asked, i int) query.Mention {
	w := a.folded[i]
	if i > 0 && toponym.AnnouncesOther(a.folded[i-1]) || i+1 < len(a.folded) && toponym.AnnouncesOther(a.folded[i+1]) {
		return query.Mention{}
	}
	for _, end := range adjectiveEnds {
		stem, ok := strings.CutSuffix(w, end)
		if !ok || !strings.HasSuffix(stem, "ск") && !strings.HasSuffix(stem, "цк") {
			continue
		}
		if u := m.ofAdjective(stem + "ий"); u != nil {
			return query.Mention{From: i, To: i + 1, Field: gazetteer.LevelMunicipality, IDs: []string{u.ID},
				Perhaps: u.Type == gazetteer.TypeInnerCity || toponym.OrdinaryAdjectives[text.Fold(u.Core)] ||
					i+1 < len(a.folded) && !a.ofBody(i)}
		}
	}
	return query.Mention{}
}

// ofAdjective returns the only municipality with an adjective; nil if there is none or another place has it, too.
func (m *Mentions) ofAdjective(adjective string) *gazetteer.Unit {
	var only *gazetteer.Unit
	for _, u := range m.p.g.UnitsNamed(adjective) {
		if u.Level != gazetteer.LevelMunicipality {
			continue
		}
		if only != nil && !slices.Contains(only.Predecessors, u.ID) {
			return nil
		}
		if only == nil {
			only = u
		}
	}
	if only == nil || len(m.p.regions(adjective)) > 0 {
		return nil
	}
	for _, c := range m.p.g.ByAdjective(adjective) {
		if !slices.Contains(only.Towns, c.ID) {
			return nil
		}
	}
	return only
}

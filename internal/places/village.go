package places

import (
	"slices"
	"strings"

	"letopis/internal/enrich/toponym"
	"letopis/internal/gazetteer"
	"letopis/internal/query"
	"letopis/internal/text"
)

// maxVillage is how many words the name of a village has: «Красное-на-Волге», typed without hyphens.
const maxVillage = 3

// village reads the name of the centre of a district that is no town: «Бакчар». It stands
// for its district. One or two words of the dictionary are one only behind a word for a village, or
// perhaps.
func (m *Mentions) village(a asked, i int) query.Mention {
	k := i
	told := toponym.AnnouncesVillage(a.folded[i])
	if told {
		k++
	}
	if k == len(a.folded) || i > 0 && toponym.AnnouncesOther(a.folded[i-1]) {
		return query.Mention{}
	}
	for n := min(maxVillage, len(a.folded)-k); n > 0; n-- {
		if ids := m.centreOf(a.folded[k : k+n]); ids != nil {
			unknown := func(w string) bool { return !text.KnownForm(w) }
			return query.Mention{From: i, To: k + n, Field: gazetteer.LevelMunicipality, IDs: ids,
				Perhaps: !told && n < maxVillage && !slices.ContainsFunc(a.folded[k:k+n], unknown) && !a.named(k)}
		}
	}
	return query.Mention{}
}

// centreOf are the districts whose centre, no town, is called so: towns were judged.
func (m *Mentions) centreOf(words []string) (ids []string) {
	for _, name := range spellings(words) {
		if len(m.p.g.ByName(name)) > 0 {
			return nil
		}
		for _, v := range m.p.g.Villages(name) {
			u, ok := m.p.g.Unit(v.Municipality)
			if ok && strings.HasSuffix(u.Centre, " "+v.Name) && !slices.Contains(ids, u.ID) {
				ids = append(ids, u.ID)
			}
		}
	}
	return ids
}

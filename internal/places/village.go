package places

import (
	"slices"
	"strings"

	"letopis/internal/enrich/toponym"
	"letopis/internal/gazetteer"
	"letopis/internal/query"
	"letopis/internal/text"
)

// maxVillage is the maximum number of words in the name of a village: «Красное-на-Волге», typed without hyphens.
const maxVillage = 3

// village recognises the seat of a district that is not a town, «Бакчар», which stands for its district. If it
// consists of dictionary words, it needs a word for a village before it, or is uncertain.
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

// centreOf returns the districts whose seat has this name; names of towns are handled elsewhere.
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

package main

import (
	"fmt"

	"letopis/internal/gazetteer"
	"letopis/internal/text"
)

// towns links towns to the units that contain them by OKTMO code: the first eight digits for okrugs, the first five
// for districts.
func (b *builder) towns() error {
	for _, c := range b.g.Cities {
		u := b.byCode[c.OKTMO[:min(8, len(c.OKTMO))]]
		if u == nil {
			u = b.byCode[c.OKTMO[:min(5, len(c.OKTMO))]+"000"]
		}
		if u == nil {
			if c.Name == c.Region {
				continue
			}
			return fmt.Errorf("the town %s (%s) is in no municipality", c.ID, c.OKTMO)
		}
		heir, err := b.heir(u)
		if err != nil {
			return err
		}
		for o := u; ; o = b.byCode[o.Successors[0]] {
			o.Towns = append(o.Towns, c.ID)
			o.Town = isTown(o, c)
			if o == heir {
				break
			}
		}
		for _, m := range b.units {
			if m.Region != c.Region {
				continue
			}
			for _, v := range m.villages {
				if v.Type == "город" && v.Settlement != "" && text.Fold(v.Name) == text.Fold(c.Name) {
					b.inSettlement(m, v.Settlement, c)
				}
			}
		}
	}
	for _, m := range b.units {
		for _, u := range append([]*unit{m}, m.settlements...) {
			if len(u.Towns) > 1 {
				u.Town = ""
				for _, id := range u.Towns {
					if c, _ := b.g.City(id); text.Fold(c.Name) == text.Fold(u.Core) {
						u.Town = id
					}
				}
			}
		}
	}
	return nil
}

func (b *builder) inSettlement(m *unit, slug string, c gazetteer.City) {
	for _, s := range m.settlements {
		if s.slug == slug {
			s.Towns = append(s.Towns, c.ID)
			s.Town = isTown(s, c)
		}
	}
}

// isTown returns the id of the town if a unit is named after it or has hardly any other population (at most a fifth),
// else the unit's present Town.
func isTown(u *unit, c gazetteer.City) string {
	if u.Type == gazetteer.TypeDistrict {
		return u.Town
	}
	people := u.Population
	if people == 0 && u.Type == gazetteer.TypeUrbanOkrug {
		for _, v := range u.villages {
			people += v.Population
		}
	}
	const mostly = 0.8
	if text.Fold(u.Core) == text.Fold(c.Name) || people > 0 && float64(c.Population) >= mostly*float64(people) {
		return c.ID
	}
	return u.Town
}

// typeSlugs distinguish units of the same region with equal cores.
var typeSlugs = map[string]string{
	gazetteer.TypeDistrict: "rayon", gazetteer.TypeOkrug: "okrug", gazetteer.TypeUrbanOkrug: "gorodskoy-okrug",
	gazetteer.TypeInnerCity: "territoriya",
}

// name assigns ids to the municipalities and converts links by code to links by id.
func (b *builder) name() error {
	everywhere, inRegion := map[string]int{}, map[string]int{}
	for _, u := range b.units {
		u.slug = gazetteer.Slug(u.Core)
		everywhere[u.slug]++
		inRegion[u.Region+u.slug]++
	}
	taken := map[string]*unit{}
	for _, u := range b.units {
		u.ID = u.slug
		same := inRegion[u.Region+u.slug]
		if same > 1 {
			u.ID += "-" + typeSlugs[u.Type]
		}
		if everywhere[u.slug] > same {
			u.ID += "-" + gazetteer.Slug(u.Region)
		}
		_, ok := b.g.City(u.ID)
		if ok || u.ID == u.slug && b.townIn(u.Core, u.Region) {
			u.ID += "-mo"
		}
		if o := taken[u.ID]; o != nil {
			return fmt.Errorf("%s (%s) and %s (%s) have the id %q", o.Name, o.OKTMO, u.Name, u.OKTMO, u.ID)
		}
		taken[u.ID] = u
	}
	ids := func(codes []string) {
		for i, c := range codes {
			codes[i] = b.byCode[c].ID
		}
	}
	for _, u := range b.units {
		ids(u.Successors)
		ids(u.Predecessors)
	}
	return nil
}

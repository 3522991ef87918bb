package main

import (
	"fmt"
	"slices"
	"strings"

	"letopis/internal/gazetteer"
	"letopis/internal/text"
)

// censusYear is the year of the table of settlements.
const censusYear = 2021

// settle adds the settlements and localities of the census to their municipalities.
func (b *builder) settle() error {
	bySettlement := map[string]*unit{} // by code of the municipality and name in the census
	for _, s := range b.census {
		if !strings.HasSuffix(s["level"], "поселение") {
			continue
		}
		m, err := b.municipality(s)
		if err != nil {
			return err
		}
		if m == nil { // in Москва: already present as territories of the city
			continue
		}
		u := &unit{}
		name, core, seat := settlementName(s["name"])
		u.Level, u.Type, u.Core, u.Region = gazetteer.LevelSettlement, s["level"], core, m.Region
		u.Name = fullName(name, core, u.Type, b.townIn(core, m.Region))
		u.Population = number(s["population_census_2021"])
		m.settlements = append(m.settlements, u)
		bySettlement[m.OKTMO+s["name"]] = u
		if seat == "" && !strings.HasPrefix(u.Name, core) {
			seat = core
		}
		if seat != "" {
			u.Centre = seat
		}
	}
	for _, m := range b.units {
		slugs(m.settlements)
	}
	for _, s := range b.census {
		if s["level"] != "населённый пункт" {
			continue
		}
		m, err := b.municipality(s)
		if err != nil {
			return err
		}
		if m == nil {
			continue
		}
		v := gazetteer.Village{Name: localityName(s["name"]), Type: s["type"],
			Population: number(s["population_census_2021"])}
		if in := bySettlement[m.OKTMO+s["settlement"]]; in != nil {
			v.Settlement = in.slug
		} else if s["settlement"] != "" {
			return fmt.Errorf("%s: no settlement %q in %s", s["name"], s["settlement"], m.Name)
		}
		m.villages = append(m.villages, v)
	}
	for _, m := range b.units {
		m.addSeats()
	}
	return nil
}

// addSeats adds localities that occur only as seats in names of settlements.
func (m *unit) addSeats() {
	for _, s := range m.settlements {
		known := slices.ContainsFunc(m.villages, func(v gazetteer.Village) bool {
			return text.Fold(v.Name) == text.Fold(s.Centre) && v.Settlement == s.slug
		})
		if s.Centre != "" && !known {
			m.villages = append(m.villages, gazetteer.Village{Name: s.Centre, Settlement: s.slug})
		}
	}
}

// localityName removes the kind that the table appends to some names: «Пачелма рп».
func localityName(name string) string {
	name = strings.TrimSpace(spoiled.Replace(name))
	name = strings.TrimSuffix(name, " рп")
	name, _, _ = strings.Cut(name, " (часть")
	return name
}

// unplaced maps municipalities whose names in the census differ from OKTMO, by region and name, to OKTMO codes.
var unplaced = map[[2]string]string{
	{"Псковская область", "Псковский городской округ"}:       "58701000",
	{"Псковская область", "Великолукский городской округ"}:   "58710000",
	{"Республика Башкортостан", "Октябрьский район"}:         "80701000", // in Уфа
	{"Чувашская Республика", "Чебоксарский городской округ"}: "97701000",
	{"Чувашская Республика", "Алатырский городской округ"}:   "97704000",
	{"Чувашская Республика", "Канашский городской округ"}:    "97707000",
	{"Чувашская Республика", "Шумерлинский городской округ"}: "97713000",
	{"Кировская область", "Первомайский район"}:              "33701000", // in Киров
	{"Республика Алтай", ""}:                                 "84701000", // Горно-Алтайск
	{"Кемеровская область", "Кемеровский городской округ"}:   "32701000",
	{"Кемеровская область", "Беловский городской округ"}:     "32707000",
	{"Кемеровская область", "Прокопьевский городской округ"}: "32737000",
}

// municipality returns the municipality of a line of the census; nil for the settlements of Москва.
func (b *builder) municipality(s row) (*unit, error) {
	code := s["municipality_oktmo"]
	if code == "" {
		code = unplaced[[2]string{s["region"], s["municipality"]}]
	}
	if u := b.byCode[code]; u != nil {
		return u, nil
	}
	if s["region"] == "Москва" {
		return nil, nil
	}
	return nil, fmt.Errorf("%s (%s, %s) has no municipality", s["name"], s["municipality"], s["region"])
}

// slugs assigns ids to the settlements of a municipality; those with equal cores get their type appended, and then a
// number if needed.
func slugs(settlements []*unit) {
	count := map[string]int{}
	for _, s := range settlements {
		s.slug = gazetteer.Slug(s.Core)
		count[s.slug]++
	}
	taken := map[string]int{}
	for _, s := range settlements {
		if count[s.slug] > 1 {
			s.slug += map[string]string{gazetteer.TypeUrban: "-gorodskoe", gazetteer.TypeRural: "-selskoe"}[s.Type]
		}
		taken[s.slug]++
		if n := taken[s.slug]; n > 1 {
			s.slug = fmt.Sprintf("%s-%d", s.slug, n)
		}
	}
}

// end marks as ended the settlements of districts that no longer exist or became okrugs, which have none, after the
// census.
func (b *builder) end() {
	for _, m := range b.units {
		for _, s := range m.settlements {
			switch {
			case m.Ended > censusYear:
				s.Ended = m.Ended
			case m.Type != gazetteer.TypeDistrict:
				s.Ended = max(m.from, censusYear)
			default:
				continue
			}
			s.Successors = []string{m.ID}
		}
	}
}

package query

import (
	"slices"
	"strings"
	"testing"
)

// One way to write finds the others, and words of one Snowball stem do not find each other.
func TestWrittenOtherwiseAndApart(t *testing.T) {
	x := newArchive(t)
	x.add(t, "щит | О щите | Щит 3×4 м.")
	x.add(t, "газ | О выбросах | Выбросы СО2 растут.")
	x.add(t, "цена | О цене | Проезд стоит дорого.")
	x.add(t, "век | О юбилее | Селу сто лет.")
	x.add(t, "почта | О почте | Почта закрыта.")
	x.add(t, "почти | О сроках | Почти готово.")
	s := x.service(t, Options{})
	for q, want := range map[string]string{
		"3x4": "щит", "3х4": "щит", "3 х 4": "щит", "щит 3 x 4": "щит", "CO2": "газ", "CО2": "газ", "co₂": "газ",
		"сто": "век", "стоить": "цена", "почта": "почта", "почти": "почти",
	} {
		a, err := s.Search(t.Context(), Request{Q: q, Strict: true, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, h := range a.Hits {
			found = append(found, h.ID)
		}
		if !slices.Equal(found, []string{want}) {
			t.Errorf("%q finds %s, want %s alone", q, strings.Join(found, ", "), want)
		}
	}
}

// A noun in the genitive is the adjective of the noun before it, and back, where most documents have the adjective.
func TestAttributesOfNouns(t *testing.T) {
	x := newArchive(t)
	for i := range 25 {
		x.add(t, string(rune('a'+i))+" | О программе | Муниципальная программа.")
	}
	x.add(t, "долг | О долге | Муниципальный долг.")
	x.add(t, "лес | О долге муниципалитета | Долг муниципалитета.")
	s := x.service(t, Options{})
	for _, q := range []string{"долг муниципалитета", "муниципальный долг"} {
		a, err := s.Search(t.Context(), Request{Q: q, Strict: true, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != 2 {
			t.Errorf("%q finds %d documents, want both", q, a.Total)
		}
	}
}

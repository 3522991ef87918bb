package text

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write suppletive.txt anew")

// No form of the dictionary is left out when its stem is looked for.
func TestSieveLeavesOutNoForm(t *testing.T) {
	l, err := loadLemmas()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		known := suppletive
		suppletive = func() map[string][]string { return nil }
		defer func() { suppletive = known }()
	}
	lacking := map[string]bool{}
	check := func(form string, stems []string) {
		for _, stem := range stems {
			var k initialSieve
			if k.add(stem); !k.mayBegin(form) {
				lacking[fmt.Sprintf("%s %s\n", stem, form[:stepRunes(form, 0, sieved)])] = true
			}
		}
	}
	it, err := l.fst.Iterator(nil, nil)
	for ; err == nil; err = it.Next() {
		key, v := it.Current()
		form := string(key)
		if _, plain := letterAt(form, 0); !plain || foldPlain(form) == "" {
			continue // it may match anyway
		}
		check(form, append(unpackStems(form, v, l.endings), Stem(form)))
	}
	for form, stems := range l.additions {
		if _, plain := letterAt(form, 0); plain {
			check(form, stems)
		}
	}
	for _, form := range []string{"кв", "квадратных", "куб", "метр", "м", "км", "километров"} {
		check(form, []string{"м²", "км³"})
	}
	list := slices.Sorted(maps.Keys(lacking))
	if *update {
		const head = "# Stems, and the first letters of forms of theirs that begin otherwise. Written by\n" +
			"# go test ./internal/text -run TestSieveLeavesOutNoForm -update\n"
		if err := os.WriteFile("suppletive.txt", []byte(head+strings.Join(list, "")), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(list) > 0 {
		t.Errorf("forms are left out of these stems, with -update they are not: %q", list)
	}
}

func TestSieve(t *testing.T) {
	var k initialSieve
	for _, term := range []string{"ребенок", "быстр", "п"} {
		k.add(term)
	}
	for word, want := range map[string]bool{"Детей": true, "РЕБЁНКА": true, "побыстрее": true, "наибыстрейший": true,
		"парк": true, "дом": false, "наилучший": false, "на": false, "бал": false, "Ёлка": false,
		"быть": false, "бы": true, "Дет": true, "день": false, "дед": false, "побывать": true, "быс": true} {
		if got := k.mayBegin(word); got != want {
			t.Errorf("%s may match: %v", word, got)
		}
	}
}

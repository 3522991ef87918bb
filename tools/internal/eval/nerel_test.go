package eval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
	"letopis/tools/internal/eval"
)

// annotate marks the parts of a text in NEREL's format; an entity is its kind, text and
// the name of its item.
func annotate(t *testing.T, s string, entities ...[3]string) fstest.MapFS {
	t.Helper()
	var ann strings.Builder
	for i, e := range entities {
		at := strings.Index(s, e[1])
		if at < 0 {
			t.Fatalf("%q is not in the text", e[1])
		}
		from := utf8.RuneCountInString(s[:at])
		fmt.Fprintf(&ann, "T%d\t%s %d %d\t%s\n", i+1, e[0], from, from+utf8.RuneCountInString(e[1]), e[1])
		if e[2] != "" {
			fmt.Fprintf(&ann, "N%d\tReference T%d Wikidata:Q%d\t%s\n", i+1, i+1, i+1, e[2])
		}
	}
	return fstest.MapFS{"test/a.txt": {Data: []byte(s)}, "test/a.ann": {Data: []byte(ann.String())}}
}

func TestNERELNamesTowns(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	const s = "Мэр Углича и уфимский гость слушали «Эхо Москвы» в Смоленском, в Берлине и в Кунгуре. Ярославцы приехали."
	labels, err := eval.ReadNEREL(annotate(t, s, [3]string{"CITY", "Углича", "Углич"},
		[3]string{"CITY", "уфимский", "Уфа"},
		[3]string{"ORGANIZATION", "Эхо Москвы", ""}, [3]string{"CITY", "Москвы", "Москва"}, [3]string{"CITY", "Смоленском",
			"Смоленск"},
		[3]string{"CITY", "Берлине", "Берлин"}, [3]string{"CITY", "Кунгуре", "Кунгур"}, [3]string{"CITY", "Ярославцы",
			"Ярославль"}), "test", g)
	if err != nil {
		t.Fatal(err)
	}
	if got := labels[0]; len(labels) != 1 || !slices.Equal(got.Towns, []string{"Углич", "Кунгур"}) ||
		!slices.Equal(got.Optional, []string{"Смоленск"}) || len(got.Excluded) != 4 {
		t.Errorf("%+v", labels)
	}
	found := func(names ...string) string {
		d := &archive.Document{}
		for _, n := range names {
			d.Facts.Cities = append(d.Facts.Cities, archive.City{Name: n, Role: archive.RoleMentioned})
		}
		return counted(eval.Towns(labels, func(string) *archive.Document { return d }), "towns")
	}
	if got := found("Углич", "Смоленск", "Москва"); got != "2/1/2" {
		t.Errorf("one right, one that may be, one wrong: %s", got)
	}
}

func TestNERELErrors(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eval.ReadNEREL(fstest.MapFS{}, "test", g); err == nil {
		t.Error("an empty folder is taken")
	}
	broken := fstest.MapFS{"test/a.txt": {Data: []byte("x")}, "test/a.ann": {Data: []byte("T1\tCITY x 5\tУглич\n")}}
	if _, err := eval.ReadNEREL(broken, "test", g); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a broken annotation: %v", err)
	}
}

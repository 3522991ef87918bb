package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Passages of others are found whatever stands around them; what all have is none.
func TestBorrowed(t *testing.T) {
	x := newArchive(t)
	const own = "Пастбища заречных лугов распределяются сходом между дворами по числу голов скота, вдовам " +
		"выделяются ближние участки " +
		"возле мельницы и водопоя, очередь пастухов устанавливает староста, тетрадь выпаса хранится в конторе, " +
		"половину ущерба от " +
		"потравы огородов взыскивают с владельца, другую половину возмещает касса."
	const formula = "Настоящее положение разработано в целях совершенствования работы органов местного " +
		"самоуправления и повышения " +
		"качества жизни населения на территории муниципального образования в соответствии с уставом."
	x.add(t, "1 | Выпас | "+own+" "+formula+" | municipality=a")
	x.add(t, "2 | Скот | Слова до того. "+own+" Слова после. | municipality=b")
	x.add(t, "3 | Скот | "+own+" | municipality=a")
	for i := range 8 {
		x.add(t, fmt.Sprintf("f%d | Прочее %d | %s | municipality=m%d", i, i, formula, i))
	}
	s := x.service(t, Options{})
	hits, p, err := s.Borrowed(t.Context(), BorrowRequest{ID: "1", Text: own + "\n" + formula, Municipality: "a"})
	if err != nil || len(hits) != 1 || hits[0].ID != "2" {
		t.Fatalf("%v, %v", hits, err)
	}
	runs := s.Shared(p, "Слова до того.\n"+own+"\nСлова после.\n"+formula)
	if len(runs) != 1 || runs[0].Start != 0 || runs[0].End != len(own)+1 || runs[0].Words < 30 {
		t.Errorf("%+v", runs)
	}
	if runs := s.Shared(p, strings.ToUpper(own[:len(own)/3])); runs != nil {
		t.Errorf("a third of a passage is borrowed: %+v", runs)
	}
	quoted := BorrowRequest{ID: "1", Text: own + "\n" + formula, Municipality: "a", Quoted: [][2]int{{10, 20}}}
	if hits, _, err := s.Borrowed(t.Context(), quoted); err != nil || hits != nil {
		t.Errorf("a quotation is borrowed: %v, %v", hits, err)
	}
	hits, p, err = s.Borrowed(t.Context(), BorrowRequest{ID: "1"})
	if err != nil || hits != nil || s.Shared(p, own) != nil {
		t.Errorf("an empty text: %v, %v", hits, err)
	}
}

// A run goes on where passages follow each other in both texts, not where they stand in another order or far apart.
func TestSharedRuns(t *testing.T) {
	const first = "Пастбища заречных лугов распределяются сходом между дворами по числу голов скота, вдовам выделяются " +
		"ближние участки возле мельницы и водопоя, очередь пастухов устанавливает староста.\n"
	const second = "Тетрадь выпаса хранится в конторе, половину ущерба от потравы огородов взыскивают с владельца, " +
		"другую половину возмещает сельская касса, которую пополняют поровну все дворы.\n"
	far := strings.Repeat("Иное.\n", 400)
	x := newArchive(t)
	x.add(t, "1 | Выпас | "+first+second+" | municipality=a")
	x.add(t, "2 | Скот | "+first+second+" | municipality=b")
	s := x.service(t, Options{})
	for name, c := range map[string]struct {
		own, other string
		want       [][2]string
	}{
		"one after another": {first + second, first + "Слова.\n" + second,
			[][2]string{{first + second, first + "Слова.\n" + second}}},
		"in another order":       {first + second, second + first, [][2]string{{first, first}, {second, second}}},
		"far apart in the other": {first + second, first + far + second, [][2]string{{first, first}, {second, second}}},
		"far apart in the own":   {first + far + second, first + second, [][2]string{{first, first}, {second, second}}},
		"the beginning stands elsewhere, too": {first + second, "Пастбища заречных лугов распределяются сходом.\n" + far +
			first + second, [][2]string{{first + second, first[len("Пастбища "):] + second}}},
	} {
		_, p, err := s.Borrowed(t.Context(), BorrowRequest{ID: "1", Text: c.own, Municipality: "a"})
		if err != nil {
			t.Fatal(err)
		}
		var got [][2]string
		for _, r := range s.Shared(p, c.other) {
			if r.OtherStart > r.OtherEnd {
				t.Fatalf("%s: %+v", name, r)
			}
			got = append(got, [2]string{c.own[r.Start:r.End], c.other[r.OtherStart:r.OtherEnd]})
		}
		for i := range c.want {
			c.want[i][1] = strings.TrimRight(c.want[i][1], ".\n")
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Sections of a text are one group, but no near-duplicates of each other.
func TestNearDuplicates(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | Выпас | Луг | group=g")
	x.add(t, "2 | Скот | Луг | group=g")
	x.add(t, "3 | Раздел | Луг | group=part-1")
	x.add(t, "4 | Раздел | Луг | group=part-1")
	s := x.service(t, Options{})
	for id, want := range map[string]string{"1": "[2]1 g", "3": "[]0 ", "nobody": "[]0 "} {
		hits, total, group, err := s.NearDuplicates(t.Context(), id, "part-", 5)
		ids := []string{}
		for _, h := range hits {
			ids = append(ids, h.ID)
		}
		if got := fmt.Sprintf("%v%d %s", ids, total, group); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", id, got, err, want)
		}
	}
}

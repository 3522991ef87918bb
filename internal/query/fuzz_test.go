package query

import (
	"encoding/base64"
	"strings"
	"testing"

	"letopis/configs"
	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

func FuzzSearch(f *testing.F) {
	for _, q := range []string{"ремонт дорог", `"a b" -c OR d*`, "№ 131-ФЗ от 06.10.2003", "city:углич date:2011..",
		"ghjuhfvvf", "31.12.2014 г", "1-2-3/4", "дорожн* title:мост*"} {
		f.Add(q)
	}
	x := newArchive(f)
	x.add(f, "1 | Программа ремонта дорог | № 131-ФЗ от 06.10.2003 | city=uglich")
	s := x.service(f, Options{Synonyms: configs.Synonyms})
	f.Fuzz(func(t *testing.T, q string) { testkit.Bounded(t, func() { fuzzSearch(t, s, q) }) })
}

func fuzzSearch(t *testing.T, s *Service, q string) {
	ans, err := s.Search(t.Context(), Request{Q: q, Explain: true})
	if _, wrong := err.(*InvalidError); wrong {
		return
	}
	if err != nil {
		t.Fatalf("%q: %v", q, err)
	}
	if ans.Required > ans.Words || len(ans.Hits) > ans.Total {
		t.Errorf("%q: %+v", q, ans)
	}
	if _, err := s.Suggest(t.Context(), Request{Q: q, Limit: 5}); err != nil {
		if _, wrong := err.(*InvalidError); !wrong {
			t.Errorf("suggest %q: %v", q, err)
		}
	}
}

// FuzzSynonyms reads a file of synonyms and asks for its words.
func FuzzSynonyms(f *testing.F) {
	for _, s := range []string{"ЖКХ, жилищно-коммунальное хозяйство # сокращение\nмост => переправа, паром", "а =>",
		"=> б", ",,", "131-ФЗ, закон о самоуправлении"} {
		f.Add(s, "ремонт моста и ЖКХ")
	}
	a, err := text.New()
	if err != nil {
		f.Fatal(err)
	}
	idx := memindex.New()
	f.Fuzz(func(t *testing.T, file, q string) {
		testkit.Bounded(t, func() {
			s, err := New(func() index.Index { return idx }, a, Options{Synonyms: file})
			if err != nil {
				return
			}
			for _, words := range []string{q, strings.NewReplacer(",", " ", "=>", " ").Replace(file)} {
				if _, err := s.Search(t.Context(), Request{Q: words}); err != nil {
					if _, wrong := err.(*InvalidError); !wrong {
						t.Errorf("%q: %v", words, err)
					}
				}
			}
		})
	})
}

// FuzzPlace continues from a cursor of the same request, with its place changed,
// within a range of dates.
func FuzzPlace(f *testing.F) {
	f.Add([]byte("\x01\x3f\xf0\x00\x00\x00\x00\x00\x001"), "", "2011", "2014-05-06")
	f.Add([]byte("\x81\x00\x00\x00\x00\x01\x33\xd0\x001"), "date", "", "")
	x := newArchive(f)
	x.add(f, "1 | Мост | Ремонт моста | date=2012-03-04")
	x.add(f, "2 | Мост | Постройка моста | date=2013-03-04")
	s := x.service(f, Options{})
	f.Fuzz(func(t *testing.T, place []byte, sort, from, to string) {
		r := Request{Q: "мост", Sort: sort, DateFrom: from, DateTo: to}
		sum := r.fingerprint()
		r.Cursor = base64.RawURLEncoding.EncodeToString(append(sum[:], place...))
		a, err := s.Search(t.Context(), r)
		if _, wrong := err.(*InvalidError); wrong {
			return
		}
		if err != nil || len(a.Hits) > a.Total {
			t.Errorf("%q %+v: %v", place, a, err)
		}
	})
}

package cite

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

var refs = []struct {
	name string
	ref  Ref
}{
	{"act", Ref{ID: "abcdefghijklm", Title: "Об утверждении муниципальной программы «Развитие туризма в городе Мышкине " +
		"на 2018–2020 годы».", Kind: "постановление",
		Number: "179-а", Year: 2017, Month: 3, Day: 1, Issuer: "Администрация города Мышкина", Place: "Мышкин"}},
	{"no-title", Ref{ID: "bbbbbbbbbbbbb", Kind: "решение", Number: "33/2", Year: 2008, Month: 11, Day: 20,
		Issuer: "Совет депутатов города Зарайска"}},
	{"year-only", Ref{ID: "ccccccccccccc", Title: "Стратегия развития на 2011–2020 гг.", Kind: "стратегия", Year: 2011}},
	{"month", Ref{ID: "ddddddddddddd", Title: "Вести из музея", Kind: "новость", Year: 2015, Month: 5}},
	{"clause", Ref{ID: "ggggggggggggg", Title: "Об утверждении положения о конкурсе", Kind: "постановление",
		Number: "12", Year: 2019, Month: 4, Day: 2, Issuer: "Администрация города Углича", Place: "Углич",
		Clause: "подп.\u00a0«а» п.\u00a03.2 приложения\u00a01",
		SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
	{"nothing", Ref{ID: "eeeeeeeeeeeee", Title: "scan-004.pdf"}},
	{"hostile", Ref{ID: "fffffffffffff", Title: "100 % {\\input} & _$#~^\r\nTY  - BOOK <script>", Kind: "иное",
		Issuer: "ООО «A&B»"}},
}

func TestGolden(t *testing.T) {
	for _, r := range refs {
		r.ref.Archive, r.ref.URL = "Летопись", "https://archive.example/d/"+r.ref.ID
		if r.ref.Clause != "" {
			r.ref.URL += "?clause=%D0%BF-3.2&t=19740d2f1594#%D0%BF-3.2"
		}
		r.ref.Accessed = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
		var all strings.Builder
		for _, style := range Styles {
			out, err := Format(style, r.ref)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(out, "\n") {
				t.Errorf("%s %s does not end its line", r.name, style)
			}
			all.WriteString("== " + string(style) + "\n" + out)
		}
		path := filepath.Join("testdata", r.name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(all.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if all.String() != string(want) {
			t.Errorf("%s differs from its golden file:\n%s\nwant:\n%s", r.name, all.String(), want)
		}
	}
}

func TestUnknownStyle(t *testing.T) {
	if _, err := Format("mla", Ref{}); err == nil {
		t.Error("an unknown style must be an error")
	}
}

// A title cannot forge lines of RIS or fields of BibTeX.
func TestNoForgery(t *testing.T) {
	r := Ref{ID: "x", Title: "a\r\nER  - \r\nTY  - BOOK", Issuer: "b}, url = {http://evil",
		URL: "https://archive.example/d/x},\n note = {c"}
	ris, _ := Format(RIS, r)
	if strings.Count(ris, "\r\nER  -") != 1 || strings.Count(ris, "\r\n") != 7 {
		t.Errorf("a title forged lines:\n%s", ris)
	}
	bib, _ := Format(BibTeX, r)
	if strings.Contains(bib, "b}, url") || strings.Contains(bib, "x},") {
		t.Errorf("a value forged a field:\n%s", bib)
	}
}

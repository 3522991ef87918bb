package query

import (
	"os"
	"slices"
	"strings"
	"testing"

	"letopis/configs"
	"letopis/internal/query/spell"
)

// A correction is made once: the query that came of one has none. Each word of the archive
// is typed in the wrong layout, in Latin letters and with slips, alone and beside a word
// that is as it should be.
func TestCorrectionsAreIdempotent(t *testing.T) {
	x := newArchive(t)
	file, err := os.ReadFile("testdata/search.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		if doc, ok := strings.CutPrefix(line, "doc "); ok {
			x.add(t, strings.TrimSpace(doc))
		}
	}
	x.add(t, "signs | Об объявлениях | Бюджет, жюри, хозяйство, эхо, южный объезд, объявление, ёж, съезд, жкх. AB; l tn.")
	s := x.service(t, Options{Synonyms: configs.Synonyms})
	vocabulary, err := x.idx.Terms(t.Context(), "exact", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	var made int
	for _, word := range vocabulary {
		for _, slip := range slips(word.Term) {
			for _, q := range []string{slip, slip + " бюджет", "бюджет " + slip, slip + " " + slip} {
				once, err := s.Search(t.Context(), Request{Q: q})
				if err != nil {
					t.Fatal(err)
				}
				twice, err := s.Search(t.Context(), Request{Q: once.Applied})
				if err != nil {
					t.Fatal(err)
				}
				if twice.Applied != once.Applied {
					t.Errorf("%q is corrected to %q and that to %q", q, once.Applied, twice.Applied)
				}
				if once.Applied != q {
					made++
				}
			}
		}
	}
	if made < 500 {
		t.Errorf("only %d queries were corrected", made)
	}
}

// slips are the wrong ways to type a word.
func slips(w string) []string {
	letters := []rune(w)
	var out []string
	for _, keys := range []spell.Layout{spell.ToLatin, spell.ToCyrillic} {
		if image, ok := spell.Retype(w, keys); ok {
			out = append(out, image)
		}
	}
	out = append(out, transliterated.Replace(w))
	if len(letters) > 4 {
		out = append(out, string(slices.Delete(slices.Clone(letters), 2, 3)), string(slices.Insert(letters, 3, letters[2])),
			w+"дорога")
	}
	return slices.DeleteFunc(out, func(slip string) bool { return slip == w })
}

var transliterated = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y", "к", "k",
	"л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh",
	"ц", "ts", "ч", "ch", "ш", "sh", "щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya")

// What is typed on the keys of signs is read as the letters, and stays so.
func TestLettersOnTheKeysOfSigns(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | О бюджете | Город Дмитров: бюджет, жкх, хозяйство. Печора. Договор l, tn.")
	s := x.service(t, Options{})
	for typed, want := range map[string]string{
		",.l;tn": "бюджет", "lvbnhjd ,.l;tn": "дмитров бюджет", ",.l;tn lvbnhjd": "бюджет дмитров",
		"[jpzqcndj": "хозяйство", "бюджет": "бюджет", "l tn": "l tn", "pechora zhkh": "печора жкх",
	} {
		a, err := s.Search(t.Context(), Request{Q: typed})
		if err != nil || a.Applied != want {
			t.Errorf("%q is read as %q, %v; want %q", typed, a.Applied, err, want)
		}
	}
}

// What is typed in another layout than the rest of a query leaves the rest as it is.
func TestRussianBesideLatin(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | О бюджете | Бюджет. Формат word. AB; l tn.")
	s := x.service(t, Options{})
	for typed, want := range map[string]string{"цщкв бюджет": "word бюджет", "бюджет цщкв": "бюджет word"} {
		a, err := s.Search(t.Context(), Request{Q: typed})
		if err != nil || a.Applied != want {
			t.Errorf("%q is read as %q, %v; want %q", typed, a.Applied, err, want)
		}
	}
}

// A slip of a word that only the file of synonyms has is one of that word, not of what the archive has
// that is farther; of forms that are romanised alike the one that was typed is taken.
func TestCorrectedToSynonymsAndForms(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | О разном | Комунальна я услуга. Программы и программа. Программы. Благоустройст во.")
	x.add(t, "2 | О программах | Программы.")
	s := x.service(t, Options{Synonyms: "коммуналка => коммунальные услуги"})
	for typed, want := range map[string]string{
		"комуналка": "коммуналка", "комуналку": "коммуналку", "programma": "программа", "programmy": "программы",
		"блгоустойст": "блгоустойст", // two slips from a part of a torn word
	} {
		a, err := s.Search(t.Context(), Request{Q: typed})
		if err != nil || a.Applied != want {
			t.Errorf("%q is read as %q, %v; want %q", typed, a.Applied, err, want)
		}
	}
}

// Words of Russian are no slips of others, and no slip is corrected to another slip.
func TestCorrectedToWords(t *testing.T) {
	x := newArchive(t)
	for range 12 {
		x.add(t, "p"+string(rune('a'+x.seq))+" | О программе | Почти получают. Программа. Кролик.")
	}
	x.add(t, "x | О програме | Програма. Кролиг.")
	s := x.service(t, Options{})
	for typed, want := range map[string]string{"пойти": "пойти", "покупают": "покупают", "прогрма": "программа",
		"тролиг": "тролиг", // two slips from «кролик», one of them in the first letter
		"велосипед яблоко черепаха прогрма": "велосипед яблоко черепаха программа"} {
		a, err := s.Search(t.Context(), Request{Q: typed})
		if err != nil || a.Applied != want || x.text.Known(typed) && len(a.Corrections) > 0 {
			t.Errorf("%q is read as %q, %v %v; want %q", typed, a.Applied, a.Corrections, err, want)
		}
	}
}

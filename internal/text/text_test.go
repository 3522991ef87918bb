package text

import (
	"bufio"
	"compress/gzip"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"letopis/internal/testkit"
)

func analyzer(t testing.TB) *Analyzer {
	t.Helper()
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSnowballAgainstTheOfficialVocabulary holds how far kljensen/snowball, with
// ё → е before it, is from the reference output of the Snowball project.
func TestSnowballAgainstTheOfficialVocabulary(t *testing.T) {
	f, err := os.Open("testdata/russian-voc.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var total int
	var different []string
	sc := bufio.NewScanner(z)
	for sc.Scan() {
		word, want, _ := strings.Cut(sc.Text(), "\t")
		total++
		if Stem(Fold(word)) != Fold(want) {
			different = append(different, word)
		}
	}
	if sc.Err() != nil || total != 49785 {
		t.Fatalf("%d words, %v", total, sc.Err())
	}
	if len(different) != 12 {
		t.Errorf("%d words differ, expected 12: %v", len(different), different)
	}
}

func TestStemmerVersionIsThatOfTheModule(t *testing.T) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("no build information")
	}
	i := slices.IndexFunc(info.Deps, func(m *debug.Module) bool { return m.Path == "github.com/kljensen/snowball" })
	if i >= 0 && info.Deps[i].Version != stemmerVersion {
		t.Errorf("the module is %s: set stemmerVersion, so that indexes are rebuilt", info.Deps[i].Version)
	}
}

// found reports whether a query of one form finds a document of the other.
func finds(a *Analyzer, query, doc string) bool {
	q := a.AnalyzeQuery(query)
	if len(q) == 0 || len(q[0].Stems) == 0 {
		return false
	}
	return slices.ContainsFunc(a.Analyze(doc), func(t Token) bool { return slices.Contains(t.Stems, q[0].Stems[0]) })
}

func TestFormsOfAWordFindEachOther(t *testing.T) {
	a := analyzer(t)
	groups := []string{
		"дорога дороги дорог дорогами", "ремонт ремонта ремонту", "граждане граждан гражданин гражданами",
		"состав состава составом",
		"уровень уровня уровнем", "человек люди людей людьми", "ребёнок дети детей детьми", "год лет годом годы",
		"Орёл Орла Орлом",
		"Чухлома Чухломы Чухломе", "Углич Углича Угличе", "программа программы программ программой",
		"модернизация модернизации",
		"развитие развития развитием", "пожар пожара пожаров", "рынок рынка рынки", "сёл село сёла", "земля земель землёй",
		"сосна сосен",
		"отец отца отцом", "день дня дней", "семья семей семьями", "статья статей статьями", "деньги денег деньгами",
		"брат братья братьев",
		"предприниматель предпринимателей", "лёд льда льдом", "угол угла", "звено звенья звеньев", "мать матери матерей",
		"время времени временем",
		"утверждённый утверждённая утверждённого", "жильё жилья жильём", "ветхий ветхого ветхое", "МСП мсп",
	}
	pairs, plain := 0, 0
	for _, g := range groups {
		forms := strings.Fields(g)
		for _, q := range forms {
			for _, d := range forms {
				pairs++
				if Stem(Fold(q)) == Stem(Fold(d)) {
					plain++
				}
				if !finds(a, q, d) {
					t.Errorf("%q does not find %q", q, d)
				}
			}
		}
	}
	t.Logf("%d pairs, %d by the stemmer alone", pairs, plain)
}

func TestDifferentWordsStayApart(t *testing.T) {
	a := analyzer(t)
	for _, p := range [][2]string{{"вода", "водитель"}, {"область", "облако"}, {"устав", "уставать"}, {"лес", "лесть"},
		{"мост", "мостовая"},
		{"совет", "советник"}, {"торговля", "торф"}, {"школа", "шкала"}, {"бюджет", "будка"}, {"город", "гора"}} {
		if finds(a, p[0], p[1]) {
			t.Errorf("%q finds %q", p[0], p[1])
		}
	}
}

func TestTokens(t *testing.T) {
	a := analyzer(t)
	for _, c := range []struct{ in, want string }{
		{"г.Амурск", "0:г 1:амурск"},
		{"131-ФЗ", "0:131 0:131-фз 1:фз"},
		{"131ФЗ", "0:131 0:131-фз 1:фз"},
		{"131-Ф3", "0:131 0:131-фз 1:фз"},
		{"№ 179-а", "0:№ 1:179 1:179-а 2:а"},
		{"N 12-1243", "0:№ 1:12 1:12-1243 2:1243"},
		{"21.07.2017г.", "0:21 1:07 2:2017 3:г"},
		{"33/2", "0:33 0:33-2 1:2"},
		{"млн.руб", "0:млн 1:руб"},
		{"социально-экономический", "0:социально 0:социальноэкономическии 1:экономический"},
		{"18 450 тыс", "0:18 0:18450 1:450 2:тыс"},
		{"№45 от", "0:№ 1:45 2:от"},
		{"пишите на adm@uglich.ru.", "0:пишите 1:на 2:adm@uglich.ru"},
		{"https://gorod.ru/doc?id=1, сайт", "0:https://gorod.ru/doc?id=1 1:сайт"},
		{"пoстaновление", "0:постановление"}, // Latin o and a
		{"ХIХ век", "0:xix 1:век"},
		{"про\u00adграм\u0301ма", "0:программа"},
		{"Ёлка", "0:елка"},
		{"« 21 »", "0:21"},
		{"10 м²", "0:10 1:м 1:м² 2:2"}, {"м2", "0:м 0:м² 1:2"}, {"км³", "0:км 0:км³ 1:3"}, {"25м2", "0:25 1:м 1:м² 2:2"},
		{"кв.м и куб. м", "0:кв 0:м² 1:м 2:и 3:куб 3:м³ 4:м"}, {"метров квадратных", "0:метров 0:м² 1:квадратных"},
		{"кв. 5, м", "0:кв 1:5 2:м"}, {"кв, м", "0:кв 1:м"}, {"кв. мост", "0:кв 1:мост"},
		{"CO₂ и CO2", "0:co 0:со-2 1:2 2:и 3:co 3:со-2 4:2"}, {"PM₁₀", "0:pm 0:рм-10 1:10"}, {"₂", ""},
		{"м4 м22", "0:м 0:м-4 1:4 2:м 2:м-22 3:22"},
		{"кв.", "0:кв"}, {"руб./м2", "0:руб 1:м 1:м² 2:2"}, {"ПМ2-3", "0:пм 0:пм-2-3 1:2 2:3"},
		{"20 °C 20°с 20º 20 ºС ℃", "0:20 1:°c 2:20 3:°c 4:20 5:° 6:20 7:°c 8:°c"},
		{"20° с востока", "0:20 1:° 2:с 3:востока"},
		{"Nº 5", "0:no 1:5"}, {"§ 5%, 3 ₽", "0:§ 1:5 2:% 3:3 4:₽"},
		{"2017² программы² 5", "0:2017 1:программы 2:5"}, // notes
		{"5½ или ½", "0:5 1:1-2 2:или 3:1-2"}, {"1/2", "0:1 0:1-2 1:2"},
		{"глава Ⅳ, IV", "0:глава 1:iv 2:iv"}, {"ｏｆﬁce", "0:office"},
		{"", ""}, {"— … —", ""},
	} {
		var got []string
		for _, tok := range a.Analyze(c.in) {
			got = append(got, string(rune('0'+tok.Pos))+":"+tok.Exact)
		}
		want := strings.ReplaceAll(c.want, "социальноэкономическии", "социальноэкономический")
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %s\nwant %s", c.in, s, want)
		}
	}
}

func TestNumberTerm(t *testing.T) {
	a := analyzer(t)
	for number, want := range map[string]string{"45": "=45", "№ 45": "=45", "45-А": "=45-а", "45а": "=45-а",
		"45/1-п": "=45-1-п", "39/0695 - ГС": "=39-0695-гс", "б/н": "=б-н", "№": "", "": "", "18 450": "=18-450"} {
		if got := a.NumberTerm(number); got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"П О С Т А Н О В Л Е Н И Е\r\nот 1.2.2003": "ПОСТАНОВЛЕНИЕ\nот 1.2.2003",
		"Р Е Ш Е Н И Е   С О В Е Т А":              "РЕШЕНИЕ СОВЕТА",
		"п о с т а н о в л я е т:":                 "постановляет:",
		"разви-\nтие города":                       "развитие города",
		"социально-\nэкономическое":                "социально-экономическое",
		"водо-\nснабжения и тепло-\nснабжения":     "водоснабжения и теплоснабжения",
		"научно-\nисследовательских":               "научно-исследовательских",
		"кто-\nто":                                 "кто-то",
		"Санкт-\nПетербург":                        "Санкт-Петербург",
		"ПОСТАНОВ-\nЛЕНИЕ":                         "ПОСТАНОВЛЕНИЕ",
		"список-\nОдин":                            "список-\nОдин",
		"2015-\n2017":                              "2015-\n2017",
		"а\u00a0б\u200b в\u00ad":                   "а б в",
		"и\u0306од \u0441\u043b\u043e\u0301\u0432": "йод слов",
		"один\n\n\n\nдва   три\f":                  "один\n\nдва три",
		"\xff":                                     "\ufffd",
		"А Б В Г класс":                            "АБВГ класс",
		"Показатель \t\t 2014  г.\t2015 \t":        "Показатель\t2014 г.\t2015",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSnippetOfTable(t *testing.T) {
	if got, want := string(oneLine(nil, "Показатель\t2014\t2015")), "Показатель — 2014 — 2015"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"ЁЖ": "еж", "Пpoграмма": "программа", "A–Б": "a-б", "OOO": "ooo",
		"Комсомольск-на-Амуре": "комсомольск-на-амуре"} {
		if got := Fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSnippetsMarkWhatMatched(t *testing.T) {
	a := analyzer(t)
	long := strings.Repeat("Слова о другом и ни о чём. ", 60)
	s := long + "Начат ремонт дорог в посёлке. " + long + "Дорогу\nремонтируют\nвторой год. " + long
	m := &Matcher{Stems: map[string]bool{Stem("ремонт"): true, Stem("дорога"): true}}
	got := a.Snippets(s, m, SnippetOptions{})
	if len(got) != 1 {
		t.Fatalf("%d fragments", len(got))
	}
	var marked []string
	whole := ""
	for _, r := range got[0].Runs {
		whole += r.Text
		if r.Hit {
			marked = append(marked, r.Text)
		}
	}
	if !slices.Equal(marked, []string{"ремонт", "дорог"}) || utf8.RuneCountInString(whole) > 240 ||
		strings.Contains(whole, "\n") {
		t.Errorf("marked %q in %q", marked, whole)
	}
	if a.Snippets(s, &Matcher{}, SnippetOptions{}) != nil || a.Snippets(s, nil, SnippetOptions{}) != nil {
		t.Error("snippets of nothing")
	}
	phrase := &Matcher{Phrases: [][]string{{"ремонт", "дорог"}}}
	if h := a.Highlight("ремонт дорог и дорог ремонт", phrase, nil); len(h) != 1 ||
		h[0] != (Mark{Span: Span{0, len("ремонт дорог")}}) {
		t.Errorf("phrase: %v", h)
	}
}

// What was typed comes before what stands for it, which is marked as such; of several words only
// where they stand together.
func TestKinAreMarkedApart(t *testing.T) {
	a := analyzer(t)
	synonym, root := &Expansion{Of: "ремонт дорог", Rule: "synonym"}, &Expansion{Of: "дорог", Rule: "root"}
	m := &Matcher{Stems: map[string]bool{Stem("ремонт"): true, Stem("дорога"): true},
		Expansion: map[string]*Expansion{Stem("дорожный"): root},
		Near:      []ExpansionPhrase{{Stems: []string{Stem("содержание"), Stem("улица")}, Expansion: synonym}}}
	other := strings.Repeat("Слова о другом и ни о чём. ", 60)
	s := "Дорожный фонд. Содержание детей. " + other + "Содержание центральных улиц. " + other + "Ремонт дорог."
	var got []string
	for _, x := range a.Highlight(s, m, nil) {
		expansion := "typed"
		if x.Expansion != nil {
			expansion = x.Expansion.Rule
		}
		got = append(got, s[x.Start:x.End]+" "+expansion)
	}
	want := []string{"Дорожный root", "Содержание synonym", "улиц synonym", "Ремонт typed", "дорог typed"}
	if !slices.Equal(got, want) {
		t.Errorf("marked %q, want %q", got, want)
	}
	for _, o := range []Outline{nil, a.Outline(s)} {
		sn := a.Snippets(s, m, SnippetOptions{Fragments: 1, Outline: o})
		if len(sn) != 1 || !slices.Contains(sn[0].Runs, Run{Text: "Ремонт", Hit: true}) {
			t.Errorf("the fragment is %v", sn)
		}
	}
}

// Files made of pieces put spaces where no reader wants them; marks keep their words.
func TestSpacesOfPiecesAreLeftOut(t *testing.T) {
	for s, want := range map[string]string{"«« Повышение» дорог , улиц ; ( км ) .": "««Повышение» дорог, улиц; (км).",
		"файл .doc и .5": "файл .doc и .5", "": "", " , ": " , ", "« »": "«»"} {
		if got := Tidy(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	m := &Matcher{Stems: map[string]bool{Stem("ремонт"): true, Stem("дорога"): true}}
	want := []Run{{Text: "О «"}, {Text: "ремонт", Hit: true}, {Text: ", "}, {Text: "дорог", Hit: true}, {Text: "»."}}
	if sn := analyzer(t).Snippets("О « ремонт , дорог » .", m, SnippetOptions{}); len(sn) != 1 ||
		!slices.Equal(sn[0].Runs, want) {
		t.Errorf("runs %v, want %v", sn, want)
	}
}

// A head is no fragment when the words are elsewhere, too.
func TestSnippetsPassTheHead(t *testing.T) {
	const head = "Администрация. О ремонте дорог.\n"
	m := &Matcher{Stems: map[string]bool{Stem("ремонт"): true, Stem("дорога"): true}}
	for s, want := range map[string]bool{head + "Утвердить план ремонта.": true, head + "Утвердить план.": false} {
		sn := analyzer(t).Snippets(s, m, SnippetOptions{From: len(head), Fragments: 1})
		if len(sn) != 1 || sn[0].Start >= len(head) != want {
			t.Errorf("%q: %v, want it after the head: %v", s, sn, want)
		}
	}
}

// similarity estimates the share of shingles that two texts have in common, 0 to 1.
func similarity(a, b Signature) float64 {
	const none = ^uint32(0) // a slot that no shingle fell into
	equal, filled := 0, 0
	for i := range a {
		if a[i] == none && b[i] == none {
			continue
		}
		if filled++; a[i] == b[i] {
			equal++
		}
	}
	return float64(equal) / float64(max(filled, 1))
}

func TestSignatureTellsEditions(t *testing.T) {
	a := analyzer(t)
	act := "Утвердить порядок благоустройства дворов, перечень улиц для ремонта, сроки уборки снега и листвы, " +
		"обязанности владельцев домов, " +
		"размер субсидий, состав комиссии по приёмке работ и форму отчёта подрядчика о вывозе мусора на полигон в течение " +
		"весны и осени"
	other := "Провести праздник города, утвердить программу концерта, схему движения автобусов, торговлю выездную, " +
		"призы победителям забега, " +
		"охрану порядка силами дружины, фейерверк вечером, дежурство врачей и пожарных на набережной реки у старой пристани"
	sig := func(s string) Signature { g, _ := NewSignature(a.Analyze(s)); return g }
	if s := similarity(sig(act), sig(strings.Replace(act, "снега", "льда", 1))); s < 0.5 {
		t.Errorf("an edition: %.2f", s)
	}
	if s := similarity(sig(act), sig(other)); s > 0.2 {
		t.Errorf("another act: %.2f", s)
	}
	if _, ok := NewSignature(a.Analyze("Короткий текст")); ok {
		t.Error("a short text has a signature")
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"г.Амурск 131-Ф3", "a@b.c http://", "1 234 567", "\xff\xd0", "и\u0301\u00ad-\u200b",
		strings.Repeat("я-", 50), "Дорога", "и", strings.Repeat("ы", 65)} {
		f.Add(s)
	}
	a := analyzer(f)
	f.Fuzz(func(t *testing.T, s string) {
		pos := -1
		for _, tok := range a.Analyze(s) {
			if tok.Start < 0 || tok.End > len(s) || tok.Start >= tok.End || tok.Pos < pos || tok.Pos > pos+1 || tok.Exact == "" {
				t.Fatalf("%q: token %+v after position %d", s, tok, pos)
			}
			if tok.Stop != (len(tok.Stems) == 0) || slices.Contains(tok.Stems, "") {
				t.Fatalf("%q: stems of %+v", s, tok)
			}
			pos = tok.Pos
		}
		query := a.AnalyzeQuery(s)
		want := ""
		if len(query) > 0 && len(query[0].Stems) > 0 {
			want = query[0].Stems[0]
		}
		if stem, one := a.BestStem(s); stem != want || one != (len(query) == 1) {
			t.Fatalf("%q: the best stem is %q (%v), its tokens are %+v", s, stem, one, query)
		}
		if c := Clean(s); !utf8.ValidString(c) {
			t.Fatalf("%q cleans to invalid %q", s, c)
		}
		m := &Matcher{Prefixes: []string{"а", "1"}}
		for _, sn := range a.Snippets(s, m, SnippetOptions{Runes: 10}) {
			if sn.Start < 0 || sn.End > len(s) || sn.Start > sn.End {
				t.Fatalf("%q: snippet %+v", s, sn)
			}
		}
	})
}

func BenchmarkAnalyze(b *testing.B) {
	a := analyzer(b)
	s := strings.Repeat("Администрация городского поселения постановляет утвердить муниципальную программу развития "+
		"малых городов на 2015-2017 годы. ", 50)
	b.SetBytes(int64(len(s)))
	n := 0
	for b.Loop() {
		n += len(a.Analyze(s))
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tokens/s")
}

// BenchmarkSnippets looks through real acts, 4,000 bytes at a time.
func BenchmarkSnippets(b *testing.B) {
	a := analyzer(b)
	parts := realParts(b, 20, 4000)
	bytes := 0
	for _, p := range parts {
		bytes += len(p)
	}
	m := &Matcher{Stems: map[string]bool{"ремонт": true, "дорог": true, "дорожн": true, "мост": true, "капитальн": true},
		Exact: map[string]bool{"ремонт": true, "дорог": true}}
	outlines := make([]Outline, len(parts))
	run := func(b *testing.B) {
		b.SetBytes(int64(bytes))
		b.ReportAllocs()
		for b.Loop() {
			for i, p := range parts {
				a.Snippets(p, m, SnippetOptions{Outline: outlines[i]})
			}
		}
	}
	b.Run("reading", run)
	for i, p := range parts {
		outlines[i] = a.Outline(p)
	}
	b.Run("by outline", run)
	b.Run("outlining", func(b *testing.B) {
		b.SetBytes(int64(bytes))
		b.ReportAllocs()
		for b.Loop() {
			for _, p := range parts {
				a.Outline(p)
			}
		}
	})
}

// realParts are parts of n real acts, each of so many bytes at most.
func realParts(t testing.TB, n, bytes int) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testkit.Shared(t, "corpus"), "3133901102*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, f := range files[:n] {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for part := range slices.Chunk(raw, bytes) {
			parts = append(parts, strings.ToValidUTF8(string(part), ""))
		}
	}
	return parts
}

func TestStepRunes(t *testing.T) {
	for _, s := range []string{"", "абв", "plain text of more than eight letters",
		"Строка по-русски, № 12 — и ещё «слово»", "a\xffб\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80г"} {
		for i := range len(s) + 1 {
			for n := range 40 {
				want := i
				for k := 0; k < n && want < len(s); k++ {
					for want++; want < len(s) && !utf8.RuneStart(s[want]); want++ {
					}
				}
				if got := stepRunes(s, i, n); got != want {
					t.Fatalf("%q: %d characters from %d on: %d, want %d", s, n, i, got, want)
				}
				want = i
				for k := 0; k < n && want > 0; k++ {
					for want--; want > 0 && !utf8.RuneStart(s[want]); want-- {
					}
				}
				if got := stepRunes(s, i, -n); got != want {
					t.Fatalf("%q: %d characters back from %d: %d, want %d", s, n, i, got, want)
				}
			}
			if valid := strings.ToValidUTF8(s[i:], ""); runeCount(valid) != utf8.RuneCountInString(valid) {
				t.Fatalf("%q has not %d characters", valid, runeCount(valid))
			}
		}
	}
}

func TestOneLine(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	parts := []string{" ", " ", "\n", "\t", "ы", "слово", "слово ", "w", "№ 5", "\x01", "\x00", "—", "два слова рядом "}
	for range 20_000 {
		s := ""
		for range r.IntN(12) {
			s += parts[r.IntN(len(parts))]
		}
		want := ""
		for i, c := range s {
			white := c == ' ' || c == '\n' || c == '\t'
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(c):])
			switch {
			case !white:
				want += string(c)
				continue
			case c == '\t': // between cells of a table
				want += " —"
			}
			if next != ' ' && next != '\n' && next != '\t' {
				want += " "
			}
		}
		if got := string(oneLine([]byte("before"), s)); got != "before"+want {
			t.Fatalf("%q became %q, want %q", s, got, want)
		}
	}
}

package bench

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/testkit"
	"letopis/internal/text"
)

// paragraphs are made up; every document of the corpus consists of them.
const paragraphs = `Администрация городского округа постановляет утвердить ` +
	`муниципальную программу развития дорожного хозяйства на три года.
Ответственным исполнителем программы назначить отдел жилищного ` +
	`хозяйства и благоустройства администрации городского округа.
Финансирование мероприятий осуществляется за счёт средств местного бюджета ` +
	`в пределах доведённых лимитов бюджетных обязательств.
Контроль за исполнением настоящего постановления возложить на первого заместителя главы администрации города.
Ремонту подлежат дворовые территории многоквартирных домов, тротуары, автобусные остановки и освещение центральных улиц.
Отделу культуры подготовить отчёт о работе библиотек, музея и детской школы искусств за истекший период.
`

func TestRun(t *testing.T) {
	from := t.TempDir()
	for i, words := range []string{"", "Субсидия ", "Жилищный фонд ", "Водоснабжение посёлка "} {
		body := strings.ReplaceAll(paragraphs, "\n", "\n"+words)
		for range 4 {
			body += body[len(body)/3:]
		}
		if err := os.WriteFile(filepath.Join(from, string(rune('a'+i))+".txt"), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	corpus, err := NewCorpus(t.Context(), []string{from}, 1, 800)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := corpus.Doc(7), corpus.Doc(7); a.Text != b.Text || a.Facts.Date != b.Facts.Date || len(a.Text) < 700 ||
		len(a.Text) > 1200 {
		t.Errorf("document 7 is %d bytes, and the same again: %v", len(a.Text), a.Text == b.Text)
	}
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	// Words of so small a corpus are all common: only peers' equality is tested.
	b := &bench{o: Options{Docs: 300, Queries: 4, During: 10 * time.Millisecond, Seed: 1, Dir: t.TempDir(), Log: t.Logf},
		corpus: corpus, a: a,
		totals: map[string]int{}, report: &Report{}}
	if err := b.index(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.x.Close() })
	for _, q := range []Query{{AllDocs, nil}, {AllOf, []string{"отдел"}}, {AllOf, []string{"бюджет", "музей"}},
		{AnyOf, []string{"музей", "ремонт"}}, {InRow, []string{"жилищный", "фонд"}},
		{StartsWith, []string{"посел"}}, {Typo, []string{"ремнт"}}} {
		for i, w := range q.Words { // as the analyser has it
			if q.Kind != StartsWith && q.Kind != Typo {
				q.Words[i] = a.AnalyzeQuery(w)[0].Stems[0]
			}
		}
		b.classes = append(b.classes, Class{"a class", []Query{q}})
	}
	if err := b.remembered(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("mvn"); err != nil {
		testkit.Absent(t, "Maven, which brings Lucene, is absent: run scripts/deps.sh")
	}
	t.Chdir("../../..") // peers outside are started by scripts
	for _, peer := range []string{"bleve", "sqlite", "lucene"} {
		if err := b.peer(t.Context(), peer); err != nil {
			t.Fatal(err)
		}
		p := b.peers[len(b.peers)-1]
		t.Cleanup(func() { _ = p.Close() })
	}
	for _, step := range []func(context.Context) error{b.measure, b.rates} {
		if err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i, peer := range []string{"bleve", "sqlite", "lucene"} {
		r := b.report.Peers[i]
		if r.Warm <= 0 || r.Plain <= 0 || (r.QPS > 0) != (peer != "lucene") {
			t.Errorf("%+v", r)
		}
		if r.Totals[0] != r.Totals[1] || r.Totals[0] < 6 {
			t.Errorf("%s: %d of %d totals equal", peer, r.Totals[0], r.Totals[1])
		}
	}
	if err := b.bleveDefault(t.Context()); err != nil || b.report.BleveDefault.DiskBytes < b.report.RawBytes {
		t.Errorf("%+v, %v: everything is stored there", b.report.BleveDefault, err)
	}
	for _, c := range b.report.Classes {
		if c.Hits == 0 || c.Cold.P50 <= 0 || c.Facets.P50 <= 0 || c.Again.P99 < c.Again.P50 {
			t.Errorf("%+v", c)
		}
	}
	var out strings.Builder
	if err := b.report.Print(&out); err != nil || !strings.Contains(out.String(), "a class") {
		t.Errorf("printed %q, %v", out.String(), err)
	}
}

func TestPercentiles(t *testing.T) {
	var d []time.Duration
	for i := 100; i > 0; i-- {
		d = append(d, time.Duration(i)*time.Millisecond)
	}
	if got := percentiles(d); got.P50 != 51 || got.P99 != 100 {
		t.Errorf("%+v", got)
	}
}

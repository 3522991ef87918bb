package extract

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
)

// zipOf makes a ZIP of pairs: name, content. Names not in UTF-8 are stored as
// the bytes they are.
func zipOf(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: pairs[i], Method: zip.Deflate, NonUTF8: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// summary is one line a part: path, status, beginning of the text or reason.
func summary(parts []Part) string {
	var out strings.Builder
	for _, p := range parts {
		what := p.Text
		if p.Status != archive.StatusOK {
			what = p.Reason
		}
		fmt.Fprintf(&out, "%s|%s|%s\n", p.Path, p.Status, beginning(strings.ReplaceAll(what, "\n", "/")))
	}
	return out.String()
}

func beginning(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

func TestZIP(t *testing.T) {
	dos := func(s string) string { return string(encodeByte(s, charmap.CodePage866)) }
	inner := zipOf(t, "б.txt", "устав")
	tests := []struct {
		name string
		data []byte
		opts Options
		want string
	}{
		{"names of DOS, folders, one name twice", zipOf(t, dos("Решения/"), "", dos("Решения/27 от 14.03.2012.txt"), "решение", dos("мэр.txt"), "мэр", dos("мэр.txt"), "мэр снова"), Options{},
			"Решения/27 от 14.03.2012.txt|ok|решение\nмэр.txt|ok|мэр\nмэр.txt (2)|ok|мэр снова\n"},
		{"archives in archives", zipOf(t, "а.zip", string(zipOf(t, "б.zip", string(zipOf(t, "в.zip", string(inner), "г.txt", "дно"))))), Options{},
			"а.zip!/б.zip!/в.zip|limit|архив вложен в архивы глубже 2 уровней: \nа.zip!/б.zip!/г.txt|ok|дно\n"},
		{"names that lead out", zipOf(t, "../../etc/passwd", "x", `C:\boot.ini`, "y"), Options{},
			"etc/passwd|ok|x\nboot.ini|ok|y\n|partial|имя «../../etc/passwd» ведёт за пределы \n"},
		{"a bomb", zipOf(t, "a.txt", "да", "b.txt", strings.Repeat("нет ", 1<<18)), Options{MaxBytes: 100_000},
			"a.txt|ok|да\n|limit|при распаковке больше 0 МБ, остальное не\n"},
		{"too many files", zipOf(t, "a.txt", "1", "b.txt", "2", "c.txt", "3"), Options{MaxParts: 2},
			"a.txt|ok|1\nb.txt|ok|2\n|limit|в файле больше 2 документов, остальные н\n"},
		{"a page of several posts in an archive", zipOf(t, "n.html", "<h2>Лента</h2><h3>02.03.2011 Первая</h3><p>"+strings.Repeat("Слово за словом. ", 9)+"<h3>01.03.2011 Вторая</h3><p>"+strings.Repeat("Дело за делом. ", 9)), Options{},
			"n.html#post-1|ok|02.03.2011 Первая/Слово за словом. Слово\nn.html#post-2|ok|01.03.2011 Вторая/Дело за делом. Дело за\n"},
		{"nothing", zipOf(t), Options{}, "|empty|в файле нет текста\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := summary(Extract(context.Background(), "x.zip", tt.data, tt.opts)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestZIPDamage(t *testing.T) {
	whole := zipOf(t, "a.txt", strings.Repeat("правда ", 200), "b.txt", "цела")
	bent := bytes.Clone(whole)
	bent[len("a.txt")+30+20] ^= 0xff // in the packed bytes of a.txt
	locked := bytes.Clone(whole)
	locked[6] |= 1 // the flag of encryption, in both headers of a.txt
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	shared := bytes.Clone(whole) // both entries point at the same bytes
	second := bytes.LastIndex(shared, []byte("PK\x01\x02"))
	copy(shared[second+42:second+46], []byte{0, 0, 0, 0})
	var link bytes.Buffer
	z := zip.NewWriter(&link)
	h := &zip.FileHeader{Name: "ссылка"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, "/etc/passwd")
	z.Close()
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"a damaged file":     {bent, "a.txt|corrupt|"},
		"a locked file":      {locked, "a.txt|encrypted|"},
		"entries that share": {shared, "|corrupt|записи архива накладываются"},
		"cut in half":        {whole[:len(whole)/2], "|corrupt|архив ZIP повреждён"},
		"a symbolic link":    {link.Bytes(), "|partial|символическая ссылка «ссылка»"},
	} {
		got := summary(Extract(context.Background(), "x.zip", tt.data, Options{}))
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got\n%swant %s", name, got, tt.want)
		}
		if strings.HasPrefix(name, "a ") && name != "a symbolic link" && !strings.Contains(got, "b.txt|ok|цела") {
			t.Errorf("%s: the other file is lost:\n%s", name, got)
		}
	}
}

func TestWACZ(t *testing.T) {
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Новость о мосте"
	record := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://gorod.example/1\r\nWARC-Date: 2020-05-06T07:08:09Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(page), page)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, record)
	z.Close()
	parts := Extract(context.Background(), "x.wacz", zipOf(t, "archive/data.warc.gz", packed.String(), "datapackage.json", "{}", "pages/pages.jsonl", "{}"), Options{})
	if got, want := summary(parts), "https://gorod.example/1|ok|Новость о мосте\n"; got != want {
		t.Errorf("got %swant %s", got, want)
	}
	if parts[0].Hints["fetched"] != "2020-05-06T07:08:09Z" || parts[0].Hints["url"] != "https://gorod.example/1" {
		t.Errorf("hints %v", parts[0].Hints)
	}
}

func TestMail(t *testing.T) {
	koi := string(encode(t, "Отчёт за квартал", "koi8-r"))
	attached := zipOf(t, "a.txt", "в архиве")
	tests := []struct{ name, data, want string }{
		{"header in bare koi8-r", "From: a@b.example\r\nSubject: " + koi + "\r\n\r\n" + string(encode(t, "Направляем отчёт о работе отдела за первый квартал", "koi8-r")),
			"|ok|Отчёт за квартал/Направляем отчёт о рабо\n"},
		{"a page only, folded header", "From: a\r\nSubject: =?utf-8?B?0J/QuNGB0Yw=?=\r\n =?utf-8?B?0LzQvg==?=\r\nContent-Type: text/html; charset=utf-8\r\nMIME-Version: 1.0\r\n\r\n<p>Один<p>Два",
			"|ok|Письмо/Один/Два\n"},
		{"an attached archive", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/plain; charset=utf-8\n\nСмотрите вложение\n--X\nContent-Type: application/zip; name=\"acts.zip\"\nContent-Transfer-Encoding: quoted-printable\n\n" +
			quoted(attached) + "\n--X--\n", "|ok|Смотрите вложение/acts.zip\nacts.zip!/a.txt|ok|в архиве\n"},
		{"a saved page", "From: <Saved by Blink>\nSubject: Site\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=X\n\n--X\nContent-Type: text/html; charset=windows-1251\nContent-Location: http://gorod.example/1\n\n<title>Мост</title><h1>Мост через реку</h1><p>Открыт.\n--X\nContent-Type: image/gif\nContent-Location: http://gorod.example/a.gif\n\nGIF89a\n--X--\n",
			"|ok|Мост через реку/Открыт.\n"},
		{"cut short", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\n\nначало", "|partial|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := summary(Extract(context.Background(), "x.eml", []byte(tt.data), Options{}))
			if got != tt.want && !(strings.HasSuffix(tt.want, "|") && strings.HasPrefix(got, tt.want)) {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func quoted(data []byte) string {
	var out strings.Builder
	for i, b := range data {
		fmt.Fprintf(&out, "=%02X", b)
		if i%24 == 23 {
			out.WriteString("=\n")
		}
	}
	return out.String()
}

func TestFeed(t *testing.T) {
	const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:content="x"><channel><title>Город</title>
<item><title><![CDATA[Мост & переправа]]></title><link>http://gorod.example/1</link><guid>g-1</guid><pubDate>Вт, 3 мар 2015 10:00:00 +0300</pubDate><description>коротко</description><content:encoded><![CDATA[<p>Открыт мост.</p><p>Ура.</p>]]></content:encoded></item>
<item><title>Без ссылки &laquo;и гида&raquo;</title><dc:date>2015-03-02T00:00:00Z</dc:date><description>&lt;b&gt;Жирно&lt;/b&gt; и &amp;laquo;в кавычках&amp;raquo;</description></item>
<item><title>Последняя</title><link>/3</link>`
	parts := Extract(context.Background(), "feed.xml", []byte(feed), Options{})
	golden(t, "testdata/feed.golden", show(parts))
	again := Extract(context.Background(), "feed.xml", []byte(strings.Replace(feed, "<item>", "<item><title>Новая</title><guid>g-0</guid></item><item>", 1)), Options{})
	if again[1].Path != parts[0].Path {
		t.Errorf("an entry that moved down changed its path from %s to %s", parts[0].Path, again[1].Path)
	}
}

func TestJSONL(t *testing.T) {
	const lines = "\ufeff" + `{"id":"165","title":"О бюджете","text":"Дума решила\n\n\nпринять бюджет","date":"2017-03-14","city":"Велиславль","program":["Дороги","Свет"],"url":"https://gorod.example/165"}

{"text":"без заглавия"}
{"text":5}
не JSON
{"title":"пустой","text":""}
{"id":"165","text":"тот же id"}
`
	golden(t, "testdata/jsonl.golden", show(Extract(context.Background(), "a.jsonl", []byte(lines), Options{})))
	if kindOf("export", []byte(lines[3:])) != kindJSONL {
		t.Error("JSON lines without their ending are not known")
	}
}

func TestCSV(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"semicolons, commas in numbers":  {"Показатель;2014;2015\nДоходы, тыс. руб.;1,5;2,5\n", "Показатель\t2014\t2015\nДоходы, тыс. руб.\t1,5\t2,5"},
		"commas, quotes, lines in cells": {"a,\"б\nв\",\"г \"\"д\"\"\"\n1,2,3\n", "a\tб в\tг \"д\"\n1\t2\t3"},
		"tabs":                           {"a\tb\n1\t2\n", "a\tb\n1\t2"},
		"one column":                     {"Улицы\nРечная\nЛуговая\n", "Улицы\nРечная\nЛуговая"},
		"Excel's mark":                   {"sep=;\na;b\n", "a\tb"},
		"a stray quote":                  {"а;б \"в\nг;д\n", "а\tб \"в\nг\tд"},
		"empty cells at the end":         {"а;;б;;\n;;;;\n", "а\tб"},
	} {
		if got := Extract(context.Background(), "x.csv", []byte(tt.in), Options{})[0]; got.Text != tt.want || got.MediaType != "text/csv" {
			t.Errorf("%s: %q, want %q", name, got.Text, tt.want)
		}
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"a/b.txt": "a/b.txt", "/etc/passwd": "etc/passwd", `..\..\x`: "x", "C:\\a": "a", "a/./b//c": "a/b/c", "..": "без имени",
		"имя\u202etxt.exe": "имяtxt.exe", "a\x00b\n": "ab", " a / b ": "a/b",
	} {
		if got, _ := safeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got, _ := safeName(strings.Repeat("я", 500) + ".docx"); len([]rune(got)) != 120 || !strings.HasSuffix(got, ".docx") {
		t.Errorf("a long name: %q", got)
	}
}

// What is not what its name says, is nothing, or is too much, says so.
func TestBadInput(t *testing.T) {
	big := strings.Repeat("Тихий день в городе. ", 300_000) // 11 MB
	for name, tt := range map[string]struct {
		file string
		data []byte
		want archive.Status
		says string
	}{
		"empty":           {"a.txt", nil, archive.StatusEmpty, "пуст"},
		"white space":     {"a.txt", []byte(" \n\t\n"), archive.StatusEmpty, "нет текста"},
		"program as text": {"a.txt", append([]byte("\x7fELF\x02\x01"), make([]byte, 500)...), archive.StatusUnsupported, ""},
		"zeros as text":   {"a.txt", make([]byte, 500), archive.StatusUnsupported, "не текст"},
		"random as text":  {"a.txt", []byte("\x8d\x1e\xd0\x02\x99\xf1\x00\x07\xe2\x8a\x15\x01"), archive.StatusUnsupported, "не текст"},
		"too long":        {"a.txt", []byte(big), archive.StatusPartial, "длиннее 5 МБ"},
		"far too long":    {"a.txt", []byte(big + "\n" + big), archive.StatusPartial, "длиннее 5 МБ"},
		"long markup":     {"a.html", []byte("<p>да" + strings.Repeat("<br class='а'>\n", 2<<20)), archive.StatusPartial, "больше 20 МБ"},
	} {
		p := Extract(context.Background(), tt.file, tt.data, Options{})[0]
		if p.Status != tt.want || !strings.Contains(p.Reason, tt.says) || len(p.Text) > 5<<20 {
			t.Errorf("%s: %s %q, %d bytes of text", name, p.Status, p.Reason, len(p.Text))
		}
	}
}

// What was read before the time ended stays the text of the document: there is
// one part for the file itself, which says so.
func TestOutOfTime(t *testing.T) {
	late, cancel := context.WithCancel(context.Background())
	cancel()
	for name, tt := range map[string]struct {
		part   Part
		status archive.Status
		says   string
	}{
		"text":                {Part{Status: archive.StatusOK, Text: "О ремонте дорог"}, archive.StatusPartial, "вышло время"},
		"text that it broke":  {Part{Status: archive.StatusCorrupt, Text: "О ремонте дорог", Reason: "файл повреждён"}, archive.StatusPartial, "вышло время"},
		"pages of a scan":     {Part{Status: archive.StatusPartial, Text: "О ремонте дорог", Reason: "1 из 2, увеличьте ingest.timeout"}, archive.StatusPartial, "1 из 2, увеличьте ingest.timeout"},
		"no page of a scan":   {Part{Status: archive.StatusLimit, Reason: "скан, увеличьте ingest.timeout"}, archive.StatusLimit, "скан"},
		"scan, no program":    {Part{Status: archive.StatusNeedsOCR, Reason: "нужно распознавание"}, archive.StatusNeedsOCR, "нужно распознавание"},
		"nothing":             {Part{Status: archive.StatusEmpty, Reason: "нет текста"}, archive.StatusLimit, "вышло время"},
		"notes on an archive": {Part{Status: archive.StatusPartial, Reason: "имя ведёт за пределы"}, archive.StatusLimit, "имя ведёт за пределы; чтение прервано"},
		"part of an archive":  {Part{Path: "a.txt", Status: archive.StatusOK, Text: "О ремонте дорог"}, archive.StatusOK, ""},
	} {
		text := tt.part.Text
		parts := outOfTime([]Part{tt.part})
		if p := parts[0]; p.Status != tt.status || p.Text != text || !strings.Contains(p.Reason, tt.says) {
			t.Errorf("%s: %+v", name, p)
		}
		if last := parts[len(parts)-1]; last.Path != "" || len(parts) == 2 && last.Status != archive.StatusLimit {
			t.Errorf("%s: nothing is said of the file: %+v", name, parts)
		}
	}
	parts := Extract(late, "a.txt", []byte("О ремонте дорог"), Options{})
	if len(parts) != 1 || parts[0].Text == "" || !strings.Contains(parts[0].Reason, "ingest.timeout") {
		t.Errorf("%+v", parts)
	}
}

// A compressed file is the one document in it.
func TestGzip(t *testing.T) {
	const text = "Постановление о ремонте дорог в городе"
	zipped := func(s string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(s)) // a buffer takes all
		w.Close()
		return b.Bytes()
	}
	if p := read1(t, "a.txt.gz", zipped(text)); p.Status != archive.StatusOK || p.Text != text || p.Path != "" {
		t.Errorf("%+v", p)
	}
	if p := read1(t, "a.csv.gz", zipped("Год;Км\n2014;5\n2015;6\n")); p.MediaType != "text/csv" || !strings.Contains(p.Text, "2014\t5") {
		t.Errorf("a table: %+v", p)
	}
	long := strings.Repeat(text+"\n", 3000)
	if p := read1(t, "a.txt.gz", zipped(long)[:300]); p.Status != archive.StatusPartial && p.Status != archive.StatusCorrupt || p.Reason == "" {
		t.Errorf("cut: %s %s", p.Status, p.Reason)
	}
	bomb := Extract(context.Background(), "a.txt.gz", zipped(strings.Repeat("а", 1<<20)), Options{MaxBytes: 1 << 16})
	if len(bomb) != 1 || bomb[0].Status != archive.StatusLimit || bomb[0].Reason == "" {
		t.Errorf("bomb: %.300v", bomb)
	}
	deep := []byte(text)
	for range 5 {
		deep = zipped(string(deep))
	}
	if p := read1(t, "a.txt.gz", deep); p.Status != archive.StatusLimit {
		t.Errorf("deep: %s %s", p.Status, p.Reason)
	}
	tar := make([]byte, 1024)
	copy(tar[257:], "ustar")
	if p := read1(t, "a.tgz", zipped(string(tar))); p.Status != archive.StatusUnsupported || !strings.Contains(p.Reason, "TAR") {
		t.Errorf("tar: %s %s", p.Status, p.Reason)
	}
}

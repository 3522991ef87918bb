package html

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract/charset"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

// Templates of portals, written for this test. @TITLE@ and @TEXT@ are replaced.
var templates = map[string]struct{ page, charset string }{
	"tables of 2004": {`<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251"><TITLE>@TITLE@</TITLE></HEAD><BODY>
<TABLE WIDTH=100%><TR><TD COLSPAN=3 BGCOLOR=navy><IMG SRC=g.gif><B>Сайт города</B></TD></TR><TR><TD WIDTH=170><A HREF=1>Новости</A><BR><A HREF=2>Власть</A><BR><A HREF=3>Законы</A><BR><A HREF=4>Спорт</A><BR><A HREF=5>Почта</A></TD>
<TD><FONT SIZE=2>@TEXT@</FONT><P><A HREF=p>Версия для печати</A></TD><TD WIDTH=150><B>Анонсы</B><BR><A HREF=6>Ярмарка выходного дня</A><BR>в субботу<BR><A HREF=7>Приём граждан</A><BR><A HREF=8>Афиша</A></TD></TR>
<TR><TD COLSPAN=3 ALIGN=center>&copy; 2004 Администрация<BR>Тел. 2-11-22</TD></TR></TABLE></BODY></HTML>`, "windows-1251"},
	"boxes of 2012": {`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><meta charset="utf-8"/><title>@TITLE@</title></head><body>
<div id="page"><div id="head"><a href="/"><img src="l.png"/></a><div class="phone">Приёмная: 2-11-22</div></div><div class="menu-top"><ul><li><a href="1">Главная</a></li><li><a href="2">Город</a></li><li><a href="3">Дума</a></li></ul></div>
<div class="colleft"><ul class="menu"><li><a href="4">Экономика</a></li><li><a href="5">Жильё</a></li><li><a href="6">Школы</a></li></ul><div class="banner"><a href="7">Госуслуги</a></div></div>
<div class="main"><div class="path"><a href="/">Главная</a> → <a href="/d">Документы</a></div><div class="doc">@TEXT@</div><div class="share">Поделиться</div></div>
<div class="clear"></div><div id="footer"><p>Администрация города. Все права защищены.</p></div></div></body></html>`, "utf-8"},
	"elements of 2020": {`<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>@TITLE@</title></head><body><header class="site-header"><a href="/">Город</a><nav><a href="1">О городе</a><a href="2">Документы</a></nav><form role="search"><input name=q></form></header>
<main><nav aria-label="Путь"><a href="/">Главная</a></nav><article><header><time datetime="2020-03-04">4 марта 2020</time></header>@TEXT@<footer>Отдел печати</footer></article></main>
<aside><h2>Ещё</h2><ul><li><a href="3">Опрос о парке</a></li><li><a href="4">График вывоза мусора</a></li></ul></aside><footer><p>Согласие на обработку данных. Нашли ошибку? Сообщите нам, мы исправим её в тот же день и поблагодарим вас за внимание.</p></footer></body></html>`, "utf-8"},
	"bare export of an editor": {`<html><head><meta name=Generator content="Word"><style><!-- p {margin:0} --></style></head><body><div class=Section1>@TEXT@</div></body></html>`, "windows-1251"},
}

// Acts in the templates: every word of the act is in the text, and little else.
func TestPagesOfCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testkit.Shared(t, "corpus"), "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	for name, tpl := range templates {
		var recalls, precisions float64
		n := 0
		for i := 0; i < len(files); i += 4 {
			data, err := os.ReadFile(files[i])
			if err != nil {
				t.Fatal(err)
			}
			want := string(data[:min(len(data), 40_000)])
			want = strings.ToValidUTF8(want, "")
			var body strings.Builder
			for j, line := range strings.Split(want, "\n") {
				open, end := "<p>", "</p>\n"
				switch {
				case j < 4 && i%8 == 0: // heads of acts are often set by hand
					open, end = "<div align=center><b>", "</b></div>\n"
				case i%3 == 1:
					open, end = "", "<br>\n"
				}
				body.WriteString(open + html.EscapeString(line) + end)
			}
			first, _, _ := strings.Cut(want, "\n")
			page := strings.NewReplacer("@TITLE@", html.EscapeString(first), "@TEXT@", body.String()).Replace(tpl.page)
			sent := []byte(page)
			if tpl.charset != "utf-8" {
				sent = testkit.Encode(page, charmap.Windows1251)
			}
			parts := readFile("a.html", sent, format.Options{})
			if tpl.charset != "utf-8" {
				// What the charset has no letter for is lost.
				want = charset.DecodeDeclared(testkit.Encode(want, charmap.Windows1251), tpl.charset)
			}
			recall, precision := extracttest.Overlap(parts[0].Text, want)
			if len(parts) != 1 || recall < 0.999 || precision < 0.95 {
				t.Errorf("%s, %s: %d parts, recall %.4f, precision %.4f", name, filepath.Base(files[i]), len(parts), recall, precision)
			}
			recalls, precisions, n = recalls+recall, precisions+precision, n+1
		}
		t.Logf("%-25s %d pages, recall %.5f, precision %.5f", name, n, recalls/float64(n), precisions/float64(n))
	}
}

package feed

import (
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

var readFile = extracttest.Of(Read)

func TestFeed(t *testing.T) {
	const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:content="x"><channel><title>Город</title>
<item><title><![CDATA[Мост & переправа]]></title><link>http://gorod.example/1</link>
<guid>g-1</guid><pubDate>Вт, 3 мар 2015 10:00:00 +0300</pubDate>
<description>коротко</description>
<content:encoded><![CDATA[<p>Открыт мост.</p><p>Ура.</p>]]></content:encoded></item>
<item><title>Без ссылки &laquo;и гида&raquo;</title>
<dc:date>2015-03-02T00:00:00Z</dc:date>
<description>&lt;b&gt;Жирно&lt;/b&gt; и &amp;laquo;в кавычках&amp;raquo;</description></item>
<item><title>Последняя</title><link>/3</link>`
	parts := readFile("feed.xml", []byte(feed), format.Options{})
	extracttest.Golden(t, "testdata/feed.golden", extracttest.Show(parts))
	again := readFile("feed.xml", []byte(strings.Replace(feed, "<item>",
		"<item><title>Новая</title><guid>g-0</guid></item><item>", 1)), format.Options{})
	if again[1].Path != parts[0].Path {
		t.Errorf("an entry that moved down changed its path from %s to %s", parts[0].Path, again[1].Path)
	}
}

func FuzzFeed(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.rss", "", "<rss><channel><title>a</title>"+
		"<item><title><![CDATA[b]]></title><pubDate>Пн, 1 мая 2010</pubDate>"+
		"<description>&lt;p&gt;c</description></item></rss>",
		"<feed><entry><link href='x'/><id>1</id><content type=html>&lt;br&gt;a\nb</content></entry></feed>")
}

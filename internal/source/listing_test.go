package source

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

func TestListing(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		want []string
	}{
		"RSS": {
			"<rss><channel><link>http://a/</link><item><link>http://a/1?x=1&y=2</link></item>" +
				"<item><link>\n/2\n</link></item></channel></rss>", []string{"http://a/1?x=1&y=2", "http://a/2"}},
		"Atom": {`<feed><link href="http://a/"/><entry><link rel="edit" href="/e"/><link href="/1"/><link ` +
			`href="/x"/></entry></feed>`, []string{"http://a/1"}},
		"RDF": {"<rdf:RDF><channel><items/></channel><item><link>http://a/1</link></item></rdf:RDF>",
			[]string{"http://a/1"}},
		"site map": {"<urlset><url><loc>http://a/1?b=2&amp;c=3</loc><lastmod>2020</lastmod></url></urlset>",
			[]string{"http://a/1?b=2&c=3"}},
		"index": {"<sitemapindex><sitemap><loc>http://a/s.xml</loc></sitemap></sitemapindex>",
			[]string{"http://a/s.xml"}},
		"other scheme": {
			"<rss><item><link>javascript:alert(1)</link></item><item><link>file:///etc/passwd</link></item></rss>", nil},
		"a page": {"<html><a href=/1>x</a></html>", nil},
	} {
		if got := listing([]byte(tt.body), "http://a/feed"); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func FuzzListing(f *testing.F) {
	f.Add([]byte("<rss><item><link><![CDATA[/1]]></link></item>"))
	f.Add([]byte(`<feed><entry><link href="x"/></entry>`))
	f.Add([]byte("<urlset><url><loc>http://a/1?b&amp;c</loc></url></urlset>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		testkit.Bounded(t, func() {
			for _, l := range listing(body, "http://a/b") {
				if !strings.HasPrefix(l, "http://") && !strings.HasPrefix(l, "https://") {
					t.Errorf("lists %q", l)
				}
			}
		})
	})
}

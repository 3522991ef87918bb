package posts

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
)

// titleSigns part the title of a page from the names of its section and site; the
// dashes and the stroke stand within titles, too.
var titleSigns = []string{" | ", " :: ", " » ", " • ", " · ", " — ", " – ", " - ", " / "}

// strongSigns are how many of titleSigns part nothing else.
const strongSigns = 5

// siteName is how sites of officialdom call themselves behind the title of a page.
var siteName = lazyregexp.New(`(?i)(?:^|[^а-яё])(?:сайт|портал|администраци|муниципальн|городск(?:ой|` +
	`ая) (?:округ|дума)|поселени|официальн|район|город |дума )|^(?:г\.|го|мо|мр) `)

// siteHeading is a heading that names the site.
var siteHeading = lazyregexp.New(`(?i)^(?:официальн|сайт|портал|администраци|муниципальн|городск|город |район|` +
	`дума |совет |мо |мр |го |сп )|(?:район|округ|поселение|области|край|края)$`)

// PageTitle returns the title of a page without the name of its site: the only
// first heading where it says something, else what the page calls itself, else the
// heading below the name of its section; "" where all of them are furniture.
func PageTitle(pg *page.Page, body, rest []page.Block) string {
	p := finder{Page: pg}
	title := p.Title
	if title == "" {
		title = p.Meta["og:title"]
	}
	site := func(s string) bool { return p.isFurniture(s, rest) }
	var first, other, marked string
	firsts, others := 0, 0
	for i, b := range body {
		switch l := page.HeadingLevel(b.Tag); {
		case b.Titled && i < 4 && marked == "":
			marked = b.Text
		case l == 0 || site(b.Text):
		case l == 1:
			first, firsts = b.Text, firsts+1
		default:
			if others++; other == "" {
				other = b.Text
			}
		}
	}
	if begun, _, _ := strings.Cut(marked, " "); firsts == 1 && len(begun) > 2*4 && strings.Contains(title, begun) &&
		!strings.Contains(title, first) { // the heading is the site's
		return marked
	}
	if firsts == 1 && (title == "" || strings.Contains(first, " ") || strings.HasPrefix(title, first)) {
		return first
	}
	if title == "" ||
		other != "" && strings.Contains(other, " ") && (strings.HasPrefix(title, other) || namesSection(title)) {
		return other
	}
	head, ok := cutSite(title, site)
	if !ok || others == 1 && strings.Count(other, " ") > 2 && !siteHeading.MatchString(other) && !shows(body, head) {
		return other
	}
	return head
}

// shows reports whether a line of a text is what the page calls itself, or the beginning of it.
func shows(body []page.Block, title string) bool {
	for _, b := range body {
		line := dateline.TrimEdge(b.Text)
		if line != "" && (strings.HasPrefix(line, title) || strings.HasPrefix(title, line)) {
			return true
		}
	}
	return false
}

// namesSection reports whether a part of a page's title, between points, is the name of a section:
// «МО Луговое. Новости. День села».
func namesSection(title string) bool {
	parts := strings.Split(title, ". ")
	for _, part := range parts {
		if len(parts) > 1 && siteWords.MatchString(strings.TrimSpace(part)) {
			return true
		}
	}
	return false
}

// isFurniture reports whether s names a section or the site rather than a document:
// it is a name that sites have, or stands in the page's head apart from its text.
func (p finder) isFurniture(s string, rest []page.Block) bool {
	s = strings.TrimSpace(s)
	if siteWords.MatchString(s) || strings.EqualFold(s, p.Meta["og:site_name"]) {
		return true
	}
	for _, b := range rest[:min(len(rest), 12)] {
		if strings.EqualFold(b.Text, s) {
			return true
		}
	}
	return false
}

// cutSite takes the names of the section and the site off the title of a page. ok is
// false when nothing else is in it.
func cutSite(title string, furniture func(string) bool) (head string, ok bool) {
	if furniture(title) {
		return "", false
	}
	for i, sign := range titleSigns {
		head, tail, found := strings.Cut(title, sign)
		switch {
		case !found:
		case furniture(head): // the site comes first: «Новости | Открыт мост»
			if siteName.MatchString(tail) && !strings.Contains(tail, sign) {
				return "", false
			}
			return cutSite(tail, furniture)
		case utf8.RuneCountInString(head) >= 12 && (i < strongSigns || siteName.MatchString(tail) ||
			furniture(tail)):
			title = head
		}
	}
	return title, true
}

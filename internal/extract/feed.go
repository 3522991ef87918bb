package extract

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"

	"letopis/internal/archive"
)

// A feedItem is one entry of a feed, as its tags say.
type feedItem struct {
	title, link, id, date, author, short, full string
}

// feed reads RSS, Atom or RDF: each entry is a part. It reads tags, not XML:
// feeds of old portals have bare ampersands, entities of HTML and missing ends.
func (x *extractor) feed(data []byte) []Part {
	base := Part{MediaType: "application/xml"}
	text := x.decode(&base, data, declaredCharset(data))
	if text == "" {
		return []Part{base}
	}
	items, channel, whole := readFeed(text)
	h := x.hold(0)
	for _, it := range items {
		if !h.room() {
			break
		}
		h.put(it.part(base, channel, h))
	}
	switch {
	case len(items) == 0 && whole:
		base.Status, base.Reason = archive.StatusEmpty, "в ленте нет записей"
		return []Part{base}
	case len(items) == 0:
		base.Status, base.Reason = archive.StatusCorrupt, "лента обрезана до первой записи"
		return []Part{base}
	case !whole:
		h.note(archive.StatusPartial, "лента обрезана, прочитано записей: %d", len(items))
	}
	return h.done(base.MediaType)
}

func (it feedItem) part(base Part, channel string, h *holder) Part {
	p := base
	body := it.full
	if body == "" {
		body = it.short
	}
	text := fragment(body)
	p.Title = squeeze(fragment(it.title))
	p.Text = joinLines(p.Title, text)
	if it.full != "" && it.short != "" {
		p.Aside = fragment(it.short)
	}
	p.Hints = map[string]string{}
	for key, v := range map[string]string{"title": p.Title, "url": absolute("", it.link), "author": squeeze(fragment(it.author)), "date": feedDate(it.date), "site": squeeze(channel)} {
		if v != "" {
			p.Hints[key] = v
		}
	}
	key := it.id
	if key == "" {
		key = it.link
	}
	if key == "" {
		key = it.title + it.date
	}
	sum := sha256.Sum256([]byte(key))
	p.Path = h.unique(fmt.Sprintf("#item-%x", sum[:5])) // the same in tomorrow's feed
	return p
}

// fragment returns the text of a piece of HTML, or of plain text.
func fragment(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return plainLines(s)
	}
	if !strings.Contains(s, "<") {
		return plainLines(html.UnescapeString(s))
	}
	if !strings.Contains(s, "<p") && !strings.Contains(s, "<br") && !strings.Contains(s, "<div") && strings.Contains(s, "\n") {
		s = strings.ReplaceAll(s, "\n", "<br>") // lines of text with a tag among them
	}
	return joinBlocks(readPage(s, 0).blocks)
}

// readFeed returns the entries and the title of a feed, and whether its end
// tag is there.
func readFeed(text string) (items []feedItem, channel string, whole bool) {
	z := html.NewTokenizer(strings.NewReader(text))
	z.AllowCDATA(true)
	var cur *feedItem
	var to *string  // the field being read
	var stop string // the tag that ends it
	var field strings.Builder
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if to != nil {
				*to = strings.TrimSpace(field.String())
			}
			if cur != nil && *cur != (feedItem{}) {
				items = append(items, *cur)
			}
			return items, channel, whole
		}
		if kind == html.TextToken {
			if to != nil {
				field.Write(feedText(z))
			}
			continue
		}
		if kind != html.StartTagToken && kind != html.EndTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		raw := string(z.Raw())
		name, attr := z.TagName()
		tag := string(name)
		if to != nil { // within a field all tags but its end are its content
			if kind == html.EndTagToken && tag == stop || tag == "item" || tag == "entry" {
				*to = strings.TrimSpace(field.String())
				field.Reset()
				to = nil
			} else {
				field.WriteString(raw)
				continue
			}
		}
		switch {
		case kind == html.EndTagToken:
			if (tag == "item" || tag == "entry") && cur != nil {
				items, cur = append(items, *cur), nil
			}
			whole = whole || tag == "rss" || tag == "feed" || tag == "rdf:rdf"
		case tag == "item" || tag == "entry":
			if cur != nil {
				items = append(items, *cur)
			}
			cur = &feedItem{}
		case cur != nil:
			to = cur.field(tag, z, attr)
			stop = tag
		case tag == "title" && channel == "":
			to, stop = &channel, tag
		}
		if kind == html.SelfClosingTagToken {
			to = nil
		}
	}
}

// field returns where the content of a tag of an entry goes, nil for nowhere.
func (it *feedItem) field(tag string, z *html.Tokenizer, attr bool) *string {
	var to *string
	switch tag {
	case "title":
		to = &it.title
	case "guid", "id":
		to = &it.id
	case "pubdate", "dc:date", "published", "issued":
		to = &it.date
	case "updated":
		if it.date == "" {
			to = &it.date
		}
	case "author", "dc:creator":
		to = &it.author
	case "description", "summary":
		to = &it.short
	case "content:encoded", "content", "yandex:full-text", "fulltext", "full-text":
		to = &it.full
	case "link":
		if attr {
			a := readAttrs(z)
			if a.href != "" && (a.rel == "" || a.rel == "alternate") && it.link == "" {
				it.link = a.href
			}
			return nil
		}
		to = &it.link
	}
	if to != nil && *to != "" {
		return nil // the first one counts
	}
	return to
}

// feedText returns the text of a token. Within elements that HTML reads as raw
// (title) the marks of CDATA are part of it.
func feedText(z *html.Tokenizer) []byte {
	text := bytes.Clone(z.Text())
	if bytes.Contains(text, []byte("<![CDATA[")) {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("<![CDATA["), nil), []byte("]]>"), nil)
	}
	return text
}

var russianDate = regexp.MustCompile(`(?i)(\d{1,2})\s+([а-яё]{3,8})\.?\s+(\d{4})`)

// feedDate returns the day of a date in any of the forms that feeds use,
// Russian names of months among them.
func feedDate(s string) string {
	s = strings.TrimSpace(s)
	if d := isoDate(s); d != "" {
		return d
	}
	if t, err := mail.ParseDate(s); err == nil {
		return t.Format(time.DateOnly)
	}
	if m := russianDate.FindStringSubmatch(s); m != nil {
		return normalDate([]string{m[0], m[1], "", m[2], m[3]})
	}
	return normalDate(dateOnly.FindStringSubmatch(s))
}

// looksFeed tells whether data is a feed.
func looksFeed(data []byte) bool {
	head := bytes.ToLower(bytes.ReplaceAll(data[:min(len(data), 1024)], []byte{0}, nil))
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf"} {
		if bytes.Contains(head, []byte(root)) {
			return true
		}
	}
	return false
}

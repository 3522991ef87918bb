// Package feed reads RSS, Atom and RDF: each entry is a document.
package feed

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"

	nethtml "golang.org/x/net/html"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/html"
)

// A feedItem is one entry of a feed, as its tags say.
type feedItem struct {
	title, link, id, date, author, short, full string
}

// Read reads RSS, Atom or RDF: each entry is a part. It reads tags, not XML:
// feeds of old portals have bare ampersands, entities of HTML and missing ends.
func Read(f format.File, budget *format.Budget) []format.Part {
	base := format.Part{MediaType: "application/xml"}
	text := base.DecodeMarkup(f.Data, html.DeclaredCharset(f.Data))
	if text == "" {
		return []format.Part{base}
	}
	items, channel, whole := readFeed(text, budget)
	c := format.NewCollector(budget)
	for _, it := range items {
		if !c.HasRoom() {
			break
		}
		c.Put(it.part(base, channel, c))
	}
	switch {
	case len(items) == 0 && whole:
		base.Because(reason.FeedEmpty.With())
		return []format.Part{base}
	case len(items) == 0:
		base.Because(reason.FeedBroken.With())
		return []format.Part{base}
	case !whole:
		c.Note(reason.FeedCut.With(len(items)))
	}
	return c.Done(base.MediaType)
}

func (it feedItem) part(base format.Part, channel string, c *format.Collector) format.Part {
	p := base
	body := it.full
	if body == "" {
		body = it.short
	}
	text := fragment(body, c.Budget)
	p.Title = format.Squeeze(fragment(it.title, c.Budget))
	p.Text = format.JoinLines(p.Title, text)
	if it.full != "" && it.short != "" {
		p.Aside = fragment(it.short, c.Budget)
	}
	p.Hints = map[string]string{}
	for key, v := range map[string]string{"title": p.Title, "url": html.Absolute("", it.link),
		"author": format.Squeeze(fragment(it.author, c.Budget)), "date": dateline.ParseAny(it.date),
		"site": format.Squeeze(channel)} {
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
	p.Path = c.Unique(fmt.Sprintf("#item-%x", sum[:5])) // the same in tomorrow's feed
	return p
}

// fragment returns the text of a piece of HTML, or of plain text.
func fragment(s string, budget *format.Budget) string {
	if !strings.ContainsAny(s, "<&") {
		return format.PlainLines(s)
	}
	if !strings.Contains(s, "<") {
		return format.PlainLines(nethtml.UnescapeString(s))
	}
	if !strings.Contains(s, "<p") && !strings.Contains(s, "<br") && !strings.Contains(s, "<div") &&
		strings.Contains(s, "\n") {
		s = strings.ReplaceAll(s, "\n", "<br>") // lines of text with a tag among them
	}
	return html.Text(s, budget)
}

// A feedReader goes through the tags of a feed.
type feedReader struct {
	z       *nethtml.Tokenizer
	items   []feedItem
	channel string    // the title of the feed
	whole   bool      // its end tag is there
	item    *feedItem // being read, nil between entries
	to      *string   // the field being read, nil between fields
	stop    string    // the tag that ends it
	field   strings.Builder
}

// readFeed returns the entries and the title of a feed, and whether its end
// tag is there.
func readFeed(text string, budget *format.Budget) (items []feedItem, channel string, whole bool) {
	r := &feedReader{z: nethtml.NewTokenizer(strings.NewReader(text))}
	r.z.AllowCDATA(true)
	for n := 0; ; n++ {
		kind := r.z.Next()
		if n%256 == 0 && budget.Err() != nil {
			kind = nethtml.ErrorToken
		}
		switch kind {
		case nethtml.ErrorToken:
			r.endField()
			if r.item != nil && *r.item != (feedItem{}) {
				r.items = append(r.items, *r.item)
			}
			return r.items, r.channel, r.whole
		case nethtml.TextToken:
			if r.to != nil {
				r.field.Write(feedText(r.z))
			}
		case nethtml.StartTagToken, nethtml.EndTagToken, nethtml.SelfClosingTagToken:
			r.tag(kind)
		}
	}
}

// endField gives the field what was read of it.
func (r *feedReader) endField() {
	if r.to != nil {
		*r.to = strings.TrimSpace(r.field.String())
		r.field.Reset()
		r.to = nil
	}
}

func (r *feedReader) tag(kind nethtml.TokenType) {
	raw := string(r.z.Raw())
	name, attr := r.z.TagName()
	tag := string(name)
	entry := tag == "item" || tag == "entry"
	if r.to != nil && !entry && (kind != nethtml.EndTagToken || tag != r.stop) {
		r.field.WriteString(raw) // within a field all tags but its end are its content
		return
	}
	r.endField()
	switch {
	case kind == nethtml.EndTagToken:
		if entry && r.item != nil {
			r.items, r.item = append(r.items, *r.item), nil
		}
		r.whole = r.whole || tag == "rss" || tag == "feed" || tag == "rdf:rdf"
	case entry:
		if r.item != nil {
			r.items = append(r.items, *r.item)
		}
		r.item = &feedItem{}
	case r.item != nil:
		r.to, r.stop = r.item.field(tag, r.z, attr), tag
	case tag == "title" && r.channel == "":
		r.to, r.stop = &r.channel, tag
	}
	if kind == nethtml.SelfClosingTagToken {
		r.to = nil
	}
}

// field returns where the content of a tag of an entry goes, nil for nowhere.
func (it *feedItem) field(tag string, z *nethtml.Tokenizer, attr bool) *string {
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
			href, rel := html.ReadLink(z)
			if href != "" && (rel == "" || rel == "alternate") && it.link == "" {
				it.link = href
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
func feedText(z *nethtml.Tokenizer) []byte {
	text := bytes.Clone(z.Text())
	if bytes.Contains(text, []byte("<![CDATA[")) {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("<![CDATA["), nil), []byte("]]>"), nil)
	}
	return text
}

// Looks reports whether data is a feed.
func Looks(data []byte) bool {
	head := bytes.ToLower(bytes.ReplaceAll(data[:min(len(data), 1024)], []byte{0}, nil))
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf"} {
		if bytes.Contains(head, []byte(root)) {
			return true
		}
	}
	return false
}

package posts

import (
	"slices"
	"strings"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
)

// OfPage returns a part for each of the posts of a page, body its main text and rest
// what is around it; nil for a page that is one document, or of more posts than maxPosts.
func OfPage(whole format.Part, p *page.Page, body, rest []page.Block, maxPosts int) []format.Part {
	f := finder{Page: p}
	found := f.posts(body)
	if found == nil || len(found) > maxPosts {
		return nil
	}
	return f.parts(whole, found, body, rest)
}

// nearDates are, for each post, the date of the nearest other one that has one, of two as near that of
// the one before it; "" where none has.
func nearDates(posts []webPost) []string {
	dates, before := make([]string, len(posts)), make([]int, len(posts))
	last := -1
	for i, post := range posts {
		if before[i] = last; post.date != "" {
			last = i
		}
	}
	last = -1
	for i, post := range slices.Backward(posts) {
		near := before[i]
		if near < 0 || last >= 0 && last-i < i-near {
			near = last
		}
		if near >= 0 {
			dates[i] = posts[near].date
		}
		if post.date != "" {
			last = i
		}
	}
	return dates
}

// HeadOf returns the title and the date at the head of a text.
func HeadOf(p *page.Page, body []page.Block) (title, date string) {
	return finder{Page: p}.headOf(body)
}

// maxAsides bounds what stands around the posts of a page, in bytes over all of its
// parts but the first, which has it whole.
const maxAsides = 4 << 20

// asideOf is as much of what stands around n posts as the i-th has.
func asideOf(i, n int, aside string) string {
	if limit := maxAsides / n; i > 0 && len(aside) > limit {
		return aside[:max(0, strings.LastIndexByte(aside[:limit], '\n'))]
	}
	return aside
}

// parts makes a part of each post. What belongs to none stands around all of them.
func (p finder) parts(whole format.Part, posts []webPost, body, rest []page.Block) []format.Part {
	covered := make([]bool, len(body))
	for _, post := range posts {
		for i := post.from; i < post.to; i++ {
			covered[i] = true
		}
	}
	var around []page.Block
	for i, b := range body {
		if !covered[i] {
			around = append(around, b)
		}
	}
	aside := page.JoinOnce(append(around, rest...))
	published, news := dateline.Published(p.Meta), p.isNews()
	near := nearDates(posts)
	parts := make([]format.Part, 0, len(posts))
	for i, post := range posts {
		one := whole
		one.Path, one.Title, one.Aside = "#"+post.anchor, post.title, asideOf(i, len(posts), aside)
		if len(posts) == 1 { // the whole of the page's subject
			one.Path = ""
		}
		one.Text = page.Join(body[post.from:post.to])
		one.Hints = map[string]string{}
		put := func(key, value string) {
			if value != "" {
				one.Hints[key] = value
			}
		}
		put("page_title", p.Title)
		put("site", whole.Hints["site"])
		put("lang", whole.Hints["lang"])
		put("date", post.date)
		if post.date == "" {
			put("page_date", published)
			put("near", near[i])
		}
		if news && (p.Plain || post.date == "") {
			put("kind", "новость")
		}
		parts = append(parts, one)
	}
	return parts
}

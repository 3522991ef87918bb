package extract

import "strings"

// maxAsides bounds what stands around the posts of a page, in bytes over all of its
// parts but the first, which has it whole.
const maxAsides = 4 << 20

// cutParts makes a part of each post. What belongs to none stands around all of them.
func cutParts(p Part, page *page, posts []webPost, body, rest []block) []Part {
	covered := make([]bool, len(body))
	for _, post := range posts {
		for i := post.from; i < post.to; i++ {
			covered[i] = true
		}
	}
	var around []block
	for i, b := range body {
		if !covered[i] {
			around = append(around, b)
		}
	}
	aside := joinAside(append(around, rest...))
	published, news := page.published(), page.isNews()
	parts := make([]Part, 0, len(posts))
	for i, post := range posts {
		one := p
		one.Path, one.Title, one.Aside = "#"+post.anchor, post.title, aside
		if limit := maxAsides / len(posts); i > 0 && len(aside) > limit {
			one.Aside = aside[:max(0, strings.LastIndexByte(aside[:limit], '\n'))]
		}
		if len(posts) == 1 { // the whole of the page's subject
			one.Path = ""
		}
		one.Text = joinBlocks(body[post.from:post.to])
		one.Hints = map[string]string{}
		put := func(key, value string) {
			if value != "" {
				one.Hints[key] = value
			}
		}
		put("page_title", page.title)
		put("site", p.Hints["site"])
		put("lang", p.Hints["lang"])
		put("date", post.date)
		if post.date == "" {
			put("page_date", published)
		}
		if news && (page.plain || post.date == "") {
			put("kind", "новость")
		}
		parts = append(parts, one)
	}
	return parts
}

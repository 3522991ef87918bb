package posts

import (
	"strings"

	"letopis/internal/extract/page"
)

// leadTitle returns the title that a paragraph begins with in bold letters, «**Аптека переехала.** Теперь она работает
// на улице Мира.»; "" where it does not.
func leadTitle(b page.Block) string {
	if b.Lead < shortSentence/3 || b.Lead > maxDatedTitle || len(b.Text)-b.Lead < shortSentence || !endsParagraph(b.Text) {
		return ""
	}
	title := strings.TrimRight(b.Text[:b.Lead], " .:")
	if !headLine(title) || !canTitle(title) {
		return ""
	}
	return title
}

// postsByLead finds posts in a section of news or announcements that are a paragraph each, with its title in bold
// letters before the text: all running text is theirs.
func (p finder) postsByLead(body []page.Block) []webPost {
	if p.Plain || !p.isSections() {
		return nil
	}
	var starts []int
	for i, b := range body {
		switch {
		case leadTitle(b) != "":
			starts = append(starts, i)
		case len(starts) == 0 && isRunning(b.Text):
			return nil
		}
	}
	if len(starts) < 2 {
		return nil
	}
	return p.cut(body, starts)
}

package extract

import (
	"regexp"
	"strings"
)

// emptyTitle is what programs call a document that nobody gave a title.
var emptyTitle = regexp.MustCompile(`(?i)^(?:microsoft (?:word|powerpoint|excel)( - .*)?|(?:презентация|presentation)(?: powerpoint)?|powerpoint presentation|(?:слайд|slide|лист|sheet|документ|document|книга|book|page|страница)[ _]?\d*|untitled.*|без (?:имени|названия).*|заголовок слайда отсутствует)$`)

// settleTitle forgets a title that says nothing of the document, and gives a
// presentation without one that of its first slide.
func (p *Part) settleTitle() {
	if emptyTitle.MatchString(strings.TrimSpace(p.Hints["title"])) {
		delete(p.Hints, "title")
	}
	if p.Title == "" && p.Hints["title"] == "" && (p.MediaType == pptType || p.MediaType == pptxType || p.MediaType == odfType+"presentation") {
		first, _, _ := strings.Cut(strings.TrimSpace(p.Text), "\n")
		p.Title = shorten(squeeze(first), 200)
	}
}

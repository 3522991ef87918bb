package format

import (
	"regexp"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
)

// finish puts a part into the state that those who take it count on: a title that
// says something, no more text than maxText bytes, a status.
func (p *Part) finish(maxText int) {
	p.settleTitle()
	if len(p.Text) > maxText {
		cut := maxText
		for cut > 0 && p.Text[cut]&0xc0 == 0x80 {
			cut--
		}
		p.Text = p.Text[:cut]
		for n := len(p.Pages); n > 0 && p.Pages[n-1] > cut; n-- {
			p.Pages = p.Pages[:n-1]
		}
		p.Partly(reason.LongText.With(maxText >> 20))
	}
	if p.Status != "" {
		return
	}
	p.Status = archive.StatusOK
	if strings.TrimSpace(p.Text) == "" {
		p.Because(reason.NoText.With())
	}
}

// Damage says that a document is damaged, by what was read of it. opened says that programs show it all the same, be it
// without text.
func (p *Part) Damage(opened bool) {
	switch {
	case strings.TrimSpace(p.Text+p.Aside) != "":
		p.Because(reason.DamagedPartly.With())
	case opened:
		p.Because(reason.DamagedEmpty.With())
	default:
		p.Because(reason.Damaged.With())
	}
}

// emptyTitle is what programs call a document that nobody gave a title.
var emptyTitle = regexp.MustCompile(`(?i)^(?:microsoft (?:word|powerpoint|excel)( - .*)?|` +
	`(?:презентация|presentation)(?: powerpoint)?|powerpoint presentation|` +
	`(?:слайд|slide|лист|sheet|документ|document|книга|book|page|страница)[ _]?\d*|` +
	`untitled.*|без (?:имени|названия).*|заголовок слайда отсутствует)$`)

// settleTitle forgets a title that says nothing of the document, and gives a
// presentation without one that of its first slide.
func (p *Part) settleTitle() {
	if emptyTitle.MatchString(strings.TrimSpace(p.Hints["title"])) {
		delete(p.Hints, "title")
	}
	if p.Title == "" && p.Hints["title"] == "" && p.isPresentation() {
		first, _, _ := strings.Cut(strings.TrimSpace(p.Text), "\n")
		p.Title = Shorten(Squeeze(first), 200)
	}
}

func (p *Part) isPresentation() bool {
	return p.MediaType == MediaPPT || p.MediaType == MediaPPTX || p.MediaType == MediaODF+"presentation"
}

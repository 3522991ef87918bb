package posts

import (
	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
)

// postsByEnd finds the posts of a section, each a title and text, whose last sentence has the day behind it:
// «…на очереди участок до деревни. (14.05.2013)».
func (p finder) postsByEnd(body []page.Block) []webPost {
	var starts, ends []int
	var dates []string
	from := 0
	for i, b := range body {
		day := dateline.Last(b.Text)
		if day == "" {
			continue
		}
		first := -1
		for j := i - 1; j >= from; j-- {
			if p.headlike(body[j]) && !isSection(body[j].Text) {
				first = j
				if from > 0 {
					first = from
				}
				break
			}
		}
		switch {
		case first >= 0:
		case len(b.Text) >= page.Sentence: // it has no title
			first = max(from, i)
			if from > 0 {
				first = from
			}
		default:
			return nil
		}
		starts, ends, dates, from = append(starts, first), append(ends, i+1), append(dates, day), i+1
	}
	if len(starts) < 2 || !p.isSections() && !newestFirst(dates) || !p.inOrder(dates) || anySentence(body[from:]) {
		return nil
	}
	out := p.cut(body[:ends[len(ends)-1]], starts)
	for i := range out {
		out[i].date = dates[i]
	}
	return out
}

// postsByFoot finds the posts of a plain text that the link to their rest, or how many read them, closes: each a title
// and text, below the name of a section.
func (p finder) postsByFoot(body []page.Block) []webPost {
	if !p.Plain {
		return nil
	}
	starts := []int{0}
	for starts[0] < len(body) && isSection(body[starts[0]].Text) {
		starts[0]++
	}
	n, closed, text := 0, 0, false // blocks of the body so far; posts; whether the last has a sentence
	for _, b := range p.Blocks {
		switch {
		case !b.Chrome:
			text = text || n >= starts[0] && isRunning(b.Text)
			n++
		case text && closesPost(b.Text):
			starts, closed, text = append(starts, n), closed+1, false
		}
	}
	end := starts[len(starts)-1]
	if starts = starts[:len(starts)-1]; closed < 2 {
		return nil
	}
	if rest := body[end:]; len(rest) > 1 && p.headlike(rest[0]) && endsParagraph(rest[1].Text) { // it has no foot
		starts, end = append(starts, end), len(body)
	}
	for i := len(starts) - 1; i >= 0; i-- {
		if from := starts[i]; !p.headlike(body[from]) {
			return nil
		}
	}
	if !p.underNews(body, starts[0], nil) {
		return nil
	}
	return p.cut(body[:end], starts)
}

// closesPost reports whether a line of furniture stands below a post.
func closesPost(line string) bool {
	return goesOnElsewhere(line) || page.HasAnyPrefix(lower(line), []string{"просмотров", "количество просмотров",
		"комментари", "оставить комментарий", "версия для печати", "поделиться"})
}

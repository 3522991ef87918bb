package web

import (
	"context"
	"io"
	"strings"
)

// Letter is a mail, as HTML and as text.
type Letter struct {
	Lang    Lang
	Archive string // its name
	Home    string // its address
	Lead    []string
	Action  Link // what it is for; none without Href
	Hits    []Hit
	Foot    []Link
}

// HTML writes a letter for programs that show HTML. Mail programs have no styles of sites.
func (l Letter) HTML(ctx context.Context, w io.Writer) error { return l.document().Render(ctx, w) }

// Text is a letter for those that do not.
func (l Letter) Text() string {
	var b strings.Builder
	for _, line := range l.Lead {
		b.WriteString(line + "\n")
	}
	if l.Action.Href != "" {
		b.WriteString("\n" + l.Action.Text + ":\n" + l.Action.Href + "\n")
	}
	for _, h := range l.Hits {
		b.WriteString("\n" + h.letterTitle() + "\n")
		if meta := h.letterMeta(); meta != "" {
			b.WriteString(meta + "\n")
		}
		if len(h.Snippets) > 0 {
			b.WriteString(runsText(h.Snippets[0].Runs) + "\n")
		}
		b.WriteString(h.URL + "\n")
	}
	b.WriteByte('\n')
	for _, f := range l.Foot {
		b.WriteString(f.Text + ": " + f.Href + "\n")
	}
	b.WriteString(l.Archive + ": " + l.Home + "\n")
	return b.String()
}

func (h Hit) letterTitle() string {
	return strings.TrimSpace(runsText(h.Formula) + " " + runsText(h.Title))
}

// letterMeta says what a document is, whose and of when.
func (h Hit) letterMeta() string {
	var parts []string
	place := h.Municipality
	if place == "" {
		place = strings.Join(h.Cities, ", ")
	}
	if place == "" {
		place = h.Region
	}
	number := ""
	if h.Number != "" {
		number = "№\u00a0" + h.Number
	}
	for _, s := range []string{h.Kind, h.Draft, number, h.Date, place, h.MoreText} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

func runsText(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

package results

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"letopis/web"
)

// Explanations of scores are truncated to the space left on a page of results; the API returns them in full.
const (
	searchPageBytes   = 60 << 10 // of HTML
	explanationMarkup = 128      // maximum markup around an explanation
	explanationLines  = 7
)

// truncateExplanations truncates the explanations of the hits so that the page stays within its maximum size.
func (s Service) truncateExplanations(ctx context.Context, d *web.Search) error {
	accounts := make([]string, len(d.Hits))
	for i := range d.Hits {
		accounts[i], d.Hits[i].Explain = d.Hits[i].Explain, ""
	}
	var b bytes.Buffer
	if err := s.Assets.Render(ctx, &b, *d); err != nil {
		return fmt.Errorf("page search: %w", err)
	}
	for i := range d.Hits {
		d.Hits[i].Explain = truncateExplanation(accounts[i], (searchPageBytes-b.Len())/len(d.Hits)-explanationMarkup)
	}
	return nil
}

// truncateExplanation keeps the first lines of an explanation that fit.
func truncateExplanation(account string, room int) string {
	const more = "…\n"
	kept := ""
	for i, line := range strings.SplitAfter(account, "\n") {
		switch {
		case i < explanationLines && len(kept)+len(line)+len(more) <= room:
			kept += line
		case line != "" && kept != "":
			return kept + more
		default:
			return kept
		}
	}
	return kept
}

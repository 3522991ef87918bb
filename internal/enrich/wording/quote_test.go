package wording

import (
	"strings"
	"testing"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

func TestQuotes(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"« Культура »", "Культура"}, {"«Культура МР «Печора»»", "Культура МР «Печора»"},
		{"«Культура МР «Печора» на 2015 год»", "Культура МР «Печора» на 2015 год"},
		{`" Культура "`, "Культура"}, {`"Культура" и "Спорт"`, "Культура"},
		{"«Культура МР «Печора» утверждена. «Спорт» — тоже", "Культура МР «Печора"},
	} {
		text, want := x.text, x.want
		p := ruletext.NewPage(text)
		q := QuoteAt(p, 0)
		if got := strings.TrimSpace(p.Slice(q.From+1, q.Inner)); wordform.Squeeze(got) != wordform.Squeeze(want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

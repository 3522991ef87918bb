package ruletext

// OpensStraight tells an opening straight quote from a closing one by the
// spaces around it; between spaces, by what precedes.
func (p *Page) OpensStraight(j int) bool {
	before, after := p.Adjoins(j), p.Adjoins(j+1)
	if before != after {
		return after
	}
	if p.StartsLine(j) && p.Capitalized(j+1) && p.Line(j) == p.Line(j+1) {
		return true
	}
	if p.StartsLine(j+1) || !p.Capitalized(j+1) && !p.HasKind(j+1, Number) {
		return false
	}
	return p.HasStem(j-1, "район", "округ", "образовани", "поселени", "программ", "проект") ||
		p.IsAny(j-1, "(", ",", ":", "мр", "мо", "го", "апк", "о", "об")
}

// ClosesStraight tells a straight quote that closes what opened before: it touches
// the word before it only.
func (p *Page) ClosesStraight(j int) bool {
	return p.At(j) == `"` && p.Adjoins(j) && !p.Adjoins(j+1)
}

// OpenQuotes reports whether a quote opened between tokens i and k is still open.
func (p *Page) OpenQuotes(i, k int) bool {
	depth, straight := 0, 0
	for ; i < k; i++ {
		switch p.At(i) {
		case "«":
			depth++
		case "»":
			depth--
		case `"`:
			straight++
		}
	}
	return depth > 0 || straight%2 == 1
}

// IsOpenQuote reports whether a token opens a quote, or may.
func IsOpenQuote(s string) bool { return s == "«" || s == `"` }

// IsCloseQuote reports whether a token closes a quote, or may.
func IsCloseQuote(s string) bool { return s == "»" || s == `"` }

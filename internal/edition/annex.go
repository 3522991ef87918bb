package edition

import (
	"slices"
	"strings"

	"letopis/internal/text/clause"
)

// maxAnnexes limits how many annexes of an amending act are examined.
const maxAnnexes = 500

// wordingAnnex is an annex of an amending act that may contain a new wording, without its stamp.
type wordingAnnex struct {
	Span
	of     holder
	number string
	inner  string // number of the annex whose new wording it contains, according to its heading
	from   int    // start of its stamp
}

// holder is what an annex is annexed to.
type holder uint8

const (
	ofAmending holder = iota // the amending act
	ofChanges                // its list of changes: «Приложение 1 / к изменениям, вносимым в постановление»
	ofOther                  // the amended act, or a document approved by it: «Приложение 2 / к программе»
)

// listsChanges reports whether an annex is annexed to a list of changes.
func listsChanges(text string, c clause.Clause) bool {
	_, line, _ := strings.Cut(text[c.Start:min(c.End, c.Start+headBytes)], "\n")
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "к изменени")
}

// wordings returns the annexes that may contain new wordings; lists of changes do not.
func (r *reader) wordings() []wordingAnnex {
	if r.worded != nil || len(r.annexes) > maxAnnexes {
		return r.worded
	}
	r.worded = []wordingAnnex{}
	for i := 0; i < len(r.annexes); i++ {
		c := r.annexes[i]
		a := wordingAnnex{number: arabic(c.Number), from: c.Start}
		switch {
		case listsChanges(r.text, c):
			a.of = ofChanges
		case !isOwn(r.text, c.Start, c.End):
			a.of, a.Span, a.inner = ofOther, trim(r.text, Span{c.Start, c.End}), a.number
			r.worded = append(r.worded, a)
			continue
		case listed(r.text[c.Start:c.End]) >= 0:
			continue
		}
		a.Span = trim(r.text, Span{stampEnd(r.text, c.Start, c.End), c.End})
		if next := i + 1; next < len(r.annexes) && (a.Start == a.End || a.Start == r.annexes[next].Start) {
			i++ // it consists only of an annex of the amended act
			a.Span = trim(r.text, Span{r.annexes[i].Start, r.annexes[i].End})
		}
		if n, _, ok := innerAnnex(r.text[a.Start:min(a.End, a.Start+maxHeadingDistance)]); ok {
			a.inner = arabic(n)
		}
		r.worded = append(r.worded, a)
	}
	return r.worded
}

// annex returns the new wording in the annex with a number, or, for "", in the only annex with the heading of the
// annex at a place or the only annex at all. list says that it is annexed to the list of changes. ok reports whether
// it exists.
func (r *reader) annex(n string, at Place, list bool) (s Span, ok bool) {
	of, headed := ofAmending, ""
	if list {
		of = ofChanges
	}
	if k := len(at.Steps) - 1; k >= 0 && at.Steps[k].Kind == Annex {
		headed = arabic(at.Steps[k].Number)
	}
	var own, exact []wordingAnnex
	for _, a := range r.wordings() {
		if a.of == of {
			own = append(own, a)
		}
		if n != "" && a.of == of && a.number == arabic(n) ||
			n == "" && headed != "" && a.inner == headed && (a.of == of || a.of == ofOther) {
			exact = append(exact, a)
		}
	}
	if len(exact) == 0 && n == "" {
		exact = slices.DeleteFunc(own, func(a wordingAnnex) bool { return len(own) > 1 || a.number != "" && a.number != "1" })
	}
	if len(exact) != 1 {
		return Span{}, false
	}
	if u := (Span{exact[0].from, exact[0].End}); !slices.Contains(r.used, u) { // at most maxAnnexes
		r.used = append(r.used, u)
	}
	return exact[0].Span, exact[0].End > exact[0].Start
}

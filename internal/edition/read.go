package edition

import (
	"slices"
	"strings"

	"letopis/internal/text/clause"
)

// reader reads the changes of an amending act.
type reader struct {
	text    string
	out     []Change
	open    []scope // what preceding sentences establish for those below
	aliases map[string]Place
	ref     Ref // the act that the changes in an annex refer to
	lists   bool
	annexes []clause.Clause // all annexes
	worded  []wordingAnnex  // determined on first use
	used    []Span          // annexes that are new wordings and thus contain no instructions
}

// scope is what a sentence that opens a list establishes for its items.
type scope struct {
	style  int // of its marker; 0 if none
	where  Place
	ref    Ref
	act    bool   // an act is meant
	enters bool   // it lists changes
	repeal bool   // it lists repealed acts
	why    Reason // it was not understood, so nothing below is certain
}

// Read returns the changes that an amending act makes, in the order of its text, up to MaxChanges; anything else that
// it orders is ignored. It takes time linear in the length of the text.
func Read(text string) []Change {
	tree := clause.Parse(text)
	r := reader{text: text, aliases: map[string]Place{}}
	end := len(text)
	for i := range tree.Len() {
		c := tree.Clause(i)
		if c.Kind != clause.Annex {
			continue
		}
		r.annexes = append(r.annexes, c)
		if c.Parent < 0 {
			end = min(end, c.Start)
		}
	}
	from := operative(text[:end])
	if from == 0 && !strings.Contains(strings.ToLower(text[:min(end, maxHeadingDistance)]), "измен") {
		return nil
	}
	r.part(from, end)
	if r.lists || !slices.ContainsFunc(r.out, func(c Change) bool { return c.Why == "" }) {
		for _, c := range r.annexes {
			if c.Parent >= 0 {
				continue
			}
			if at := listed(text[c.Start:c.End]); at >= 0 {
				r.open = nil
				r.part(c.Start+at, c.End)
			}
		}
	}
	return r.out
}

// operative returns where the operative part of an act begins: after its operative word, or at «Внести в
// постановление…»; 0 if it has neither.
func operative(body string) int {
	low := strings.ToLower(body)
	if len(low) != len(body) {
		return 0
	}
	for _, w := range []string{"постановляю", "постановляет", "решила", "решил", "решило", "приказываю", "обязываю"} {
		for from := 0; ; {
			i := strings.Index(low[from:], w)
			if i < 0 {
				break
			}
			from += i + len(w)
			if rest := strings.TrimLeft(low[from:], " "); strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "\n") {
				return from + len(low[from:]) - len(rest) + 1
			}
		}
	}
	at, item := 0, -1 // start of the line; start of a marker on a line of its own
	for line := range strings.Lines(low) {
		_, n := itemMark(line)
		switch rest := strings.TrimSpace(line[n:]); {
		case strings.HasPrefix(rest, "внести ") && item >= 0:
			return item
		case strings.HasPrefix(rest, "внести "):
			return at
		case n > 0 && rest == "":
			item = at
		case rest != "":
			item = -1
		}
		at += len(line)
	}
	return 0
}

// maxHeadingDistance is how far below the start of an annex its heading may be, in bytes.
const maxHeadingDistance = 1200

// listed returns where a list of changes begins in an annex, or -1.
func listed(annex string) int {
	at := 0
	for line := range strings.Lines(annex[:min(len(annex), maxHeadingDistance)]) {
		head := strings.ToLower(strings.TrimSpace(line))
		if strings.HasPrefix(head, "изменени") || strings.HasPrefix(head, "перечень изменений") {
			return at
		}
		at += len(line)
	}
	return -1
}

// part reads the sentences of a part of the text.
func (r *reader) part(start, end int) {
	for s := range sentences(r.text, start, end) {
		if len(r.out) > MaxChanges { // the one beyond the limit shows that there are more
			return
		}
		r.sentence(s)
	}
}

// sentence reads the changes of a sentence and what it establishes for those below.
func (r *reader) sentence(s *sentence) {
	if slices.ContainsFunc(r.used, func(u Span) bool { return s.at.Start >= u.Start && s.at.Start < u.End }) {
		return
	}
	said := understand(s, r.aliases)
	r.close(s, &said)
	above := r.above()
	sc := r.within(above, s, &said)
	if said.alias != "" && said.why == "" {
		r.aliases[said.alias] = sc.where
	}
	if said.enters && said.list {
		r.lists = true
		r.ref = sc.ref
	}
	if s.style == 0 && !s.opens && isSignature(r.text[s.at.Start:s.at.End]) {
		return
	}
	ordered := !r.plain(s)
	if s.opens && said.why != "" && !ordered && hasPrefix(strings.ToLower(r.text[s.at.Start:s.at.End]), grounds) {
		return
	}
	if s.opens {
		sc.repeal = said.orders[0].verb == repeal
		if ordered && !sc.repeal { // the announced wording does not follow
			r.unread(s, sc, NoWording)
		}
		r.open = append(r.open, sc)
		return
	}
	switch {
	case ordered && !above.repeal && (above.enters || said.act || ofTexts(s)):
		r.orders(s, &said, sc)
	case s.broken && (said.enters || above.enters),
		above.enters && !above.repeal && !said.enters && r.meansChange(s):
		r.unread(s, sc, cmpReason(said.why))
	}
}

func cmpReason(why Reason) Reason {
	if why == "" {
		return Unread
	}
	return why
}

// grounds are the beginnings of sentences on the legal basis of an act.
var grounds = []string{"в соответствии", "на основании", "во исполнение", "в целях", "руководствуясь", "рассмотрев",
	"согласно "}

// ordinary are the stems of words for what acts order apart from changes.
var ordinary = []string{"вступа", "опублик", "контрол", "размест", "обеспеч", "довести", "распростран", "возлож",
	"оставля",
	"направ", "разослать", "обнародова"}

// meansChange reports whether a sentence in a list of changes without a recognised verb may be a change.
func (r *reader) meansChange(s *sentence) bool {
	return (s.style > 0 || ofTexts(s)) && !slices.ContainsFunc(s.tokens, func(t token) bool {
		return t.kind == word && hasPrefix(t.s, ordinary)
	})
}

// ofTexts reports whether a sentence is about a text: it contains a quotation or names a place.
func ofTexts(s *sentence) bool {
	return slices.ContainsFunc(s.tokens, func(t token) bool {
		if t.kind != word {
			return t.kind == quote
		}
		_, _, place := noun(t.s)
		return place || thing(t.s) != ""
	})
}

// above returns what the preceding sentences establish.
func (r *reader) above() scope {
	if n := len(r.open); n > 0 {
		return r.open[n-1]
	}
	return scope{ref: r.ref, enters: r.lists}
}

// close ends the lists that a sentence is not part of: those with the same style of marker and everything inside. A
// sentence without a marker ends lists of such sentences unless its place is inside theirs.
func (r *reader) close(s *sentence, said *statement) {
	if s.inline {
		return
	}
	if s.style > 0 {
		for i, sc := range r.open {
			if sc.style == s.style {
				r.open = r.open[:i]
				return
			}
		}
		return
	}
	outer := clauseKinds + 99
	for _, o := range said.orders {
		for _, st := range o.where.Steps {
			outer = min(outer, st.Kind)
		}
	}
	for n := len(r.open); n > 0 && r.open[n-1].style == 0; n = len(r.open) {
		steps := r.open[n-1].where.Steps
		if !said.enters && (len(steps) == 0 || steps[len(steps)-1].Kind < outer) {
			return
		}
		r.open = r.open[:n-1]
	}
}

// within combines what a sentence establishes with what those above do.
func (r *reader) within(above scope, s *sentence, said *statement) scope {
	entered := s.opens && said.why == "" && (len(said.orders[0].where.Steps) > 0 || said.orders[0].where.Thing != "")
	sc := above
	sc.style, sc.act, sc.enters = s.style, above.act || said.act, above.enters || said.enters || entered
	if said.ref != (Ref{}) {
		sc.ref = said.ref
		if said.ref != above.ref { // another act: forget what was said about the previous one
			sc.where = Place{}
		}
	}
	if s.opens {
		if said.why != "" {
			sc.why = said.why
		}
		where, ok := sc.where.with(said.orders[0].where)
		if !ok {
			sc.why = Unread
		}
		sc.where = where
	}
	return sc
}

// with extends a path by another one; ok is false if they do not fit.
func (p Place) with(q Place) (out Place, ok bool) {
	out.Thing = p.Thing
	if q.Thing != "" {
		out.Thing = q.Thing
	}
	steps := slices.Clone(q.Steps)
	slices.SortStableFunc(steps, func(a, b Step) int { return int(a.Kind) - int(b.Kind) })
	for i := 1; i < len(steps); i++ {
		if steps[i].Kind == steps[i-1].Kind {
			return out, false
		}
	}
	out.Steps = slices.Clone(p.Steps)
	for i, s := range steps {
		n := len(out.Steps)
		j := slices.IndexFunc(out.Steps, func(o Step) bool { return o.Kind == s.Kind })
		switch {
		case j >= 0 && (out.Steps[j] == s || s.Number == "" && s.Name == ""):
		case i == 0 && q.Thing != "" && n > 0 && out.Steps[0].Kind >= s.Kind:
			out.Steps = []Step{s} // «подпункт 2 пункта 3 Порядка»: the path starts over
		case n > 0 && out.Steps[n-1].Kind >= s.Kind:
			return out, false
		default:
			out.Steps = append(out.Steps, s)
		}
	}
	return out, true
}

// unread adds an instruction that was not understood, merged with a preceding one.
func (r *reader) unread(s *sentence, sc scope, why Reason) {
	if n := len(r.out); n > 0 && why == Unread && r.out[n-1].Why == Unread && r.plain(s) {
		r.out[n-1].Source.End = s.at.End
		return
	}
	r.out = append(r.out, Change{Op: Unreadable, Source: s.at, Ref: sc.ref, Why: why, NewAt: -1})
}

// plain reports whether a sentence orders nothing itself.
func (r *reader) plain(s *sentence) bool {
	for i, t := range s.tokens {
		if t.kind == word && (ordersChange(t.s) || renumbers(s.tokens, i)) {
			return false
		}
	}
	return true
}

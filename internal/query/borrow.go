package query

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// BorrowRequest asks which documents of other municipalities have passages of one of the archive.
type BorrowRequest struct {
	ID   string
	Text string // of that document
	// Quoted are places of the text, in bytes, whose lines say what others do: citations of laws.
	Quoted       [][2]int
	Municipality string // its own, whose documents are left out; "" for none
}

// Bounds of what is looked for.
const (
	borrowBytes  = similarBytes // of the text looked at, and of each that it is compared with
	borrowProbes = 24           // passages that are looked for
	borrowAgain  = 12           // of them by another phrase, where nobody else has the first one
	borrowFound  = 8            // documents that are read
	borrowWords  = 14           // that a passage has at least
	probeWords   = 6            // of a passage that are looked for as a phrase
	shingleWords = 5            // by which passages are compared
	passageShare = 0.5          // of the shingles of a passage that another text must have
	minRare      = 18           // words of passages that are rare, in all
	borrowGap    = 2 << 10      // of either text may stand between passages of a run
)

// piece is a line of a text that may be borrowed.
type piece struct {
	start, end int // in the text
	words      int
	shingles   []uint64
	forms      []text.Token // until its probe is chosen
	probes     [2][]string  // phrases by which it is looked for, the rarest first; nil: it has no more
	score      float64      // of the first
	rare       bool         // few municipalities have it
	formula    bool         // many do
}

// Passages are those of a text.
type Passages struct {
	list []piece
	of   map[uint64]struct{} // shingles of all
}

// Borrowed returns the documents that have rare passages of the text of r, with its passages for Shared; those of its
// own municipality are left out, near-duplicates folded. A wording that many municipalities have is a formula and no
// borrowing. It takes up to 38 searches by phrases.
func (s *Service) Borrowed(ctx context.Context, r BorrowRequest) ([]index.Hit, *Passages, error) {
	idx := s.idx()
	own := s.passages(r.Text, r.Quoted)
	if err := probe(ctx, idx, own); err != nil {
		return nil, nil, fmt.Errorf("what %s has in common with others: %w", r.ID, err)
	}
	probes, err := rare(ctx, idx, own)
	if err != nil || len(probes) == 0 {
		return nil, own, err
	}
	q := index.Query{Expr: index.And{Exprs: []index.Expr{index.Or{Exprs: probes},
		index.Not{Expr: index.IDs{IDs: []string{r.ID}}}}}, Limit: borrowFound, Collapse: "group"}
	if r.Municipality != "" {
		q.Filters = []index.Filter{{Field: "municipality", None: []string{r.Municipality}}}
	}
	res, err := idx.Search(ctx, q)
	if err != nil {
		return nil, nil, fmt.Errorf("what %s has in common with others: %w", r.ID, err)
	}
	return res.Hits, own, nil
}

// passages are the lines of a text that are long enough, with their shingles.
func (s *Service) passages(txt string, quoted [][2]int) *Passages {
	out := &Passages{of: map[uint64]struct{}{}}
	txt = txt[:min(len(txt), borrowBytes)]
	at := 0
	for line := range strings.Lines(txt) {
		p := piece{start: at, end: at + len(line)}
		at = p.end
		if len(line) < borrowWords*4 || slices.ContainsFunc(quoted, func(q [2]int) bool {
			return q[0] < p.end && q[1] > p.start
		}) {
			continue
		}
		p.forms = s.forms(line)
		if p.words = len(p.forms); p.words < borrowWords {
			continue
		}
		shingles(p.forms, func(h uint64, _ int) {
			p.shingles = append(p.shingles, h)
			out.of[h] = struct{}{}
		})
		out.list = append(out.list, p)
	}
	return out
}

// forms are the words of a text, one at a position.
func (s *Service) forms(txt string) []text.Token {
	tokens := s.text.Analyze(txt)
	out, last := tokens[:0], -1
	for _, t := range tokens {
		if t.Pos != last {
			out = append(out, t)
		}
		last = t.Pos
	}
	return out
}

// shingles calls fn for each sequence of words, with the first of them.
func shingles(forms []text.Token, fn func(h uint64, first int)) {
	for i := 0; i+shingleWords <= len(forms); i++ {
		h := uint64(14695981039346656037) // FNV-1a
		for _, f := range forms[i : i+shingleWords] {
			for k := range len(f.Exact) {
				h = (h ^ uint64(f.Exact[k])) * 1099511628211
			}
			h = (h ^ ' ') * 1099511628211
		}
		fn(h, i)
	}
}

// probe chooses of the passages that have the rarest words a phrase each, by which they are looked for.
func probe(ctx context.Context, idx index.Index, p *Passages) error {
	known := map[string]int{}
	for i := range p.list {
		for _, f := range p.list[i].forms {
			known[f.Exact] = 0
		}
	}
	terms := slices.Sorted(maps.Keys(known))
	df, err := idx.Counts(ctx, "exact", terms)
	if err != nil {
		return err
	}
	st, err := idx.Stats(ctx)
	if err != nil {
		return err
	}
	for i, t := range terms {
		known[t] = df[i]
	}
	for i := range p.list {
		p.list[i].choose(known, st.Docs)
	}
	return nil
}

// choose chooses the phrases of a passage: the rarest, and the rarest that has no word of that one.
func (x *piece) choose(df map[string]int, docs int) {
	first := -probeWords
	for n := range x.probes {
		best, at := 0.0, -1
		for k := 0; k+probeWords <= len(x.forms); k++ {
			if n > 0 && k > first-probeWords && k < first+probeWords {
				continue
			}
			if score := weigh(x.forms[k:k+probeWords], df, docs); score > best {
				best, at = score, k
			}
		}
		if at < 0 {
			break
		}
		if n == 0 {
			first, x.score = at, best
		}
		for _, f := range x.forms[at : at+probeWords] {
			x.probes[n] = append(x.probes[n], f.Exact)
		}
	}
	x.forms = nil
}

// weigh is how rare the words of a phrase are; 0: it is not looked for, as nobody else has one of them, or they say
// little.
func weigh(window []text.Token, df map[string]int, docs int) (score float64) {
	content := 0
	for i, f := range window {
		if df[f.Exact] < 2 || i > 0 && f.Pos != window[i-1].Pos+1 {
			return 0
		}
		if f.Stop || words.HasDigit(f.Exact) {
			continue
		}
		content++
		score += math.Log(float64(docs+1) / float64(df[f.Exact]))
	}
	if content < probeWords/2 {
		return 0
	}
	return score
}

// rare are the phrases of those passages that some have, but not many: as a rule more municipalities than the root of
// how many there are have what is a formula.
func rare(ctx context.Context, idx index.Index, p *Passages) ([]index.Expr, error) {
	all, err := idx.Search(ctx, index.Query{Facets: []index.FacetRequest{{Field: "municipality", Limit: 1}}})
	if err != nil {
		return nil, err
	}
	common := max(4, int(math.Sqrt(float64(all.Facets[0].Distinct))))
	order := make([]*piece, 0, len(p.list))
	for i := range p.list {
		if p.list[i].probes[0] != nil {
			order = append(order, &p.list[i])
		}
	}
	slices.SortStableFunc(order, func(a, b *piece) int { return cmp.Compare(b.score, a.score) })
	var out []index.Expr
	again := borrowAgain
	for _, x := range order[:min(len(order), borrowProbes)] {
		for n, terms := range x.probes {
			if n > 0 { // it may be borrowed with other words where the first phrase was
				if x.rare || x.formula || terms == nil || again == 0 {
					break
				}
				again--
			}
			if err := index.Pace(ctx); err != nil {
				return nil, err
			}
			phrase := index.Phrase{Field: "exact", Terms: terms, Boost: 1}
			res, err := idx.Search(ctx, index.Query{Expr: phrase,
				Facets: []index.FacetRequest{{Field: "municipality", Limit: 1}}})
			if err != nil {
				return nil, err
			}
			if x.formula = res.Facets[0].Distinct > common; !x.formula && res.Total > 1 {
				x.rare = true
				out = append(out, phrase)
			}
		}
	}
	return out, nil
}

// Borrowing is a run of lines that two texts have, in bytes: where it stands in the one, and in the other.
type Borrowing struct {
	Start, End           int
	OtherStart, OtherEnd int
	Words                int
}

// Shared are the runs of passages that another text has, too, in the same order and with little between them: each with
// one that is rare. nil: there is too little.
func (s *Service) Shared(p *Passages, other string) []Borrowing {
	forms := s.forms(other[:min(len(other), borrowBytes)])
	where := map[uint64][2]int{} // of the shingles that both have, in other
	shingles(forms, func(h uint64, first int) {
		if _, ok := p.of[h]; !ok {
			return
		}
		if _, ok := where[h]; !ok {
			where[h] = [2]int{forms[first].Start, forms[first+shingleWords-1].End}
		}
	})
	var out []Borrowing
	var run Borrowing
	isRare, rareWords, last := false, 0, -2
	end := func() {
		if isRare {
			out = append(out, run)
		}
		run, isRare = Borrowing{}, false
	}
	for i := range p.list {
		x := &p.list[i]
		place, ok := x.in(where)
		if !ok || x.formula {
			continue
		}
		if last != i-1 || !run.goesOn(x.start, place) {
			end()
			run = Borrowing{Start: x.start, OtherStart: place[0]}
		}
		run.End, run.OtherEnd, last = x.end, place[1], i
		run.Words += x.words
		if x.rare {
			isRare = true
			rareWords += x.words
		}
	}
	end()
	if rareWords < minRare {
		return nil
	}
	return out
}

// goesOn reports whether a passage that begins at start, and stands at place of the other text, follows a run. Words
// that stand twice may make places overlap.
func (b Borrowing) goesOn(start int, place [2]int) bool {
	return start-b.End <= borrowGap && place[0]-b.OtherEnd <= borrowGap &&
		place[0] >= b.OtherStart && place[1] > b.OtherEnd
}

// in is where another text has a passage, whose shingles it has at where; ok: it has most of it. Parts of it may stand
// in several places: the one with most of them is told.
func (x *piece) in(where map[uint64][2]int) (place [2]int, ok bool) {
	var parts [][2]int
	for _, h := range x.shingles {
		if at, found := where[h]; found {
			parts = append(parts, at)
		}
	}
	slices.SortFunc(parts, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	from, most := 0, 0
	for i := range parts {
		for parts[i][1]-parts[from][0] > 3*(x.end-x.start) && from < i {
			from++
		}
		if n := i + 1 - from; n > most {
			most, place = n, [2]int{parts[from][0], parts[i][1]}
		}
	}
	return place, float64(len(parts)) >= passageShare*float64(len(x.shingles))
}

// NearDuplicates returns the other documents of the group of near-duplicates that a document is in: the first of them,
// how many there are, and the group's value; "" where it is in none, or in one whose value begins with parts: those of
// parts of a text. It takes two searches, whose answers an engine need not remember.
func (s *Service) NearDuplicates(ctx context.Context, id, parts string, limit int) (hits []index.Hit, total int,
	group string, err error) {
	idx := s.idx()
	this := index.IDs{IDs: []string{id}}
	own, err := idx.Search(ctx, index.Query{Expr: this, Limit: 1, Collapse: "group"})
	if err != nil || len(own.Hits) == 0 {
		return nil, 0, "", err
	}
	if group = own.Hits[0].Group; group == "" || strings.HasPrefix(group, parts) {
		return nil, 0, "", nil
	}
	res, err := idx.Search(ctx, index.Query{Expr: index.Not{Expr: this}, Sort: index.ByDateAsc,
		Filters: []index.Filter{{Field: "group", Any: []string{group}}}, Limit: limit})
	if err != nil {
		return nil, 0, "", err
	}
	return res.Hits, res.Total, group, nil
}

package record

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"letopis/internal/archive"
)

// Pair is two rows that may refer to the same act.
type Pair struct{ Left, Right Ref }

// Joiner returns pairs of rows from two of Tables with equal keys and either equal days or an equal, known issuer,
// whose left row belongs to one of the documents. They are ordered by the ID of the right row.
type Joiner func(ctx context.Context, left, right string, ids []string) ([]Pair, error)

// decodeRef decodes the data of a row.
func decodeRef[T any](r Ref) (*T, error) {
	v := new(T)
	if err := decode(r.Data, v); err != nil {
		return nil, fmt.Errorf("document %s: what it refers to: %w (%v)", r.ID, archive.ErrCorrupt, err)
	}
	return v, nil
}

// candidate is an act that the archive holds.
type candidate struct {
	ref  Ref
	side *side
}

// candidates decodes rows of acts, one per document.
func candidates(refs []Ref) ([]candidate, error) {
	var out []candidate
	seen := map[string]bool{}
	for _, r := range refs {
		if seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		s, err := decodeRef[side](r)
		if err != nil {
			return nil, err
		}
		out = append(out, candidate{r, s})
	}
	return out, nil
}

// Deeds sets the Deeds of documents, given by ID. nil documents are skipped.
func Deeds(ctx context.Context, join Joiner, docs map[string]*archive.Document) error {
	var ids []string
	for id, d := range docs {
		if d != nil && d.Facts.IsAct() && d.Facts.Number.Text != "" {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	pairs, err := join(ctx, Tables.Acts, Tables.Effects, ids)
	if err != nil || len(pairs) == 0 {
		return err
	}
	effects := map[string][]Pair{}
	for _, p := range pairs {
		effects[p.Left.ID] = append(effects[p.Left.ID], p)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return effects[id] == nil })
	pairs, err = join(ctx, Tables.Acts, Tables.Acts, ids)
	if err != nil {
		return err
	}
	others := map[string][]Ref{}
	for _, p := range pairs {
		others[p.Left.ID] = append(others[p.Left.ID], p.Right)
	}
	for _, id := range ids {
		if docs[id].Deeds, err = deedsOn(effects[id][0].Left, effects[id], others[id]); err != nil {
			return err
		}
	}
	return nil
}

// deedsOn returns what was done to an act: the effects that match it at least as well as any other act.
func deedsOn(act Ref, pairs []Pair, others []Ref) ([]archive.Deed, error) {
	all, err := candidates(append(slices.Clone(others), act))
	if err != nil {
		return nil, err
	}
	self := all[slices.IndexFunc(all, func(c candidate) bool { return c.ref.ID == act.ID })]
	all = slices.DeleteFunc(all, func(c candidate) bool { return oneAct(self.side, act, c.side, c.ref) })
	var out []archive.Deed
	for _, p := range pairs {
		x, err := decodeRef[effectData](p.Right)
		if err != nil {
			return nil, err
		}
		mine := rankMatch(&x.side, p.Right, self.side, act)
		if !mine.fits() || otherIssuer(p.Right, act) {
			continue
		}
		d := archive.Deed{Effect: x.Effect, Teller: p.Right.ID, Told: x.Told}
		d.By = x.By
		if !x.Told {
			d.By.Target, d.By.Match, d.By.Confidence = p.Right.ID, archive.MatchTold, 1
		}
		doubt, ok := compare(mine, &x.side, p.Right, slices.DeleteFunc(slices.Clone(all), func(c candidate) bool {
			return otherIssuer(p.Right, c.ref)
		}))
		if !ok {
			continue
		}
		by, _ := refTo("", d.By)
		switch {
		case by.Key == act.Key && by.Day == act.Day && kindOf(d.By.Kind) == self.side.Kind && !x.Told:
			d.Doubt = archive.DeedSelf
		case by.Day < act.Day && by.Day != "" && mine.how > byYear:
			d.Doubt = archive.DeedReversed
		case doubt:
			d.Doubt = archive.DeedNamesake
		}
		out = append(out, d)
	}
	archive.SortDeeds(out)
	return eachOnce(out), nil
}

// otherIssuer reports whether two rows are known to have different issuers.
func otherIssuer(a, b Ref) bool { return a.Issuer != "" && b.Issuer != "" && a.Issuer != b.Issuer }

// compare reports whether an effect that matches an act as well as mine may be on it: ok unless another act matches
// better, doubt if another one matches equally well.
func compare(mine rank, x *side, r Ref, others []candidate) (doubt, ok bool) {
	for _, c := range others {
		theirs := rankMatch(x, r, c.side, c.ref)
		if theirs.better(mine) {
			return false, false
		}
		doubt = doubt || theirs == mine
	}
	return doubt, true
}

// deedKey identifies a deed regardless of which document reports it.
type deedKey struct{ what, part, by string }

// eachOnce removes duplicate deeds, which copies of an act and other documents report. It prefers a deed without
// doubt, then one from the act's own document, then the first. Reports of what an act did as a whole are dropped if
// the archive holds the act itself.
func eachOnce(deeds []archive.Deed) []archive.Deed {
	own := map[string]bool{}
	best := map[deedKey]int{}
	keys := make([]deedKey, len(deeds))
	rank := func(d *archive.Deed) int {
		switch {
		case d.Doubt != "":
			return 2
		case d.Told:
			return 1
		}
		return 0
	}
	for i := range deeds {
		d := &deeds[i]
		by := kindOf(d.By.Kind) + foldNumber(d.By.Number)
		if r, ok := refTo("", d.By); ok {
			by = kindOf(d.By.Kind) + r.Key
		}
		own[by] = own[by] || !d.Told && d.Doubt == ""
		keys[i] = deedKey{d.What, d.Part, by}
		if n, ok := best[keys[i]]; !ok || rank(d) < rank(&deeds[n]) {
			best[keys[i]] = i
		}
	}
	var out []archive.Deed
	for i, d := range deeds {
		if best[keys[i]] == i && !(d.Told && own[keys[i].by]) {
			out = append(out, d)
		}
	}
	return out
}

// Links implements archive.Store.Links.
func Links(ctx context.Context, get Getter, join Joiner, id string) (archive.Links, error) {
	d, err := getOne(ctx, get, id)
	if err != nil {
		return archive.Links{}, err
	}
	out := archive.Links{Cites: slices.Clone(d.Facts.Cites), Deeds: slices.Clone(d.Deeds)}
	if err := addRelated(ctx, join, id, d.Sections(), &out); err != nil {
		return archive.Links{}, err
	}
	tellers := []string{id}
	for _, deed := range out.Deeds {
		if deed.Told && !slices.Contains(tellers, deed.Teller) && len(tellers) < maxTellers {
			tellers = append(tellers, deed.Teller)
		}
	}
	pairs, err := join(ctx, Tables.Cites, Tables.Acts, tellers)
	if err != nil {
		return archive.Links{}, err
	}
	found := map[cited][]Pair{}
	for _, p := range pairs {
		at := cited{p.Left.ID, p.Left.Key, p.Left.Day}
		found[at] = append(found[at], p)
	}
	for i := range out.Cites {
		if err := resolve(&out.Cites[i], id, found); err != nil {
			return archive.Links{}, err
		}
	}
	for i := range out.Deeds {
		if deed := &out.Deeds[i]; deed.Told {
			if err := resolve(&deed.By, deed.Teller, found); err != nil {
				return archive.Links{}, err
			}
		}
	}
	return out, nil
}

// maxTellers limits how many documents' citations are looked up for the deeds of one act; with more than that, the
// deeds reported by others keep no Target.
const maxTellers = 200

// addRelated finds the documents that cite the act in a document with the given sections, and the other documents with
// its number.
func addRelated(ctx context.Context, join Joiner, id string, sections []string, out *archive.Links) error {
	same, err := join(ctx, Tables.Acts, Tables.Acts, []string{id})
	if err != nil || len(same) == 0 {
		return err
	}
	act := same[0].Left
	var refs []Ref
	for _, p := range same {
		refs = append(refs, p.Right)
	}
	all, err := candidates(refs)
	if err != nil {
		return err
	}
	self := all[slices.IndexFunc(all, func(c candidate) bool { return c.ref.ID == id })]
	var others []candidate
	for _, c := range all {
		switch {
		case c.ref.ID == id:
		case oneAct(self.side, act, c.side, c.ref):
			if c.side.After == 0 && !slices.Contains(sections, c.ref.ID) {
				out.Copies = append(out.Copies, c.ref.ID)
			}
		default:
			others = append(others, c)
			if namesakes(self, c) {
				out.Namesakes = append(out.Namesakes, c.ref.ID)
			}
		}
	}
	citing, err := join(ctx, Tables.Acts, Tables.Cites, []string{id})
	if err != nil {
		return err
	}
	for _, p := range citing {
		if n := len(out.CitedBy); p.Right.ID == id || n > 0 && out.CitedBy[n-1] == p.Right.ID {
			continue
		}
		x, err := decodeRef[side](p.Right)
		if err != nil {
			return err
		}
		mine := rankMatch(x, p.Right, self.side, act)
		if _, ok := compare(mine, x, p.Right, others); ok && mine.fits() {
			out.CitedBy = append(out.CitedBy, p.Right.ID)
		}
	}
	return nil
}

// namesakes reports whether two different acts agree in everything that distinguishes acts.
func namesakes(a, b candidate) bool {
	return a.ref.Day == b.ref.Day && a.side.Kind == b.side.Kind && a.ref.Issuer == b.ref.Issuer &&
		(a.ref.Issuer != "" || comparePlaces(a.side.Place, b.side.Place) == agrees)
}

// cited identifies a citation by document, key and day. It is looked up in a map because a document may cite
// thousands of acts.
type cited struct{ by, key, day string }

// resolve sets which document of the archive a citation in document id refers to, given the candidates found for all
// citations.
func resolve(c *archive.Citation, id string, found map[cited][]Pair) error {
	r, ok := refTo(id, *c)
	if !ok {
		return nil
	}
	var best rank
	var acts []candidate
	for _, p := range found[cited{id, r.Key, r.Day}] {
		if p.Right.ID == id {
			continue
		}
		x, err := decodeRef[side](p.Left)
		if err != nil {
			return err
		}
		if x.Kind != kindOf(c.Kind) || x.Number != foldNumber(c.Number) {
			continue
		}
		a, err := decodeRef[side](p.Right)
		if err != nil {
			return err
		}
		switch how := rankMatch(x, p.Left, a, p.Right); {
		case !how.fits() || best.better(how):
		case how.better(best):
			best, acts = how, []candidate{{p.Right, a}}
		default:
			acts = append(acts, candidate{p.Right, a})
		}
	}
	if len(acts) == 0 {
		return nil
	}
	c.Match, c.Confidence = matchLevels[best.how].match, matchLevels[best.how].sure
	// Prefer the act to its annexes and its first section to others, then order by ID.
	chosen := slices.MinFunc(acts, func(a, b candidate) int {
		annex := func(c candidate) int { return slices.Index([]bool{false, true}, c.side.Annex) }
		return cmp.Or(cmp.Compare(annex(a), annex(b)), cmp.Compare(a.side.After, b.side.After),
			cmp.Compare(a.ref.ID, b.ref.ID))
	})
	c.Target = chosen.ref.ID
	for _, a := range acts {
		if !oneAct(chosen.side, chosen.ref, a.side, a.ref) {
			c.Match, c.Confidence = archive.MatchSeveral, severalSure
		}
	}
	return nil
}

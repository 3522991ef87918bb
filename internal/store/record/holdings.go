package record

import (
	"context"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// Pager returns the rows of Tables.Acts and Tables.Cites for up to limit keys after the given one, ordered by key and
// ID. last is the last of these keys, or "" if there are none.
type Pager func(ctx context.Context, after string, limit int) (acts, cites []Ref, last string, err error)

// keysAtOnce limits how many keys are read at a time.
const keysAtOnce = 100

// actKinds are the kinds of acts that municipalities issue under numbers.
var actKinds = []string{"постановление", "решение", "распоряжение", "приказ"}

// Holdings implements archive.Store.Holdings. A cited act counts as held exactly if Links would resolve the citation.
// It takes time linear in the number of rows, and memory for the rows of keysAtOnce keys.
func Holdings(ctx context.Context, page Pager, fn func(archive.Holding) error) error {
	for after := ""; ; {
		acts, cites, last, err := page(ctx, after, keysAtOnce)
		if err != nil || last == "" {
			return err
		}
		for len(acts)+len(cites) > 0 {
			key := nextKey(acts, cites)
			var some, citing []Ref
			some, acts = ofKey(acts, key)
			citing, cites = ofKey(cites, key)
			if err := holdingsOf(some, citing, fn); err != nil {
				return err
			}
		}
		after = last
	}
}

// nextKey returns the smaller first key of two sorted lists.
func nextKey(a, b []Ref) string {
	switch {
	case len(a) == 0:
		return b[0].Key
	case len(b) == 0:
		return a[0].Key
	}
	return min(a[0].Key, b[0].Key)
}

// ofKey splits off the leading rows with a key.
func ofKey(rows []Ref, key string) (of, rest []Ref) {
	n := 0
	for n < len(rows) && rows[n].Key == key {
		n++
	}
	return rows[:n], rows[n:]
}

// holdingsOf reports the acts of one key: first those held, then those only cited.
func holdingsOf(acts, cites []Ref, fn func(archive.Holding) error) error {
	held, err := candidates(acts)
	if err != nil {
		return err
	}
	at := map[string][]candidate{} // by day and by issuer, the two ways a citation can find its act
	for _, c := range held {
		at[c.ref.Day] = append(at[c.ref.Day], c)
		if c.ref.Issuer != "" {
			at[c.ref.Issuer] = append(at[c.ref.Issuer], c)
		}
		if c.side.After > 0 || !slices.Contains(actKinds, c.side.Kind) {
			continue
		}
		if err := fn(holding(c.ref, c.side, c.ref.ID)); err != nil {
			return err
		}
	}
	absent, err := absentOf(cites, at)
	if err != nil {
		return err
	}
	for _, h := range absent {
		if err := fn(*h); err != nil {
			return err
		}
	}
	return nil
}

// absentOf returns the cited acts that match no candidate, without duplicates: first those with a known issuer, then
// others in order of citation. A citation without an issuer is attributed to the only act of its place that it can
// mean.
func absentOf(cites []Ref, at map[string][]candidate) ([]*archive.Holding, error) {
	type name struct{ kind, number, day, of string }
	type told struct {
		act name
		by  string
	}
	known, counted := map[name]*archive.Holding{}, map[told]bool{}
	var out []*archive.Holding
	certain := map[string][]candidate{} // by day: one row of each act with a known issuer
	count := func(r Ref, x *side) {
		id := name{x.Kind, x.Number, r.Day, r.Issuer}
		if r.Issuer == "" {
			id.of = x.Place
		}
		h := known[id]
		if h == nil {
			made := holding(r, x, "")
			h = &made
			known[id], out = h, append(out, h)
			if r.Issuer != "" {
				certain[r.Day] = append(certain[r.Day], candidate{r, x})
			}
		}
		if counted[told{id, r.ID}] {
			return
		}
		counted[told{id, r.ID}] = true
		if h.Cited++; len(h.By) < archive.MaxCiting {
			h.By = append(h.By, r.ID)
		}
	}
	var untold []candidate
	for _, r := range cites {
		x, err := decodeRef[side](r)
		if err != nil {
			return nil, err
		}
		fits := func(c candidate) bool { return rankMatch(x, r, c.side, c.ref).fits() }
		if !ofMunicipality(x) || slices.ContainsFunc(at[r.Day], fits) ||
			r.Issuer != "" && slices.ContainsFunc(at[r.Issuer], fits) {
			continue
		}
		if r.Issuer == "" {
			untold = append(untold, candidate{r, x})
			continue
		}
		count(r, x)
	}
	for _, u := range untold {
		r, n := u.ref, 0
		for _, c := range certain[r.Day] {
			if rankMatch(u.side, u.ref, c.side, c.ref).how == byPlace {
				r.Issuer = c.ref.Issuer
				n++
			}
		}
		if n != 1 {
			r.Issuer = ""
		}
		count(r, u.side)
	}
	return out, nil
}

// ofMunicipality reports whether a cited act is one that an archive of municipal acts may hold.
func ofMunicipality(x *side) bool {
	return (x.Level == "" || x.Level == levelMunicipal) && slices.Contains(actKinds, x.Kind) &&
		x.Body != archive.BodyGovernment && x.Body != archive.BodyMinistry
}

func holding(r Ref, x *side, id string) archive.Holding {
	day, _ := archive.ParseDate(r.Day)
	return archive.Holding{Act: archive.Citation{Kind: x.Kind, Number: x.Number, Date: day}, Issuer: r.Issuer,
		Places: strings.Split(x.Place, "|"), ID: id}
}

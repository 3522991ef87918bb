package record

import (
	"context"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// ActKey names an act for citations: kind, date and number, normalised. Without
// a number or a full date an act cannot be told from others: "".
func ActKey(kind string, d archive.Date, number string) string {
	if number == "" || d.Precision() != archive.PrecisionDay {
		return ""
	}
	fold := strings.NewReplacer(" ", "", "ё", "е", "–", "-", "—", "-")
	return fold.Replace(strings.ToLower(kind)) + "|" + d.String() + "|" + fold.Replace(strings.ToLower(number))
}

// PlaceOf is where an act is in force, to tell namesakes of different
// municipalities apart: the region, and towns and municipality within it.
func PlaceOf(f *archive.Facts) string {
	parts := []string{f.Region.Text, f.Municipality.Text}
	for _, c := range f.Cities {
		if c.Role != archive.RoleMentioned {
			parts = append(parts, c.ID)
		}
	}
	return strings.Join(parts, "|")
}

// SamePlace reports whether two acts may be of one municipality.
func SamePlace(a, b string) bool {
	as, bs := strings.Split(a, "|"), strings.Split(b, "|")
	if as[0] != "" && bs[0] != "" && as[0] != bs[0] {
		return false
	}
	for _, x := range as[1:] {
		if x != "" && slices.Contains(bs[1:], x) {
			return true
		}
	}
	// One of them names no place within the region: nothing speaks against it.
	return strings.Trim(strings.Join(as[1:], ""), " ") == "" || strings.Trim(strings.Join(bs[1:], ""), " ") == ""
}

// Acts are what a document is and cites, by ActKey: own is "" when it is no act that can
// be told from others.
func Acts(d *archive.Document) (own string, cites []string) {
	own = ActKey(d.Facts.Kind.Text, d.Facts.Date, d.Facts.Number.Text)
	for _, c := range d.Facts.Cites {
		if k := ActKey(c.Kind, c.Date, c.Number); k != "" && k != own && !slices.Contains(cites, k) {
			cites = append(cites, k)
		}
	}
	return own, cites
}

// Found is an act of the archive that a document cites, by its key, or a document that
// cites it; with the places of both.
type Found struct{ Key, ID, Mine, Theirs string }

// Cited is archive.Store.Cited by two questions to a store: citing finds the documents that
// cite the act of an id, cited the acts that it cites.
func Cited(ctx context.Context, get Getter, id string, citing, cited func(context.Context, string) ([]Found, error)) (
	by []string, cites []archive.Citation, err error) {
	citers, err := citing(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	d, err := one(ctx, get, id)
	if err != nil {
		return nil, nil, err
	}
	acts, err := cited(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	return citingIDs(citers), resolve(d, acts), nil
}

// citingIDs returns those of the documents found that may cite the act, in their order.
func citingIDs(found []Found) (ids []string) {
	for _, f := range found {
		if SamePlace(f.Mine, f.Theirs) {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// resolve returns the citations of a document with the first act found for each that may
// be meant.
func resolve(d *archive.Document, found []Found) []archive.Citation {
	targets := map[string]string{}
	for _, f := range found {
		if targets[f.Key] == "" && SamePlace(f.Mine, f.Theirs) {
			targets[f.Key] = f.ID
		}
	}
	cites := slices.Clone(d.Facts.Cites)
	for i, c := range cites {
		cites[i].Target = targets[ActKey(c.Kind, c.Date, c.Number)]
	}
	return cites
}

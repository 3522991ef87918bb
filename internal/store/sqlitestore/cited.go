package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// actKey names an act for citations: kind, date and number, normalised. Without
// a number or a full date an act cannot be told from others: "".
func actKey(kind string, d archive.Date, number string) string {
	if number == "" || d.Precision() != archive.PrecisionDay {
		return ""
	}
	fold := strings.NewReplacer(" ", "", "ё", "е", "–", "-", "—", "-")
	return fold.Replace(strings.ToLower(kind)) + "|" + d.String() + "|" + fold.Replace(strings.ToLower(number))
}

// placeOf is where an act is in force, to tell namesakes of different
// municipalities apart: the region, and towns and municipality within it.
func placeOf(f *archive.Facts) string {
	parts := []string{f.Region.Text, f.Municipality.Text}
	for _, c := range f.Cities {
		if c.Role != archive.RoleMentioned {
			parts = append(parts, c.ID)
		}
	}
	return strings.Join(parts, "|")
}

// samePlace tells whether two acts may be of one municipality.
func samePlace(a, b string) bool {
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

// Cited implements archive.Store.
func (s *Store) Cited(ctx context.Context, id string) (by []string, cites []archive.Citation, err error) {
	err = s.rows(ctx, func(r *sql.Rows) error {
		var from, mine, theirs string
		if err := r.Scan(&from, &mine, &theirs); err != nil {
			return err
		}
		if samePlace(mine, theirs) {
			by = append(by, from)
		}
		return nil
	}, "SELECT DISTINCT c.id, a.place, c.place FROM acts a JOIN cites c ON c.key = a.key WHERE a.id = ?1 AND c.id <> ?1 "+
		"ORDER BY c.id", id)
	if err != nil {
		return nil, nil, err
	}
	docs, err := s.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if docs[0] == nil {
		return nil, nil, fmt.Errorf("document %s: %w", id, archive.ErrNotFound)
	}
	targets := map[string][]string{}
	err = s.rows(ctx, func(r *sql.Rows) error {
		var key, to, mine, theirs string
		if err := r.Scan(&key, &to, &mine, &theirs); err != nil {
			return err
		}
		if samePlace(mine, theirs) {
			targets[key] = append(targets[key], to)
		}
		return nil
	}, "SELECT c.key, a.id, c.place, a.place FROM cites c JOIN acts a ON a.key = c.key WHERE c.id = ?1 AND a.id <> ?1 "+
		"ORDER BY a.id", id)
	if err != nil {
		return nil, nil, err
	}
	cites = slices.Clone(docs[0].Facts.Cites)
	for i, c := range cites {
		if t := targets[actKey(c.Kind, c.Date, c.Number)]; len(t) > 0 {
			cites[i].Target = t[0]
		}
	}
	return by, cites, nil
}

package archive

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// EditFields are the fields that people can correct.
var EditFields = []string{"title", "kind", "number", "date", "cities", "programs", "region", "municipality", "issuer",
	"effects", "draft"}

// byPerson is the evidence of corrected values.
var byPerson = Evidence{Rule: "edit"}

// Standing returns the corrections that have not been undone, given all of them in the order they were made.
func Standing(edits []Edit) []Edit {
	type key struct{ id, field string }
	undone := map[key]int{}
	for i, e := range edits {
		if e.Undo {
			undone[key{e.ID, e.Field}] = i + 1
		}
	}
	if len(undone) == 0 {
		return edits
	}
	var out []Edit
	for i, e := range edits {
		if i >= undone[key{e.ID, e.Field}] {
			out = append(out, e)
		}
	}
	return out
}

// EditError is an invalid correction of a field.
type EditError struct {
	Field string
	Err   error
}

func (e *EditError) Error() string { return e.Err.Error() }

func (e *EditError) Unwrap() error { return e.Err }

// Apply sets a field to the value of a correction. Places follow from a municipality, a region or towns in the
// correction, as far as those determine them. Errors wrap ErrInvalid and name what is wrong; for a field that can be
// corrected they are an EditError.
func (f *Facts) Apply(e Edit, a Authority) error {
	one := func(v *Value) error {
		if len(e.Value) > 1 {
			return fmt.Errorf("%s takes one value, not %d: %w", e.Field, len(e.Value), ErrInvalid)
		}
		*v = Value{Evidence: byPerson}
		if len(e.Value) == 1 {
			v.Text = strings.TrimSpace(e.Value[0])
		}
		return nil
	}
	if e.Undo && slices.Contains(EditFields, e.Field) {
		return nil // see Standing
	}
	var err error
	switch e.Field {
	case "title":
		err = one(&f.Title)
	case "kind":
		if len(e.Value) == 1 && !slices.Contains(Kinds, e.Value[0]) {
			return fmt.Errorf("kind %q is not one of %s: %w", e.Value[0], strings.Join(Kinds, ", "), ErrInvalid)
		}
		err = one(&f.Kind)
	case "number":
		err = one(&f.Number)
	case "region":
		err = f.applyRegion(e.Value, a)
	case "municipality":
		err = f.applyMunicipality(e.Value, a)
	case "issuer":
		was := f.Issuer
		if err = one(&f.Issuer.Value); f.Issuer.Text != was.Text {
			f.Issuer.ID, f.Issuer.Name = "", "" // it names another body now
		}
	case "date":
		err = f.applyDate(e.Value)
	case "cities":
		err = f.applyCities(e.Value, a)
	case "effects":
		err = f.applyEffects(e.Value)
	case "draft":
		err = f.applyDraft(e.Value)
	case "programs":
		f.Programs = slices.DeleteFunc(slices.Clone(f.Programs), func(p Program) bool { return p.Role != ProgramMentions })
		for _, name := range e.Value {
			f.Programs = append(f.Programs, Program{ID: a.ProgramID(name, f), Name: name, Role: "approves", Evidence: byPerson})
		}
	default:
		return fmt.Errorf("field %q cannot be corrected; these can: %s: %w", e.Field, strings.Join(EditFields, ", "),
			ErrInvalid)
	}
	// the name of the body may not include its place
	if err == nil && f.Issuer.Evidence == byPerson && f.Issuer.Text != "" {
		if named := a.Issuer(f.Issuer.Text, f); f.Issuer.ID == "" || named.ID != "" {
			f.Issuer.ID, f.Issuer.Name = named.ID, named.Name
		}
	}
	if err == nil {
		f.Doubts = maps.Clone(f.Doubts)
		delete(f.Doubts, e.Field)
		if lowest, ok := f.Lowest(); ok && lowest.Level != LevelRegion { // whichever field determined the place
			delete(f.Doubts, "municipality")
		}
		if f.Region.Text != "" {
			delete(f.Doubts, "region")
		}
	}
	if err != nil {
		return &EditError{e.Field, err}
	}
	if !slices.Contains(f.Edited, e.Field) {
		f.Edited = append(slices.Clone(f.Edited), e.Field)
	}
	return nil
}

func (f *Facts) applyDate(value []string) error {
	if len(value) > 1 {
		return fmt.Errorf("date takes one value, not %d: %w", len(value), ErrInvalid)
	}
	f.Date = Date{Evidence: byPerson}
	if len(value) == 0 {
		return nil
	}
	d, err := ParseDate(value[0])
	if err != nil {
		return err
	}
	d.Evidence = byPerson
	f.Date = d
	return nil
}

func (f *Facts) applyCities(ids []string, a Authority) error {
	cities := slices.DeleteFunc(slices.Clone(f.Cities), func(c City) bool { return c.Role != RoleMentioned })
	for _, id := range ids {
		c, ok := a.City(id)
		if !ok {
			return fmt.Errorf("no town has the id %q: %w", id, ErrInvalid)
		}
		c.Role, c.Evidence = RoleAbout, byPerson
		cities = append(slices.DeleteFunc(cities, func(x City) bool { return x.ID == id }), c)
	}
	f.Cities = cities
	f.followCities(ids, a)
	return nil
}

// ParseDate parses YYYY, YYYY-MM, YYYY-MM-DD, and the same precisions as D.M.YYYY with or without leading zeros, from
// the year 1000 on.
func ParseDate(s string) (Date, error) {
	var d Date
	parts := strings.Split(s, "-")
	if len(parts) == 1 && strings.Contains(s, ".") {
		parts = strings.Split(s, ".")
		slices.Reverse(parts)
		for i, p := range parts[1:] {
			if len(p) == 1 {
				parts[i+1] = "0" + p
			}
		}
	}
	to := []*int{&d.Year, &d.Month, &d.Day}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if i > 2 || err != nil || len(p) != []int{4, 2, 2}[i] {
			return Date{}, fmt.Errorf("date %q is not YYYY, YYYY-MM, YYYY-MM-DD or DD.MM.YYYY: %w", s, ErrInvalid)
		}
		*to[i] = n
	}
	if !d.valid() || d.Year < 1000 {
		return Date{}, fmt.Errorf("there is no date %q: %w", s, ErrInvalid)
	}
	return d, nil
}

// valid reports whether the date exists.
func (d Date) valid() bool {
	if d.Year < 1 || d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > 0 && d.Month == 0 {
		return false
	}
	return d.Day <= DaysIn(d.Year, max(d.Month, 1))
}

// DaysIn returns the number of days of a month.
func DaysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Span returns the first and last possible day of the date as YYYYMMDD, or 0, 0 if it is not determined.
func (d Date) Span() (from, to int32) {
	day := func(y, m, d int) int32 { return int32(y*10000 + m*100 + d) }
	switch d.Precision() {
	case PrecisionDay:
		return day(d.Year, d.Month, d.Day), day(d.Year, d.Month, d.Day)
	case PrecisionMonth:
		return day(d.Year, d.Month, 1), day(d.Year, d.Month, DaysIn(d.Year, d.Month))
	case PrecisionYear:
		return day(d.Year, 1, 1), day(d.Year, 12, 31)
	}
	return 0, 0
}

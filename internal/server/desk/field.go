package desk

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/view"
	"letopis/web"
)

// fields are those that can be corrected at the desk, in the order of its form.
var fields = []string{"title", "kind", "number", "date", "issuer", "municipality", "region", "cities", "programs",
	"effects", "draft"}

// suggestedFields are completed while people type; multiValued fields have more than one value.
var (
	suggestedFields = []string{"municipality", "region", "cities", "programs"}
	multiValued     = []string{"cities", "programs", "effects"}
)

// maxValueLength bounds a value, in characters, as the API does.
const maxValueLength = 1000

// spareFields is how many empty inputs follow those of the values, so that values can be added without a script.
const spareFields = 2

// field is one of the form: its value and where in the text it was found.
func (s *Service) field(lang web.Lang, doc *archive.Document, name string) web.DeskField {
	values, e := valuesOf(&doc.Facts, name)
	out := s.emptyField(lang, name)
	out.Edited = slices.Contains(doc.Facts.Edited, name)
	out.Fill(s.texts(lang, name, values), spareFields)
	if name == "kind" && len(values) > 0 && !slices.Contains(archive.Kinds, values[0]) {
		out.Choices = append(slices.Clone(archive.Kinds), values[0]) // of older rules: it stays unless it is corrected
	}
	if e.Rule != "" && e.Rule != "edit" {
		out.Rule = e.Rule
		if e.Start >= 0 && e.End > e.Start && e.End <= len(doc.Text) {
			out.Quote = quote(doc.Text, e.Start, e.End)
		}
	} else if len(values) == 0 {
		if doubt, ok := doc.Facts.Doubts[name]; ok {
			out.Doubt = view.DoubtText(lang, doubt)
		}
	}
	return out
}

// emptyField is a field of a form without a value.
func (s *Service) emptyField(lang web.Lang, name string) web.DeskField {
	out := web.DeskField{Name: name, Label: lang.T("desk.field." + name), Hint: hint(lang, "desk.hint."+name),
		Lines: name == "title" || name == "effects", Several: slices.Contains(multiValued, name)}
	out.Nothing = lang.T("desk.undetermined")
	switch name {
	case "kind":
		out.Choices = archive.Kinds
	case "draft":
		out.Choices, out.Nothing = []string{lang.T("desk.draft.yes")}, lang.T("desk.draft.no")
	}
	if slices.Contains(suggestedFields, name) {
		out.Suggest = frame.URL(lang, "/desk/suggest", map[string][]string{"field": {name}})
	}
	out.Fill(nil, spareFields)
	return out
}

// hint is what is to be known of a field, "" for nothing.
func hint(lang web.Lang, key string) string {
	if !lang.Has(key) {
		return ""
	}
	return lang.T(key)
}

// valuesOf are what a field has, as a correction gives them, and where the first was found.
func valuesOf(f *archive.Facts, name string) ([]string, archive.Evidence) {
	one := func(v archive.Value) ([]string, archive.Evidence) {
		if v.Text == "" {
			return nil, v.Evidence
		}
		return []string{v.Text}, v.Evidence
	}
	switch name {
	case "title":
		return one(f.Title)
	case "kind":
		return one(f.Kind)
	case "number":
		return one(f.Number)
	case "issuer":
		return one(f.Issuer.Value)
	case "region":
		return one(f.Region)
	case "date":
		return one(archive.Value{Text: f.Date.String(), Evidence: f.Date.Evidence})
	case "municipality":
		for _, level := range []string{archive.LevelSettlement, archive.LevelMunicipality} {
			if p, ok := f.PlaceAt(level); ok {
				return []string{p.ID}, p.Evidence
			}
		}
		return nil, f.Municipality.Evidence
	}
	return listOf(f, name)
}

// listOf is valuesOf a field that may have several.
func listOf(f *archive.Facts, name string) (out []string, e archive.Evidence) {
	note := func(value string, found archive.Evidence) {
		if len(out) == 0 {
			e = found
		}
		out = append(out, value)
	}
	switch name {
	case "draft":
		if f.IsDraft() {
			note(archive.DraftYes, f.Draft)
		}
	case "cities":
		for _, city := range f.Cities {
			if city.Role != archive.RoleMentioned {
				note(city.ID, city.Evidence)
			}
		}
	case "programs":
		for _, p := range f.Programs {
			if p.Role != archive.ProgramMentions {
				note(p.Name, p.Evidence)
			}
		}
	case "effects":
		for _, x := range f.Effects {
			if x.Own() {
				note(x.Form(), x.Evidence)
			}
		}
	}
	return out, e
}

// texts are values as a person reads and writes them: places by their names, effects in words.
func (s *Service) texts(lang web.Lang, name string, values []string) []string {
	out := slices.Clone(values)
	for i, v := range out {
		switch name {
		case "cities", "municipality", "region":
			out[i] = s.Labels.PlaceName(name, v)
		case "effects":
			out[i] = effectText(lang, v)
		case "draft":
			out[i] = lang.T("desk.draft.yes")
		}
	}
	return out
}

// typedLines are the values that were typed, one in a field or in a line of it; a title is one whatever its lines.
func typedLines(name string, typed []string) []string {
	var out []string
	for _, t := range typed {
		if name == "title" {
			t = strings.Join(strings.Fields(t), " ")
		}
		for line := range strings.Lines(t) {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

// read makes a value of a correction of what was typed. An error says what is wrong in words for who typed.
func (s *Service) read(lang web.Lang, name string, typed []string) ([]string, error) {
	wrong := func(ru, en string) error { return problem.Problem{Code: problem.Contradiction, RU: ru, EN: en} }
	if len(typed) > 1 && !slices.Contains(multiValued, name) {
		return nil, wrong("Здесь может быть только одно значение.", "There can be one value only.")
	}
	var out []string
	for _, v := range typed {
		if utf8.RuneCountInString(v) > maxValueLength {
			return nil, wrong("Слишком длинно.", "Too long.")
		}
		var err error
		switch name {
		case "cities", "municipality", "region":
			v, err = s.Labels.PlaceID(name, v)
		case "date":
			if _, err = archive.ParseDate(v); err != nil {
				err = wrong(web.Russian.T("desk.bad.date"), web.English.T("desk.bad.date"))
			}
		case "effects":
			v, err = readEffect(lang, v)
		case "draft":
			v = archive.DraftYes // the choice that is not empty
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out, nil
}

// effectKeys are the parts of an effect behind the act, as archive.EffectForm calls them.
var effectKeys = []string{"part", "from", "since", "until"}

// effectText writes an effect, which is in archive.EffectForm, in words of a language.
func effectText(lang web.Lang, form string) string {
	parts := strings.Split(form, ";")
	parts[0] = lang.T("effect." + parts[0])
	for i, p := range parts[1:] {
		if key, value, ok := strings.Cut(p, "="); ok {
			parts[i+1] = lang.T("desk.effect."+key) + "=" + value
		}
	}
	return strings.Join(parts, "; ")
}

// readEffect reads what effectText wrote, in either language, and archive.EffectForm.
func readEffect(lang web.Lang, typed string) (string, error) {
	called := func(typed, prefix, key string) bool {
		return strings.EqualFold(typed, web.Russian.T(prefix+key)) || strings.EqualFold(typed, web.English.T(prefix+key))
	}
	parts := strings.Split(typed, ";")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	for _, kind := range archive.EffectKinds {
		if called(parts[0], "effect.", kind) {
			parts[0] = kind
		}
	}
	for i, p := range parts[1:] {
		key, value, ok := strings.Cut(p, "=")
		for _, k := range effectKeys {
			if ok && called(strings.TrimSpace(key), "desk.effect.", k) {
				parts[i+1] = k + "=" + strings.TrimSpace(value)
			}
		}
	}
	form := strings.Join(parts, ";")
	if _, err := archive.ParseEffect(form); err != nil {
		short := problem.Truncate(typed, 80)
		return "", problem.Problem{Code: problem.Contradiction,
			RU: fmt.Sprintf("«%s» не читается. %s", short, lang.T("desk.hint.effects")),
			EN: fmt.Sprintf("%q cannot be read. %s", short, lang.T("desk.hint.effects"))}
	}
	return form, nil
}

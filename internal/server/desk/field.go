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

// fields can be corrected at the desk, in the order of the form.
var fields = []string{"title", "kind", "number", "date", "issuer", "municipality", "region", "cities", "programs",
	"effects", "draft"}

// suggestedFields offer completions; multiValued fields accept several values.
var (
	suggestedFields = []string{"municipality", "region", "cities", "programs"}
	multiValued     = []string{"cities", "programs", "effects"}
)

// maxValueLength limits values as the API does, in characters.
const maxValueLength = 1000

// spareFields is how many empty inputs follow the values, so that more can be added without a script.
const spareFields = 2

// field returns a field of the form: its value and where in the text it was found.
func (s *Service) field(lang web.Lang, doc *archive.Document, name string) web.DeskField {
	values, e := valuesOf(&doc.Facts, name)
	out := s.emptyField(lang, name)
	out.Edited = slices.Contains(doc.Facts.Edited, name)
	out.Fill(s.texts(lang, name, values), spareFields)
	if name == "kind" && len(values) > 0 && !slices.Contains(archive.Kinds, values[0]) {
		out.Choices = append(slices.Clone(archive.Kinds), values[0]) // a kind from older rules, kept unless corrected
	}
	if e.Rule != "" && e.Rule != "edit" {
		out.Rule = ruleName(lang, e.Rule)
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

// emptyField returns a field of the form without a value.
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

// ruleName returns what people call the rule that found a value.
func ruleName(lang web.Lang, rule string) string {
	if key := "rule." + rule; lang.Has(key) {
		return lang.T(key)
	}
	return rule
}

// hint returns the help text of a field, or "".
func hint(lang web.Lang, key string) string {
	if !lang.Has(key) {
		return ""
	}
	return lang.T(key)
}

// valuesOf returns the values of a field in the format of corrections, and the evidence of the first.
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

// listOf is valuesOf for multi-valued fields.
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

// texts converts values to how people read and write them: places by name, effects in words.
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

// typedLines returns the entered values, one per input or line; a title is one value even on several lines.
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

// read converts input to the value of a correction. Errors have messages for the person at the form.
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

// effectKeys are the optional parts of an effect in archive.EffectForm.
var effectKeys = []string{"part", "from", "since", "until"}

// effectText translates an effect from archive.EffectForm to words.
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

// readEffect parses the output of effectText, in either language, or archive.EffectForm.
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

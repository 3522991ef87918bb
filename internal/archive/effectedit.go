package archive

import (
	"fmt"
	"slices"
	"strings"
)

// EffectForm is the syntax of an effect in a correction.
const EffectForm = "WHAT;KIND;NUMBER;DATE[;part=…][;from=DATE][;since=DATE][;until=DATE]"

// applyEffects replaces the effects of the document's own act, except approvals. Effects that it only reports are
// kept.
func (f *Facts) applyEffects(value []string) error {
	effects := slices.DeleteFunc(slices.Clone(f.Effects), func(e Effect) bool { return e.Own() })
	for _, s := range value {
		e, err := ParseEffect(s)
		if err != nil {
			return err
		}
		if e.What == EffectStarts { // the correction supplies the day that the text left to a condition
			effects = slices.DeleteFunc(effects, func(e Effect) bool { return e.What == EffectStarts })
		}
		effects = append(effects, e)
	}
	f.Effects, f.Intends = effects, nil
	return nil
}

// ParseEffect parses an effect in the format EffectForm. For «starts» only from is accepted, for «lapses» only until,
// since they concern the act itself. Errors wrap ErrInvalid and name what is wrong.
func ParseEffect(s string) (Effect, error) {
	invalid := func(what string) (Effect, error) {
		return Effect{}, fmt.Errorf("effect %q: %s; it is written %s: %w", s, what, EffectForm, ErrInvalid)
	}
	parts := strings.Split(s, ";")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	e := Effect{What: parts[0], Evidence: byPerson}
	if !slices.Contains(EffectKinds, e.What) || e.What == EffectApproves {
		kinds := slices.DeleteFunc(slices.Clone(EffectKinds), func(k string) bool { return k == EffectApproves })
		return invalid(fmt.Sprintf("%q is not one of %s", e.What, strings.Join(kinds, ", ")))
	}
	var named []string
	for _, part := range parts[1:] {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			named = append(named, part)
			continue
		}
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if key == "part" {
			e.Part = value
			continue
		}
		to := map[string]*Date{"from": &e.From, "since": &e.Since, "until": &e.Until}[key]
		if to == nil {
			return invalid(fmt.Sprintf("%q is none of part, from, since, until", key))
		}
		var err error
		if *to, err = ParseDate(value); err != nil {
			return Effect{}, err
		}
	}
	if e.What == EffectLapses && len(named) == 0 && !e.Until.IsZero() ||
		e.What == EffectStarts && len(named) == 0 && !e.From.IsZero() {
		return e, nil
	}
	if e.OfItself() {
		return invalid(e.What + " is told of the act itself: starts;from=DATE, lapses;until=DATE")
	}
	if len(named) != 3 || named[0] == "" || named[1] == "" {
		return invalid("the act is not told by kind, number and date")
	}
	day, err := ParseDate(named[2])
	if err != nil {
		return Effect{}, err
	}
	if day.Precision() != PrecisionDay || !strings.ContainsAny(named[1], "0123456789") {
		return invalid("the act is not told from others by a number with a digit and a date with a day")
	}
	e.Act = Citation{Kind: named[0], Number: named[1], Date: day}
	return e, nil
}

// Form formats an effect as EffectForm, which ParseEffect reads, without its evidence and By. An effect on an act that
// the text does not identify is formatted with gaps, which ParseEffect reports.
func (e *Effect) Form() string {
	plain := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, ";", ",")), " ") }
	out := []string{e.What}
	if !e.OfItself() {
		out = append(out, plain(e.Act.Kind), plain(e.Act.Number), e.Act.Date.String())
	}
	if e.Part != "" {
		out = append(out, "part="+plain(e.Part))
	}
	for _, x := range []struct {
		key string
		day Date
	}{{"from", e.From}, {"since", e.Since}, {"until", e.Until}} {
		if !x.day.IsZero() {
			out = append(out, x.key+"="+x.day.String())
		}
	}
	return strings.Join(out, ";")
}

// Own reports whether people can correct an effect: what the document itself does to other acts, except approving its
// annexes, and when it is in force itself, if a day is given.
func (e *Effect) Own() bool {
	return e.By.Number == "" && e.What != EffectApproves && (e.What != EffectStarts || !e.From.IsZero())
}

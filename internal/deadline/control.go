package deadline

import (
	"strings"
)

var (
	// controlSentence matches a sentence on control: over what, and by whom.
	controlSentence = pattern(`(контроль (?:за|над) (?:ход[а-я]+ |(?:надлежащим|общим) )?` +
		`(?:ее|его|их)?\s*(?:исполнени|выполнени|реализаци|настоящ|данн)[а-я]+[^;]{0,200}?) ` +
		`(?:(возложить|возлагается|возлагаю|возложен|возлагаются) на |` +
		`(осуществляет(?:ся)?|осуществляют|выполняет|вед[её]т) |` +
		`(оставляю|оставить|оставляет) за собой)`)
	// ofAct matches what control is exercised over: the act, or the programme that it approves.
	ofAct = pattern(`постановлени|распоряжени|решени|приказ|программ|настоящ|закон|план|мероприяти`)
	// notAName matches words in the place of a name.
	notAName = pattern(`^(?:в\s|путем|посредством|на\s|по\s|за\s|с\s|ежегодн|постоянн)`)
	// purpose matches the end of the name of who exercises control.
	purpose = pattern(`[\s,]+(?:котор|в (?:следующ|установленн|соответствии|порядке|пределах)|` +
		`путем|посредством|и осуществляется)`)
)

// control reads who oversees the execution of the act.
func (r *reader) control(s *sentence) {
	if !strings.Contains(s.folded, "контроль") {
		return
	}
	m := controlSentence.FindStringSubmatchIndex(s.folded)
	if m == nil || !ofAct.MatchString(s.folded[m[2]:m[3]]) ||
		inQuotes(s.folded[:m[2]]) || hasDuty(s.folded[:m[3]]) >= 0 {
		return
	}
	d := Deadline{Kind: Control, Words: Span{s.Start + m[2], s.Start + m[3]}, What: s.Span}
	if m[8] < 0 {
		rest := s.folded[m[1]:]
		if notAName.MatchString(rest) {
			return
		}
		if e := purpose.FindStringIndex(rest); e != nil {
			rest = rest[:e[0]]
		}
		rest = strings.TrimRight(rest, " ;:,")
		if !initialEnds(rest) {
			rest = strings.TrimRight(rest, ". ")
		}
		if rest == "" || len(rest) > maxWhoLength {
			return
		}
		d.Who = Span{s.Start + m[1], s.Start + m[1] + len(rest)}
	}
	r.add(d)
}

// initials match the end of a name: «Орлову М.А.»
var initials = pattern(`(?:^|[\s.])[а-я]\.$`)

func initialEnds(s string) bool { return initials.MatchString(s) }

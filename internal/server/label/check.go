package label

import (
	"fmt"

	"letopis/internal/server/problem"
)

// CheckPlace returns a problem if a field of a correction has a place id that is not in the gazetteer.
func (l *Labels) CheckPlace(field, id string) error {
	switch field {
	case "cities":
		if _, ok := l.City(id); !ok {
			return problem.Problem{Code: problem.Contradiction, Param: field,
				RU: fmt.Sprintf("Города «%s» нет в справочнике: нужен id.", problem.Truncate(id, 40)),
				EN: fmt.Sprintf("There is no city %q in the gazetteer: its id is needed.", problem.Truncate(id, 40))}
		}
	case "municipality":
		if _, ok := l.Unit(id); !ok {
			p := problem.Problem{Code: problem.Contradiction, Param: field,
				RU: fmt.Sprintf("Муниципального образования «%s» нет в справочнике: нужен id.", problem.Truncate(id, 40)),
				EN: fmt.Sprintf("There is no municipality %q in the gazetteer: its id is needed.",
					problem.Truncate(id, 40)),
				Suggestion: l.NearestUnit(problem.Truncate(id, 100))}
			if p.Suggestion != "" {
				p.RU += " Возможно, " + p.Suggestion + "."
				p.EN += " Perhaps " + p.Suggestion + "."
			}
			return p
		}
	}
	return nil
}

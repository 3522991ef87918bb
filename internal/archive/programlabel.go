package archive

import (
	"strings"
)

// ProgramLabel is what a document says about a programme, kept in the index so that the names of all programmes can be
// listed without reading documents. Labels from documents that know the programme well sort first by Term.
type ProgramLabel struct {
	ID, Name, Level string
	// Municipality and Region distinguish programmes of the same name: those of the document, down to the programme's
	// level.
	Municipality, Region string
	// Rank says how well the document knows the programme, see ProgramRank.
	Rank int
}

// ProgramRank says, by role, how well a document knows the name of a programme; 0 for an unknown role.
var ProgramRank = map[string]int{
	"approves": 6, "passport": 5, "amends": 4, "reports": 3, "repeals": 2, ProgramMentions: 1,
}

// ProgramLabels returns labels for the programmes of the document.
func (f *Facts) ProgramLabels() []ProgramLabel {
	var out []ProgramLabel
	for _, p := range f.Programs {
		l := ProgramLabel{ID: p.ID, Name: p.Name, Level: p.Level, Rank: ProgramRank[p.Role]}
		switch p.Level {
		case "federal":
		case "regional":
			l.Region = f.Region.Text
		default:
			l.Municipality, l.Region = f.Municipality.Text, f.Region.Text
		}
		out = append(out, l)
	}
	return out
}

// labelSign separates the parts of a label; none of them contains it.
const labelSign = "\x1f"

// Term returns the label as an index keyword. All keywords of one programme begin with ProgramPrefix.
func (l ProgramLabel) Term() string {
	parts := []string{l.ID, string(rune('9' - l.Rank)), l.Name, l.Level, l.Municipality, l.Region}
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(p, labelSign, " ")
	}
	return strings.Join(parts, labelSign)
}

// ProgramPrefix returns the common prefix of the terms of one programme; no other terms have it.
func ProgramPrefix(id string) string { return id + labelSign }

// ReadProgramLabel parses what Term returns; false if term is not one.
func ReadProgramLabel(term string) (ProgramLabel, bool) {
	p := strings.Split(term, labelSign)
	if len(p) != 6 || len(p[1]) != 1 {
		return ProgramLabel{}, false
	}
	return ProgramLabel{ID: p[0], Rank: int('9' - p[1][0]), Name: p[2], Level: p[3],
		Municipality: p[4], Region: p[5]}, true
}

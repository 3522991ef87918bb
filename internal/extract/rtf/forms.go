package rtf

// formField is a field of a form that shows what its data say: a box to tick or a list to choose from. What was typed
// stands in the text.
type formField struct {
	kind           int // 1 for a box, 2 for a list
	chosen, preset int
	entries        []string
	isChosen       bool
}

// Most entries of a list, and bytes of one, that are read.
const maxEntries, maxEntry = 500, 1000

// undefined is what a field says whose result is that of the beginning.
const undefined = 25

// word obeys the control words of a field; it reports whether word is one.
func (f *formField) word(word string, n int) bool {
	if f == nil {
		return false
	}
	switch word {
	case "fftype":
		f.kind = n
	case "ffres":
		f.chosen, f.isChosen = n, n != undefined
	case "ffdefres":
		f.preset = n
	default:
		return false
	}
	return true
}

// entry takes a piece of the entry that is being read.
func (f *formField) entry(s string) {
	if f == nil {
		return
	}
	if n := len(f.entries); n > 0 {
		f.entries[n-1] = gathered(f.entries[n-1], s)
	}
}

// text is what the field shows, "" for what was typed.
func (f *formField) text() string {
	if f == nil {
		return ""
	}
	chosen := f.preset
	if f.isChosen {
		chosen = f.chosen
	}
	switch {
	case f.kind == 1 && chosen == 1:
		return "☒"
	case f.kind == 1:
		return "☐"
	case f.kind == 2 && chosen >= 0 && chosen < len(f.entries):
		return f.entries[chosen]
	}
	return ""
}

// formOrShape begins the data of a field, an entry of it, or the name or the value of a property of a shape.
func (r *rtfReader) formOrShape(word string) {
	r.flush()
	switch word {
	case "formfield":
		r.form = &formField{}
	case "ffl":
		if r.form == nil || len(r.form.entries) >= maxEntries {
			return
		}
		r.form.entries = append(r.form.entries, "")
	case "sn":
		r.property = ""
	}
	r.group.skip, r.group.dest = false, word
}

// gathered adds a piece to a text of which not more is read than an entry has.
func gathered(text, piece string) string {
	if len(text) > maxEntry {
		return text
	}
	return text + piece
}

// shape ends the value of a property of a shape: letters that are drawn, such as a watermark, are text.
func (r *rtfReader) shape() {
	text := r.value
	r.value = ""
	switch {
	case r.property != "gtextUNICODE" || r.group.result:
	case r.group.out == r.body:
		r.boxes.Add(text + "\n")
	default:
		r.group.out.Add("\n" + text + "\n")
	}
}

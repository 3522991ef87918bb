package rtf

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// picture takes the picture of the group being read, whose text stays where it is, for it may be a scan: words that say
// how large it is, then digits, with groups of properties in between.
func (r *rtfReader) picture() {
	if r.at < r.pictured || r.group.hidden || r.group.deleted || r.group.result || r.group.out != r.body {
		return
	}
	said := map[string]int{"picscalex": 100, "picscaley": 100}
	var digits [][]byte
	size, raw := 0, []byte(nil)
	depth := 0
	for at := r.at; at < len(r.data) && depth >= 0; r.pictured = at {
		switch c := r.data[at]; c {
		case '{':
			depth++
			at++
		case '}':
			depth--
			at++
		case '\\':
			word, n, next := controlAt(r.data, at)
			if at = next; word == "bin" {
				end := min(len(r.data), at+max(n, 0))
				if depth == 0 {
					raw = r.data[at:end]
				}
				at = end
			} else if depth == 0 && word != "" {
				said[word] = n
			}
		default:
			end := bytes.IndexAny(r.data[at:], `{}\`)
			if end < 0 {
				end = len(r.data) - at
			}
			if depth == 0 {
				digits, size = append(digits, r.data[at:at+end]), size+end/2
			}
			at += end
		}
	}
	_, isPNG := said["pngblip"]
	_, isJPEG := said["jpegblip"]
	if !isPNG && !isJPEG || !r.budget.Spend(int64(size)) {
		return
	}
	if raw == nil {
		raw = make([]byte, 0, size)
		for _, lines := range digits {
			for line := range bytes.FieldsSeq(lines) {
				raw, _ = hex.AppendDecode(raw, line) // what was read of it may be of use
			}
		}
	}
	const twips = 20 // in a point
	shown := func(goal, scale string) float64 { return float64(said[goal]) * float64(said[scale]) / 100 / twips }
	r.pasted.Add(raw, shown("picwgoal", "picscalex"), shown("pichgoal", "picscaley"))
}

// controlAt returns the control word at an offset, "" for a symbol, its number, and where what follows it begins.
func controlAt(data []byte, at int) (word string, n, next int) {
	from := at + 1
	for at = from; at < len(data) && at-from < 32 && data[at]|0x20 >= 'a' && data[at]|0x20 <= 'z'; at++ {
	}
	if at == from {
		return "", 0, min(len(data), from+1)
	}
	word, from = string(data[from:at]), at
	for at < len(data) && at-from < 11 && (data[at] >= '0' && data[at] <= '9' || at == from && data[at] == '-') {
		at++
	}
	n, _ = strconv.Atoi(string(data[from:at])) // 0 without one
	if at < len(data) && data[at] == ' ' {
		at++
	}
	return word, n, at
}

package bleveindex

// threshold tells of 64 documents at a time which have parts of a query that can
// together reach a score: the sum of the most that each of the parts can add is
// at least need. It is a circuit of ANDs and ORs over sets of documents: with
// three parts that can add 3, 2 and 2, a need of 4 is
//
//	(a AND (b OR c)) OR (b AND c)
//
// Where MaxScore (see pruned) drops parts, this drops combinations of parts.
type threshold struct {
	gates []gate
	root  int
}

// gate is (part AND with) OR without; with and without are gates before it.
type gate struct {
	part          int
	need          float64
	with, without int
}

// What a gate can have in place of another.
const (
	always = -1
	never  = -2
)

// mostParts bounds the size of the circuit: further parts count as found in every
// document.
const mostParts = 6

// set makes the circuit for parts of which those from i on can add rest[i].
func (t *threshold) set(most, rest []float64, need float64) {
	n := min(len(most), mostParts)
	t.gates = t.gates[:0]
	t.root = t.gate(most[:n], rest, 0, need-rest[n])
}

func (t *threshold) gate(most, rest []float64, i int, need float64) int {
	if need <= 0 {
		return always
	}
	if (rest[i]-rest[len(most)])*slack < need {
		return never
	}
	for n, g := range t.gates {
		if g.part == i && g.need == need {
			return n
		}
	}
	with := t.gate(most, rest, i+1, need-most[i]*slack)
	without := t.gate(most, rest, i+1, need)
	if with == without {
		return with
	}
	t.gates = append(t.gates, gate{i, need, with, without})
	return len(t.gates) - 1
}

// window is some thousand documents, the words of one step of pruned.
const window = 64

// run works the circuit, whose root is a gate: parts are the documents of each
// part in a window. The result is valid until the next run.
func (t *threshold) run(parts [][]uint64, memory *[][window]uint64) []uint64 {
	for len(*memory) < len(t.gates) {
		*memory = append(*memory, [window]uint64{})
	}
	values := *memory
	words := len(parts[0])
	for n, g := range t.gates {
		to, part := values[n][:words], parts[g.part][:words]
		switch {
		case g.with == always && g.without == never:
			copy(to, part)
		case g.with == always:
			without := values[g.without][:words]
			for i, w := range part {
				to[i] = w | without[i]
			}
		case g.without == never:
			with := values[g.with][:words]
			for i, w := range part {
				to[i] = w & with[i]
			}
		default:
			with, without := values[g.with][:words], values[g.without][:words]
			for i, w := range part {
				to[i] = w&with[i] | without[i]
			}
		}
	}
	return values[t.root][:words]
}

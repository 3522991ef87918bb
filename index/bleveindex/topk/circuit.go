package topk

import "letopis/index/bleveindex/score"

// circuit computes for 64 documents at a time which of them have parts of a query that can
// together reach a score: the sum of their upper bounds is at least need. It is made
// of ANDs and ORs over sets of documents: with three parts that can add 3, 2 and 2,
// a need of 4 is
//
//	(a AND (b OR c)) OR (b AND c)
//
// Where MaxScore (see pruner) drops parts, this drops combinations of parts.
type circuit struct {
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

// maxParts bounds the size of the circuit: further parts count as found in every
// document.
const maxParts = 6

// build makes the circuit for parts with these upper bounds, of which those from i on can
// together add suffix[i].
func (t *circuit) build(upperBounds, suffix []float64, need float64) {
	n := min(len(upperBounds), maxParts)
	t.gates = t.gates[:0]
	t.root = t.gate(upperBounds[:n], suffix, 0, need-suffix[n])
}

func (t *circuit) gate(upperBounds, suffix []float64, i int, need float64) int {
	if need <= 0 {
		return always
	}
	if (suffix[i]-suffix[len(upperBounds)])*score.Slack < need {
		return never
	}
	for n, g := range t.gates {
		if g.part == i && g.need == need {
			return n
		}
	}
	with := t.gate(upperBounds, suffix, i+1, need-upperBounds[i]*score.Slack)
	without := t.gate(upperBounds, suffix, i+1, need)
	if with == without {
		return with
	}
	t.gates = append(t.gates, gate{i, need, with, without})
	return len(t.gates) - 1
}

// window is some thousand documents, the words of one step of the pruner.
const window = 64

// run evaluates the circuit, whose root is a gate: parts are the documents of each
// part in a window. The result lies in memory and is valid until the next run.
func (t *circuit) run(parts [][]uint64, memory *[][window]uint64) []uint64 {
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

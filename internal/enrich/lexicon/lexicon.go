// Package lexicon reads the lists of words and stems that rules look for. Each room of enrich has
// a file of them, words.txt, beside the rules; here is its format.
//
//	# A comment: what the list is for.
//	[name]
//	word word word
//
// A list begins with its name in brackets and goes on to the next. Words are parted by spaces and
// line breaks. A list of pairs has one on each line, «key = value»; a list whose name has two
// words, [cues hearing], is a part of a group.
package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Lists are the lists of one file.
type Lists struct {
	file  string
	lists []list
}

type list struct {
	name  string
	lines []string
	read  bool // by a rule
}

// Pair is a line of a list of pairs.
type Pair struct{ Key, Value string }

// Part is a list of a group.
type Part struct {
	Name  string
	Words []string
}

// parsed are all files, for Unread. Packages are initialised one after the other, tests are not.
var parsed struct {
	sync.Mutex
	files []*Lists
}

// MustParse reads the lists of a file that is embedded in the program. It panics where the file
// is malformed or names a list twice, as do the methods of Lists for one that is not there: the
// program does not start then.
func MustParse(file, text string) *Lists {
	l, err := Parse(file, text)
	if err != nil {
		panic(err)
	}
	parsed.Lock()
	defer parsed.Unlock()
	parsed.files = append(parsed.files, l)
	return l
}

// Parse reads the lists of a file. The error names the line.
func Parse(file, text string) (*Lists, error) {
	l := &Lists{file: file}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		name, opens := strings.CutPrefix(line, "[")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case opens:
			name, closed := strings.CutSuffix(name, "]")
			if !closed || name == "" || l.find(name) != nil {
				return nil, fmt.Errorf("%s:%d: %q: a list needs a name of its own in brackets", file, n+1, line)
			}
			l.lists = append(l.lists, list{name: name})
		case len(l.lists) == 0:
			return nil, fmt.Errorf("%s:%d: words before the first list", file, n+1)
		default:
			last := &l.lists[len(l.lists)-1]
			last.lines = append(last.lines, line)
		}
	}
	return l, nil
}

func (l *Lists) find(name string) *list {
	n := slices.IndexFunc(l.lists, func(x list) bool { return x.name == name })
	if n < 0 {
		return nil
	}
	return &l.lists[n]
}

func (l *Lists) lines(name string) []string {
	x := l.find(name)
	if x == nil {
		panic(fmt.Sprintf("%s has no list %q", l.file, name))
	}
	x.read = true
	return x.lines
}

// Words returns a list in its order.
func (l *Lists) Words(name string) []string {
	return strings.Fields(strings.Join(l.lines(name), " "))
}

// Set returns a list as a set.
func (l *Lists) Set(name string) map[string]bool {
	set := map[string]bool{}
	for _, w := range l.Words(name) {
		set[w] = true
	}
	return set
}

// Pairs returns a list of pairs in its order.
func (l *Lists) Pairs(name string) []Pair {
	var out []Pair
	for _, line := range l.lines(name) {
		key, value, ok := strings.Cut(line, " = ")
		if !ok {
			panic(fmt.Sprintf("%s: list %q: %q is no pair", l.file, name, line))
		}
		out = append(out, Pair{key, value})
	}
	return out
}

// Map returns a list of pairs by their keys.
func (l *Lists) Map(name string) map[string]string {
	m := map[string]string{}
	for _, p := range l.Pairs(name) {
		m[p.Key] = p.Value
	}
	return m
}

// Group returns the parts of a group in their order.
func (l *Lists) Group(name string) []Part {
	var out []Part
	for _, x := range l.lists {
		if part, ok := strings.CutPrefix(x.name, name+" "); ok {
			out = append(out, Part{part, l.Words(x.name)})
		}
	}
	if len(out) == 0 {
		panic(fmt.Sprintf("%s has no group %q", l.file, name))
	}
	return out
}

// Unread returns the lists that no rule of the program has asked for, and the words that stand
// twice in a list.
func Unread() []string {
	parsed.Lock()
	defer parsed.Unlock()
	var out []string
	for _, l := range parsed.files {
		for i := range l.lists {
			x := &l.lists[i]
			if !x.read {
				out = append(out, l.file+": "+x.name+" is read by no rule")
			}
			seen := map[string]bool{}
			for _, w := range strings.Fields(strings.Join(x.lines, " ")) {
				if seen[w] && w != "=" && !strings.Contains(x.lines[0], " = ") {
					out = append(out, l.file+": "+x.name+" has «"+w+"» twice")
				}
				seen[w] = true
			}
		}
	}
	return out
}

// Package list counts the items of lists and writes their numbers as people see them:
// «1.», «1.1)», «а)», «Статья 3.». Documents keep the rule of the numbers, not the
// numbers, and acts are cited by them.
//
// Read Level and Counter first.
package list

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLevels is how many levels a list may have: Word has nine, OpenDocument ten.
const MaxLevels = 10

// A Level says how the items of one level are numbered.
type Level struct {
	Start   int     // the first number
	Numeral Numeral // nil writes none, as for bullets
	// Text is what stands before an item: "%1.%2)" has the numbers of the levels 1
	// and 2, counted from 1.
	Text string
	// Arabic writes the numbers of the levels above in digits, whatever theirs are.
	Arabic bool
	// Keep goes on counting after an item of a level above, where RestartAfter is 0.
	Keep bool
	// RestartAfter is the lowest level, counted from 1, whose items make this one begin
	// anew; 0 is all levels above.
	RestartAfter int
}

// Levels are those of one list.
type Levels [MaxLevels]Level

// A Counter counts the items of a list, level by level. Its zero value has counted none.
// It is not safe for concurrent use.
type Counter struct {
	value [MaxLevels]int
	begun [MaxLevels]bool
}

// Next counts an item of a level, from 0, and returns what stands before it: "" where
// the list says nothing.
func (c *Counter) Next(levels *Levels, at int) string {
	at = min(max(at, 0), MaxLevels-1)
	if c.begun[at] {
		c.value[at]++
	} else {
		c.value[at], c.begun[at] = levels[at].Start, true
	}
	for below := at + 1; below < MaxLevels; below++ {
		if l := &levels[below]; l.RestartAfter > at || l.RestartAfter == 0 && !l.Keep {
			c.begun[below] = false
		}
	}
	return c.label(levels, at)
}

// Restart makes the next item of a level have a number.
func (c *Counter) Restart(at, number int) {
	at = min(max(at, 0), MaxLevels-1)
	c.value[at], c.begun[at] = number-1, true
}

// label writes the text of a level with the numbers so far. A level above that has no
// item yet shows its first number.
func (c *Counter) label(levels *Levels, at int) string {
	l := &levels[at]
	if l.Numeral == nil && !strings.Contains(l.Text, "%") {
		return bullet(l.Text)
	}
	var b strings.Builder
	for i := 0; i < len(l.Text); i++ {
		if l.Text[i] != '%' || i+1 == len(l.Text) || l.Text[i+1] < '1' || l.Text[i+1] > '9' {
			b.WriteByte(l.Text[i])
			continue
		}
		i++
		of := int(l.Text[i] - '1')
		write, value := levels[of].Numeral, c.value[of]
		if !c.begun[of] {
			value = levels[of].Start
		}
		if write != nil && l.Arabic && of < at {
			write = Arabic
		}
		if write != nil {
			b.WriteString(write(value))
		}
	}
	return strings.TrimSpace(b.String())
}

// bullet returns the mark of a list that is not numbered: letters and private
// characters stand for signs of the font that they are written in.
func bullet(s string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	switch {
	case strings.TrimSpace(s) == "":
		return ""
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.In(r, unicode.Co), r == utf8.RuneError:
		return "•"
	case unicode.Is(unicode.Pd, r):
		return "–"
	}
	return string(r)
}

package edition

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// stampLines is how many lines the stamp of an annex has at most.
const stampLines = 9

// stampEnd is where the stamp ends that an annex begins with: «Приложение 2 / к постановлению администрации / от
// 25.10.2013 № 1001», «Приложение 1 / к программе», «УТВЕРЖДЕНО / решением Думы / от …».
func stampEnd(text string, start, end int) int {
	at, n, of := start, 0, false // of: the lines tell of which act
	head := start
	for n < stampLines && at < end {
		to := end
		if i := strings.IndexByte(text[at:end], '\n'); i >= 0 {
			to = at + i
		}
		line := strings.ToLower(strings.TrimSpace(text[at:to]))
		if line != "" {
			n++
			of = of || ofAct(line)
			switch {
			case of && numbered(line):
				return to
			case n == 1, strings.HasPrefix(line, "к "):
				head = to
			case !of:
				return head
			}
		}
		at = to + 1
	}
	return head
}

// ofAct reports whether a line of a stamp names an act: «к постановлению», «утверждено решением».
func ofAct(line string) bool {
	for _, s := range []string{"постановлени", "решени", "распоряжени", "приказ"} {
		if strings.Contains(line, s) {
			return true
		}
	}
	return strings.HasPrefix(line, "утвержден") || strings.HasPrefix(line, "утверждён")
}

// numbered reports whether a line has the number of an act.
func numbered(line string) bool {
	for _, sign := range []string{"№", " n "} {
		if i := strings.Index(line, sign); i >= 0 {
			rest := strings.TrimLeft(line[i+len(sign):], " №_")
			return rest == "" || rest[0] >= '0' && rest[0] <= '9'
		}
	}
	return false
}

// innerAnnex is where the heading of an annex begins in what another annex has behind its stamp: «Приложение 2 / к
// программе»; ok: it has one within a few lines.
func innerAnnex(s string) (number string, at int, ok bool) {
	n := 0
	for line := range strings.Lines(s) {
		words := strings.Fields(strings.ToLower(line))
		if len(words) > 0 {
			if n++; n > stampLines {
				break
			}
			if strings.Trim(words[0], ".,:") == "приложение" {
				number := strings.Trim(strings.Join(words[1:], ""), "№n.")
				number, _, _ = strings.Cut(number, "к")
				return number, at, true
			}
		}
		at += len(line)
	}
	return "", 0, false
}

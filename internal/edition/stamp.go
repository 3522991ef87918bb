package edition

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// stampLines is the maximum number of lines of a stamp.
const stampLines = 9

// stampEnd returns where the stamp at the beginning of an annex ends: «Приложение 2 / к постановлению администрации /
// от 25.10.2013 № 1001», «Приложение 1 / к программе», «УТВЕРЖДЕНО / решением Думы / от …».
func stampEnd(text string, start, end int) int {
	of, told := false, false // the lines so far name an act, and its number
	n, head := 0, start
	for at := start; n < stampLines && at < end; {
		to := end
		if i := strings.IndexByte(text[at:end], '\n'); i >= 0 {
			to = at + i
		}
		line := strings.TrimSpace(text[at:to])
		low := strings.ToLower(line)
		switch {
		case line == "":
		case n == 0, strings.HasPrefix(low, "к ") && !told:
			n, head, of = n+1, to, of || ofAct(low)
			told = of && numbered(low)
		case told || !of:
			if n == 1 && !told || !continuesLine(line) {
				return head
			}
			n, head = n+1, to // the name continues
		case strings.ToUpper(line) == line && low != line && !numbered(low):
			return head // a heading
		default:
			n, head, of = n+1, to, of || ofAct(low)
			told = numbered(low)
		}
		at = to + 1
	}
	return head
}

// isOwn reports whether an annex is annexed to the act itself rather than to one of its annexes.
func isOwn(text string, start, end int) bool {
	stamp := strings.ToLower(text[start:stampEnd(text, start, end)])
	first, rest, _ := strings.Cut(stamp, "\n")
	for _, line := range []string{first, strings.TrimSpace(rest)} {
		if strings.HasPrefix(line, "к ") || strings.Contains(line, " к ") {
			return ofAct(stamp)
		}
	}
	return true
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

// numbered reports whether a line contains the number of an act.
func numbered(line string) bool {
	line = " " + line
	for _, sign := range []string{"№", " n "} {
		if i := strings.Index(line, sign); i >= 0 {
			rest := strings.TrimLeft(line[i+len(sign):], " №")
			return rest == "" || rest[0] >= '0' && rest[0] <= '9' || rest[0] == '_'
		}
	}
	return false
}

// innerAnnex finds the heading of an annex inside the body of another: «Приложение 2 / к программе»; ok reports
// whether there is one within a few lines.
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

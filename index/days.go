package index

import (
	"strconv"
	"time"
)

// A span of days is a few keywords of a field, whatever its length: blocks of 1, 2, 4… days that make it up. A day lies
// in one block of each length, so a filter of any of its keywords finds the spans that it lies in.

// dayBits is how many bits count the days from firstDay: 717 years.
const dayBits = 18

var firstDay = time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC)

// SpanTerms are the keywords of the days from one to another, YYYYMMDD, both inclusive; to 0: without end. There are at
// most 34 of them, and none where from is 0 or behind to.
func SpanTerms(from, to int32) (out []string) {
	lo, hi := dayNumber(from), 1<<dayBits-1
	if to != 0 {
		hi = dayNumber(to)
	}
	if from == 0 {
		return nil
	}
	for k := 0; lo <= hi; k++ {
		if lo&1 == 1 {
			out = append(out, block(k, lo))
			lo++
		}
		if hi&1 == 0 {
			out = append(out, block(k, hi))
			hi--
		}
		if k == dayBits { // all days
			break
		}
		lo, hi = lo>>1, hi>>1
	}
	return out
}

// DayTerms are the keywords of the spans that a day, YYYYMMDD, may lie in.
func DayTerms(day int32) []string {
	n := dayNumber(day)
	out := make([]string, 0, dayBits+1)
	for k := range dayBits + 1 {
		out = append(out, block(k, n>>k))
	}
	return out
}

func block(k, n int) string { return strconv.Itoa(k) + "." + strconv.Itoa(n) }

// dayNumber counts the days to a day from firstDay; days beyond those that are counted are the first and the last one.
func dayNumber(day int32) int {
	t := time.Date(int(day/10000), time.Month(day/100%100), int(day%100), 0, 0, 0, 0, time.UTC)
	return min(max(int((t.Unix()-firstDay.Unix())/(24*60*60)), 0), 1<<dayBits-1)
}

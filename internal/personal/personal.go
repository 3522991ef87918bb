// Package personal finds personal data in texts by form and checksum: СНИЛС,
// ИНН of persons, passports, bank cards. Acts of old portals hold them by
// mistake; what is served to the public hides them, originals stay as they are.
package personal

import (
	"regexp"
	"slices"
	"strings"
)

// Find returns the places of personal data: byte ranges, in order, not
// overlapping. It is safe for concurrent use.
func Find(text string) [][2]int {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	var out [][2]int
	for _, k := range kinds {
		for _, m := range k.form.FindAllStringSubmatchIndex(text, -1) {
			start, end := m[2], m[3] // the first group is the datum
			if !bounded(text, start, end) || k.valid != nil && !k.valid(digits(text[start:end])) {
				continue
			}
			out = append(out, [2]int{start, end})
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	kept := out[:0]
	for _, s := range out {
		if n := len(kept); n > 0 && s[0] < kept[n-1][1] {
			kept[n-1][1] = max(kept[n-1][1], s[1])
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// kind is a sort of personal data: how it is written and what its digits obey.
type kind struct {
	form  *regexp.Regexp
	valid func(digits []int) bool
}

var kinds = []kind{
	// СНИЛС: 112-233-445 95, or eleven digits after its name.
	{regexp.MustCompile(`(\d{3}[-‑–]\d{3}[-‑–]\d{3}[ \-–]?\d{2})`), snils},
	{regexp.MustCompile(`(?i)снилс[^\d\n]{0,20}(\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?\d{2})`), snils},
	// ИНН of a person has twelve digits; those of firms, ten, are public.
	{regexp.MustCompile(`(?i)инн[^\d\n]{0,20}(\d{12})`), inn},
	// Passports of citizens: series of four digits, number of six; they have no
	// checksum, so the word must stand near.
	{regexp.MustCompile(`(?i)паспорт[^\d\n]{0,60}(\d{2} ?\d{2}[^\d\n]{1,12}\d{6})`), nil},
	{regexp.MustCompile(`(?i)паспорт[^\d\n]{0,60}(\d{2} ?\d{2} ?\d{6})`), nil},
	{regexp.MustCompile(`(?i)серия[^\d\n]{0,10}(\d{2} ?\d{2}[^\d\n]{0,12}\d{6})`), nil},
	// Bank cards of the systems in use in Russia.
	{regexp.MustCompile(`([2456]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4})`), luhn},
}

// bounded tells that a datum is not a part of a longer number.
func bounded(text string, start, end int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	return !digit(start-1) && !digit(end)
}

func digits(s string) []int {
	var out []int
	for _, r := range s {
		if r >= '0' && r <= '9' {
			out = append(out, int(r-'0'))
		}
	}
	return out
}

// snils checks the sum of the insurance number (Pension Fund's order of 2016:
// weights 9…1, modulo 101, 100 counts as 0).
func snils(d []int) bool {
	if len(d) != 11 {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += d[i] * (9 - i)
	}
	return sum%101%100 == d[9]*10+d[10]
}

// inn checks both sums of a person's taxpayer number (Federal Tax Service's
// order of 29 June 2012 № ММВ-7-6/435@).
func inn(d []int) bool {
	if len(d) != 12 {
		return false
	}
	check := func(weights []int) int {
		sum := 0
		for i, w := range weights {
			sum += w * d[i]
		}
		return sum % 11 % 10
	}
	return check([]int{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}) == d[10] && check([]int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}) == d[11]
}

// luhn checks a card number (ISO/IEC 7812-1, annex B).
func luhn(d []int) bool {
	sum := 0
	for i, x := range d {
		if (len(d)-i)%2 == 0 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return len(d) == 16 && sum%10 == 0
}

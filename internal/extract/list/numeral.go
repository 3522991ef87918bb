package list

import (
	"strconv"
	"strings"
)

// A Numeral writes a number.
type Numeral func(int) string

// Arabic writes digits.
func Arabic(n int) string { return strconv.Itoa(n) }

// ArabicZero writes two digits at least: "01".
func ArabicZero(n int) string {
	if n >= 0 && n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

const (
	latin = "abcdefghijklmnopqrstuvwxyz"
	// russian are the letters that office programs count by: without ё, й, ъ and ь,
	// which Office Open XML (ECMA-376, ST_NumberFormat, russianLower) leaves out.
	russian = "абвгдежзиклмнопрстуфхцчшщыэюя"
)

// LatinLower writes a, b … z, aa, bb.
func LatinLower(n int) string { return letter(latin, n) }

// LatinUpper writes A, B … Z, AA, BB.
func LatinUpper(n int) string { return strings.ToUpper(letter(latin, n)) }

// RussianLower writes а, б … я, аа, бб.
func RussianLower(n int) string { return letter(russian, n) }

// RussianUpper writes А, Б … Я, АА, ББ.
func RussianUpper(n int) string { return strings.ToUpper(letter(russian, n)) }

// letter writes a number from 1 as a letter, twice in the second round and so on; a number
// that no list of people reaches is written in digits.
func letter(alphabet string, n int) string {
	letters := []rune(alphabet)
	if n < 1 || n > 20*len(letters) {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(letters[(n-1)%len(letters)]), 1+(n-1)/len(letters))
}

// RomanUpper writes I, II, III, IV.
func RomanUpper(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"},
		{9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}

// RomanLower writes i, ii, iii, iv.
func RomanLower(n int) string { return strings.ToLower(RomanUpper(n)) }

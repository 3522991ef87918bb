package text

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// What joinSpaced finds, as expressions say it.
const spacedLetter = `[\p{Cyrillic}ABCEHKMOPTXaceopxy]`

var (
	spacedExpr = regexp.MustCompile(`(^|[^\pL\pN] ?|  )((?:` + spacedLetter + ` ){3,}` + spacedLetter +
		`)($|[^\pL\pN]| {2,}|  )`)
	widelySpacedExpr = regexp.MustCompile(`^\s*(?:` + spacedLetter + ` {2,4}){3,}` + spacedLetter + `\s*$`)
)

// TestSpacedAsExpressions compares the scanner with expressions, on lines made at random of what matters to both.
func TestSpacedAsExpressions(t *testing.T) {
	pieces := []string{" ", " ", " ", " ", "  ", "   ", "А", "Б", "ё", "x", "Q", "o", "7", "№", ",", "-", "\t", "дом",
		"А Б В Г", "к о д", "ӿ", "П Р И К А З", "а  б  в  г"}
	rnd := rand.New(rand.NewPCG(1, 2))
	joined := 0
	for range 200_000 {
		var b strings.Builder
		for range rnd.IntN(14) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		line := b.String()
		want := spacedExpr.ReplaceAllStringFunc(line, func(m string) string {
			p := spacedExpr.FindStringSubmatch(m)
			word := strings.ReplaceAll(p[2], " ", "")
			if !isSingleWord(word) {
				return m
			}
			return p[1] + word + p[3]
		})
		if got := joinOnce(line); got != want {
			t.Fatalf("%q: %q, want %q", line, got, want)
		}
		if want != line {
			joined++
		}
		if got, want := widelySpaced(line), widelySpacedExpr.MatchString(line); got != want {
			t.Fatalf("widely spaced %q: %v, want %v", line, got, want)
		}
	}
	if joined < 1000 {
		t.Fatalf("only %d lines had spaced words", joined)
	}
}

// TestComposed compares with the tables: each rune behind a letter that composes.
func TestComposed(t *testing.T) {
	for r := rune(1); r < 0x30000; r++ {
		for _, s := range []string{"и" + string(r), "e" + string(r) + "\n", string(r)} {
			if composed(s) && !norm.NFC.IsNormalString(s) {
				t.Fatalf("%q is not in NFC", s)
			}
			if got, want := compose("й\n"+s+"\nи\u0306"), norm.NFC.String("й\n"+s+"\nи\u0306"); got != want {
				t.Fatalf("%q: %q, want %q", s, got, want)
			}
		}
	}
}

package personal

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/testkit/cost"
)

// A rule finds near its stems what its expression finds in the whole text.
func TestRulesNearTheirStems(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 6))
	words := append([]string{"Регистрация ", "по адресу ", "места жительства: ", "г.р.", " года рождения",
		"РОДИЛСЯ в 1961 ", "Тел. ", "моб.: ", "8-910-812-34-56", "7", "8 (48532) 2-11-00", "слово ", "; ", "\n", ". ",
		"ivan@mail.ru", "Иванов, "}, costTokens...)
	for range 150 {
		var b strings.Builder
		for range 1 + rng.IntN(60) {
			if rng.IntN(3) == 0 {
				b.WriteString(strings.Repeat("текст ", rng.IntN(60)))
			}
			b.WriteString(strings.ReplaceAll(words[rng.IntN(len(words))], cost.Count, "1234"))
		}
		text := b.String()
		re := regexp.MustCompile(`(?:\+7|\b[78])` + strings.TrimPrefix(phone.String(), `^(?:\+7|[78])`))
		if got, whole := numbered(phone, text), re.FindAllStringSubmatchIndex(text, -1); len(got)+len(whole) > 0 &&
			!reflect.DeepEqual(got, whole) {
			t.Fatalf("phones in %q: %v, want %v", text, got, whole)
		}
		for name, r := range map[string]*rule{"called": &called, "email": &email, "born": &born, "lives": &lives} {
			whole := r.FindAllStringSubmatchIndex(text, -1)
			if got := r.matches(text); len(got)+len(whole) > 0 && !reflect.DeepEqual(got, whole) {
				t.Fatalf("%s in %q: %v, want %v", name, text, got, whole)
			}
		}
	}
}

// An owner is found as an expression of its stems finds it.
func TestOwners(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 7))
	for name, c := range map[string]struct {
		owner *owner
		more  string
	}{"body": {&ofBody, `|горяч\S+ лини`}, "person": {&ofPerson, ""}} {
		re := regexp.MustCompile(`(?:` + regexp.MustCompile(`\.`).ReplaceAllString(strings.Join(c.owner.stems, "|"), `\.`) +
			c.more + `)[^;]{0,60}$`)
		words := append([]string{"горячая линия ", "линии ", "горячей ", "; ", "тел. ", "z ", "слово "}, c.owner.stems...)
		told := 0
		for range 3000 {
			var b strings.Builder
			for range 1 + rng.IntN(4) {
				b.WriteString(words[rng.IntN(len(words))] + strings.Repeat("я", rng.IntN(40)) + strings.Repeat("z ", rng.IntN(20)))
			}
			got, want := c.owner.in(b.String()), re.MatchString(b.String())
			if got != want {
				t.Fatalf("%s in %q: %v, want %v", name, b.String(), got, want)
			}
			if got {
				told++
			}
		}
		if told < 300 || told > 2700 {
			t.Errorf("%s: %d told of", name, told)
		}
	}
}

// A document is found before its number as one expression for all that stands between finds it.
func TestIdentityBeforeItsNumber(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 8))
	words := append([]string{"пасп. ", "паспорт1 ", "паспорта; ", "свидетельство о рождении ",
		"свидетельств1 о смерти ", "; ", "слово ", "7 ", "в/у ", "выдан ", "12.03.2010 "}, costTokens...)
	told := 0
	for range 3000 {
		var b strings.Builder
		for range 1 + rng.IntN(5) {
			b.WriteString(words[rng.IntN(len(words))] + strings.Repeat("z ", rng.IntN(20)))
		}
		text := plain(b.String())
		for called, re := range []string{`([^\d;]{0,90})$`, `(.*)$`} {
			want := regexp.MustCompile(`(` + identity.String() + `)` + re).FindStringSubmatchIndex(text)
			got := findIdentity(text, called == 1)
			if (got == nil) != (want == nil) || got != nil && (got[0] != want[2] || got[1] != want[3]) {
				t.Fatalf("%q: %v, want %v", text, got, want)
			}
			if got != nil {
				told++
			}
		}
	}
	if told < 600 || told > 5400 {
		t.Errorf("%d told of", told)
	}
}

// Looking at eight bytes at a time finds what looking at each does.
func TestEightBytesAtATime(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("аЯё 09/:5٣０\t«x\x7f")
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(24) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		s := b.String()
		for i := range len(s) + 1 {
			want := i
			for want < len(s) && !isDigit(s[want]) {
				want++
			}
			if got := nextDigit(s, i); got != want {
				t.Fatalf("%q: the next digit from %d on is at %d, not %d", s, i, want, got)
			}
		}
		if want := strings.ContainsFunc(s, isForeignDigit); hasForeignDigit(s) != want {
			t.Fatalf("%q has digits of other scripts: %v", s, want)
		}
	}
}

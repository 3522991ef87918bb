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

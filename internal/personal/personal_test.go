package personal

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	// All numbers are made up to obey the checksums.
	for text, want := range map[string]string{
		"СНИЛС 112-233-445 95 указан":                          "112-233-445 95",
		"снилс: 11223344595.":                                  "11223344595",
		"СНИЛС 112-233-445 96":                                 "", // wrong sum
		"ИНН 500100732259, работает":                           "500100732259",
		"ИНН 500100732258":                                     "",
		"ИНН 7707083893 (организация)":                         "",
		"паспорт серия 4509 № 123456 выдан":                    "4509 № 123456",
		"Паспорт 45 09 123456":                                 "45 09 123456",
		"карта 4276 3800 1234 5674":                            "",
		"карта 4111 1111 1111 1111, срок":                      "4111 1111 1111 1111",
		"постановление от 12.03.2013 № 141":                    "",
		"КБК 90111301995050000130 и счёт 40702810900000001234": "",
		"телефон 8 (48544) 2-11-00, 152610":                    "",
		"нет цифр":                                             "",
	} {
		var got []string
		for _, s := range Find(text) {
			got = append(got, text[s[0]:s[1]])
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%q: %q, want %q", text, g, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("СНИЛС 112-233-445 95 паспорт 4509 № 123456 карта 4111111111111111")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, p := range Find(s) {
			if p[0] < last || p[1] <= p[0] || p[1] > len(s) {
				t.Fatalf("%q: %v", s, p)
			}
			last = p[1]
		}
	})
}

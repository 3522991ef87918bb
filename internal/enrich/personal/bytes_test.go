package personal

import (
	"strings"
	"testing"
)

// Names of files are not always UTF-8: places are counted in bytes whatever they hold.
func TestFindTakesAnyBytes(t *testing.T) {
	for _, s := range []string{
		"паспорт" + strings.Repeat("\xff", 28) + " 45 09 123456",
		"паспорт \xff\xfe серии 4509 № 123456", "\xd0 СНИЛС 087-654-303 00 \xd0",
		"Ф. И. О.\t" + strings.Repeat("\x80", 2*longHeading) + "\nИванов\t4509 123456",
	} {
		for _, span := range new(Finder).Find(s) {
			if span[0] < 0 || span[1] > len(s) || span[0] >= span[1] {
				t.Errorf("%q: %v", s, span)
			}
		}
	}
	if n := len(plain("п\xffЁ\u00a0–x")); n != len("п\xffЁ\u00a0–x") {
		t.Errorf("%d bytes", n)
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("паспорт \xff серии 4509 № 123456, ИНН 5001 0073 2259"))
	f.Fuzz(func(t *testing.T, data []byte) {
		last := 0
		for _, span := range new(Finder).Find(string(data)) {
			if span[0] < last || span[1] > len(data) || span[0] >= span[1] {
				t.Fatalf("%q: %v", data, span)
			}
			last = span[1]
		}
	})
}

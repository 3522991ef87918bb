package archive

import (
	"slices"
	"testing"
)

func TestWordsOfScansArePacked(t *testing.T) {
	words := []ScanWord{{0, 2, 100, 50, 20, 12, 96}, {3, 27, 125, 51, 240, 14, 31}, {28, 30, 60, 70, 1000, 0, 0},
		{28, 29, 0, 999, 1, 1, 100}}
	s := Scan{Words: PackWords(words[:3])}
	if got := s.Unpack(30); !slices.Equal(got, words[:3]) {
		t.Errorf("%v", got)
	}
	if n := len(s.Words); n > 3*10 {
		t.Errorf("%d bytes for three words", n)
	}
	if got := s.Unpack(29); len(got) != 2 { // the last one stands beyond the text
		t.Errorf("%v", got)
	}
	for cut := range s.Words { // what breaks off, and what is no such thing
		if got := (Scan{Words: s.Words[:cut]}).Unpack(30); len(got) > 3 || !slices.Equal(got, words[:len(got)]) {
			t.Errorf("%d bytes: %v", cut, got)
		}
	}
	for _, bad := range []string{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x01\x02\x02\x02\x02\x02\x02",
		"\x00\x03"} {
		if got := (Scan{Words: []byte(bad)}).Unpack(30); len(got) != 0 {
			t.Errorf("%q: %v", bad, got)
		}
	}
}

func TestTextsOfPages(t *testing.T) {
	d := Document{Text: "одиндва", Pages: []int{0, 8, 14}}
	for page, want := range map[int]string{-1: "", 0: "один", 1: "два", 2: "", 3: ""} {
		if got := d.PageText(page); got != want {
			t.Errorf("page %d: %q, want %q", page, got, want)
		}
	}
}

package office

import (
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// formData is the data of a field of a form.
func formData(kind, chosen, preset uint16, entries ...string) []byte {
	text := func(s string) []byte { return extracttest.LE(uint16(len([]rune(s))), utf16le(s), uint16(0)) }
	body := extracttest.LE(uint32(0xffffffff), kind|chosen<<2, uint16(0), uint16(20), text("Поле"))
	if kind == formText {
		body = append(body, text("значение")...)
	} else {
		body = append(body, extracttest.LE(preset)...)
	}
	for range 5 {
		body = append(body, text("справка")...)
	}
	body = append(body, extracttest.LE(uint16(0xffff), uint16(len(entries)), uint16(0))...)
	for _, e := range entries {
		body = append(body, extracttest.LE(uint16(len([]rune(e))), utf16le(e))...)
	}
	return extracttest.LE(uint32(68+len(body)), uint16(68), make([]byte, 62), body)
}

func TestFormData(t *testing.T) {
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"a list":                     {formData(formList, 1, 0, "Углич", "Мышкин"), "Мышкин"},
		"a list as it was":           {formData(formList, formPreset, 0, "Углич", "Мышкин"), "Углич"},
		"an entry that is not there": {formData(formList, 7, 0, "Углич"), ""},
		"a box":                      {formData(formBox, 1, 0), "☒"}, "an empty box": {formData(formBox, formPreset, 0), "☐"},
		"text": {formData(formText, 0, 0), ""}, "nothing": {nil, ""},
		"what breaks off": {formData(formList, 1, 0, "Углич", "Мышкин")[:90], ""},
	} {
		if got := formShown(tt.data, 0); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// What was chosen of a list stands in no text of Word, only in the data of its field.
func TestChoicesOfWord(t *testing.T) {
	wide := "Город: \x13 FORMDROPDOWN \x01\x15.\r"
	at := len([]rune("Город: \x13 FORMDROPDOWN "))
	// Of the two properties the test has, sprmCFData and sprmCPicLocation, each is a run of its own; here they are one.
	streams := wordStreams(wide, "Конец\r", "", 0, look{at, at + 1, 0x0806, 1})
	main := streams[0].data
	page := main[8*512:]
	copy(page[200:], extracttest.LE(byte(9), uint16(0x0806), byte(1), uint16(0x6a03), uint32(0)))
	data := formData(formList, 1, 0, "Углич", "Мышкин")
	p := extracttest.One(t, readFile, "a.doc", oleOf(t, append(streams, stream{"Data", data})...))
	if want := "Город: Мышкин.\nКонец"; p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%q, want %q: %s", p.Text, want, p.Reason())
	}
}

package charset

import (
	"strings"
	"testing"
)

// TestLinesInOtherEncodings holds that each line is read in its own, and that the place
// is told.
func TestLinesInOtherEncodings(t *testing.T) {
	const act = "Администрация города Углича постановляет утвердить порядок ремонта мостов."
	const other = "Приложение о паводках и разливах рек"
	in := func(s, cs string) string { return string(encode(t, s, cs)) }
	for name, c := range map[string]struct{ data, text, charset, where string }{
		"windows-1251 in UTF-8": {act + "\n" + in(other, "windows-1251") + "\n" + act, act + "\n" + other + "\n" + act,
			"utf-8",
			"2 (windows-1251)"},
		"a short line in UTF-8": {act + "\n" + in("Сметы", "koi8-r") + "\n" + act + "\n" + in("Приложение о паводках",
			"koi8-r"),
			act + "\nСметы\n" + act + "\nПриложение о паводках", "utf-8", "2 (koi8-r), 4 (koi8-r)"},
		"UTF-8 in windows-1251": {in(act+"\n"+act+"\n", "windows-1251") + other + "\n" + other,
			act + "\n" + act + "\n" + other + "\n" + other, "windows-1251", "3–4 (utf-8)"},
		"cp866 in windows-1251": {in(act+"\n"+act+"\n", "windows-1251") + in(other, "cp866"), act + "\n" + act + "\n" + other,
			"windows-1251", "3 (cp866)"},
		"four, none of them most": {in(act+"\n", "cp866") + act + "\n" + in(act+"\n", "windows-1251") +
			in(act+"\n", "koi8-r"),
			act + "\n" + act + "\n" + act + "\n" + act + "\n", "koi8-r", "1 (cp866), 2 (utf-8), 3 (windows-1251)"},
		"a byte lost": {act + "\n" + strings.Replace(act, "города", "го\xd1ода", 1), act + "\n" +
			strings.Replace(act, "города", "го\ufffdода", 1), "utf-8", "2"},
		"one encoding": {in(act+"\n"+other, "windows-1251"), act + "\n" + other, "windows-1251", ""},
	} {
		d := Decode([]byte(c.data), "")
		if d.Text != c.text || d.Charset != c.charset || d.Mixed+d.Lost != c.where || d.Noisy {
			t.Errorf("%s: %+v", name, d)
		}
	}
	noise := make([]byte, 4000)
	for i := range noise {
		noise[i] = byte(0x80 + i*i*31%127)
	}
	if d := Decode(noise, ""); !d.Garbage {
		t.Errorf("noise: %+v", d)
	}
	var many places
	for i := range 20 {
		many.add(3*i, "cp866")
	}
	if s := many.String(); !strings.HasSuffix(s, "12 (cp866)…") {
		t.Error(s)
	}
}

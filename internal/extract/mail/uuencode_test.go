package mail_test

import (
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// uuencoded writes data as uuencode does.
func uuencoded(name, data string) string {
	var b strings.Builder
	b.WriteString("begin 644 " + name + "\n")
	digit := func(c byte) {
		if c &= 0x3f; c == 0 {
			c = 0x40 // a space would be lost
		}
		b.WriteByte(c + ' ')
	}
	for len(data) > 0 {
		line := data[:min(45, len(data))]
		data = data[len(line):]
		digit(byte(len(line)))
		line += strings.Repeat("\x00", (3-len(line)%3)%3)
		for i := 0; i < len(line); i += 3 {
			digit(line[i] >> 2)
			digit(line[i]<<4 | line[i+1]>>4)
			digit(line[i+1]<<2 | line[i+2]>>6)
			digit(line[i+2])
		}
		b.WriteByte('\n')
	}
	return b.String() + "`\nend\n"
}

// Files in the text of a letter are files of it, as programs of the nineties sent them.
func TestUuencoded(t *testing.T) {
	head := "From: a@b.c\nSubject: Смета\nContent-Type: text/plain; charset=utf-8\n\n"
	long := strings.Repeat("Ремонт дорог за 2017 год. ", 40)
	letter := head + "Прилагаю.\n" + uuencoded("смета.txt", long) + "Подпись\n" + uuencoded("b.txt", "Второй файл") +
		"Конец\n"
	parts := readFile("a.eml", []byte(letter), format.Options{})
	extracttest.Check(t, parts)
	if len(parts) != 3 || !strings.Contains(parts[0].Text, "Прилагаю.\nПодпись\nКонец") || parts[1].Path != "смета.txt" ||
		strings.TrimSpace(parts[1].Text) != strings.TrimSpace(long) || parts[2].Text != "Второй файл" {
		t.Errorf("%s", extracttest.Show(parts))
	}
	// The same with the spaces at the ends of lines lost, and with those of other systems.
	letter = strings.ReplaceAll(strings.ReplaceAll(letter, "`\n", "\n"), "\n", "\r\n")
	parts = readFile("a.eml", []byte(letter), format.Options{})
	if len(parts) != 3 || strings.TrimSpace(parts[1].Text) != strings.TrimSpace(long) {
		t.Errorf("%s", extracttest.Show(parts))
	}
	for _, plain := range []string{"begin 644 the story\nof a town, which is long.\nend\n", "begin 644 a.txt\nM1\n"} {
		parts = readFile("a.eml", []byte(head+plain), format.Options{})
		if len(parts) != 1 || !strings.Contains(parts[0].Text, "begin 644") {
			t.Errorf("%s", extracttest.Show(parts))
		}
	}
}

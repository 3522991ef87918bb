package dateline

import (
	"strings"
	"testing"

	"letopis/internal/extract/page"
)

// What lines with nothing but a date look like on portals, and lines that are none.
func TestDateLines(t *testing.T) {
	tests := []struct {
		line, date string
		ok         bool
	}{
		{"12.05.2011", "2011-05-12", true},
		{"12.05.11", "2011-05-12", true},
		{"12 мая 2011 г.", "2011-05-12", true},
		{"12 МАЯ 2011 ГОДА", "2011-05-12", true},
		{"27 Янв 2010, 15:13", "2010-01-27", true},
		{"Опубликовано: 14.03.2012 10:25", "2012-03-14", true},
		{"Дата публикации: 14 августа 2012", "2012-08-14", true},
		{"Четверг, 17 мая 2012", "2012-05-17", true},
		{"14:30, 3 марта 2010 г.", "2010-03-03", true},
		{"17.02.2012 / Культура", "2012-02-17", true},
		{"[05.06.2009]", "2009-06-05", true},
		{"2016-05-30 16:21", "2016-05-30", true},
		{"30-05-2016", "2016-05-30", true},
		{"18-04-19", "2019-04-18", true},
		{"12.О3.2О11", "2011-03-12", true},
		{"Пт, 16 июн 2017", "2017-06-16", true},
		{"12 мая, 14:20", "", true},
		{"Сегодня, 09:10", "", true},
		{"31.02.2012", "", true},
		{"45 мая 2011", "", true},
		{"12.05.2011 № 34", "", false},
		{"2-11-45", "", false},
		{"1.2.3", "", false},
		{"12 мая в школе прошёл концерт", "", false},
		{"2011 год", "", false},
		{"Срок — 1 апреля 2012 г.", "", false},
	}
	for _, tt := range tests {
		if date, ok := Of(page.Block{Text: tt.line}); date != tt.date || ok != tt.ok {
			t.Errorf("%q: %q %v, want %q %v", tt.line, date, ok, tt.date, tt.ok)
		}
	}
}

// Names and broken files are not always UTF-8: a cut is looked for within the text.
func TestLastTakesAnyBytes(t *testing.T) {
	if got := Last("12.03.2011" + strings.Repeat("\x80", 2*MaxLength)); got != "" {
		t.Errorf("%q", got)
	}
}

package edition

import "testing"

// TestStampEnd holds where the stamp of an annex ends, and whose annex it is.
func TestStampEnd(t *testing.T) {
	for _, c := range []struct {
		stamp, rest string
		own         bool
	}{
		{"Приложение 2\nк постановлению администрации района\nот 25.10.2013 № 1001", "Состав комиссии", true},
		{"Приложение\nк постановлению\nадминистрации МР «Усть-Вымский»\nот 05.03. 2019 г .\nN 111", "Программа", true},
		{"УТВЕРЖДЕНО\nрешением Думы\nот 24.12.2009 № 210", "Положение\nо процессе", true},
		{"Приложение 1\nк программе", "План\n№ 5", false},
		{"Приложение № 4\nк программе «Повышение безопасности\nдорожного движения в районе»", "Ресурсное обеспечение", false},
		{"Приложение", "Форма", true},
		{"Приложение к постановлению администрации от ____ 2014 № ____ «О\nна 2014 годы»", "ПРОГРАММА № 3", true},
		{"Приложение\nк постановлению администрации района", "ПРОГРАММА", true},
	} {
		text := c.stamp + "\n" + c.rest
		if got := text[:stampEnd(text, 0, len(text))]; got != c.stamp || isOwn(text, 0, len(text)) != c.own {
			t.Errorf("%q, want %q, own %v", got, c.stamp, c.own)
		}
	}
}

package sheet

import "testing"

func TestRunningText(t *testing.T) {
	for code, want := range map[string]string{
		`&L&"Times New Roman,Обычный"&12Приложение № 3&C&14 &K04+000к решению&R&KFF0000&Bот 25.12.2017`: "Приложение № 3\n" +
			"к решению\nот 25.12.2017",
		"&CСтраница &P из &N":   "",
		"Стр. &P&Rлист № &P/&N": "",
		"&C&A":                  "",
		"Закупки & ремонт&&строй &D &T &": "Закупки ремонт&строй",
		`&"`:              "",
		"&K12":            "",
		"Закупки &ремонт": "Закупки ремонт", "&K12яма": "яма",
		"": "",
	} {
		if got := RunningText(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

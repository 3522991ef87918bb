package format

import "testing"

func TestFieldText(t *testing.T) {
	for code, want := range map[string]string{
		` MACROBUTTON NoMacro [Введите название]`:               "[Введите название]",
		`MACROBUTTON  "Мой макрос" Нажмите сюда `:               "Нажмите сюда",
		` GOTOBUTTON раздел2 см. раздел 2`:                      "см. раздел 2",
		` EQ \f(Доход;Расход)`:                                  "Доход Расход",
		` EQ \* jc2 \* "Font:A B" \o\ad(\s\up 10(над),строкой)`: "над строкой",
		` PAGE \* MERGEFORMAT `:                                 "",
		`DATE \@ "dd.MM.yyyy"`:                                  "",
		`EQ`:                                                    "",
		``:                                                      "",
	} {
		if got := FieldText(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

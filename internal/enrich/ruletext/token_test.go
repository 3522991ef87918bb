package ruletext

import "testing"

// A zero for «О» begins a title; before what is counted it is a number.
func TestZeroForO(t *testing.T) {
	for line, o := range map[string]bool{
		"0 бюджете города": true, "0 внесении изменений": true, "0 мерах поддержки": true, "0 местном бюджете": true,
		"0 муниципальной программе": true, "0 рублей": false, "0 баллов": false, "0 единиц": false, "0 целых": false,
		"0 новое": false, "0 выше нормы": false, "0 и более": false, "0 тыс. рублей": false, "0 человек": false,
	} {
		if p := NewPage("Итого\n" + line); p.HasKind(1, Word) != o {
			t.Errorf("%q: %q", line, p.At(1))
		}
	}
}

func TestInitial(t *testing.T) {
	for s, initial := range map[string]bool{
		"И. Абаканов": true, "С. П. Иванов": true, "Г. К. Жуков": true, "Г. Абакан": false, "С. Ивановка": false,
		"П. Луговой": false, "г. Абакан": false, "И Абакан": false, "Ив. Абаканов": false, "": false,
	} {
		if NewPage(s).Initial(0) != initial {
			t.Errorf("%q", s)
		}
	}
	if !NewPage("А. С. Пушкин").Initial(2) {
		t.Error("the second initial")
	}
}

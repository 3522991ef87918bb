package personal

import (
	"slices"
	"testing"

	"letopis/internal/testkit/cost"
)

// costTokens are what the rules look for.
var costTokens = []string{"СНИЛС ", "СНИЛС № 087-654-303 00 ", "087–654–303–00 ", "страховой номер ", "ИНН ",
	"ИНН: 500100732259 ",
	"паспорт ", "паспорт серии 4509 номер 123456 ", "удостоверяющий личность ", "вид на жительство ",
	"свидетельство о рождении ",
	"серия ", "4509 ", "123456 ", "IV-АБ ", "ивановна ", "Иванова Анна ", "тел. ", "+7 (905) ", "8-905-123-45-67 ",
	"ivanova@mail.ru ",
	"ivanova@", "родился ", "дата рождения: ", "12.03.1985 ", "г. р. ", "проживающий по адресу: ", "ул. ",
	"д. 5, кв. 7 ", "зарегистрирован ",
	"пасп. ", "passport ", "серия: 4509; номер – ", "4509/", "карта ", "1 ", "0.", "И.Н.Н. ",
	"4276 3800 1234 5678 ", "40817810099910004312 ", "счёт ", "вклад ",
	"т. 910-812-34-56, ", "ivan (at) ", "собака ", "1961 года рождения ",
	"О87-654-3О3 ОО ", "3О", "ОО ", "СНИЛС 112 233 445 96 ", "11223344596 ",
	"ФИО\tПаспорт\tТелефон\n", "А\t4509 123456\t910\n"}

// TestCostIsLinear holds it with everything hidden that can be.
func TestCostIsLinear(t *testing.T) {
	h, err := New(Kinds...)
	if err != nil {
		t.Fatal(err)
	}
	units := cost.Units(slices.Concat(costTokens, cost.Tokens), 30, 12)
	cost.Test{Small: 16 << 10, Large: 128 << 10}.Linear(t, units, func(s string) { h.Find(s) })
}

package enrich

import (
	"testing"

	"letopis/internal/archive"
)

// However a document writes the body, its issuer is one value.
func TestIssuerIsOneValue(t *testing.T) {
	e := newEnricher(t)
	for _, same := range [][]string{
		{"Администрация Угличского муниципального района", "АДМИНИСТРАЦИЯ УГЛИЧСКОГО МУНИЦИПАЛЬНОГО ОКРУГА",
			"Администрация Угличского муниципального округа Ярославской области"},
		{"Совет депутатов Минусинского района", "Минусинский районный Совет депутатов",
			"Совет депутатов муниципального образования Минусинский район"},
		{"Администрация города Амурска", "Администрация городского поселения «Город Амурск»"},
	} {
		var want archive.Issuer
		for _, name := range same {
			d := &archive.Document{Text: name + "\n\nПОСТАНОВЛЕНИЕ\n\n14.11.2013 № 835\n\nО мерах по подготовке к зиме\n\n" +
				"ПОСТАНОВЛЯЕТ:\n1. Утвердить план."}
			e.Enrich(d)
			got := d.Facts.Issuer
			if got.ID == "" || got.Name == "" {
				t.Errorf("%s: %+v", name, got)
			}
			if want.ID != "" && (got.ID != want.ID || got.Name != want.Name) {
				t.Errorf("%s: %q %q, want %q %q", name, got.ID, got.Name, want.ID, want.Name)
			}
			want = got
			if again := e.IssuerNamed(got.Text, &d.Facts); again.ID != got.ID || again.Name != got.Name {
				t.Errorf("named %s by a person: %+v, want %+v", got.Text, again, got)
			}
		}
	}
}

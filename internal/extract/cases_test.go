package extract

import (
	"context"
	"os"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/testkit"
)

// TestCases holds what the small files of shared/cases say, each a kind of file that was
// misread once; tests of the rooms hold the same of files of their own.
func TestCases(t *testing.T) {
	const act = "Администрация города Углича постановляет утвердить порядок ремонта мостов."
	for name, want := range map[string]string{
		"docx_main2.docx": act,
		"docx_num.docx":   act + "\n1. Утвердить смету\n2. Опубликовать в газете",
		"docx_alt.docx":   act + "\nВставленныйкусок о паводке",
		"flat.fodt":       act,
		"rtf_uc.rtf": act + " АдминистрациягородаУгличапостановляетутвердитьпорядокремонтамостов.\n\nНадпись в рамке\n" +
			"Сноска о плотине",
	} {
		data, err := os.ReadFile(testkit.Shared(t, "cases", name))
		if err != nil {
			t.Fatal(err)
		}
		parts := Extract(context.Background(), name, data, Options{})
		extracttest.Check(t, parts)
		if p := parts[0]; p.Text != want || p.Status != archive.StatusOK {
			t.Errorf("%s: %s %s %q, want %q", name, p.Status, p.Reason, p.Text, want)
		}
	}
}

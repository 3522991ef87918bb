package extract

import (
	"context"
	"os"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/testkit"
	"letopis/internal/text"
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
		"pdf_junk.pdf":    act,
		"pdf_form.pdf":    act + "\nZnachenie polya",
		"pdf_hyph.pdf": "Администрация города Углича решает вопросы водоснабжения и теплоснабжения, а также " +
			"научно-исследовательских работ и социально-экономического развития.",
		"kladr.dbf": "STREET\tNUM\nЛенина\t12\nМира\t7",
		"rtf_uc.rtf": act + " АдминистрациягородаУгличапостановляетутвердитьпорядокремонтамостов.\n\nНадпись в рамке\n" +
			"Сноска о плотине",
	} {
		data, err := os.ReadFile(testkit.Shared(t, "cases", name))
		if err != nil {
			t.Fatal(err)
		}
		parts := Extract(context.Background(), name, data, Options{})
		extracttest.Check(t, parts)
		if strings.HasSuffix(name, ".pdf") {
			parts[0].Text = text.Clean(parts[0].Text) // as it is taken in: it joins broken words
		}
		if p := parts[0]; p.Text != want || p.Status != archive.StatusOK {
			t.Errorf("%s: %s %s %q, want %q", name, p.Status, p.Reason(), p.Text, want)
		}
	}
}

// TestLetterCases holds the same of letters.
func TestLetterCases(t *testing.T) {
	for name, want := range map[string]string{
		"eml_att.eml": "|partial|часть письма повреждена, прочитано её на\nПриказ.txt|ok|Вложенныйприказ о паводке\n" +
			"вложение 2.eml|ok|Вложенноеписьмо/Телописьма внутри\n",
		"mail.mbox": "letter-1.eml|ok|Первоеписьмо/Первоеписьмо тело\nletter-2.eml|ok|Second/Второеписьмо тело о паводке\n",
	} {
		data, err := os.ReadFile(testkit.Shared(t, "cases", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := extracttest.Summary(Extract(context.Background(), name, data, Options{})); got != want {
			t.Errorf("%s: %s, want\n%s", name, got, want)
		}
	}
}

// TestMixedCharsets holds that a line in another charset is read, and its place told.
func TestMixedCharsets(t *testing.T) {
	data, err := os.ReadFile(testkit.Shared(t, "cases", "txt_mixed.txt"))
	if err != nil {
		t.Fatal(err)
	}
	p := extracttest.One(t, readFile, "txt_mixed.txt", data)
	if !strings.Contains(p.Text, "\nПриложение о паводках\n") || !strings.Contains(p.Reason(), "строки 2 (windows-1251)") {
		t.Errorf("%s %q", p.Reason(), p.Text)
	}
}

// What is not read says what it is and what to do.
func TestForeignKinds(t *testing.T) {
	for _, f := range foreign {
		data := append(make([]byte, f.offset), f.magic...)
		data = append(data, make([]byte, 600)...)
		p := extracttest.One(t, readFile, "письмо.doc", data)
		if p.Status != archive.StatusUnsupported || p.Causes[0].Code != f.kind.Code {
			t.Errorf("%q: %s %s", f.magic, p.Status, p.Reason())
		}
	}
	for _, text := range []string{"ID3 и другие метки файлов", "AC10 — версия чертежа 2000 года", "BZh", "AC10",
		"MZ \xef\xee \xe3\xee\xf0\xee\xe4\xf3", "ab-lh: x"} {
		p := extracttest.One(t, readFile, "a.txt", []byte(text))
		if p.Status == archive.StatusUnsupported {
			t.Errorf("%q: %s %s", text, p.Status, p.Reason())
		}
	}
	if p := extracttest.One(t, readFile, "a.pages", extracttest.Pack(t,
		map[string]string{"Index/Document.iwa": "x"})); p.Status !=
		archive.StatusUnsupported || p.Path != "" {
		t.Errorf("Pages: %+v", p)
	}
	p := extracttest.One(t, readFile, "a.pages", extracttest.Pack(t, map[string]string{"Index/Document.iwa": "x",
		"QuickLook/Preview.pdf": "ничего"}))
	if p.Status == archive.StatusUnsupported || p.Path != "QuickLook/Preview.pdf" {
		t.Errorf("Pages with a picture of itself: %+v", p)
	}
}

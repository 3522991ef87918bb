package office

import (
	"errors"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// foreignError is a compound file of another program: what it is, and the way out.
type foreignError struct{ what, out string }

func (e foreignError) Error() string { return e.what + " не читается: " + e.out }

// foreign are programs that keep their documents in compound files, by a stream of theirs.
var foreign = []struct {
	stream string
	is     foreignError
}{
	{"VisioDocument", foreignError{"рисунок Visio", "сохраните его как VSDX или PDF и добавьте снова"}},
	{"Quill", foreignError{"публикация Publisher", "сохраните её как PDF или DOCX и добавьте снова"}},
	{"Props9", foreignError{"план Project", "сохраните его как PDF или XLSX и добавьте снова"}},
	{"StarWriterDocument", foreignError{"документ StarOffice", "сохраните его в LibreOffice как ODT и добавьте снова"}},
	{"StarCalcDocument", foreignError{"таблица StarOffice", "сохраните её в LibreOffice как ODS и добавьте снова"}},
	{"MatOST", foreignError{"документ Microsoft Works", "сохраните его как RTF или DOCX и добавьте снова"}},
	{"HwpSummaryInformation", foreignError{"документ Hangul", "сохраните его как DOCX или PDF и добавьте снова"}},
	{"Catalog", foreignError{"список эскизов Windows (Thumbs.db)", "текста в нём нет, файл можно удалить"}},
	{"DgnDwgStorage", foreignError{"чертёж", "сохраните его как PDF и добавьте снова"}},
}

// foreignOf says what a compound file is that is not read.
func foreignOf(o *ole.File) error {
	for _, f := range foreign {
		if o.Has(f.stream) {
			return f.is
		}
	}
	return foreignError{"файл не Word, не Excel, не PowerPoint и не письмо Outlook: он",
		"сохраните его как PDF или DOCX той программой, которой он сделан"}
}

// binaryOutcome gives a part the status that its reader's error means.
func binaryOutcome(part format.Part, err error) format.Part {
	switch {
	case errors.Is(err, format.ErrEncrypted):
		part.Text = ""
		part.Status, part.Reason = archive.StatusEncrypted, "документ под паролем: снимите пароль и добавьте снова"
	case errors.As(err, new(foreignError)):
		part.Status, part.Reason = archive.StatusUnsupported, err.Error()
	case err != nil && strings.TrimSpace(part.Text) != "":
		part.Status, part.Reason = archive.StatusPartial, "документ повреждён, прочитана его часть: найдите исходный файл"
	case err != nil:
		part.Status, part.Reason = archive.StatusCorrupt, "документ повреждён: найдите исходный файл"
	}
	return part
}

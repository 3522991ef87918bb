package office

import (
	"errors"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
)

// errForeign is a compound file of another program.
var errForeign = errors.New("not a format that is read")

// binaryOutcome gives a part the status that its reader's error means.
func binaryOutcome(part format.Part, err error) format.Part {
	switch {
	case errors.Is(err, format.ErrEncrypted):
		part.Text = ""
		part.Status, part.Reason = archive.StatusEncrypted, "документ под паролем: снимите пароль и добавьте снова"
	case errors.Is(err, errForeign):
		part.Status, part.Reason = archive.StatusUnsupported,
			"файл не Word, не Excel и не PowerPoint: формат не поддерживается"
	case err != nil && strings.TrimSpace(part.Text) != "":
		part.Status, part.Reason = archive.StatusPartial, "документ повреждён, прочитана его часть: найдите исходный файл"
	case err != nil:
		part.Status, part.Reason = archive.StatusCorrupt, "документ повреждён: найдите исходный файл"
	}
	return part
}

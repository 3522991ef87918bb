package office

import (
	"errors"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// foreignError is a compound file of another program.
type foreignError struct{ kind *reason.Reason }

func (e foreignError) Error() string { return e.kind.Code }

// foreign are programs that keep their documents in compound files, by a stream of theirs.
var foreign = []struct {
	stream string
	kind   *reason.Reason
}{
	{"VisioDocument", reason.KindVisio},
	{"Quill", reason.KindPublisher},
	{"Props9", reason.KindProject},
	{"StarWriterDocument", reason.KindStarText},
	{"StarCalcDocument", reason.KindStarCalc},
	{"MatOST", reason.KindWorks},
	{"HwpSummaryInformation", reason.KindHangul},
	{"Catalog", reason.KindThumbs},
	{"DgnDwgStorage", reason.KindDrawing},
}

// foreignOf says what a compound file is that is not read.
func foreignOf(o *ole.File) error {
	for _, f := range foreign {
		if o.Has(f.stream) {
			return foreignError{f.kind}
		}
	}
	return foreignError{reason.KindCompound}
}

// binaryOutcome gives a part the status that its reader's error means.
func binaryOutcome(part format.Part, err error) format.Part {
	var foreign foreignError
	switch {
	case errors.Is(err, format.ErrEncrypted):
		part.Text = ""
		part.Because(reason.Password.With())
	case errors.As(err, &foreign):
		part.Because(foreign.kind.With())
	case err != nil:
		part.Damage(false)
	}
	return part
}

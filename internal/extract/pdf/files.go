package pdf

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

// attachments reads the files in a PDF as documents of their own.
func (f *pdfFile) attachments() {
	count, err := f.lib.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: f.doc})
	if err != nil {
		return
	}
	for i := range min(count.AttachmentCount, maxNotes) {
		file, err := f.lib.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: f.doc, Index: i})
		if err == nil {
			f.attach(file.Attachment)
		}
	}
}

// pinned reads the file that a note pins to a page.
func (f *pdfFile) pinned(note references.FPDF_ANNOTATION) {
	file, err := f.lib.FPDFAnnot_GetFileAttachment(&requests.FPDFAnnot_GetFileAttachment{Document: f.doc,
		Annotation: note})
	if err == nil {
		f.attach(file.Attachment)
	}
}

// attach reads a file, unless it has been read: the same one may be pinned to a page and listed.
func (f *pdfFile) attach(file references.FPDF_ATTACHMENT) {
	if f.full || f.budget.Err() != nil {
		return
	}
	name := fmt.Sprintf("вложение %d", len(f.attached)+1)
	if answer, err := f.lib.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: file}); err == nil &&
		strings.TrimSpace(answer.Name) != "" {
		name, _ = format.SafeName(answer.Name)
	}
	answer, err := f.lib.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: file})
	switch {
	case err != nil:
		f.files.Note(reason.AttachmentBroken.With(name))
		return
	case f.depth >= f.budget.MaxDepth:
		f.files.Note(reason.AttachmentDeep.With(name, f.budget.MaxDepth))
		return
	case len(answer.Contents) == 0:
		return
	}
	sum := sha256.Sum256(append([]byte(name+"\x00"), answer.Contents...))
	if f.attached[sum] {
		return
	}
	f.attached[sum] = true
	if !f.budget.Spend(int64(len(answer.Contents))) {
		f.files.NoteBudget()
		f.full = true
		return
	}
	f.full = !f.files.Add(name, answer.Contents, nil)
}

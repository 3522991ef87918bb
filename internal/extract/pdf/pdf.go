// Package pdf reads PDF by PDFium in WebAssembly: the text of each page, and pages that
// are pictures by package ocr.
//
// Read Read first.
package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
)

const (
	pdfType = "application/pdf"
	// pdfMemory is the most that PDFium may have, in WebAssembly pages of 64 KiB.
	pdfMemory = 512 << 20 >> 16
	// pdfPages bounds the pages that are read; a page tree may be made to claim
	// any number.
	pdfPages = 5000
	// pdfObjects are looked at to tell a page of pictures from an empty one.
	pdfObjects = 300
	// maxStamp is below how many bytes the text of a page may be but a stamp on a
	// scan.
	maxStamp = 600
	// maxIllegible is the share of «�» in words of a page from which it is recognised as
	// a picture is.
	maxIllegible = 0.02
	// pdfDPI is enough for tesseract, and half as slow as 300.
	pdfDPI = 200
)

// pdfiumPool is compiled once for a process: it takes 5 s, or 0.15 s out of the
// cache of Warm. Each document has an instance, and so a memory, of its own.
var pdfiumPool = sync.OnceValues(startPDFium)

func startPDFium() (pdfium.Pool, error) {
	conf := wazero.NewRuntimeConfig().WithMemoryLimitPages(pdfMemory).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if dir := CodeCache(); dir != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			conf = conf.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MinIdle: 0, MaxIdle: 0, MaxTotal: 16,
		FSConfig:      wazero.NewFSConfig(), // nothing of this machine
		RuntimeConfig: conf,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
}

// CodeCache is where machine code is kept between runs: nobody else may write
// there, for it is run. "" if there is no such place.
var CodeCache = sync.OnceValue(codeCache)

func codeCache() string {
	base, err := os.UserCacheDir()
	if err == nil {
		dir := filepath.Join(base, "letopis-pdfium")
		if os.MkdirAll(dir, 0o700) == nil {
			return dir
		}
	}
	if os.Getuid() == 0 { // the check below would pass on the folder of anyone
		return ""
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("letopis-pdfium-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return ""
	}
	// Only the owner of a folder may change its mode.
	if st, err := os.Lstat(dir); err != nil || !st.IsDir() || os.Chmod(dir, 0o700) != nil {
		return ""
	}
	return dir
}

// pdfFile is a PDF being read.
type pdfFile struct {
	budget *format.Budget
	lib    pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	pages  []string
	scans  []int        // pages that are pictures, or are to be read as if they were
	blind  map[int]bool // those among them whose letters have no table
	lost   int          // pages that cannot be read
	bytes  int
	mended bool // what is read is what mend has made
	depth  int  // of containers around the file
	files  *container.Holder
	data   []byte
	// Fonts that were looked into, and how large they are together.
	fontBytes int
	fonts     map[string]knownFont // by name
	named     map[rune]rune        // what type3 returns
	// Files that were read, by the sum of their names and contents, and whether no more are.
	attached map[[sha256.Size]byte]bool
	full     bool
}

// Read reads a PDF: its text, page by page, and pages that are pictures by OCR. Files in
// it go to open.
func Read(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	part := format.Part{MediaType: pdfType, Hints: map[string]string{}}
	pool, err := pdfiumPool()
	if err != nil {
		part.Because(reason.PDFStart.With(err))
		return []format.Part{part}
	}
	lib, err := pool.GetInstanceWithContext(budget.Context())
	if err != nil {
		part.Because(reason.PDFStart.With(err))
		return []format.Part{part}
	}
	defer lib.Close()
	doc, mended, err := openFile(lib, f.Data, budget)
	if err != nil {
		part.Because(reason.Damaged.With())
		if errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity) {
			part.Because(reason.Password.With())
		}
		return []format.Part{part}
	}
	p := &pdfFile{budget: budget, lib: lib, doc: doc, mended: mended, depth: f.Depth, blind: map[int]bool{}, data: f.Data,
		fonts:    map[string]knownFont{},
		attached: map[[sha256.Size]byte]bool{}, files: container.NewHolder(f, budget, open)}
	p.metadata(part.Hints)
	p.read(f.Data, &part)
	if mended && part.Status == "" {
		part.Damage(true)
	}
	p.attachments()
	if state, causes := p.files.TakeNotes(); part.Status == "" {
		part.Status, part.Causes = state, causes
	}
	return append([]format.Part{part}, p.files.Parts...)
}

// read reads the pages into a part.
func (f *pdfFile) read(data []byte, part *format.Part) {
	count, err := f.lib.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.doc})
	if err != nil || count.PageCount <= 0 {
		part.Because(reason.PDFNoPages.With())
		if bytes.Contains(data, []byte("/Encrypt")) { // the list of pages lies behind it
			part.Because(reason.PDFCipher.With())
		}
		return
	}
	for i := 0; i < min(count.PageCount, pdfPages) && f.budget.Err() == nil && f.bytes <= f.budget.MaxText; i++ {
		f.page(i)
	}
	if n := len(f.pages); n > 0 {
		f.pages[n-1] = format.JoinLines(f.pages[n-1], f.xfa())
	}
	f.repair()
	o := f.recognize(data)
	dropNumbers(f.pages)
	part.Text, part.Pages = format.JoinPages(f.pages)
	part.Aside = f.bookmarks()
	missing := len(f.scans) - o.Done
	switch {
	case f.lost == len(f.pages):
		part.Because(reason.PDFLost.With())
	case f.lost > 0:
		part.Because(reason.PDFLostPartly.With(f.lost, len(f.pages)))
	case count.PageCount > pdfPages:
		part.Because(reason.PDFManyPages.With(pdfPages))
	case missing > 0:
		part.Because(f.cause(o, strings.TrimSpace(part.Text) != "", missing))
	}
	o.Note(part)
}

// page reads the text of one page.
func (f *pdfFile) page(i int) {
	ref := requests.Page{ByIndex: &requests.PageByIndex{Document: f.doc, Index: i}}
	if page, err := f.lib.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.doc, Index: i}); err == nil { // once for all
		ref = requests.Page{ByReference: &page.Page}
		defer func() { _, _ = f.lib.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page}) }()
	}
	text, err := f.text(ref)
	if err != nil {
		f.lost++
	} else {
		if !isLegible(text) {
			text = ""
		}
		f.blind[i] = illegible(text) > maxIllegible
		if f.blind[i] || len(text) < maxStamp && f.isScan(ref, i, text == "") {
			f.scans = append(f.scans, i)
		}
		text = format.JoinLines(text, f.beside(ref, i))
	}
	f.bytes += len(text)
	f.pages = append(f.pages, text)
}

// pdfText puts the text of a page into lines. PDFium writes U+0002 for a hyphen at the
// end of a line, with or without the end; whether the hyphen is the word's is for those
// to say who have a dictionary (text.Clean).
func pdfText(s string) string {
	s = unitLetters(coreLetters(s))
	s = strings.NewReplacer("\u0002\r\n", "-\n", "\u0002\n", "-\n", "\u0002", "-\n", "\ufffe\r\n", "-\n", "\ufffe", "-\n",
		"\r\n", "\n", "\r", "\n", "\f", "\n", "\x00", "").Replace(s)
	return strings.TrimSpace(strings.ToValidUTF8(s, "\ufffd"))
}

// isScan tells a page of pictures, or of letters drawn as curves, from one that
// is empty; where there is a little text, such as the stamp of an electronic
// signature on a scan, from one that has no more than that.
func (f *pdfFile) isScan(page requests.Page, number int, empty bool) bool {
	count, err := f.lib.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false
	}
	size, err := f.lib.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: f.doc, Index: number})
	if err != nil {
		return false
	}
	empty = empty && !f.mended // which may have lost its fonts
	curves, covered := 0, 0.0
	for i := range min(count.Count, pdfObjects) {
		object, err := f.lib.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return false
		}
		kind, err := f.lib.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil {
			return false
		}
		switch kind.Type {
		case enums.FPDF_PAGEOBJ_TEXT:
			if empty {
				f.blind[number] = true
				return true
			}
		case enums.FPDF_PAGEOBJ_IMAGE, enums.FPDF_PAGEOBJ_FORM:
			if empty {
				return true
			}
			r, err := f.lib.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
			if err == nil && kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
				covered += float64(r.Right-r.Left) * float64(r.Top-r.Bottom)
			}
		case enums.FPDF_PAGEOBJ_PATH:
			curves++
		}
	}
	return empty && curves >= 100 || covered > size.Width*size.Height/2
}

// repair undoes the wrong alphabet of old PDFs, «Ïðèëîæåíèå», in the whole or
// on single pages.
func (f *pdfFile) repair() {
	whole := strings.Join(f.pages, "\f")
	if fixed := charset.FixMojibake(whole); fixed != whole {
		if pages := strings.Split(fixed, "\f"); len(pages) == len(f.pages) {
			f.pages = pages
			return
		}
	}
	for i, p := range f.pages {
		f.pages[i] = charset.FixMojibake(p)
	}
}

// recognize reads the pages that are pictures, as far as time allows.
func (f *pdfFile) recognize(data []byte) *ocr.Recognizer {
	o := ocr.NewRecognizer(data, f.budget)
	o.Pages(f.scans, f.render, func(i int, r format.Recognized) {
		switch {
		case !f.blind[i]: // a stamp
			f.pages[i] = strings.TrimSpace(r.Text + "\n" + f.pages[i])
		case len(r.Text) > len(f.pages[i])/2:
			f.pages[i] = r.Text
		}
	})
	return o
}

// cause says why pages were not recognised; some is true where there is other text.
func (f *pdfFile) cause(o *ocr.Recognizer, some bool, missing int) archive.Cause {
	seen := slices.ContainsFunc(f.scans, func(i int) bool { return !f.blind[i] })
	switch {
	case !o.Absent() || seen:
		return o.Cause(some, missing, len(f.pages))
	case some:
		return reason.PDFNoLetters.With(missing, len(f.pages))
	}
	return reason.PDFBlind.With()
}

// render draws a page in grey, as a PGM.
func (f *pdfFile) render(i int) (format.Picture, error) {
	answer, err := f.draw(i, pdfDPI, mostRecognized, requests.RenderImageFormatGrayscale)
	if err != nil {
		return format.Picture{}, err
	}
	defer answer.Cleanup()
	grey, err := ocr.PGM(answer.Result.RenderedImage)
	return format.Picture{Data: grey}, err
}

// metadata reads the document information dictionary.
func (f *pdfFile) metadata(hints map[string]string) {
	answer, err := f.lib.GetMetaData(&requests.GetMetaData{Document: f.doc})
	if err != nil {
		return // a document reads without it
	}
	names := map[string]string{"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords",
		"CreationDate": "created", "ModDate": "modified"}
	for _, tag := range answer.Tags {
		value := format.TrimText(tag.Value)
		if strings.HasSuffix(tag.Tag, "Date") {
			value = pdfDate(value)
		}
		if name := names[tag.Tag]; name != "" && value != "" {
			hints[name] = charset.FixMojibake(value)
		}
	}
}

// pdfDate makes D:20170131120000+03'00' a date.
func pdfDate(s string) string {
	s = strings.TrimPrefix(s, "D:")
	if len(s) < 8 || strings.Trim(s[:8], "0123456789") != "" {
		return ""
	}
	return s[:4] + "-" + s[4:6] + "-" + s[6:8]
}

// Is reports whether data is a PDF, whose magic may stand behind a little rubbish: a
// header of the web, a byte order mark, empty lines.
func Is(data []byte) bool {
	if bytes.HasPrefix(data, []byte("%PDF-")) {
		return true
	}
	return magic.Match(data[:min(len(data), 1024)]) && bytes.Contains(data, []byte("endobj"))
}

// magic is the first line of a PDF.
var magic = regexp.MustCompile(`%PDF-[12]\.\d[ \t]*[\r\n]`)

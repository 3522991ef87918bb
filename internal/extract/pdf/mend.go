package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"letopis/internal/extract/format"
)

const (
	// maxObjects bounds the objects of a file that is mended, and so their numbers.
	maxObjects = 500_000
	// maxDictionary is how far into an object its dictionary is looked at.
	maxDictionary = 8 << 10
)

var (
	objectHead  = regexp.MustCompile(`(\d{1,7})[ \t\r\n]{1,3}\d{1,5}[ \t\r\n]{1,3}$`)
	pageType    = regexp.MustCompile(`/Type\s*/Page(?:\W|$)`)
	objectsType = regexp.MustCompile(`/Type\s*/ObjStm\b`)
	firstOffset = regexp.MustCompile(`/First\s+(\d{1,9})`)
	pair        = regexp.MustCompile(`(\d+)\s+(\d+)`)
)

// openFile opens a PDF, or what mend makes of it where it is damaged.
func openFile(lib pdfium.Pdfium, data []byte, budget *format.Budget) (doc references.FPDF_DOCUMENT, mended bool,
	err error) {
	answer, err := lib.OpenDocument(&requests.OpenDocument{File: &data})
	if err == nil {
		count, err := lib.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: answer.Document})
		if err == nil && count.PageCount > 0 {
			return answer.Document, false, nil
		}
	} else if errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity) {
		return "", false, err
	}
	whole := mend(data, budget)
	if whole == nil && err == nil { // opened, without a page
		return answer.Document, false, nil
	}
	if whole == nil {
		return "", false, err
	}
	if answer, err = lib.OpenDocument(&requests.OpenDocument{File: &whole}); err != nil {
		return "", false, err
	}
	return answer.Document, true, nil
}

// A wreck is a PDF whose table of objects or list of pages is lost, as of a file that
// breaks off.
type wreck struct {
	data    []byte
	budget  *format.Budget
	offsets map[int]int    // of objects, by number
	packed  map[int][]byte // objects that lay in streams of objects
	pages   []int          // numbers of objects, in their order in the file
}

// mend makes a PDF of what is left of one that does not open: a new table of all objects
// that are found in data, and a new list of pages. It returns nil where no page is left,
// or where what is left is encrypted, for the key is lost.
func mend(data []byte, budget *format.Budget) []byte {
	if bytes.Contains(data, []byte("/Encrypt")) || !budget.Spend(int64(len(data))) {
		return nil
	}
	w := &wreck{data: data, budget: budget, offsets: map[int]int{}, packed: map[int][]byte{}}
	w.scan()
	if len(w.pages) == 0 {
		return nil
	}
	return w.write()
}

// scan finds the objects. The contents of streams are passed over: bytes of pictures may
// look like anything.
func (w *wreck) scan() {
	for at := 0; len(w.offsets) < maxObjects && w.budget.Err() == nil; {
		next := bytes.Index(w.data[at:], []byte("obj"))
		if next < 0 {
			return
		}
		head := max(at, at+next-20)
		m := objectHead.FindSubmatchIndex(w.data[head : at+next])
		at += next + len("obj")
		if m == nil {
			continue // of endobj, or no word at all
		}
		number, err := strconv.Atoi(string(w.data[head+m[2] : head+m[3]]))
		if err != nil || number <= 0 || number >= maxObjects {
			continue
		}
		w.offsets[number] = head + m[2]
		delete(w.packed, number)
		dictionary, body := w.object(at)
		w.note(number, dictionary)
		if body < 0 {
			continue
		}
		at = len(w.data)
		if end := bytes.Index(w.data[body:], []byte("endstream")); end >= 0 {
			at = body + end
		}
		if objectsType.Match(dictionary) {
			w.unpack(dictionary, w.data[body:at])
		}
	}
}

// object returns the dictionary of the object that begins at from, or its beginning, and
// where its stream begins, -1 if it has none.
func (w *wreck) object(from int) (dictionary []byte, body int) {
	rest := w.data[from:min(len(w.data), from+maxDictionary)]
	if end := bytes.Index(rest, []byte("obj")); end >= 0 { // its end, or the next one
		rest = rest[:end]
	}
	at := bytes.Index(rest, []byte("stream"))
	if at < 0 {
		return rest, -1
	}
	body = from + at + len("stream")
	for body < len(w.data) && (w.data[body] == '\r' || w.data[body] == '\n') {
		body++
	}
	return rest[:at], body
}

// note keeps the number of a page.
func (w *wreck) note(number int, dictionary []byte) {
	head := dictionary[:min(len(dictionary), maxDictionary)]
	if len(w.pages) < pdfPages && pageType.Match(head) && !slices.Contains(w.pages, number) {
		w.pages = append(w.pages, number)
	}
}

// unpack reads a stream of objects: numbers and offsets, then the objects.
func (w *wreck) unpack(dictionary, stream []byte) {
	m := firstOffset.FindSubmatch(dictionary)
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if m == nil || err != nil {
		return
	}
	first, err := strconv.Atoi(string(m[1]))
	// What breaks off gives its beginning.
	content, _ := w.budget.Unpack(io.LimitReader(r, w.budget.MaxBytes/4))
	if err != nil || first > len(content) {
		return
	}
	heads := pair.FindAllSubmatch(content[:first], maxObjects)
	left := len(content) // of it for objects, which do not overlap
	for i, h := range heads {
		number, errNumber := strconv.Atoi(string(h[1]))
		from, errFrom := strconv.Atoi(string(h[2]))
		to := len(content)
		if i+1 < len(heads) {
			if next, err := strconv.Atoi(string(heads[i+1][2])); err == nil && first+next <= len(content) {
				to = first + next
			}
		}
		if errNumber != nil || errFrom != nil || number <= 0 || number >= maxObjects || first+from >= to {
			continue
		}
		object := content[first+from : to]
		if left -= len(object); left < 0 || !w.budget.Spend(int64(len(object))) {
			return // offsets that go back and forth, or much to write again
		}
		w.packed[number] = object
		delete(w.offsets, number)
		w.note(number, object)
	}
}

// write puts what was found behind the file, with a table that names it.
func (w *wreck) write() []byte {
	var b bytes.Buffer
	b.Write(w.data)
	b.WriteString("\nendstream\nendobj\n") // of what broke off
	for _, number := range slices.Sorted(maps.Keys(w.packed)) {
		w.offsets[number] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", number, w.packed[number])
	}
	catalog := slices.Max(slices.Collect(maps.Keys(w.offsets))) + 1
	w.offsets[catalog] = b.Len()
	fmt.Fprintf(&b, "%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n", catalog, catalog+1)
	w.offsets[catalog+1] = b.Len()
	fmt.Fprintf(&b, "%d 0 obj\n<</Type/Pages/Count %d/Kids[", catalog+1, len(w.pages))
	for _, page := range w.pages {
		fmt.Fprintf(&b, "%d 0 R ", page)
	}
	b.WriteString("]>>\nendobj\n")
	table := b.Len()
	b.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for _, number := range slices.Sorted(maps.Keys(w.offsets)) {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", number, w.offsets[number])
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", catalog+2, catalog, table)
	return b.Bytes()
}

package ocr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

// Recognizer reads the pictures of one file.
type Recognizer struct {
	budget  *format.Budget
	read    format.Recognize // nil: nothing reads pictures here
	key     func() string    // of the file, made when it has a page to read
	Done    int              // pages read
	late    bool             // stopped for lack of time
	err     error            // the last page that could not be read
	letters int              // read, and how sure they are together
	sure    int
	unsure  []string      // numbers of pages that are read badly
	scans   []format.Scan // where the words of pages stand
	// worth reports whether what a page says is a text, nil: whatever it is. A page of no text is read, and empty.
	worth func(format.Recognized) bool
}

// NewRecognizer looks for what reads the pictures of a file; Outcome says so when there is
// nothing.
func NewRecognizer(file []byte, budget *format.Budget) *Recognizer {
	o := &Recognizer{budget: budget, read: budget.Recognize, late: budget.Late, key: sync.OnceValue(func() string {
		sum := sha256.Sum256(file)
		return hex.EncodeToString(sum[:16])
	})}
	if o.read == nil && Available() {
		o.read = Recognize
	}
	if budget.NoOCR {
		o.read = nil
	}
	return o
}

// ready reports whether there is a program and time for another page.
func (o *Recognizer) ready() bool {
	if o.read == nil {
		return false
	}
	deadline, ok := o.budget.Context().Deadline()
	if o.budget.Err() != nil || ok && time.Until(deadline) < ocrReserve {
		o.late = true
	}
	return !o.late
}

// Pages reads the pages of numbers, from 0, and tells each that could be read to done, in
// their order. draw makes a picture of one that is not known from an earlier reading; neither
// is called more than once at a time, while several pages are recognised.
func (o *Recognizer) Pages(numbers []int, draw func(int) (format.Picture, error), done func(int, format.Recognized)) {
	read := make([]reading, len(numbers))
	o.readAll(numbers, draw, read)
	for i, number := range numbers {
		if r := read[i]; r.ok {
			if o.worth != nil && !o.worth(r.Recognized) {
				r.Recognized = format.Recognized{}
			}
			o.note(number, r.Recognized)
			done(number, r.Recognized)
		} else if r.err != nil && o.budget.Err() != nil {
			o.late = true
		} else if r.err != nil {
			o.err = r.err
		}
	}
}

// reading is what became of a page.
type reading struct {
	format.Recognized
	ok  bool
	err error // neither: it was not tried
}

// readAll reads pages, as many at a time as the budget allows. A draw that panics leaves
// nothing behind that is still being read.
func (o *Recognizer) readAll(numbers []int, draw func(int) (format.Picture, error), read []reading) {
	slots := make(chan struct{}, max(1, o.budget.AtOnce))
	var all sync.WaitGroup
	defer all.Wait()
	for i, number := range numbers {
		key := fmt.Sprintf("%s/%d", o.key(), number)
		if r, known := o.budget.Known[key]; known {
			read[i] = reading{Recognized: r, ok: true}
			continue
		}
		slots <- struct{}{}
		free := func() { <-slots }
		if !o.ready() { // those that are known may follow
			free()
			continue
		}
		p, err := draw(number)
		if err != nil {
			read[i].err = err
			free()
			continue
		}
		p.Key = key
		all.Go(func() {
			defer free()
			ctx, cancel := context.WithTimeout(o.budget.Context(), ocrPageTime)
			defer cancel()
			r, err := o.read(ctx, p)
			read[i] = reading{r, err == nil, err}
		})
	}
}

// note counts a page that was read.
func (o *Recognizer) note(number int, r format.Recognized) {
	o.Done++
	n := utf8.RuneCountInString(r.Text)
	o.letters, o.sure = o.letters+n, o.sure+n*r.Sure
	if n > 0 && r.Sure < sureEnough {
		o.unsure = append(o.unsure, strconv.Itoa(number+1))
	}
	if len(r.Words) > 0 {
		o.scans = append(o.scans, format.Scan{Page: number, Ratio: r.Ratio, Words: r.Words})
	}
}

// Note says of a part whose pages were read how sure they are, and where their words stand.
func (o *Recognizer) Note(part *format.Part) {
	part.Scans = o.scans
	if o.letters == 0 {
		return
	}
	if part.Hints == nil {
		part.Hints = map[string]string{}
	}
	part.Hints["recognized"] = strconv.Itoa(o.sure/o.letters) + " %"
	if n := len(o.unsure); n > 0 {
		named := strings.Join(o.unsure[:min(n, 20)], ", ")
		if n > 20 {
			named += "…"
		}
		part.Partly(reason.ScanUnsure.With(named))
	}
}

// lacksRussian reports whether tesseract is there but not its Russian.
func (o *Recognizer) lacksRussian() bool {
	return o.err != nil && strings.Contains(o.err.Error(), "rus.traineddata")
}

// Absent reports whether there is nothing that reads Russian pictures.
func (o *Recognizer) Absent() bool { return o.read == nil || o.lacksRussian() }

// Cause says why pages that are pictures were not read; some is true where there
// is other text.
func (o *Recognizer) Cause(some bool, missing, pages int) archive.Cause {
	switch absent := o.Absent(); {
	case absent && some:
		return reason.ScanPartly.With(missing, pages)
	case absent:
		return reason.Scan.With()
	case o.late && some:
		return reason.ScanLatePartly.With(missing, pages)
	case o.late:
		return reason.ScanLate.With()
	case some:
		return reason.ScanBrokenPartly.With(missing, pages)
	}
	return reason.ScanBroken.With()
}

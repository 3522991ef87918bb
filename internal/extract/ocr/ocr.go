// Package ocr reads pictures by tesseract, where it is installed: files that are pictures
// (image.go), and pages of others, by a Recognizer.
//
// Read Recognizer first.
package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
)

const (
	// ocrReserve is what must be left of a file's time to begin with another page:
	// twice what a full one takes.
	ocrReserve = 4 * time.Second
	// ocrPageTime is how long one page may take.
	ocrPageTime = 60 * time.Second
	// ocrOutput bounds the text of a page.
	ocrOutput = 4 << 20
)

// installOCR is how to get what OCR needs.
const installOCR = "установите tesseract с русским языком (Debian, Ubuntu: apt-get install tesseract-ocr " +
	"tesseract-ocr-rus) и добавьте документ снова"

// A Tool is a program that reading some documents needs.
type Tool struct {
	Name    string
	Path    string // where it is, "" if it cannot be used
	Problem string // what it lacks, and how to get it; "" if nothing
}

// Tools looks for the programs that reading some documents needs.
func Tools() []Tool {
	t := Tool{Name: "tesseract"}
	path, err := exec.LookPath("tesseract")
	if err != nil {
		t.Problem = "не найден: сканы хранятся, но ищутся только по имени; " + installOCR
		return []Tool{t}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := tesseractCommand(ctx, path, "--list-langs").CombinedOutput()
	if err != nil || !regexp.MustCompile(`(?m)^rus\r?$`).Match(out) {
		t.Problem = "нет русского языка; " + installOCR
		return []Tool{t}
	}
	t.Path = path
	return []Tool{t}
}

// tesseractCommand prepares a run, in one thread: documents are read side by
// side already.
func tesseractCommand(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = []string{"OMP_THREAD_LIMIT=1"}
	for _, name := range []string{"PATH", "TMPDIR", "HOME", "TESSDATA_PREFIX"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	cmd.WaitDelay = time.Second
	return cmd
}

// Recognizer reads the pictures of one file by tesseract, which must be installed.
type Recognizer struct {
	budget *format.Budget
	path   string // of the program
	Done   int    // pages read
	late   bool   // stopped for lack of time
	err    error  // the last page that could not be read
}

// NewRecognizer looks for tesseract; Outcome says so when there is none.
func NewRecognizer(budget *format.Budget) *Recognizer {
	path, _ := exec.LookPath("tesseract") // outcome says so when there is none
	return &Recognizer{budget: budget, path: path}
}

// Ready reports whether there is a program and time for another page.
func (o *Recognizer) Ready() bool {
	if o.path == "" {
		return false
	}
	deadline, ok := o.budget.Context().Deadline()
	if o.budget.Err() != nil || ok && time.Until(deadline) < ocrReserve {
		o.late = true
	}
	return !o.late
}

// Fail notes a page that could not be made a picture.
func (o *Recognizer) Fail(err error) { o.err = err }

// Page reads a picture, of several in one file the one with a number.
func (o *Recognizer) Page(img []byte, number int) (text string, ok bool) {
	ctx, cancel := context.WithTimeout(o.budget.Context(), ocrPageTime)
	defer cancel()
	args := []string{"stdin", "stdout", "-l", "rus"}
	if number > 0 {
		args = append(args, "-c", fmt.Sprintf("tessedit_page_number=%d", number))
	}
	cmd := tesseractCommand(ctx, o.path, args...)
	out, complaint := &limitedBuffer{limit: ocrOutput}, &limitedBuffer{limit: 4096}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(img), out, complaint
	if err := cmd.Run(); err != nil {
		if o.budget.Err() != nil {
			o.late = true
			return "", false
		}
		o.Fail(fmt.Errorf("%w: %s", err, strings.TrimSpace(complaint.b.String())))
		return "", false
	}
	o.Done++
	return ocrText(out.b.String()), true
}

// lacksRussian reports whether tesseract is there but not its Russian.
func (o *Recognizer) lacksRussian() bool {
	return o.err != nil && strings.Contains(o.err.Error(), "rus.traineddata")
}

// Outcome says why pages that are pictures were not read; some is true where there
// is other text.
func (o *Recognizer) Outcome(some bool, missing, pages int) (archive.Status, string) {
	status, what := archive.StatusNeedsOCR, "документ — скан без текста"
	if some {
		status, what = archive.StatusPartial, fmt.Sprintf("страницы-сканы без текста: %d из %d", missing, pages)
	}
	switch {
	case o.path == "", o.lacksRussian():
		return status, what + ": нужно распознавание, " + installOCR
	case o.late && some:
		return status, what + ": на их распознавание не хватило времени, увеличьте ingest.timeout или разделите файл"
	case o.late:
		return archive.StatusLimit, what + ": на распознавание не хватило времени, увеличьте ingest.timeout или разделите " +
			"файл"
	case some:
		return status, what + ": картинки не читаются, найдите исходный файл"
	}
	return archive.StatusCorrupt, what + ": картинка повреждена, найдите исходный файл"
}

// lineHyphen is a word carried over to the next line. What follows a true
// hyphen at the end of a line is lost with it, which is far rarer.
var lineHyphen = regexp.MustCompile(`(\p{L})[-\x{00ad}]\n(\p{Ll})`)

// ocrText tidies what tesseract writes: a form feed after each page, empty lines
// of blanks.
func ocrText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\f", "\n")
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return strings.TrimSpace(lineHyphen.ReplaceAllString(strings.Join(lines, "\n"), "$1$2"))
}

// limitedBuffer keeps the beginning of what a program writes and lets it go on.
type limitedBuffer struct {
	b     bytes.Buffer
	limit int
}

func (c *limitedBuffer) Write(p []byte) (int, error) {
	c.b.Write(p[:min(len(p), max(0, c.limit-c.b.Len()))])
	return len(p), nil
}

// PGM writes a grey picture in the simplest format that tesseract reads.
func PGM(img image.Image) ([]byte, error) {
	grey, ok := img.(*image.Gray)
	if !ok {
		return nil, errors.New("the picture is not grey")
	}
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	var b bytes.Buffer
	fmt.Fprintf(&b, "P5 %d %d 255\n", w, h)
	for y := range h {
		b.Write(grey.Pix[y*grey.Stride : y*grey.Stride+w])
	}
	return b.Bytes(), nil
}

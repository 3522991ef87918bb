// Package ocr reads pictures by tesseract, where it is installed: files that are pictures
// (image.go), and pages of others, by a Recognizer.
//
// Read Recognizer first.
package ocr

import (
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	// ocrReserve is what must be left of a file's time to begin with another page:
	// twice what a full one takes.
	ocrReserve = 4 * time.Second
	// ocrPageTime is how long one page may take.
	ocrPageTime = 60 * time.Second
	// ocrOutput bounds the table of the words of a page.
	ocrOutput = 16 << 20
	// sureEnough is from where on a page counts as read: pages that stand upside down have 40
	// percent, good ones 85 and more.
	sureEnough = 60
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

// Available reports whether there is a program that reads pictures.
func Available() bool {
	_, err := exec.LookPath("tesseract")
	return err == nil
}

// Recognize is format.Recognize by tesseract, which must be installed. A page that is read
// badly is tried again, turned as its letters stand, and in English, too.
func Recognize(ctx context.Context, p format.Picture) (format.Recognized, error) {
	first, err := recognize(ctx, p, "-l", "rus")
	if err != nil || first.Text == "" || first.Sure >= sureEnough {
		return first, err
	}
	second, err := recognize(ctx, p, "-l", "rus+eng", "--psm", "1")
	if err == nil && second.Sure > first.Sure {
		return second, nil
	}
	return first, nil
}

// recognize runs tesseract once.
func recognize(ctx context.Context, p format.Picture, how ...string) (format.Recognized, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return format.Recognized{}, err
	}
	args := append([]string{"stdin", "stdout", "-c", "tessedit_create_tsv=1"}, how...)
	if p.Page > 0 {
		args = append(args, "-c", fmt.Sprintf("tessedit_page_number=%d", p.Page))
	}
	cmd := tesseractCommand(ctx, path, args...)
	out, complaint := &limitedBuffer{limit: ocrOutput}, &limitedBuffer{limit: 4096}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(p.Data), out, complaint
	if err := cmd.Run(); err != nil {
		return format.Recognized{}, fmt.Errorf("%w: %s", err, strings.TrimSpace(complaint.b.String()))
	}
	return readTSV(out.b.String()), nil
}

// readTSV reads a table of tesseract's: a word a line, with the numbers of its block, its
// paragraph and its line, and how sure it is.
func readTSV(table string) format.Recognized {
	var text strings.Builder
	place := ""
	letters, sure := 0, 0.0
	for line := range strings.SplitSeq(table, "\n") {
		f := strings.SplitN(strings.TrimSuffix(line, "\r"), "\t", 12)
		if len(f) < 12 || f[0] != "5" {
			continue
		}
		switch now := strings.Join(f[1:5], " "); {
		case text.Len() == 0:
			place = now
		case now == place:
			text.WriteByte(' ')
		case strings.Join(f[1:4], " ") == place[:strings.LastIndexByte(place, ' ')]:
			text.WriteByte('\n')
			place = now
		default:
			text.WriteString("\n\n")
			place = now
		}
		text.WriteString(f[11])
		if c, err := strconv.ParseFloat(f[10], 64); err == nil && c >= 0 && c <= 100 {
			n := utf8.RuneCountInString(f[11])
			letters, sure = letters+n, sure+c*float64(n)
		}
	}
	r := format.Recognized{Text: ocrText(text.String())}
	if letters > 0 {
		r.Sure = int(sure / float64(letters))
	}
	return r
}

// Files are the programs that Recognize starts, and the folders and files that those read.
// Some may not exist.
func Files() (programs, read []string) {
	read = []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/tesseract-ocr",
		"/usr/share/tessdata", "/usr/local/share/tessdata", "/etc/ld.so.cache", "/nix/store", "/gnu/store"}
	if v := os.Getenv("TESSDATA_PREFIX"); v != "" {
		read = append(read, v)
	}
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, read
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if prefix := filepath.Dir(filepath.Dir(path)); prefix != "/usr" && prefix != "/" {
		read = append(read, filepath.Join(prefix, "lib"), filepath.Join(prefix, "share"))
	}
	programs = []string{path}
	if f, err := elf.Open(path); err == nil {
		defer f.Close()
		for _, p := range f.Progs {
			if p.Type != elf.PT_INTERP || p.Filesz > 4096 {
				continue
			}
			if loader, err := io.ReadAll(p.Open()); err == nil {
				programs = append(programs, strings.TrimRight(string(loader), "\x00"))
			}
		}
	}
	return programs, read
}

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
	unsure  []string // numbers of pages that are read badly
}

// NewRecognizer looks for what reads the pictures of a file; Outcome says so when there is
// nothing.
func NewRecognizer(file []byte, budget *format.Budget) *Recognizer {
	o := &Recognizer{budget: budget, read: budget.Recognize, key: sync.OnceValue(func() string {
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

// Page reads the page of a number, from 0, which draw makes a picture where it is not
// known from an earlier reading.
func (o *Recognizer) Page(number int, draw func() (format.Picture, error)) (text string, ok bool) {
	key := fmt.Sprintf("%s/%d", o.key(), number)
	r, known := o.budget.Known[key]
	if !known {
		if !o.ready() {
			return "", false
		}
		p, err := draw()
		if err == nil {
			p.Key = key
			ctx, cancel := context.WithTimeout(o.budget.Context(), ocrPageTime)
			defer cancel()
			r, err = o.read(ctx, p)
		}
		switch {
		case err != nil && o.budget.Err() != nil:
			o.late = true
			return "", false
		case err != nil:
			o.err = err
			return "", false
		}
	}
	o.Done++
	n := utf8.RuneCountInString(r.Text)
	o.letters, o.sure = o.letters+n, o.sure+n*r.Sure
	if n > 0 && r.Sure < sureEnough {
		o.unsure = append(o.unsure, strconv.Itoa(number+1))
	}
	return r.Text, true
}

// Note says of a part whose pages were read how sure they are.
func (o *Recognizer) Note(part *format.Part) {
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

// Package ocr reads pictures by tesseract, where it is installed: files that are pictures
// (image.go), and pages of others, by a Recognizer.
//
// Read Recognizer (recognizer.go) first.
package ocr

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

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

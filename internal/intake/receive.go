package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// maxNameLength limits a name including its folders, in bytes.
const maxNameLength = 500

// Add announces a file of a batch with its size in bytes. If an incomplete file with that name and size exists, it is
// returned, so that sending resumes where it stopped.
func (in *Inbox) Add(id, name string, size int64) (File, error) {
	name, err := clean(name)
	if err != nil {
		return File{}, err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	b, err := in.receiving(id)
	if err != nil {
		return File{}, err
	}
	for i := range b.Files {
		f := &b.Files[i]
		if f.Name == name && f.Size == size && !f.Complete() {
			return in.seen(id, *f)
		}
	}
	switch {
	case size < 0:
		return File{}, refuse("Размер файла «%s» не указан.", name)
	case size > in.limits.FileBytes:
		return File{}, refuse("Файл «%s» больше %d МБ: разделите его или попросите администратора изменить "+
			"server.upload_mb.", name, in.limits.FileBytes>>20)
	case b.bytes()+size > in.limits.BatchBytes:
		return File{}, in.batchLarge()
	case len(b.Files) >= in.limits.Files:
		return File{}, refuse("В партии не больше %d файлов: отправьте остальные следующей или в архиве ZIP.",
			in.limits.Files)
	}
	next := b.copy()
	next.Files = append(next.Files, File{Number: len(b.Files) + 1, Name: name, Size: size})
	if err := in.write(&next); err != nil {
		return File{}, err
	}
	*b = next
	return b.Files[len(b.Files)-1], nil
}

// ReceiveWhole receives a file of unknown size, as forms send them.
func (in *Inbox) ReceiveWhole(ctx context.Context, id, name string, r io.Reader) (File, error) {
	f, err := in.Add(id, name, 0)
	if err != nil {
		return f, err
	}
	if f, err = in.take(id, f.Number, f.Got); err != nil {
		return f, err
	}
	defer in.release(id, f.Number)
	f.Size = in.limits.FileBytes
	if err := in.append(ctx, id, f, r); err != nil {
		return f, err
	}
	info, err := os.Stat(in.path(id, f.Number))
	if err != nil {
		return f, err
	}
	f.Size, f.Got = info.Size(), info.Size()
	if b, err := in.Get(id); err != nil || b.bytes()+f.Size > in.limits.BatchBytes {
		return f, errors.Join(err, os.Truncate(in.path(id, f.Number), 0), in.batchLarge())
	}
	return in.complete(ctx, id, f)
}

// bytes returns the size of all files.
func (b *Batch) bytes() (n int64) {
	for _, f := range b.Files {
		n += f.Size
	}
	return n
}

func (in *Inbox) batchLarge() error {
	return refuse("Вся партия больше %d МБ: отправьте остальное следующей.", in.limits.BatchBytes>>20)
}

// clean makes a name readable and removes upward path elements. Names are only data; files are stored under their
// numbers.
func clean(name string) (string, error) {
	if !utf8.ValidString(name) {
		name = extract.DecodeName(name)
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ReplaceAll(name, `\`, "/"))
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		if part = strings.TrimSpace(part); part != "" && part != "." && part != ".." {
			parts = append(parts, part)
		}
	}
	name = strings.Join(parts, "/")
	switch {
	case name == "":
		return "", refuse("У файла нет имени.")
	case len(name) > maxNameLength:
		return "", refuse("Имя файла длиннее %d байт: «%.60s…». Переименуйте его.", maxNameLength, name)
	}
	return name, nil
}

func place(id string, number int) string { return fmt.Sprintf("%s/%d", id, number) }

func (in *Inbox) path(id string, number int) string {
	return filepath.Join(in.dir, id, fmt.Sprintf("%05d", number))
}

// seen fills in how much of a file has been received. in.mu must be held.
func (in *Inbox) seen(id string, f File) (File, error) {
	if f.Complete() {
		return f, nil
	}
	info, err := os.Stat(in.path(id, f.Number))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return f, err
	}
	if err == nil {
		f.Got = min(info.Size(), f.Size)
	}
	return f, nil
}

// file returns a file of a batch with its progress. in.mu must be held.
func (in *Inbox) file(id string, number int) (*Batch, File, error) {
	b, err := in.receiving(id)
	if err != nil {
		return nil, File{}, err
	}
	if number < 1 || number > len(b.Files) {
		return nil, File{}, fmt.Errorf("file %d of batch %s: %w", number, id, archive.ErrNotFound)
	}
	f, err := in.seen(id, b.Files[number-1])
	return b, f, err
}

// Progress returns a file of a batch that still accepts files, with how much of it has been received.
func (in *Inbox) Progress(id string, number int) (File, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	_, f, err := in.file(id, number)
	return f, err
}

// ErrOffset means that a piece does not begin where the file ends; File.Got says where it should.
var ErrOffset = errors.New("the piece begins elsewhere")

// Receive appends a piece of a file at an offset and returns the progress, even with an error: what arrived before a
// connection broke is kept. Once complete, the file has its hash. The piece is streamed to disk.
func (in *Inbox) Receive(ctx context.Context, id string, number int, offset int64, r io.Reader) (File, error) {
	f, err := in.take(id, number, offset)
	if err != nil {
		return f, err
	}
	defer in.release(id, number)
	err = in.append(ctx, id, f, r)
	in.mu.Lock()
	f, seenErr := in.seen(id, f)
	in.mu.Unlock()
	if err = errors.Join(err, seenErr); err != nil || f.Got < f.Size {
		return f, err
	}
	return in.complete(ctx, id, f)
}

// take reserves a file for writing by the caller.
func (in *Inbox) take(id string, number int, offset int64) (File, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	_, f, err := in.file(id, number)
	switch at := place(id, number); {
	case err != nil:
		return f, err
	case in.busy[at]:
		return f, refuse("Файл «%s» уже принимается по другому соединению.", f.Name)
	case f.Complete() || offset != f.Got:
		return f, fmt.Errorf("%s at %d, it has %d: %w", f.Name, offset, f.Got, ErrOffset)
	default:
		in.busy[at] = true
		return f, nil
	}
}

func (in *Inbox) release(id string, number int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.busy, place(id, number))
}

func (in *Inbox) append(ctx context.Context, id string, f File, r io.Reader) error {
	out, err := os.OpenFile(in.path(id, f.Number), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("receiving %s: %w", f.Name, err)
	}
	room := f.Size - f.Got
	n, err := io.Copy(out, io.LimitReader(readerOf(ctx, r), room+1))
	if n > room { // longer than announced: remove this piece
		words := "Файл «%s» длиннее, чем было объявлено (%d байт)."
		if f.Size == in.limits.FileBytes {
			words = "Файл «%s» больше %d байт: разделите его или попросите администратора изменить server.upload_mb."
		}
		err = errors.Join(refuse(words, f.Name, f.Size), out.Truncate(f.Got))
	}
	err = errors.Join(err, out.Sync(), out.Close())
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("receiving %s: %w", f.Name, errors.Join(archive.ErrFull, err))
	}
	return err
}

// complete records the hash of a completely received file.
func (in *Inbox) complete(ctx context.Context, id string, f File) (File, error) {
	// an empty file may have had no piece
	file, err := os.OpenFile(in.path(id, f.Number), os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return f, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, readerOf(ctx, file)); err != nil {
		return f, err
	}
	f.SHA256 = hex.EncodeToString(h.Sum(nil))
	in.mu.Lock()
	defer in.mu.Unlock()
	b, _, err := in.file(id, f.Number)
	if err != nil {
		return f, err
	}
	next := b.copy()
	next.Files[f.Number-1] = f
	if err := in.write(&next); err != nil {
		return f, err
	}
	*b = next
	return f, nil
}

// readerOf returns a reader that fails once ctx has ended.
func readerOf(ctx context.Context, r io.Reader) io.Reader { return &contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

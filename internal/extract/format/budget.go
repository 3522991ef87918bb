package format

import (
	"context"
	"errors"
	"io"
	"time"
)

// Options are the limits of one file. The zero value is Default.
type Options struct {
	MaxText  int   // bytes of text of one part; what is longer than a document may be is for others to cut
	MaxParts int   // parts of one file
	MaxBytes int64 // bytes unpacked of one file, at any depth
	MaxDepth int   // containers in containers
	// Time is how long one file may take, 0 for no limit of its own: readers that
	// go page by page stop in time and give what they have.
	Time time.Duration
	// Recognize reads pictures; nil: a program of this machine, if there is one and
	// NoOCR is not set.
	Recognize Recognize
	NoOCR     bool
	// AtOnce is how many pages of one file are recognised at a time; 0: one.
	AtOnce int
	// Known are pages that were recognised in an earlier reading of the file, by the
	// keys of their pictures: a long scan is read on from there.
	Known map[string]Recognized
	// Late says that no more pages are recognised than are known: a reading before had no time left for the file itself.
	Late bool
}

// A Picture is a page to be recognised.
type Picture struct {
	Data []byte
	Page int    // from 0, of a picture of several pages
	Key  string // of the page among all of the file
}

// Recognized is what a picture says.
type Recognized struct {
	Text  string
	Sure  int    // in percent, how sure its words are, in the mean of their letters
	Words []Word // those of Text, in its order, where they stand
	Ratio int    // the height of the picture in thousandths of its width; 0: not told
}

// A Word of a picture, and its box in thousandths of the picture's width and height.
type Word struct {
	Text                     string // as it is written, a hyphen at the end of the line with it
	Left, Top, Width, Height int
	Sure                     int // in percent
}

// Recognize reads the text of a picture. It is safe for concurrent use.
type Recognize func(ctx context.Context, p Picture) (Recognized, error)

// Default returns the limits used where nothing else is said.
func Default() Options {
	return Options{MaxText: 64 << 20, MaxParts: 10_000, MaxBytes: 512 << 20, MaxDepth: 2}
}

func (o Options) withDefaults() Options {
	d := Default()
	if o.MaxText == 0 {
		o.MaxText = d.MaxText
	}
	if o.MaxParts == 0 {
		o.MaxParts = d.MaxParts
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = d.MaxBytes
	}
	if o.MaxDepth == 0 {
		o.MaxDepth = d.MaxDepth
	}
	return o
}

// What stops a reader.
var (
	// ErrBudget is more bytes than one file may unpack to.
	ErrBudget = errors.New("unpacks to more than the limit")
	// ErrEncrypted is a document that needs a password.
	ErrEncrypted = errors.New("под паролем")
	// ErrDamaged is a file that does not hold what its own structure says.
	ErrDamaged = errors.New("damaged")
)

// A Budget is what one file may take, with all that it holds: time, parts, bytes.
// It belongs to one reading, as a request has its context, and is not safe for
// concurrent use.
type Budget struct {
	Options  // all of them set
	ctx      context.Context
	parts    int   // of containers, so far
	unpacked int64 // bytes so far
}

// NewBudget returns the budget of one file, which ends with ctx.
func NewBudget(ctx context.Context, o Options) *Budget {
	return &Budget{Options: o.withDefaults(), ctx: ctx}
}

// Context is done when the time of the file is over: for what runs outside.
func (b *Budget) Context() context.Context { return b.ctx }

// Err is not nil when the time of the file is over.
func (b *Budget) Err() error { return b.ctx.Err() }

// Spend counts n bytes unpacked and reports whether they fit.
func (b *Budget) Spend(n int64) bool {
	b.unpacked += n
	return b.unpacked <= b.MaxBytes
}

// Unpack reads all of r, ErrBudget beyond what the file may unpack to. With another
// error what could be read is returned, too.
func (b *Budget) Unpack(r io.Reader) ([]byte, error) {
	left := b.MaxBytes - b.unpacked
	data, err := io.ReadAll(io.LimitReader(r, left+1))
	if !b.Spend(int64(len(data))) {
		return nil, ErrBudget
	}
	return data, err
}

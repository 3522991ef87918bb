package mail

import (
	"bytes"
	"fmt"

	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
)

const mboxType = "application/mbox"

// IsMBOX reports whether data is a box of letters, one after another.
func IsMBOX(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("From ")) {
		return false
	}
	_, letter, ok := bytes.Cut(data[:min(len(data), 16<<10)], []byte("\n"))
	return ok && Looks(letter)
}

// ReadMBOX reads a box of letters (RFC 4155): each is a letter of its own, in its own charset.
func ReadMBOX(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	if f.Depth > budget.MaxDepth {
		return tooDeep(mboxType, budget.MaxDepth)
	}
	h := container.NewHolder(f, budget, open)
	n := 0
	for rest := f.Data; len(rest) > 0; {
		_, body, _ := bytes.Cut(rest, []byte("\n")) // after the line "From "
		end := nextLetter(body)
		n++
		letter := unquoted(body[:end])
		if rest = body[end:]; len(bytes.TrimSpace(letter)) == 0 {
			continue
		}
		if !budget.Spend(int64(len(letter))) {
			h.NoteBudget()
			break
		}
		if !h.Add(fmt.Sprintf("letter-%d.eml", n), letter, nil) {
			break
		}
	}
	return h.Done(mboxType)
}

// nextLetter returns where the line "From " of the next letter begins: after an empty
// line, and before a header.
func nextLetter(body []byte) int {
	for at := 0; ; {
		i := bytes.Index(body[at:], []byte("\nFrom "))
		if i < 0 {
			return len(body)
		}
		at += i + 1
		before := bytes.TrimSuffix(body[:at-1], []byte("\r"))
		_, header, _ := bytes.Cut(body[at:], []byte("\n"))
		if (len(before) == 0 || before[len(before)-1] == '\n') && Looks(header) {
			return at
		}
	}
}

// unquoted takes the ">" off the lines that began with "From ".
func unquoted(letter []byte) []byte {
	if !bytes.Contains(letter, []byte("\n>From ")) {
		return letter
	}
	return bytes.ReplaceAll(letter, []byte("\n>From "), []byte("\nFrom "))
}

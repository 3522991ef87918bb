package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const signedType = "application/pkcs7-mime"

// Object identifiers of CMS (RFC 5652) in DER.
var (
	oidData      = []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
	oidSigned    = []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
	oidEnveloped = []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03")
)

// IsSigned reports whether data is a message of CMS: signed (.p7m, .p7s, .sig) or encrypted.
func IsSigned(data []byte) bool {
	head := message(data[:min(len(data), 200)])
	head = head[:min(len(head), 32)]
	return len(head) > 16 && head[0] == 0x30 && (bytes.Contains(head, oidSigned) || bytes.Contains(head, oidEnveloped))
}

// message is a message of CMS in bytes, where it is in base64, too: between lines of PEM or bare,
// as programs for signing write it. Other data stay as they are.
func message(data []byte) []byte {
	body := bytes.TrimSpace(data)
	if rest, ok := bytes.CutPrefix(body, []byte("-----BEGIN ")); ok {
		_, body, _ = bytes.Cut(rest, []byte("\n"))
		body, _, _ = bytes.Cut(body, []byte("-----END"))
	} else if !bytes.HasPrefix(body, []byte("MI")) { // the first bytes of a sequence of some length
		return data
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(body)))
	n, err := io.ReadFull(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body)), out)
	if n == 0 || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return data
	}
	return out[:n]
}

// ReadSigned reads what is signed, as a letter or a file of its own kind. A signature that
// stands apart from its document has no text.
func ReadSigned(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	part := format.Part{MediaType: signedType}
	f.Data = message(f.Data)
	if bytes.Contains(f.Data[:min(len(f.Data), 32)], oidEnveloped) {
		part.Because(reason.LetterSealed.With())
		return []format.Part{part}
	}
	data, err := signedContent(f.Data, budget)
	switch {
	case err != nil && len(data) == 0:
		part.Because(reason.SignedBroken.With())
	case len(data) == 0:
		part.Because(reason.Signature.With())
	case f.Depth >= budget.MaxDepth:
		return tooDeep(signedType, budget.MaxDepth)
	default:
		name := f.Name
		switch strings.ToLower(path.Ext(name)) {
		case ".p7m", ".p7s", ".sig", ".sgn":
			name = strings.TrimSuffix(name, path.Ext(name))
		}
		inner := format.File{Name: name, Data: data, Depth: f.Depth + 1}
		var parts []format.Part
		if isEntity(data) {
			parts = Read(inner, budget, open)
		} else {
			parts = open(inner, budget)
		}
		if err != nil && !parts[0].Status.Unread() {
			parts[0].Partly(reason.SignedCut.With())
		}
		return parts
	}
	return []format.Part{part}
}

// entityHead is a field of a part of a letter, which is what a letter signs (RFC 8551).
var entityHead = regexp.MustCompile(`^(?i:content-type|content-transfer-encoding|mime-version):[^\n]*\n`)

// isEntity reports whether data is a part of a letter with its fields.
func isEntity(data []byte) bool { return entityHead.Match(data[:min(len(data), 1000)]) }

var errBER = errors.New("BER breaks off")

// signedContent returns what a signed message holds (SignedData.encapContentInfo), nil
// where that stands apart.
func signedContent(data []byte, budget *format.Budget) ([]byte, error) {
	at, err := descend(data, 0x30) // ContentInfo: type, [0] SignedData
	for _, tag := range []byte{0xa0, 0x30, 0x30} {
		if err != nil {
			return nil, err
		}
		if at, err = find(at, tag); err == nil { // of SignedData: version, digests (a set), the content
			at, err = descend(at, tag)
		}
	}
	if err != nil || !bytes.Contains(at[:min(len(at), 16)], oidData) {
		return nil, err
	}
	if at, err = find(at, 0xa0); err != nil {
		return nil, nil // apart
	}
	if at, err = descend(at, 0xa0); err != nil {
		return nil, err
	}
	var out []byte
	err = octets(at, &out, 0)
	if !budget.Spend(int64(len(out))) {
		return nil, format.ErrBudget
	}
	return out, err
}

// element reads a value of BER: its tag, where its content begins, and how long that is,
// -1 where an end of its own says so; it may be more than there is.
func element(b []byte) (tag byte, head, size int, err error) {
	if len(b) < 2 {
		return 0, 0, 0, errBER
	}
	tag, head, size = b[0], 2, int(b[1])
	if size < 0x80 {
		return tag, head, size, nil
	}
	n := size & 0x7f
	if n == 0 {
		return tag, head, -1, nil
	}
	if n > 4 || len(b) < 2+n {
		return 0, 0, 0, errBER
	}
	size = 0
	for _, c := range b[2 : 2+n] {
		size = size<<8 | int(c)
	}
	head += n
	return tag, head, size, nil
}

// descend returns what is in an element of a tag.
func descend(b []byte, want byte) ([]byte, error) {
	tag, head, size, err := element(b)
	if err != nil || tag != want {
		return nil, errBER
	}
	if size < 0 {
		return b[head:], nil
	}
	return b[head:min(head+size, len(b))], nil
}

// find passes over elements up to one of a tag.
func find(b []byte, want byte) ([]byte, error) {
	for len(b) > 0 && b[0] != want {
		n, err := length(b, 0)
		if err != nil || b[0] == 0 {
			return nil, errBER
		}
		b = b[n:]
	}
	if len(b) == 0 {
		return nil, errBER
	}
	return b, nil
}

// berDepth bounds elements in elements.
const berDepth = 32

// length is how many bytes an element takes.
func length(b []byte, depth int) (int, error) {
	_, head, size, err := element(b)
	if err != nil || depth > berDepth {
		return 0, errBER
	}
	if size >= 0 {
		return min(head+size, len(b)), nil
	}
	for at := head; ; {
		if at+2 > len(b) {
			return 0, errBER
		}
		if b[at] == 0 && b[at+1] == 0 {
			return at + 2, nil
		}
		n, err := length(b[at:], depth+1)
		if err != nil {
			return 0, err
		}
		at += n
	}
}

// octets puts together an octet string, which may be in pieces.
func octets(b []byte, out *[]byte, depth int) error {
	tag, head, size, err := element(b)
	if err != nil || depth > berDepth {
		return errBER
	}
	inner := b[head:]
	if size >= 0 && size <= len(inner) {
		inner = inner[:size]
	}
	if tag == 0x04 && size >= 0 {
		*out = append(*out, inner...)
		if size > len(inner) {
			return errBER
		}
		return nil
	}
	if tag != 0x24 {
		return errBER
	}
	for len(inner) > 0 && inner[0] != 0 {
		n, err := length(inner, 0)
		if err != nil {
			return err
		}
		if err := octets(inner[:n], out, depth+1); err != nil {
			return err
		}
		inner = inner[n:]
	}
	return nil
}

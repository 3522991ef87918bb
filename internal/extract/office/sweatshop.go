package office

import (
	"bytes"
	"crypto/md5" // the file's choice
	"crypto/rc4"
	"crypto/sha1" // the file's choice
	"encoding/binary"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// sweatshop is the password of workbooks that Excel opens without asking: it encrypts with
// it what has a protected structure (MS-XLS 2.2.10).
const sweatshop = "VelvetSweatshop"

// Records of an encrypted workbook that are not encrypted, beside its beginnings.
const (
	xlsUserExcl  = 0x0194
	xlsFileLock  = 0x0195
	xlsInterface = 0x00e1
	xlsRRDInfo   = 0x0196
	xlsRRDHead   = 0x0138
)

// rc4Block is after how many bytes of the stream the key changes.
const rc4Block = 1024

// decrypt makes a workbook readable that needs no password of anybody, from the record that
// says how it is encrypted (FilePass), at an offset.
func (b *workbook) decrypt(at int) error {
	_, how, next := b.record(at)
	stream := rc4Of(how, sweatshop)
	if b.decrypted || !b.wide || stream == nil {
		return format.ErrEncrypted
	}
	plain := bytes.Clone(b.data)
	keys := &rc4Keys{of: stream, block: -1}
	for at = next; at+4 <= len(plain); {
		id, body, next := b.record(at)
		from := at + 4
		switch id {
		case xlsBOF, xlsFilePass, xlsUserExcl, xlsFileLock, xlsInterface, xlsRRDInfo, xlsRRDHead:
			from = next
		case xlsBoundSheet:
			from += 4 // the place of the sheet
		}
		keys.xor(plain, min(from, len(plain)), min(at+4+len(body), len(plain)))
		at = next
	}
	b.data, b.decrypted = ole.Cursor(plain), true
	return nil
}

// rc4Of returns what begins the stream of each block, by the body of FilePass; nil where it is another way of
// encryption, or another password.
func rc4Of(how ole.Cursor, password string) func(block int) *rc4.Cipher {
	if how.U16(0) != 1 { // not the one of before Excel 97, which turns bits (XOR)
		return nil
	}
	var stream func(block int) *rc4.Cipher
	var encrypted []byte
	var sum func([]byte) []byte
	switch {
	case how.U16(2) == 1 && len(how) >= 54: // of Excel 97
		secret := rc4Secret(how.Slice(6, 16), password)
		stream = func(block int) *rc4.Cipher { return rc4Stream(secret, block) }
		encrypted, sum = how.Slice(22, 32), func(b []byte) []byte { s := md5.Sum(b); return s[:] }
	case how.U16(4) == 2: // CryptoAPI, of Excel XP
		header := ole.Cursor(how.Slice(14, int(how.U32(10))))
		verifier := how.From(14 + len(header))
		if header.U32(8) != rc4Algorithm || len(verifier) < 60 || verifier.U32(0) != 16 || verifier.U32(36) != sha1.Size {
			return nil
		}
		secret := sha1.Sum(append(bytes.Clone(verifier.Slice(4, 16)), utf16Bytes(password)...))
		bits := int(header.U32(16))
		stream = func(block int) *rc4.Cipher { return rc4CryptoAPI(secret[:], bits, block) }
		encrypted = append(bytes.Clone(verifier.Slice(20, 16)), verifier.Slice(40, sha1.Size)...)
		sum = func(b []byte) []byte { s := sha1.Sum(b); return s[:] }
	default:
		return nil
	}
	plain := bytes.Clone(encrypted)
	stream(0).XORKeyStream(plain, encrypted)
	if !bytes.Equal(sum(plain[:16]), plain[16:]) {
		return nil
	}
	return stream
}

// rc4Algorithm is the number of RC4 among algorithms (ALG_ID).
const rc4Algorithm = 0x6801

// rc4CryptoAPI begins the stream of a block (MS-OFFCRYPTO 2.3.5.2): of 40 bits, the default, the rest of the key is 0.
func rc4CryptoAPI(secret []byte, bits, block int) *rc4.Cipher {
	sum := sha1.Sum(binary.LittleEndian.AppendUint32(bytes.Clone(secret), uint32(block)))
	key := sum[:min(max(bits, 40)/8, 16)]
	if len(key) == 5 {
		key = append(bytes.Clone(key), make([]byte, 11)...)
	}
	c, _ := rc4.NewCipher(key) // it fails for the length of keys alone
	return c
}

// rc4Secret is what the keys of blocks are made of (MS-OFFCRYPTO 2.3.6.2).
func rc4Secret(salt []byte, secret string) []byte {
	password := md5.Sum(utf16Bytes(secret))
	sum := md5.Sum(bytes.Repeat(append(bytes.Clone(password[:5]), salt...), 16))
	return sum[:5]
}

// rc4Stream begins the stream of a block.
func rc4Stream(secret []byte, block int) *rc4.Cipher {
	key := md5.Sum(binary.LittleEndian.AppendUint32(bytes.Clone(secret), uint32(block)))
	c, _ := rc4.NewCipher(key[:]) // it fails for the length of keys alone
	return c
}

// rc4Keys decrypts stretches of a stream in their order.
type rc4Keys struct {
	of     func(block int) *rc4.Cipher
	block  int // the one that stream is of, and how much of it is spent
	spent  int
	stream *rc4.Cipher
}

// xor decrypts data[from:to] in place.
func (k *rc4Keys) xor(data []byte, from, to int) {
	for from < to {
		block, at := from/rc4Block, from%rc4Block
		if block != k.block {
			k.block, k.spent, k.stream = block, 0, k.of(block)
		}
		skipped := make([]byte, at-k.spent)
		k.stream.XORKeyStream(skipped, skipped)
		end := min(to, (block+1)*rc4Block)
		k.stream.XORKeyStream(data[from:end], data[from:end])
		k.spent = at + end - from
		from = end
	}
}

// utf16Bytes encodes letters of ASCII.
func utf16Bytes(s string) []byte {
	var out []byte
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}

package office

import (
	"bytes"
	"crypto/md5" // the file's choice
	"crypto/rc4"
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
	if b.decrypted || !b.wide || how.U16(0) != 1 || how.U16(2) != 1 || len(how) < 54 { // RC4 of Excel 97
		return format.ErrEncrypted
	}
	secret := rc4Secret(how.Slice(6, 16))
	check := rc4Stream(secret, 0)
	verifier := make([]byte, 32)
	check.XORKeyStream(verifier, how.Slice(22, 32))
	if sum := md5.Sum(verifier[:16]); !bytes.Equal(sum[:], verifier[16:]) {
		return format.ErrEncrypted
	}
	plain := bytes.Clone(b.data)
	keys := &rc4Keys{secret: secret, block: -1}
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

// rc4Secret is what the keys of blocks are made of (MS-OFFCRYPTO 2.3.6.2).
func rc4Secret(salt []byte) []byte {
	password := md5.Sum(utf16Bytes(sweatshop))
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
	secret []byte
	block  int // the one that stream is of, and how much of it is spent
	spent  int
	stream *rc4.Cipher
}

// xor decrypts data[from:to] in place.
func (k *rc4Keys) xor(data []byte, from, to int) {
	for from < to {
		block, at := from/rc4Block, from%rc4Block
		if block != k.block {
			k.block, k.spent, k.stream = block, 0, rc4Stream(k.secret, block)
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

package office

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// encrypted is workbookOf as Excel 97 keeps one whose structure is protected; spoilt makes it
// one that needs a password.
func encrypted(spoilt byte) []byte {
	salt := []byte("0123456789abcdef")
	secret := rc4Secret(salt, sweatshop)
	verifier := append(bytes.Repeat([]byte{7}, 16), make([]byte, 16)...)
	sum := md5.Sum(verifier[:16])
	copy(verifier[16:], sum[:])
	rc4Stream(secret, 0).XORKeyStream(verifier, verifier)
	verifier[0] ^= spoilt
	return lock(spoilt, rec(xlsFilePass, uint16(1), uint16(1), uint16(1), salt, verifier))
}

// encryptedXP is the same of Excel XP, with a key of so many bits.
func encryptedXP(spoilt byte, bits int) []byte {
	salt := []byte("0123456789abcdef")
	secret := sha1.Sum(append(bytes.Clone(salt), utf16Bytes(sweatshop)...))
	verifier := append(bytes.Repeat([]byte{7}, 16), make([]byte, sha1.Size)...)
	sum := sha1.Sum(verifier[:16])
	copy(verifier[16:], sum[:])
	rc4CryptoAPI(secret[:], bits, 0).XORKeyStream(verifier, verifier)
	verifier[0] ^= spoilt
	header := extracttest.LE(uint32(4), uint32(0), uint32(rc4Algorithm), uint32(0x8004), uint32(bits), uint32(1),
		uint64(0), utf16le("Base"))
	return lock(spoilt, rec(xlsFilePass, uint16(1), uint16(2), uint16(2), uint32(4), uint32(len(header)), header,
		uint32(16), salt, verifier[:16], uint32(sha1.Size), verifier[16:]))
}

// lock encrypts workbookOf as its record of encryption says.
func lock(spoilt byte, pass []byte) []byte {
	plain := workbookOf()
	first := 4 + 16 // BOF
	whole := bytes.Join([][]byte{plain[:first], pass, plain[first:]}, nil)
	// The names of sheets are found by places in the stream, which have moved.
	at := bytes.Index(whole, rec(xlsBoundSheet)[:2])
	copy(whole[at+4:], extracttest.LE(uint32(bytes.LastIndex(whole, rec(xlsBOF)[:2]))))
	b := &workbook{data: whole, wide: true}
	if spoilt == 0 && b.decrypt(first) == nil { // the streams of RC4 undo themselves
		return b.data
	}
	return whole
}

func TestWorkbooksThatExcelOpensWithoutAsking(t *testing.T) {
	for name, c := range map[string][2][]byte{"RC4": {encrypted(0), encrypted(1)},
		"CryptoAPI, 40 bits": {encryptedXP(0, 40), encryptedXP(1, 40)},
		"CryptoAPI":          {encryptedXP(0, 128), encryptedXP(1, 128)}} {
		if bytes.Contains(c[0], utf16le("Благоустройство")) {
			t.Errorf("%s: it is not encrypted", name)
		}
		p := extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Workbook", c[0]}))
		if want := "План\nБлагоустройство\t0.3\t20.07.2017\n5\t12.34\t35,0%\nИтого\tИСТИНА"; p.Text != want ||
			p.Status != archive.StatusOK {
			t.Errorf("%s: %q %s %s", name, p.Text, p.Status, p.Reason())
		}
		p = extracttest.One(t, readFile, "a.xls", oleOf(t, stream{"Workbook", c[1]}))
		if p.Text != "" || p.Status != archive.StatusEncrypted {
			t.Errorf("%s, another password: %q %s", name, p.Text, p.Status)
		}
	}
	// As computed from the specification elsewhere.
	secret := rc4Secret([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"), sweatshop)
	key := make([]byte, 8)
	rc4Stream(secret, 3).XORKeyStream(key, key)
	if hex.EncodeToString(secret) != "0a77b27c0a" || hex.EncodeToString(key) != "881d5633e81e8f77" {
		t.Errorf("%x %x", secret, key)
	}
}

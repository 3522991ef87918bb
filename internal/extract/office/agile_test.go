package office

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rc4"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// sealCBC encrypts whole blocks; what is short is filled up.
func sealCBC(key, vector, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := append(bytes.Clone(data), make([]byte, -len(data)&15)...)
	cipher.NewCBCEncrypter(block, vector[:16]).CryptBlocks(out, out)
	return out
}

// sealed is a package as Office 2010 encrypts it with the password that everybody has; with
// another sum of the verifier it is another's.
func sealed(plain string, spoilt byte) map[string]string {
	salt, key := []byte("0123456789abcdef"), []byte("fedcba9876543210")
	h := sum(sha512.New, salt, utf16Bytes(sweatshop))
	for i := range 3 {
		h = sum(sha512.New, binary.LittleEndian.AppendUint32(nil, uint32(i)), h)
	}
	seal := func(purpose string, value []byte) string {
		sealed := sealCBC(sum(sha512.New, h, []byte(purpose))[:16], salt, value)
		return base64.StdEncoding.EncodeToString(sealed)
	}
	verifier := bytes.Repeat([]byte{7}, 16)
	hashed := sum(sha512.New, verifier)
	hashed[0] ^= spoilt
	var data []byte
	for i := 0; i*packageSegment < len(plain); i++ {
		part := plain[i*packageSegment : min(len(plain), (i+1)*packageSegment)]
		vector := sum(sha512.New, salt, binary.LittleEndian.AppendUint32(nil, uint32(i)))
		data = append(data, sealCBC(key, vector, []byte(part))...)
	}
	how := fmt.Sprintf(`hashSize="64" keyBits="128" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" `+
		`saltValue="%s"`, base64.StdEncoding.EncodeToString(salt))
	info := fmt.Sprintf(`<encryption xmlns:p="p"><keyData %s/><keyEncryptors><keyEncryptor>`+
		`<p:encryptedKey spinCount="3" %s encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" `+
		`encryptedKeyValue="%s"/></keyEncryptor>`+
		`</keyEncryptors></encryption>`, how, how, seal("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", verifier),
		seal("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e", hashed), seal("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", key))
	return map[string]string{"EncryptionInfo": string(extracttest.LE(uint32(0x00040004), uint32(0x40))) + info,
		"EncryptedPackage": string(extracttest.LE(uint32(len(plain)), uint32(0))) + string(data)}
}

// sealedStandard is one as Office 2007 encrypts it.
func sealedStandard(plain string) map[string]string {
	salt := []byte("0123456789abcdef")
	h := sum(sha1.New, salt, utf16Bytes(sweatshop))
	for i := range 50_000 {
		h = sum(sha1.New, binary.LittleEndian.AppendUint32(nil, uint32(i)), h)
	}
	h = sum(sha1.New, h, make([]byte, 4))
	for i := range h {
		h[i] ^= 0x36
	}
	block, err := aes.NewCipher(sum(sha1.New, h, bytes.Repeat([]byte{0x36}, 44))[:16])
	if err != nil {
		panic(err)
	}
	seal := func(s []byte) []byte {
		out := append(bytes.Clone(s), make([]byte, -len(s)&15)...)
		for at := 0; at < len(out); at += 16 {
			block.Encrypt(out[at:], out[at:])
		}
		return out
	}
	verifier := bytes.Repeat([]byte{7}, 16)
	return map[string]string{"EncryptionInfo": string(extracttest.LE(uint16(3), uint16(2), uint32(0x24), uint32(32),
		uint32(0x24), uint32(0), uint32(0x660e), uint32(0x8004), uint32(128), make([]byte, 12), uint32(16), salt,
		seal(verifier), uint32(20), seal(sum(sha1.New, verifier)))),
		"EncryptedPackage": string(extracttest.LE(uint32(len(plain)), uint32(0))) + string(seal([]byte(plain)))}
}

// What programs open without asking is read; what needs somebody's password is not.
func TestPackagesThatExcelOpensWithoutAsking(t *testing.T) {
	plain := "PK" + string(bytes.Repeat([]byte("таблица "), 700)) + "конец"
	for name, streams := range map[string]map[string]string{"2010": sealed(plain, 0), "2007": sealedStandard(plain)} {
		p := extracttest.One(t, readFile, "a.xlsx", extracttest.Compound(t, streams))
		if p.Text != "a.xlsx: "+plain || p.Status != archive.StatusOK {
			t.Errorf("%s: %.40q %s %s", name, p.Text, p.Status, p.Reason())
		}
	}
	other := sealedStandard(plain)
	other["EncryptionInfo"] = other["EncryptionInfo"][:70] + "another verifier" + other["EncryptionInfo"][86:]
	for name, streams := range map[string]map[string]string{"2010": sealed(plain, 1), "2007": other,
		"cut": {"EncryptionInfo": other["EncryptionInfo"][:20], "EncryptedPackage": "x"},
		"none": {"EncryptionInfo": "\x04\x00\x04\x00\x40\x00\x00\x00<encryption><keyEncryptors><keyEncryptor>" +
			"<encryptedKey spinCount=\"99999999\"/></keyEncryptor></keyEncryptors></encryption>", "EncryptedPackage": "x"}} {
		p := extracttest.One(t, readFile, "a.xlsx", extracttest.Compound(t, streams))
		if p.Text != "" || p.Status != archive.StatusEncrypted {
			t.Errorf("%s, another password: %.40q %s", name, p.Text, p.Status)
		}
	}
}

// A stream is decrypted the same in pieces as at once.
func TestStretchesOfRC4(t *testing.T) {
	secret := rc4Secret([]byte("salt"), sweatshop)
	of := func(block int) *rc4.Cipher { return rc4Stream(secret, block) }
	whole, pieces := make([]byte, 3000), make([]byte, 3000)
	(&rc4Keys{of: of, block: -1}).xor(whole, 0, len(whole))
	k := &rc4Keys{of: of, block: -1}
	for _, p := range [][2]int{{10, 20}, {20, 1500}, {1500, 1500}, {2040, 3000}} {
		k.xor(pieces, p[0], p[1])
		if !bytes.Equal(whole[p[0]:p[1]], pieces[p[0]:p[1]]) {
			t.Errorf("%v differs", p)
		}
	}
}

package office

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" // the file's choice
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"hash"

	"letopis/internal/extract/ole"
)

// maxSpins bounds the rounds that a file may ask for to make a key of a password: Office
// makes 100,000, which take 50 ms.
const maxSpins = 200_000

// packageSegment is what is encrypted of a package with one vector.
const packageSegment = 4096

// cipherOf is how something is encrypted (MS-OFFCRYPTO 2.3.4.10).
type cipherOf struct {
	KeyBits  int    `xml:"keyBits,attr"`
	HashSize int    `xml:"hashSize,attr"`
	Hash     string `xml:"hashAlgorithm,attr"`
	Chaining string `xml:"cipherChaining,attr"`
	Salt     string `xml:"saltValue,attr"`
}

// agile is what a document of Office 2010 and later says of its encryption.
type agile struct {
	Package cipherOf `xml:"keyData"`
	Keys    []struct {
		cipherOf
		Spins    int    `xml:"spinCount,attr"`
		Verifier string `xml:"encryptedVerifierHashInput,attr"`
		Sum      string `xml:"encryptedVerifierHashValue,attr"`
		Key      string `xml:"encryptedKeyValue,attr"`
	} `xml:"keyEncryptors>keyEncryptor>encryptedKey"`
}

// unlock returns the document of an encrypted package that Excel opens without asking; nil
// where it needs a password of somebody.
func unlock(o *ole.File) []byte {
	info, data := ole.Cursor(o.Read("EncryptionInfo")), ole.Cursor(o.Read("EncryptedPackage"))
	if info.U16(2) == 2 {
		return unlockStandard(info, data)
	}
	var a agile
	if info.U32(0) != 0x00040004 || xml.Unmarshal(info.From(8), &a) != nil || len(a.Keys) == 0 {
		return nil
	}
	key := a.key()
	newHash, salt := a.Package.hash(), decode64(a.Package.Salt)
	if key == nil || newHash == nil {
		return nil
	}
	size := int(data.U32(0))
	var out []byte
	for i, rest := 0, data.From(8); len(rest) >= aes.BlockSize; i++ {
		segment := rest.Slice(0, packageSegment)
		rest = rest.From(len(segment))
		vector := sum(newHash, salt, binary.LittleEndian.AppendUint32(nil, uint32(i)))
		plain := decryptCBC(key, vector, segment)
		if plain == nil {
			return nil
		}
		out = append(out, plain...)
	}
	return out[:min(max(size, 0), len(out))]
}

// unlockStandard is unlock for Office 2007 (MS-OFFCRYPTO 2.3.4.5 to 2.3.4.9).
func unlockStandard(info, data ole.Cursor) []byte {
	bits, verifier := int(info.U32(28)), info.From(12+int(info.U32(8)))
	h := sum(sha1.New, verifier.Slice(4, 16), utf16Bytes(sweatshop))
	for i := range 50_000 {
		h = sum(sha1.New, binary.LittleEndian.AppendUint32(nil, uint32(i)), h)
	}
	h = sum(sha1.New, h, make([]byte, 4))
	made := bytes.Repeat([]byte{0x36}, 64)
	for i, c := range h {
		made[i] ^= c
	}
	key := sum(sha1.New, made)
	block, err := aes.NewCipher(key[:min(max(bits/8, 0), len(key))])
	if err != nil {
		return nil
	}
	open := func(data []byte) []byte {
		out := bytes.Clone(data[:len(data)/aes.BlockSize*aes.BlockSize])
		for at := 0; at < len(out); at += aes.BlockSize {
			block.Decrypt(out[at:], out[at:])
		}
		return out
	}
	want := open(verifier.Slice(40, 32))
	if len(want) < 20 || !bytes.Equal(sum(sha1.New, open(verifier.Slice(20, 16))), want[:20]) {
		return nil
	}
	out := open(data.From(8))
	return out[:min(max(int(data.U32(0)), 0), len(out))]
}

// key returns the key of the package, nil where the password is another one.
func (a *agile) key() []byte {
	k := a.Keys[0]
	newHash, salt := k.hash(), decode64(k.Salt)
	if newHash == nil || k.Spins < 0 || k.Spins > maxSpins || k.Chaining != "ChainingModeCBC" {
		return nil
	}
	h := sum(newHash, salt, utf16Bytes(sweatshop))
	for i := range k.Spins {
		h = sum(newHash, binary.LittleEndian.AppendUint32(nil, uint32(i)), h)
	}
	open := func(purpose, value string) []byte {
		made := sum(newHash, h, []byte(purpose))
		for len(made) < k.KeyBits/8 && len(made) < 64 {
			made = append(made, 0x36)
		}
		return decryptCBC(made[:min(max(k.KeyBits/8, 0), len(made))], salt, decode64(value))
	}
	verifier := open("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", k.Verifier)
	want := open("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e", k.Sum)
	if n := newHash().Size(); verifier == nil || len(want) < n || !bytes.Equal(sum(newHash, verifier), want[:n]) {
		return nil
	}
	key := open("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", k.Key)
	return key[:min(max(a.Package.KeyBits/8, 0), len(key))]
}

// hash returns the hash function, nil for one that is not known.
func (c cipherOf) hash() func() hash.Hash {
	return map[string]func() hash.Hash{"SHA1": sha1.New, "SHA256": sha256.New, "SHA384": sha512.New384,
		"SHA512": sha512.New}[c.Hash]
}

func sum(newHash func() hash.Hash, parts ...[]byte) []byte {
	h := newHash()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// decryptCBC decrypts whole blocks by AES; nil for a key or a vector that is none.
func decryptCBC(key, vector, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(vector) < aes.BlockSize || len(data) < aes.BlockSize {
		return nil
	}
	out := bytes.Clone(data[:len(data)/aes.BlockSize*aes.BlockSize])
	cipher.NewCBCDecrypter(block, vector[:aes.BlockSize]).CryptBlocks(out, out)
	return out
}

func decode64(s string) []byte {
	b, _ := base64.StdEncoding.DecodeString(s) // what is none decrypts to nothing
	return b
}

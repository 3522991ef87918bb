// Package charset finds the encoding of Russian text by its letters and decodes it:
// single bytes of five tables, UTF-16 without a mark, text that was read wrongly once
// already. It knows nothing of formats.
//
// Read Decode first; detect.go scores encodings by pairs of letters.
package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// A Decoded text, or why there is none.
type Decoded struct {
	Text    string
	Charset string // lower case, as registered with IANA; "" when it is not text
	// Mixed are the lines in another charset than the rest, each read in its own, Lost those
	// with bytes that mean no character; "" for none.
	Mixed, Lost string
	Noisy       bool // a part of it looks like text in no charset
	// Binary and Garbage tell why there is no text to use: control bytes no text
	// has, or letters that make no language in any known encoding.
	Binary, Garbage bool
}

// Decode finds the encoding of data by its content and returns the text.
// What the sender declared ("" if nothing) decides only where the content does
// not: old portals declare one charset and send another.
func Decode(data []byte, declared string) Decoded {
	if text, name := decodeUnicode(data); name != "" {
		return Decoded{Text: FixMojibake(text), Charset: name}
	}
	if controls(data) > len(data)/50 {
		return Decoded{Binary: true}
	}
	if utf8.Valid(data) {
		return Decoded{Text: FixMojibake(string(data)), Charset: "utf-8"}
	}
	if text, mixed, lost, ok := mostlyUTF8(data); ok {
		return Decoded{Text: text, Charset: "utf-8", Mixed: mixed, Lost: lost}
	}
	single := withoutUTF8(data)
	best, mean := detectSingle(single, declared)
	noise := 0.0
	if mean <= garbageBits {
		noise = surveyBlocks(single, best)
	}
	if mean > garbageBits || noise > 0.6 { // as a whole in no encoding
		if out, ok := decodeApart(data); ok {
			return out
		}
		if out, ok := decodeArabic(single); ok {
			return out
		}
		return decodeForeign(data, declared)
	}
	out := Decoded{Charset: singleByte[best].name}
	out.Text, out.Mixed = decodeLines(data, best)
	out.Noisy = noise > 0.2
	return out
}

// decodeForeign reads what is no Russian text in the charset of another language that it says it is in: what is none
// has bytes that mean nothing there.
func decodeForeign(data []byte, declared string) Decoded {
	name := canonical(declared)
	enc, err := htmlindex.Get(name)
	if err != nil || strings.HasPrefix(name, "utf-") {
		return Decoded{Garbage: true}
	}
	for _, own := range singleByte {
		if own.name == name {
			return Decoded{Garbage: true}
		}
	}
	high := 0
	for _, b := range data {
		if b >= utf8.RuneSelf {
			high++
		}
	}
	text, err := enc.NewDecoder().Bytes(data)
	if err != nil || bytes.Count(text, []byte("\ufffd"))*20 > high {
		return Decoded{Garbage: true}
	}
	return Decoded{Text: string(text), Charset: name}
}

// DecodeDeclared decodes in the charset declared: an encoded word is too short
// to guess by and was made by a program that knew.
func DecodeDeclared(data []byte, charset string) string {
	for i, e := range singleByte {
		if e.name == canonical(charset) {
			return decodeSingle(data, i)
		}
	}
	return Decode(data, charset).Text
}

// DecoderFor returns what decodes pieces that are all in one encoding of a byte a
// letter: the one that explains best what they are together.
func DecoderFor(together []byte, declared string) func([]byte) string {
	best, _ := detectSingle(together, declared)
	return func(piece []byte) string { return decodeSingle(piece, best) }
}

package charset

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

//go:generate go run gen_table.go

// singleByte are the encodings of Russian text that have one byte a letter,
// with what speaks against each before a byte is read, in bits.
var singleByte = []struct {
	name  string
	cm    *charmap.Charmap
	prior int
}{
	{"windows-1251", charmap.Windows1251, 0},
	{"koi8-r", charmap.KOI8R, 2},
	{"cp866", charmap.CodePage866, 2},
	{"iso-8859-5", charmap.ISO8859_5, 5},
	{"x-mac-cyrillic", charmap.MacintoshCyrillic, 5},
	{"windows-1252", charmap.Windows1252, 8},
}

// A symbol is what scoring needs to know of one byte in one encoding.
type symbol struct {
	class uint8 // letter а…я as 0…31; other as 32
	kind  uint8
	cost  uint16 // of the byte by itself, in 1/16 bit
}

// The kinds of symbol.
const (
	other = iota
	lower
	upper
	latin   // an ASCII letter
	accent  // a Latin letter above ASCII
	opening // « and „, before a word
	closing // », ” and …, after a word
	dash    // –, —, № and rare signs, by themselves
)

const (
	classes = 33
	bit     = 16 // costs are in 1/16 bit
	// sampleBytes bounds what is scored of a long text: windows spread over it.
	sampleBytes, windowBytes = 16 << 10, 2 << 10
	// garbageBits is the mean cost of a letter pair above which no encoding makes
	// Russian of the bytes: passages of acts cost 3.4 (4.7 at most), random bytes 7.1 (6.1 at least).
	garbageBits = 5.6
	declaredFor = 6 // bits that a declared charset is worth: a dozen letters refute it
)

// tables maps the bytes of each encoding in singleByte to symbols.
var tables = sync.OnceValue(func() []*[256]symbol {
	all := make([]*[256]symbol, len(singleByte))
	for i, e := range singleByte {
		t := new([256]symbol)
		for b := range t {
			t[b] = symbolOf(e.cm.DecodeByte(byte(b)))
		}
		all[i] = t
	}
	return all
})

func symbolOf(r rune) symbol {
	switch {
	case r == 'ё':
		return symbol{5, lower, 4 * bit}
	case r == 'Ё':
		return symbol{5, upper, 5 * bit}
	case r >= 'а' && r <= 'я':
		return symbol{uint8(r - 'а'), lower, 0}
	case r >= 'А' && r <= 'Я':
		return symbol{uint8(r - 'А'), upper, 0}
	case r < 0x80 && unicode.IsLetter(r):
		return symbol{32, latin, 0}
	case r < 0x80:
		return symbol{32, other, 0}
	case r == '«':
		return symbol{32, opening, 1 * bit}
	case r == '»':
		return symbol{32, closing, 1 * bit}
	case r == '–', r == '—', r == '№':
		return symbol{32, dash, 1 * bit}
	case r == '\u00a0':
		return symbol{32, other, 1 * bit}
	case r == '„':
		return symbol{32, opening, 3 * bit}
	case r == '”', r == '…':
		return symbol{32, closing, 3 * bit}
	case strings.ContainsRune("“’", r):
		return symbol{32, other, 4 * bit}
	case strings.ContainsRune("‘°§•±·", r):
		return symbol{32, dash, 4 * bit}
	case r >= '─' && r <= '▟': // tables drawn under DOS
		return symbol{32, other, 9 * bit}
	case strings.ContainsRune("іїєґўІЇЄҐЎ", r): // Ukrainian, Belarusian
		return symbol{32, other, 7 * bit}
	case unicode.Is(unicode.Cyrillic, r): // Serbian, Macedonian
		return symbol{32, other, 11 * bit}
	case unicode.IsLetter(r):
		return symbol{32, accent, 3 * bit}
	case r == utf8.RuneError || unicode.IsControl(r):
		return symbol{32, other, 14 * bit}
	}
	return symbol{32, dash, 9 * bit}
}

// detectSingle returns the index in singleByte of the encoding that explains
// data best, and the mean cost of a pair of letters in it, in bits.
func detectSingle(data []byte, declared string) (best int, mean float64) {
	cost := make([]int, len(singleByte))
	pairs := 0
	for i, t := range tables() {
		cost[i] = singleByte[i].prior * bit
		if singleByte[i].name == canonical(declared) {
			cost[i] -= declaredFor * bit
		}
		pairs = 0
		for _, w := range windows(data) {
			c, n := score(w, t)
			cost[i] += c
			pairs += n
		}
		if cost[i] < cost[best] {
			best = i
		}
	}
	if pairs < 40 { // too short to call it garbage
		return best, 0
	}
	return best, float64(cost[best]) / float64(pairs*bit)
}

// windows returns the whole of a short text, or pieces spread over a long one.
func windows(data []byte) [][]byte {
	if len(data) <= sampleBytes {
		return [][]byte{data}
	}
	const n = sampleBytes / windowBytes
	out := make([][]byte, n)
	step := (len(data) - windowBytes) / (n - 1)
	for i := range out {
		out[i] = data[i*step : i*step+windowBytes]
	}
	return out
}

// score adds up what the bytes above ASCII and their neighbours cost, in 1/16
// bit, and counts them. Markup and Latin text weigh nothing.
func score(data []byte, t *[256]symbol) (cost, pairs int) {
	prev, before := t[' '], t[' ']
	high := false // the previous byte is above ASCII
	for i, b := range data {
		cur := t[b]
		if b >= 0x80 || high {
			pairs++
			if cur.kind == other && prev.kind == other && i > 0 && data[i-1] == b {
				cost += bit // a line drawn of one sign
			} else {
				cost += int(bigramCost[int(prev.class)*classes+int(cur.class)]) + int(cur.cost)
			}
			cost += clashCost(before.kind, prev.kind, cur.kind)
		}
		before, prev, high = prev, cur, b >= 0x80
	}
	return cost, pairs
}

// clashCost is the cost of letters that do not stand together: a capital after a
// small letter, a word that becomes small after two capitals, two alphabets, a
// sign on the wrong side of a word.
func clashCost(before, prev, cur uint8) int {
	letter, after := cur == lower || cur == upper, prev == lower || prev == upper
	switch {
	case letter && (prev == closing || prev == dash), after && (cur == opening || cur == dash):
		return 4 * bit
	case prev == lower && cur == upper, prev == upper && before == upper && cur == lower:
		return 8 * bit
	case prev == latin && letter, cur == latin && after:
		return 7 * bit
	case cur == accent && prev != latin && prev != other, cur == accent && before == accent:
		return 10 * bit
	}
	return 0
}

// surveyBlocks goes over the whole of data by blocks and returns the share of those that
// are text in no encoding.
func surveyBlocks(data []byte, best int) (noise float64) {
	blocks, bad := 0, 0
	for block := range slices.Chunk(data, 512) {
		cost, n := score(block, tables()[best])
		if n < 40 {
			continue
		}
		blocks++
		if float64(cost) > garbageBits*float64(n*bit) && pieceEncoding(block, best) == best {
			bad++
		}
	}
	return float64(bad) / float64(max(blocks, 1))
}

// pieceEncoding returns the encoding of a piece: the expected one, unless the piece
// leaves no doubt that it is in another.
func pieceEncoding(piece []byte, expected int) int {
	got, _ := detectSingle(piece, "")
	there, n := score(piece, tables()[got])
	here, _ := score(piece, tables()[expected])
	if n < 20 || float64(there) > garbageBits*float64(n*bit) || here-there < 2*n*bit {
		return expected
	}
	return got
}

func decodeSingle(data []byte, i int) string {
	var out strings.Builder
	out.Grow(2 * len(data))
	cm := singleByte[i].cm
	for _, b := range data {
		if b < utf8.RuneSelf {
			out.WriteByte(b)
		} else {
			out.WriteRune(cm.DecodeByte(b))
		}
	}
	return out.String()
}

// canonical maps the names that charsets go by to those of singleByte.
func canonical(name string) string {
	name = strings.ToLower(strings.Trim(name, " \t\"'"))
	switch name {
	case "cp1251", "win-1251", "windows1251", "x-cp1251":
		return "windows-1251"
	case "koi8", "koi8r", "koi-8r", "cskoi8r", "koi8-u":
		return "koi8-r"
	case "ibm866", "866", "dos-866", "csibm866":
		return "cp866"
	case "iso8859-5", "iso_8859-5", "iso88595", "cyrillic":
		return "iso-8859-5"
	case "mac-cyrillic", "maccyrillic", "x-mac-ukrainian":
		return "x-mac-cyrillic"
	case "cp1252", "iso-8859-1", "latin1":
		return "windows-1252"
	}
	return name
}

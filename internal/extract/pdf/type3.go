package pdf

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	type3Font    = regexp.MustCompile(`/Subtype\s*/Type3\b`)
	differences  = regexp.MustCompile(`/Differences\s*\[([^\]]*)\]`)
	encodingFrom = regexp.MustCompile(`/Encoding\s+(\d{1,7})\s+\d{1,5}\s+R`)
)

// type3 returns the letters of the codes of fonts whose glyphs are drawn in the document (Type 3), by the names of the
// glyphs: PDFium does not read these. Where several fonts name one code otherwise it has no letter.
func (f *pdfFile) type3() map[rune]rune {
	if f.named != nil {
		return f.named
	}
	f.named = map[rune]rune{}
	w := &wreck{data: f.data, budget: f.budget, offsets: map[int]int{}, packed: map[int][]byte{}}
	w.scan()
	dictionary := func(number int) []byte {
		if object := w.packed[number]; object != nil {
			return object[:min(len(object), maxDictionary)]
		}
		at, ok := w.offsets[number]
		if !ok {
			return nil
		}
		if head := strings.Index(string(w.data[at:min(len(w.data), at+20)]), "obj"); head >= 0 {
			at += head + len("obj")
		}
		dictionary, _ := w.object(at)
		return dictionary
	}
	add := func(number int) {
		font := dictionary(number)
		if !type3Font.Match(font) {
			return
		}
		m := differences.FindSubmatch(font)
		if at := encodingFrom.FindSubmatch(font); m == nil && at != nil {
			encoding, _ := strconv.Atoi(string(at[1])) // of at most 7 figures
			m = differences.FindSubmatch(dictionary(encoding))
		}
		if m != nil {
			f.name(string(m[1]))
		}
	}
	for number := range w.offsets {
		add(number)
	}
	for number := range w.packed {
		add(number)
	}
	return f.named
}

// name reads a list of names of glyphs: a code, then the names from it on.
func (f *pdfFile) name(list string) {
	code := 0
	for _, word := range strings.Fields(strings.ReplaceAll(list, "/", " /")) {
		name, ok := strings.CutPrefix(word, "/")
		if !ok {
			code, _ = strconv.Atoi(word) // what is no number begins at 0
			continue
		}
		r := glyphLetter(name)
		if known, ok := f.named[rune(code)]; ok && known != r {
			r = 0
		}
		f.named[rune(code)] = r
		code++
	}
}

// glyphNames are the names that signs have in fonts, beside letters, which have their own.
var glyphNames = map[string]rune{
	"space": ' ', "exclam": '!', "quotedbl": '"', "numbersign": '#', "dollar": '$', "percent": '%', "ampersand": '&',
	"quotesingle": '\'', "parenleft": '(', "parenright": ')', "asterisk": '*', "plus": '+', "comma": ',', "hyphen": '-',
	"period": '.', "slash": '/', "zero": '0', "one": '1', "two": '2', "three": '3', "four": '4', "five": '5', "six": '6',
	"seven": '7', "eight": '8', "nine": '9', "colon": ':', "semicolon": ';', "less": '<', "equal": '=', "greater": '>',
	"question": '?', "at": '@', "bracketleft": '[', "backslash": '\\', "bracketright": ']', "underscore": '_',
	"guillemotleft": '«', "guillemotright": '»', "endash": '–', "emdash": '—', "afii61352": '№', "quoteright": '’',
	"quoteleft": '‘', "quotedblleft": '“', "quotedblright": '”', "quotedblbase": '„', "section": '§', "degree": '°',
	"bullet": '•', "ellipsis": '…', "nbspace": ' ', "fi": 'ﬁ', "fl": 'ﬂ', "minus": '−',
}

// glyphLetter returns the letter of a name, 0 for one that says nothing: «A», «space», «uni0410», «afii10017» (А).
func glyphLetter(name string) rune {
	if r := glyphNames[name]; r != 0 {
		return r
	}
	if len(name) == 1 {
		return rune(name[0])
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) == 4 {
		if n, err := strconv.ParseUint(hex, 16, 16); err == nil {
			return rune(n)
		}
	}
	number, ok := strings.CutPrefix(name, "afii")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0
	}
	const upper, yo, lower, last = 10017, 6, 10065, 32 // Ё stands behind Е
	for first, a := range map[int]rune{upper: 'А', lower: 'а'} {
		switch i := n - first; {
		case i == yo && a == 'А':
			return 'Ё'
		case i == yo:
			return 'ё'
		case i >= 0 && i < yo:
			return a + rune(i)
		case i > yo && i <= last:
			return a + rune(i) - 1
		}
	}
	return 0
}

package mail

import (
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

const msgType = "application/vnd.ms-outlook"

// Properties of a letter of Outlook (MS-OXPROPS) and types of values (MS-OXCDATA).
const (
	propSubject     = 0x0037
	propSubmitted   = 0x0039
	propHeaders     = 0x007d
	propFromName    = 0x0c1a
	propFromAddress = 0x0c1f
	propBcc         = 0x0e02
	propCc          = 0x0e03
	propTo          = 0x0e04
	propDelivered   = 0x0e06
	propBody        = 0x1000
	propRTF         = 0x1009
	propHTML        = 0x1013
	propMessageID   = 0x1035
	propData        = 0x3701
	propShortName   = 0x3704
	propLongName    = 0x3707
	propContentID   = 0x3712
	propCodePage    = 0x3fde
	propLocale      = 0x3ff1
	propStringPage  = 0x3ffd

	typeTime    = 0x0040
	typeString8 = 0x001e
	typeString  = 0x001f
	typeBinary  = 0x0102
	typeObject  = 0x000d
)

// IsMSG reports whether a compound file is a letter of Outlook.
func IsMSG(o *ole.File) bool {
	return o.Has("__properties_version1.0") && (o.Has("__nameid_version1.0") || o.Has(stream("", propSubject,
		typeString)) ||
		o.Has(stream("", propSubject, typeString8)))
}

// stream names the stream of a property.
func stream(storage string, id, kind int) string {
	return storage + fmt.Sprintf("__substg1.0_%04X%04X", id, kind)
}

// ReadMSG reads a letter of Outlook (MS-OXMSG): what it holds is what a letter of mail
// holds, in properties.
func ReadMSG(f format.File, o *ole.File, budget *format.Budget, open format.Reader) []format.Part {
	return readMSG(f, o, "", budget, open)
}

// readMSG reads the letter in a storage.
func readMSG(f format.File, o *ole.File, storage string, budget *format.Budget, open format.Reader) []format.Part {
	if f.Depth > budget.MaxDepth {
		return tooDeep(msgType, budget.MaxDepth)
	}
	m := &msgItem{o: o, storage: storage, head: 32}
	if storage != "" {
		m.head = 24
	}
	m.charset = m.codePage()
	locale, _ := m.fixed(propLocale)
	m.page = localePages[locale&0x3ff]
	l := &letter{Holder: container.NewHolder(f, budget, open)}
	if s := m.text(propBody); s != "" {
		l.plain = append(l.plain, leaf{data: []byte(s), charset: "utf-8"})
	} else if b := o.Read(stream(storage, propHTML, typeBinary)); len(b) > 0 {
		l.html = append(l.html, leaf{data: b, charset: m.charset})
	} else if s := m.text(propHTML); s != "" {
		l.html = append(l.html, leaf{data: []byte(s), charset: "utf-8"})
	} else {
		l.richText(o.Read(stream(storage, propRTF, typeBinary)), f, open)
	}
	nested := map[int]string{} // letters among the files, by number
	for _, at := range o.Storages(strings.TrimSuffix(storage, "/"), "__attach_version1.0") {
		if len(l.files) >= maxMailParts {
			l.Note(reason.LetterParts.With(maxMailParts))
			break
		}
		a := &msgItem{o: o, storage: at + "/", head: 8, charset: m.charset, page: m.page}
		name := a.text(propLongName)
		if name == "" {
			name = a.text(propShortName)
		}
		data := o.Read(stream(a.storage, propData, typeBinary))
		if !budget.Spend(int64(len(data))) || o.Exhausted() { // streams may share their sectors
			l.NoteBudget()
			break
		}
		inner := stream(a.storage, propData, typeObject) // a storage: a letter, or an object
		switch {
		case o.Has(inner + "/__properties_version1.0"):
			nested[len(l.files)] = inner + "/"
			subject := (&msgItem{o: o, storage: inner + "/", charset: m.charset, page: m.page}).text(propSubject)
			if subject = format.Squeeze(subject); subject == "" {
				subject = "письмо"
			}
			l.files = append(l.files, leaf{name: subject + ".msg"})
		case o.Has(inner):
			l.Note(reason.EmbeddedObject.With(name))
		case len(data) > 0 && a.text(propContentID) != "" && isPicture(name) && !isScan(data):
			// it belongs to the text
		case len(data) > 0:
			if name == "" {
				name = fmt.Sprintf("вложение %d", len(l.files)+1)
			}
			l.files = append(l.files, leaf{name: name, data: data})
		}
	}
	p := format.Part{MediaType: msgType, Title: format.Squeeze(m.text(propSubject)), Hints: m.hints()}
	return l.parts(p, func(i int) ([]format.Part, bool) {
		if nested[i] == "" {
			return nil, false
		}
		return readMSG(format.File{Depth: f.Depth + 1}, o, nested[i], budget, open), true
	})
}

// isPicture reports whether a name is that of a picture.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".gif", ".jpg", ".jpeg", ".bmp":
		return true
	}
	return false
}

// msgItem is a letter or an attachment: a storage of properties.
type msgItem struct {
	o       *ole.File
	storage string
	head    int // bytes before the properties of a fixed size
	charset string
	page    *charmap.Charmap // by the language of the sender, nil where that does not tell
}

// text returns a property that is text, "" where it is not set.
func (m *msgItem) text(id int) string {
	if b := ole.Cursor(m.o.Read(stream(m.storage, id, typeString))); len(b) > 1 {
		return strings.Trim(b.Units(0, len(b)/2), "\x00")
	}
	b := bytes.TrimRight(m.o.Read(stream(m.storage, id, typeString8)), "\x00") // some programs end it so
	if len(b) == 0 {
		return ""
	}
	if page := m.localePage(); page != nil && !utf8.Valid(b) {
		return ole.DecodeBytes(b, page)
	}
	return strings.Trim(charset.Decode(b, m.charset).Text, "\x00")
}

// localePages are the code pages of Windows by the languages that write in others than Russian, but for English, which
// is set anywhere.
var localePages = map[uint64]*charmap.Charmap{0x03: charmap.Windows1252, 0x06: charmap.Windows1252,
	0x07: charmap.Windows1252, 0x0a: charmap.Windows1252, 0x0b: charmap.Windows1252, 0x0c: charmap.Windows1252,
	0x0f: charmap.Windows1252, 0x10: charmap.Windows1252, 0x13: charmap.Windows1252, 0x14: charmap.Windows1252,
	0x16: charmap.Windows1252, 0x1d: charmap.Windows1252, 0x05: charmap.Windows1250, 0x0e: charmap.Windows1250,
	0x15: charmap.Windows1250, 0x18: charmap.Windows1250, 0x1b: charmap.Windows1250, 0x24: charmap.Windows1250,
	0x08: charmap.Windows1253, 0x1f: charmap.Windows1254, 0x0d: charmap.Windows1255, 0x01: charmap.Windows1256,
	0x25: charmap.Windows1257, 0x26: charmap.Windows1257, 0x27: charmap.Windows1257}

// localePage is the code page of a sender whose language has another alphabet than Russian; nil where the letter does
// not tell, or names a charset of Russian. Such a program writes 8-bit text in it, whatever the letter had on its way.
func (m *msgItem) localePage() *charmap.Charmap {
	switch m.charset {
	case "windows-1251", "koi8-r", "cp866":
		return nil
	}
	return m.page
}

// fixed returns a property of a fixed size, ok where it is set.
func (m *msgItem) fixed(id int) (value uint64, ok bool) {
	b := ole.Cursor(m.o.Read(m.storage + "__properties_version1.0"))
	for at := m.head; at+16 <= len(b); at += 16 {
		if int(b.U16(at+2)) == id {
			return b.U64(at + 8), true
		}
	}
	return 0, false
}

// codePage returns the charset of 8-bit text, by its code page or by the language of the sender.
func (m *msgItem) codePage() string {
	for _, id := range []int{propStringPage, propCodePage} {
		switch v, _ := m.fixed(id); v & 0xffff {
		case 0:
		case 65001:
			return "utf-8"
		case 20866:
			return "koi8-r"
		case 866:
			return "cp866"
		default:
			return "windows-" + strconv.Itoa(int(v&0xffff))
		}
	}
	switch v, _ := m.fixed(propLocale); v & 0x3ff { // its language
	case 0x19, 0x02, 0x22, 0x23: // Russian, Bulgarian, Ukrainian, Belarusian
		return "windows-1251"
	}
	return ""
}

// hints are what the letter says of itself: its header as it came, else its properties.
func (m *msgItem) hints() map[string]string {
	hints := map[string]string{}
	if head := m.text(propHeaders); head != "" {
		hints = mailHints(headerOf(head))
	}
	from := format.Squeeze(m.text(propFromName))
	if address := m.text(propFromAddress); strings.Contains(address, "@") && address != from {
		from = format.Squeeze(from + " <" + address + ">")
	}
	for key, v := range map[string]string{"title": m.text(propSubject), "author": from, "to": m.text(propTo),
		"cc": m.text(propCc), "bcc": m.text(propBcc),
		"message_id": m.text(propMessageID)} {
		if v = format.Squeeze(v); v != "" && hints[key] == "" {
			hints[key] = v
		}
	}
	for _, id := range []int{propSubmitted, propDelivered} {
		if v, ok := m.fixed(id); ok && hints["date"] == "" && v > 119600064000000000 { // 1980
			hints["date"] = time.Unix(int64(v/1e7)-11644473600, 0).UTC().Format(time.RFC3339)
		}
	}
	return hints
}

// richText reads the text of a letter that has no other.
func (l *letter) richText(compressed []byte, f format.File, open format.Reader) {
	if len(compressed) == 0 {
		return
	}
	data, ok := decompressRTF(compressed, l.Budget)
	if !ok {
		l.Note(reason.LetterRTF.With())
	}
	for _, p := range open(format.File{Name: "letter.rtf", Data: data, Depth: f.Depth}, l.Budget) {
		l.plain = append(l.plain, leaf{data: []byte(p.Text), charset: "utf-8"})
	}
}

package mail_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

func units(s string) string { return string(extracttest.LE(utf16.Encode([]rune(s)))) }

func cp1251(s string) string { return string(testkit.Encode(s, charmap.Windows1251)) }

// fixedProps makes a stream of properties of a fixed size.
func fixedProps(head int, props ...[3]uint64) string {
	b := make([]byte, head)
	for _, p := range props {
		b = append(b, extracttest.LE(uint16(p[1]), uint16(p[0]), uint32(6), p[2])...)
	}
	return string(b)
}

// helloRTF is the example of MS-OXRTFCP 3.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
const helloRTF = "\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\x0a\x00rcpg125B2\x0a\xf3 " +
	"hel\x09\x00 bw\x05\xb0ld}\x0a\x80\x0f\xa0"

func TestMSG(t *testing.T) {
	const submitted = 130000000000000000 // 14.12.2012 23:06:40 UTC
	nested := "__attach_version1.0_#00000002/__substg1.0_3701000D/"
	letter := map[string]string{
		"__nameid_version1.0/x": "", "__properties_version1.0": fixedProps(32, [3]uint64{0x39, 0x40, submitted}),
		"__substg1.0_0037001F":                                 units("О ремонте дорог"),
		"__substg1.0_1000001F":                                 units("Направляем смету."),
		"__substg1.0_0C1A001F":                                 units("Иванов И. И."),
		"__substg1.0_0C1F001F":                                 units("ivanov@gorod.example"),
		"__substg1.0_0E04001F":                                 units("Глава города"),
		"__substg1.0_0E03001F":                                 units("Отдел дорог"),
		"__attach_version1.0_#00000000/__substg1.0_3707001F":   units("смета.txt"),
		"__attach_version1.0_#00000000/__substg1.0_37010102":   "всего 5 рублей",
		"__attach_version1.0_#00000001/__substg1.0_3707001F":   units("logo.png"),
		"__attach_version1.0_#00000001/__substg1.0_3712001F":   units("id"),
		"__attach_version1.0_#00000001/__substg1.0_37010102":   "picture",
		nested + "__properties_version1.0":                     fixedProps(24),
		nested + "__substg1.0_0037001F":                        units("Ответ"),
		nested + "__substg1.0_1000001F":                        units("Согласен"),
		nested + "__attach_version1.0_#0/__substg1.0_3707001F": units("a.txt"),
		nested + "__attach_version1.0_#0/__substg1.0_37010102": "вложено",
	}
	parts := readFile("a.msg", extracttest.Compound(t, letter), format.Options{})
	extracttest.Check(t, parts)
	want := "|ok|О ремонте дорог/Направляем смету./смета.\nсмета.txt|ok|всего 5 " +
		"рублей\nОтвет.msg|ok|Ответ/Согласен/a.txt\n" +
		"Ответ.msg!/a.txt|ok|вложено\n"
	if got := extracttest.Summary(parts); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	if h := parts[0].Hints; h["date"] != "2012-12-14T23:06:40Z" || h["author"] != "Иванов И. И. <ivanov@gorod.example>" ||
		h["to"] != "Глава города" || h["cc"] != "Отдел дорог" {
		t.Errorf("%v", h)
	}
	for name, c := range map[string]struct {
		streams map[string]string
		want    string
	}{
		"8 bits by the language": {map[string]string{"__properties_version1.0": fixedProps(32, [3]uint64{0x3ff1, 3, 0x419}),
			"__substg1.0_0037001E": cp1251("Смета"), "__substg1.0_1000001E": cp1251("Да")}, "Смета\nДа"},
		"8 bits in German": {map[string]string{"__properties_version1.0": fixedProps(32, [3]uint64{0x3fde, 3, 65001},
			[3]uint64{0x3ff1, 3, 0x407}),
			"__substg1.0_0037001E": "\xd6ffnung", "__substg1.0_1000001E": "Stra\xdfe \xf6\xe4\xfc"}, "Öffnung\nStraße öäü"},
		"8 bits in Polish": {map[string]string{"__properties_version1.0": fixedProps(32, [3]uint64{0x3ff1, 3, 0x415}),
			"__substg1.0_0037001E": "\xa3\xf3d\x9f", "__substg1.0_1000001E": "Tak"}, "Łódź\nTak"},
		"Russian from Germany": {map[string]string{"__properties_version1.0": fixedProps(32, [3]uint64{0x3ffd, 3, 1251},
			[3]uint64{0x3ff1, 3, 0x407}),
			"__substg1.0_0037001E": cp1251("Мост"), "__substg1.0_1000001E": cp1251("Нет")}, "Мост\nНет"},
		"8 bits by the code page": {map[string]string{"__properties_version1.0": fixedProps(32, [3]uint64{0x3ffd, 3, 1251}),
			"__substg1.0_0037001E": cp1251("Мост"), "__substg1.0_1000001E": cp1251("Нет")}, "Мост\nНет"},
		"8 bits, ended by a zero": {map[string]string{"__properties_version1.0": fixedProps(32, [3]uint64{0x3ffd, 3, 1251}),
			"__substg1.0_0037001E": cp1251("Мост\x00"), "__substg1.0_1000001E": cp1251("Нет\x00")}, "Мост\nНет"},
		"rich text": {map[string]string{"__properties_version1.0": fixedProps(32), "__substg1.0_0037001F": units("RTF"),
			"__substg1.0_10090102": helloRTF}, "RTF\nhello world"},
		"a page": {map[string]string{"__properties_version1.0": fixedProps(32), "__substg1.0_0037001F": units("HTML"),
			"__substg1.0_10130102": "<meta charset=windows-1251><p>" + cp1251("Открыт мост через реку")}, "HTML\nОткрыт " +
			"мост через реку"},
		"header": {map[string]string{"__properties_version1.0": fixedProps(32), "__substg1.0_0037001F": units("Тема"),
			"__substg1.0_007D001F": units("Date: Tue, 1 Mar 2011 00:30:00 +0300\r\nFrom: a@b.example\r\n\r\n")}, "Тема"},
	} {
		p := extracttest.One(t, readFile, "a.msg", extracttest.Compound(t, c.streams))
		if p.Text != c.want || p.Status != archive.StatusOK {
			t.Errorf("%s: %s %s %q", name, p.Status, p.Reason(), p.Text)
		}
		if name == "header" && p.Hints["date"] != "2011-03-01T00:30:00+03:00" {
			t.Errorf("%v", p.Hints)
		}
	}
}

// attribute makes one of TNEF.
func attribute(level byte, id uint32, data string) string {
	return string(extracttest.LE(level, id, uint32(len(data)), data, uint16(0)))
}

func TestTNEF(t *testing.T) {
	const name = "длинное имя.txt"
	props := extracttest.LE(uint32(2), uint16(3), uint16(0x8001), make([]byte, 16), uint32(0), uint32(5), uint32(7),
		uint16(0x1f), uint16(0x3707), uint32(1), uint32(len(units(name))+2), units(name), uint16(0))
	props = append(props, make([]byte, (4-(len(units(name))+2)%4)%4)...)
	data := "\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00018004, cp1251("О ремонте\x00")) +
		attribute(1, 0x00069003, string(extracttest.LE(uint32(1), uint16(0x102), uint16(0x1009), uint32(1),
			uint32(len(helloRTF)), helloRTF))) +
		attribute(2, 0x00069002, "x") + attribute(2, 0x00018010, "DLINNO~1.TXT\x00") + attribute(2, 0x0006800f, "смета "+
		"дорог") +
		attribute(2, 0x00069005, string(props))
	parts := readFile("winmail.dat", []byte(data), format.Options{})
	extracttest.Check(t, parts)
	if got, want := extracttest.Summary(parts), "|ok|О ремонте/hello world/длинное имя.txt\nдлинное имя.txt|ok|смета "+
		"дорог\n"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	extracttest.Check(t, readFile("winmail.dat", []byte(data[:200]), format.Options{}))

	object := func(value string) string {
		return "\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00018004, "outer\x00") + attribute(2, 0x00069002, "x") +
			attribute(2, 0x00018010, "inner\x00") + attribute(2, 0x00069005, string(extracttest.LE(uint32(1), uint16(0x0d),
			uint16(0x3701), uint32(1), uint32(len(value)), value))+strings.Repeat("\x00", (4-len(value)%4)%4))
	}
	forwarded := object(strings.Repeat("\x00", 16) + data)
	got := extracttest.Summary(readFile("winmail.dat", []byte(forwarded), format.Options{}))
	if !strings.Contains(got, "смета дорог") {
		t.Errorf("a forwarded letter: %s", got)
	}
	other := extracttest.Summary(readFile("winmail.dat", []byte(object(strings.Repeat("x", 40))), format.Options{}))
	if !strings.Contains(other, "partial") || strings.Contains(other, "пуст") {
		t.Errorf("another object: %s", other)
	}
	twice := extracttest.LE(uint32(2))
	for range 2 {
		twice = append(twice, extracttest.LE(uint16(0x0d), uint16(0x3701), uint32(1), uint32(4), "xxxx")...)
	}
	for _, before := range []string{"", attribute(2, 0x00069002, "x") + attribute(2, 0x00018010, "first\x00")} {
		several := "\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00018004, "outer\x00") + before +
			attribute(2, 0x00069002, "x") + attribute(2, 0x00069005, string(twice))
		got := extracttest.Summary(readFile("winmail.dat", []byte(several), format.Options{}))
		if !strings.Contains(got, "вложенный объект") || strings.Contains(got, "first") != (before != "") {
			t.Errorf("two objects of one file behind %q: %s", before, got)
		}
	}
}

func TestMBOX(t *testing.T) {
	box := "From a@b.example Tue Mar  1 00:30:00 2011\nFrom: a@b.example\nSubject: one\n\nFrom here on\n>From " +
		"me\n\nFrom the town\n\n" +
		"From c@d.example Tue Mar  2 00:30:00 2011\r\nFrom: c@d.example\r\nSubject: two\r\nContent-Type: text/plain; " +
		"charset=koi8-r\r\n\r\n" +
		string(testkit.Encode("Второе письмо", charmap.KOI8R)) + "\r\n"
	parts := readFile("a", []byte(box), format.Options{})
	extracttest.Check(t, parts)
	if got, want := extracttest.Summary(parts), "letter-1.eml|ok|one/From here on/From me//From the "+
		"town\nletter-2.eml|ok|two/Второе письмо\n"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

// TestNamesOfFiles holds the ways in which letters name their files.
func TestNamesOfFiles(t *testing.T) {
	for disposition, want := range map[string]string{
		"filename*0*=windows-1251''%CF%F0%E8; filename*1*=%EA%E0%E7.txt": "Приказ.txt",
		`filename*0="long; "; filename*1="name.txt"`:                     "long; name.txt",
		"filename*=utf-8''%D0%AF.txt":                                    "Я.txt",
		"filename*1*=%EA.txt; filename*0*=koi8-r'ru'%F1":                 "Яй.txt"[:len("Я")] + "Й.txt",
		`filename="=?windows-1251?B?z/Do6uDn?=.txt"`:                     "Приказ.txt",
		"filename*9999999999999*=x; filename=a.txt":                      "a.txt",
	} {
		parts := readFile("a.eml", []byte("From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "+
			"boundary=X\n\n--X\n"+
			"Content-Type: text/plain\nContent-Disposition: attachment; "+disposition+"\n\nx\n--X--\n"), format.Options{})
		if len(parts) != 2 || parts[1].Path != want {
			t.Errorf("%s: %s, want %s", disposition, extracttest.Summary(parts), want)
		}
	}
}

// tlv makes an element of BER; a size of -1 has an end of its own.
func tlv(tag byte, indefinite bool, inner ...string) string {
	s := strings.Join(inner, "")
	if indefinite {
		return string([]byte{tag, 0x80}) + s + "\x00\x00"
	}
	return string([]byte{tag, 0x82, byte(len(s) >> 8), byte(len(s))}) + s
}

// lines is base64 in lines of 64.
func lines(s string) (out string) {
	s = base64.StdEncoding.EncodeToString([]byte(s))
	for len(s) > 64 {
		out, s = out+s[:64]+"\r\n", s[64:]
	}
	return out + s + "\r\n"
}

func TestSigned(t *testing.T) {
	oid := func(last string) string { return tlv(0x06, false, "\x2a\x86\x48\x86\xf7\x0d\x01\x07"+last) }
	signed := func(indefinite bool, content ...string) string {
		return tlv(0x30, indefinite, oid("\x02"), tlv(0xa0, indefinite, tlv(0x30, indefinite, tlv(0x02, false, "\x01"),
			tlv(0x31, indefinite, tlv(0x30, false, "\x06\x01\x05")), tlv(0x30, indefinite, append([]string{oid("\x01")},
				content...)...),
			tlv(0x31, false, "signers"))))
	}
	const letter = "From: a\r\nTo: b\r\nSubject: act\r\n\r\nsigned words"
	for name, c := range map[string]struct{ file, data, want string }{
		"a letter": {"smime.p7m", signed(false, tlv(0xa0, false, tlv(0x04, false, letter))), "|ok|act/signed words\n"},
		"a part of a letter": {"smime.p7m", signed(false, tlv(0xa0, false, tlv(0x04, false, "Content-Type: multipart/mixed; "+
			"boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"+
			"0JzQvtGB0YLRiw==\r\n--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nattached\r\n--b--\r\n"))),
			"|ok|Мосты/a.txt\na.txt|ok|attached\n"},
		"in pieces": {"smime.p7m", signed(true, tlv(0xa0, true, tlv(0x24, true, tlv(0x04, false, letter[:20]), tlv(0x04,
			false, letter[20:])))),
			"|ok|act/signed words\n"},
		"a document": {"решение.txt.sig", signed(false, tlv(0xa0, false, tlv(0x04, false, "Решение думы"))),
			"|ok|Решение думы\n"},
		"in PEM": {"решение.txt.sig", "-----BEGIN CMS-----\r\n" + lines(signed(false, tlv(0xa0, false, tlv(0x04, false,
			"Решение думы")))) + "-----END CMS-----\r\n", "|ok|Решение думы\n"},
		"in base64": {"решение.txt.sig", lines(signed(false, tlv(0xa0, false, tlv(0x04, false,
			strings.Repeat("Решение думы ", 20))))), "|ok|Решение думы Решение думы Решение думы Р\n"},
		"apart": {"решение.sig", signed(false), "|empty|это электронная подпись без документа: д\n"},
		"encrypted": {"smime.p7m", tlv(0x30, false, oid("\x03"), tlv(0xa0, false, "x")), "|encrypted|письмо " +
			"зашифровано (S/MIME): расшифруйте\n"},
		"breaks off": {"smime.p7m", signed(true, tlv(0xa0, true, tlv(0x24, true, tlv(0x04, false, letter))))[:90],
			"|partial|подписанный файл обрезан, прочитано его \n"},
		"no content": {"smime.p7m", signed(true, tlv(0xa0, true, tlv(0x24, true, tlv(0x04, false, letter))))[:24],
			"|corrupt|подписанный файл повреждён: найдите исхо\n"},
	} {
		if got := extracttest.Summary(readFile(c.file, []byte(c.data), format.Options{})); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	mixed := "From: a\nTo: b\nSubject: act\nMIME-Version: 1.0\nContent-Type: multipart/signed; " +
		"boundary=X\n\n--X\nContent-Type: text/plain\n\n" +
		"signed words\n--X\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nAAAA\n--X--\n"
	if got := extracttest.Summary(readFile("a.eml", []byte(mixed), format.Options{})); got != "|ok|act/signed words\n" {
		t.Error(got)
	}
}

func FuzzTNEF(f *testing.F) {
	extracttest.Fuzz(f, readFile, "winmail.dat", "", "\x78\x9f\x3e\x22\x01\x00"+attribute(1, 0x00018004, "a\x00")+
		attribute(1, 0x00069003, string(extracttest.LE(uint32(1), uint16(0x102), uint16(0x1009), uint32(1),
			uint32(len(helloRTF)), helloRTF))))
}

func FuzzSigned(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.p7m", "",
		"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00"+
			"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04\x01a\x00\x00\x00\x00")
}

func FuzzMSG(f *testing.F) {
	f.Add("a", "b", helloRTF)
	f.Fuzz(func(t *testing.T, properties, subject, rtf string) {
		extracttest.FuzzOne(t, readFile, "a.msg", extracttest.Compound(t, map[string]string{"__nameid_version1.0/x": "",
			"__properties_version1.0": properties, "__substg1.0_0037001E": subject, "__substg1.0_10090102": rtf}))
	})
}

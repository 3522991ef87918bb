package mail_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

var readFile = extracttest.Extract(func(name string, data []byte, o format.Options) []format.Part {
	return extract.Extract(context.Background(), name, data, o)
})

func TestMail(t *testing.T) {
	koi := string(testkit.Encode("Отчёт за квартал", charmap.KOI8R))
	attached := extracttest.ZIP(t, "a.txt", "в архиве")
	tests := []struct{ name, data, want string }{
		{"header in bare koi8-r", "From: a@b.example\r\nSubject: " + koi + "\r\n\r\n" +
			string(testkit.Encode("Направляем отчёт о работе отдела за первый квартал", charmap.KOI8R)),
			"|ok|Отчёт за квартал/Направляем отчёт о рабо\n"},
		{"a page only, folded header", "From: a\r\nSubject: =?utf-8?B?0J/QuNGB0Yw=?=\r\n " +
			"=?utf-8?B?0LzQvg==?=\r\nContent-Type: text/html; charset=utf-8\r\nMIME-Version: 1.0\r\n\r\n<p>Один<p>Два",
			"|ok|Письмо/Один/Два\n"},
		{"a page with a plain foot", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n" +
			"--X\nContent-Type: text/html; charset=utf-8\n\n<p>Решение <b>принято</b>\n--X\nContent-Type: text/plain; " +
			"charset=utf-8\n\nПроверено\n--X--\n", "|ok|Решение принято/Проверено\n"},
		{"the same in two forms", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n" +
			"--X\nContent-Type: multipart/alternative; boundary=Y\n\n--Y\nContent-Type: text/plain; charset=utf-8\n\n" +
			"Решение\n--Y\nContent-Type: text/html; charset=utf-8\n\n<p>Решение и фон\n--Y--\n\n--X\n" +
			"Content-Type: text/html; charset=utf-8\n\n<p>Приписка\n--X\nContent-Type: text/html; charset=utf-8\n\n" +
			"<p>Решение\n--X--\n", "|ok|Решение/Приписка\n"},
		{"an empty plain form", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=X\n\n" +
			"--X\nContent-Type: text/plain\n\n \n--X\nContent-Type: text/html; charset=utf-8\n\n<p>Решение\n--X--\n",
			"|ok|Решение\n"},
		{"an attached archive", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; " +
			"boundary=X\n\n--X\nContent-Type: text/plain; charset=utf-8\n\nСмотрите вложение\n--X\nContent-Type: " +
			"application/zip; name=\"acts.zip\"\nContent-Transfer-Encoding: quoted-printable\n\n" +
			quoted(attached) + "\n--X--\n", "|ok|Смотрите вложение/acts.zip\nacts.zip!/a.txt|ok|в архиве\n"},
		{"a saved page", "From: <Saved by Blink>\nSubject: Site\nMIME-Version: 1.0\nContent-Type: multipart/related; " +
			"boundary=X\n\n--X\nContent-Type: text/html; charset=windows-1251\nContent-Location: " +
			"http://gorod.example/1\n\n<title>Мост</title><h1>Мост через реку</h1><p>Открыт.\n--X\nContent-Type: " +
			"image/gif\nContent-Location: http://gorod.example/a.gif\n\nGIF89a\n--X--\n",
			"|ok|Мост через реку/Открыт.\n"},
		{"cut short", "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\n\nначало",
			"|partial|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := extracttest.Summary(readFile("x.eml", []byte(tt.data), format.Options{}))
			if got != tt.want && !(strings.HasSuffix(tt.want, "|") && strings.HasPrefix(got, tt.want)) {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func quoted(data []byte) string {
	var out strings.Builder
	for i, b := range data {
		fmt.Fprintf(&out, "=%02X", b)
		if i%24 == 23 {
			out.WriteString("=\n")
		}
	}
	return out.String()
}

// The Date of a letter keeps the sender's zone, in which its day is counted; the
// subject is decoded, whatever way it was written.
func TestMailHints(t *testing.T) {
	tests := []struct{ head, date, title string }{
		{"Date: Thu, 12 May 2011 00:30:00 +1000\nSubject: =?koi8-r?B?883F1ME=?=", "2011-05-12T00:30:00+10:00",
			"Смета"},
		{"Date: Thu, 12 May 2011 00:30:00 +0400 (MSD)\nSubject: =?utf-8?q?=D0=A1=D0=BC=D0=B5=D1=82=D0=B0?=",
			"2011-05-12T00:30:00+04:00", "Смета"},
		{"Date: 12 May 2011 00:30:00 GMT\nSubject: =?windows-1251?Q?=D1=EC=E5=F2=E0?=\n =?windows-1251?Q?_=E4=EE=F0=EE=E3?=",
			"2011-05-12T00:30:00Z", "Смета дорог"},
		{"Date: Thu, 12 May 2016 00:30:00 MSK\nSubject: A", "2016-05-12T00:30:00+03:00", "A"},
		{"Date: Thu, 12 May 2016 00:30:00 YEKT\nSubject: A", "2016-05-12", "A"},
		{"Date: Thu, 31 Feb 2016 00:30:00 +0300\nSubject: A", "", "A"},
		{"Date: вчера\nSubject: A", "", "A"},
	}
	for _, tt := range tests {
		parts := readFile("a.eml",
			[]byte("From: a@b.example\n"+tt.head+"\n\nТекст письма.\n"), format.Options{})
		if p := parts[0]; p.Hints["date"] != tt.date || p.Title != tt.title || p.Hints["title"] != tt.title {
			t.Errorf("%q: date %q, title %q", tt.head, p.Hints["date"], p.Title)
		}
	}
}

func FuzzMail(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.eml", "", "From: a\nSubject: =?koi8-r?Q?=EF?=\nContent-Type: multipart/mixed; "+
		"boundary=X\n\n--X\nContent-Transfer-Encoding: base64\n\nYQ==\n--X--",
		"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"X\"\n\n--X\nContent-Type: "+
			"text/html\nContent-Location: http://a/b\n\n<p>a\n--X--\n")
}

package plain

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

var readCards = extracttest.Of(ReadCards)

const calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Дума\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Moscow\r\n" +
	"DTSTART:19700101T000000\r\nEND:VTIMEZONE\r\n"

const meeting = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Moscow:20240312T100000\r\nDTEND:20240312T120000Z\r\n" +
	"SUMMARY:Слушания\\, первый день\r\nLOCATION:Ленина\\, 5\r\nDESCRIPTION:Бюджет го\r\n рода.\\nВторая строка\r\n" +
	"ORGANIZER;CN=\"Иванов: глава\":mailto:glava@uglich.ru\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\nCREATED:20240301T080000Z\r\n" +
	"BEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\n"

func TestCalendar(t *testing.T) {
	p := extracttest.One(t, readCards, "a.ics", []byte(calendar+meeting+"END:VCALENDAR\r\n"))
	want := "Слушания, первый день\nКогда: 12.03.2024 10:00 — 12.03.2024 12:00 UTC\nМесто: Ленина, 5\nБюджет города.\n" +
		"Вторая строка\nОрганизатор: Иванов: глава glava@uglich.ru\nПовторяется: ежемесячно"
	if p.Text != want || p.Hints["title"] != "Слушания, первый день" || p.Hints["created"] != "2024-03-01" ||
		p.MediaType != "text/calendar" || p.Status != archive.StatusOK {
		t.Errorf("%q %v %s", p.Text, p.Hints, p.Status)
	}
	two := calendar + meeting + strings.Replace(meeting, "Слушания", "Совет", 1)
	parts := readCards("a.ics", []byte(two), format.Options{})
	if len(parts) != 2 || parts[1].Path != "#event-2" || parts[1].Title != "Совет, первый день" ||
		parts[1].Aside != "Дума" {
		t.Errorf("%+v", parts)
	}
	parts = readCards("a.ics", []byte(calendar+meeting+meeting+meeting), format.Options{MaxParts: 2})
	if n := len(parts); n != 3 || parts[2].Status != archive.StatusLimit {
		t.Errorf("%d parts, %s", n, parts[n-1].Status)
	}
}

func TestVisitingCards(t *testing.T) {
	name := testkit.Encode("Петрова Анна", charmap.Windows1251)
	var quoted strings.Builder
	for i, c := range name {
		quoted.WriteString("=" + string("0123456789ABCDEF"[c>>4]) + string("0123456789ABCDEF"[c&15]))
		if i == 5 {
			quoted.WriteString("=\r\n") // goes on in the next line
		}
	}
	p := extracttest.One(t, readCards, "a.vcf", []byte("BEGIN:VCARD\r\nVERSION:2.1\r\n"+
		"FN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:"+quoted.String()+"\r\nORG:Администрация;;Отдел культуры\r\n"+
		"item1.TEL;TYPE=WORK:+7 485 325-00-00\r\nADR;TYPE=WORK:;;Ленина, 5;Углич;;;Россия\r\nBDAY:1970-03-12\r\n"+
		"PHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\nBEGIN:VCARD\r\nN:Сидоров;Пётр\r\nEND:VCARD\r\n"))
	want := "Петрова Анна\nАдминистрация, Отдел культуры\nТелефон: +7 485 325-00-00\nАдрес: Ленина, 5, Углич, Россия\n" +
		"День рождения: 12.03.1970\nСидоров Пётр"
	if p.Text != want || p.MediaType != "text/vcard" {
		t.Errorf("%q %s", p.Text, p.MediaType)
	}
}

func TestWhatIsNoCard(t *testing.T) {
	if IsCards([]byte("BEGIN:VIDEO")) || !IsCards([]byte("\xef\xbb\xbfbegin:vcard\n")) {
		t.Error("cards are told by their first line")
	}
}

func FuzzCards(f *testing.F) {
	extracttest.Fuzz(f, readCards, "a.ics", "", calendar+meeting, "BEGIN:VCARD\nFN;QUOTED-PRINTABLE:=D0=\n=9F\n")
}

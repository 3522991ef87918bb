package extract

import (
	"context"
	"testing"
)

// The Date of a letter keeps the sender's zone, in which its day is counted; the
// subject is decoded, whatever way it was written.
func TestMailHints(t *testing.T) {
	tests := []struct{ head, date, title string }{
		{"Date: Thu, 12 May 2011 00:30:00 +1000\nSubject: =?koi8-r?B?883F1ME=?=", "2011-05-12T00:30:00+10:00",
			"Смета"},
		{"Date: Thu, 12 May 2011 00:30:00 +0400 (MSD)\nSubject: =?utf-8?q?=D0=A1=D0=BC=D0=B5=D1=82=D0=B0?=",
			"2011-05-12T00:30:00+04:00", "Смета"},
		{"Date: 12 May 2011 00:30:00 GMT\nSubject: =?windows-1251?Q?=D1=EC=E5=F2=E0?=\n =?windows-1251?Q?_=E4=EE=F0=EE=E3?=", "2011-05-12T00:30:00Z", "Смета дорог"},
		{"Date: Thu, 12 May 2016 00:30:00 MSK\nSubject: A", "2016-05-12T00:30:00+03:00", "A"},
		{"Date: Thu, 12 May 2016 00:30:00 YEKT\nSubject: A", "2016-05-12", "A"},
		{"Date: Thu, 31 Feb 2016 00:30:00 +0300\nSubject: A", "", "A"},
		{"Date: вчера\nSubject: A", "", "A"},
	}
	for _, tt := range tests {
		parts := Extract(context.Background(), "a.eml",
			[]byte("From: a@b.example\n"+tt.head+"\n\nТекст письма.\n"), Options{})
		if p := parts[0]; p.Hints["date"] != tt.date || p.Title != tt.title || p.Hints["title"] != tt.title {
			t.Errorf("%q: date %q, title %q", tt.head, p.Hints["date"], p.Title)
		}
	}
}

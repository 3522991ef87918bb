package query

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"letopis/index"
)

// counting is an index that counts what is asked of it.
type counting struct {
	index.Index
	*work
}

// work is what queries cost, whatever the machine.
type work struct {
	searches   int
	leaves     int // of all expressions searched for
	neighbours int // words looked up by edits, each a walk over a dictionary
	terms      int // beginnings of words that were listed
	counts     int // words counted
}

func (c counting) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	c.searches++
	c.leaves += leaves(q.Expr)
	for _, e := range q.Should {
		c.leaves += leaves(e)
	}
	return c.Index.Search(ctx, q)
}

func (c counting) Counts(ctx context.Context, field string, terms []string) ([]int, error) {
	c.counts += len(terms)
	return c.Index.Counts(ctx, field, terms)
}

func (c counting) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	c.terms++
	return c.Index.Terms(ctx, field, prefix, limit)
}

func (c counting) Neighbours(ctx context.Context, field, term string, edits int) ([]index.TermCount, error) {
	c.neighbours++
	return c.Index.Neighbours(ctx, field, term, edits)
}

// leaves is how many lists of documents an expression reads.
func leaves(e index.Expr) int {
	n := 0
	switch e := e.(type) {
	case index.And:
		for _, x := range e.Exprs {
			n += leaves(x)
		}
	case index.Or:
		for _, x := range e.Exprs {
			n += leaves(x)
		}
	case index.AtLeast:
		for _, x := range e.Exprs {
			n += leaves(x)
		}
	case index.Phrase:
		n = len(e.Terms)
	case index.Near:
		n = len(e.Terms)
	case nil:
	default:
		n = 1
	}
	return n
}

// gibberish are words that no archive has, n letters of an alphabet each.
func gibberish(alphabet string, n, words int) string {
	letters, seed := []rune(alphabet), uint32(7)
	var b strings.Builder
	for i := range n * words {
		if i > 0 && i%n == 0 {
			b.WriteByte(' ')
		}
		seed = seed*1664525 + 1013904223
		b.WriteRune(letters[int(seed>>16)%len(letters)])
	}
	return b.String()
}

// What people and programs type without sense costs a bounded amount of work, however it is made up, and is answered
// or refused in clear words.
func TestStrangeQueriesAreCheap(t *testing.T) {
	x := newArchive(t)
	words := strings.Fields(`дорога ремонт бюджет программа развитие район администрация постановление город школа
		больница население культура земля участок тариф вода отопление жилье семья совет глава закон проект`)
	for i, w := range words {
		x.add(t, w+" | О деле | "+w+" "+strings.Join(words[i:], " ")+" 1 2 3 в и на с")
	}
	const russian, latin = "абвгдежзиклмнопрстуфхцч", "abcdefghiklmnoprstuvxyz"
	cut := func(s string) string { r := []rune(s); return string(r[:min(len(r), MaxQueryLen)]) }
	rare := gibberish(russian, 7, 120)
	x.add(t, "rare | О деле | "+rare)
	var did work
	x.idx = counting{x.idx, &did}
	for name, c := range map[string]struct{ q, code string }{
		"5,000 characters":        {strings.Repeat("дорога ", 714), "too-long"},
		"216 words":               {strings.Join(slices.Repeat(words, 9), " "), "too-long"},
		"a word of 1,000 letters": {gibberish(russian, MaxQueryLen, 1), ""},
		"one letter":              {"ж", ""},
		"one Latin letter":        {"x", ""},
		"stop words":              {"и в на с по о", ""},
		"signs":                   {"!?—•…†«»()[]{}^~*|", ""},
		"nothing to be seen":      {"\u200b\u200d\ufeff\u202e\u202c", ""},
		"controls":                {"\x00\x01\x7f", ""},
		"mixed scripts":           {"дopoгa ремonт 道路 δρόμος כביש طريق", ""},
		"zero width":              {"до\u200bро\u200dга\ufeff ремонт", ""},
		"right to left":           {"\u202eдорога ремонт\u202c כביש", ""},
		"accents":                 {"а" + strings.Repeat("\u0301", 900), ""},
		"Russian gibberish":       {cut(gibberish(russian, 9, 110)), ""},
		"Latin gibberish":         {cut(gibberish(latin, 9, 110)), ""},
		"short gibberish":         {cut(gibberish(russian, 3, 260)), ""},
		"words of the archive":    {cut(strings.Join(slices.Repeat(words, 5), " ")), ""},
		"rare slips of words":     {cut("ыщжцкыщ " + rare), ""},
		"beginnings":              {cut(strings.Repeat("дор* рем* бюд* про* раз* ", 60)), ""},
		"phrases":                 {cut(strings.Repeat(`"дорога ремонт" `, 70)), ""},
		"many phrases":            {`"дорога ремонт" "бюджет программа" "в и на с" "развитие район" "город школа" "в в"`, ""},
		"alternatives":            {strings.Join(words[:16], " OR "), ""},
		"too many alternatives":   {strings.Join(words[:20], " OR "), ""},
		"what is excluded":        {"дорога -" + strings.Join(words[1:14], " -"), ""},
		"numbers":                 {cut(strings.Repeat("1 2 3 45 67 ", 90)), ""},
		"one number of numbers":   {cut(strings.Repeat("12-", 330)), ""},
		"hyphens":                 {cut(strings.Repeat("а-", 500)), ""},
		"squares":                 {cut(strings.Repeat("кв. м ", 170)), ""},
		"letters that are words":  {cut(strings.Repeat("ﬁ", 1000)), ""},
		"the other layout":        {cut(strings.Repeat("ljhjuf htvjyn ,.l;tn ", 50)), ""},
	} {
		s := x.service(t, Options{}) // which remembers nothing of the others
		did = work{}
		a, err := s.Search(t.Context(), Request{Q: c.q})
		var invalid *InvalidError
		switch {
		case errors.As(err, &invalid):
			if c.code != invalid.Code && c.code != "" || invalid.RU == "" || invalid.EN == "" {
				t.Errorf("%s: refused by %+v, want %q", name, invalid, c.code)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case c.code != "":
			t.Errorf("%s: found %d, want it refused by %q", name, a.Total, c.code)
		}
		if did.searches > 16 || did.leaves > 2500 || did.neighbours > 12 || did.terms > 1500 || did.counts > 8000 {
			t.Errorf("%s: too much work: %+v", name, did)
		}
	}
}

// A query that lists the archive although something was typed says so.
func TestNothingIsAsked(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | О дороге | Ремонт дороги. | date=2015-03-01 kind=решение")
	s := x.service(t, Options{})
	for q, want := range map[string]string{"": "", "  ": "", "и в на": "stop-words", "ж": "stop-words",
		"👨‍👩‍👧": "no-words", "дорога": "", "и дорога": "", "kind:решение": "",
		"в kind:решение": "", "date:2015": "", "-ямы": "", "кто": ""} {
		a, err := s.Search(t.Context(), Request{Q: q})
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, w := range a.Warnings {
			if w.Code == "stop-words" || w.Code == "no-words" {
				got += w.Code
			}
		}
		if got != want {
			t.Errorf("%q: told %q, want %q", q, got, want)
		}
	}
}

// A page offers to leave out words only where that may find something: each offer is a search.
func TestNoneHasAnyWord(t *testing.T) {
	x := newArchive(t)
	for _, town := range []string{"uglich", "myshkin"} {
		x.add(t, town+" | О дороге | Ремонт дороги. | city="+town)
	}
	x.add(t, "3 | О бюджете | Бюджет. | city=uglich")
	s := x.service(t, Options{})
	for q, want := range map[string]bool{
		"ыщжцк фывпр": true, "ыщжцк фывпр жцщкх": true, "ыщжцк дорога": false, // it is found
		`"ыщжцк фывпр" жцщкх`: false, "дорога -ремонт": false, "ыщжцк* фывпр": false, "фывпр ыщжцк город:Углич": true,
	} {
		a, err := s.Search(t.Context(), Request{Q: q})
		if err != nil || a.NoneHasAnyWord() != want {
			t.Errorf("%q: %v, %v; want %v", q, err == nil && a.NoneHasAnyWord(), err, want)
		}
	}
	for name, r := range map[string]Request{
		"all words were required":   {Q: "ыщжцк дорога", Strict: true},
		"others have all the words": {Q: "дорога ремонт", Filters: map[string]Choice{"kind": {Any: []string{"закон"}}}},
	} {
		a, err := s.Search(t.Context(), r)
		if err != nil || a.Total > 0 || a.NoneHasAnyWord() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

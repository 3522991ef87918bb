package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"unicode/utf8"
)

// fill sets every field of v at random: pointers and slices may be nil, strings
// hold what must be escaped. A field of a kind that it does not know fails the
// test, as the encoder may not know it either.
func fill(t *testing.T, r *rand.Rand, v reflect.Value, depth int) {
	few := func() int { return r.IntN(4) - 1 }
	switch v.Kind() {
	case reflect.String:
		parts := []string{"слово", "w", "«", "№ 5", "\u2028", "\xff", "\xd0", "<b>", `"\`, "\n\t\r\b\f\x01\x7f", "—", "😀",
			"�"}
		s := ""
		for range few() + 1 {
			s += parts[r.IntN(len(parts))]
		}
		v.SetString(s)
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(2001) - 1000)
	case reflect.Float64:
		v.SetFloat([]float64{0, 1, -2.5, 1e-7, 1e21, 123456.789, r.ExpFloat64()}[r.IntN(7)])
	case reflect.Pointer:
		if r.IntN(2) == 0 && depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, r, v.Elem(), depth-1)
		}
	case reflect.Slice:
		if n := few(); n >= 0 && depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, r, v.Index(i), depth-1)
			}
		}
	case reflect.Map:
		if n := few(); n >= 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				fill(t, r, key, depth-1)
				fill(t, r, value, depth-1)
				v.SetMapIndex(reflect.ValueOf(string(bytes.ToValidUTF8([]byte(key.String()), nil))), value)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, r, v.Field(i), depth)
		}
	default:
		t.Fatalf("what is a %s?", v.Type())
	}
}

func TestAppendJSONMakesTheBytesOfEncodingJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		var res SearchResult
		fill(t, r, reflect.ValueOf(&res).Elem(), 8)
		want, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		got, err := res.AppendJSON([]byte("before "), nil)
		if err != nil || string(got) != "before "+string(want) {
			t.Fatalf("%d: %v\n%s\nwant\n%s", i, err, got, want)
		}
		var written []*WrittenHit
		for _, h := range res.Hits { // before what differs is known
			h.Explanation, h.Group, h.More, h.Score, h.Snippets = nil, nil, 0, 0, nil
			written = append(written, NewWrittenHit(&h))
		}
		if got, err = res.AppendJSON(nil, written); err != nil || string(got) != string(want) {
			t.Fatalf("%d, from written hits: %v\n%s\nwant\n%s", i, err, got, want)
		}
	}
	bad := SearchResult{Hits: []Hit{{Score: math.NaN()}}}
	if _, err := bad.AppendJSON(nil, nil); err == nil {
		t.Error("no error where encoding/json has one")
	}
}

func FuzzAppendString(f *testing.F) {
	f.Add("а\xd0\u2029<\x00é\xed\xa0\x80")
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendString(nil, s); !bytes.Equal(got, want) || !utf8.Valid(got) {
			t.Errorf("%q: %s, not %s", s, got, want)
		}
	})
}

func BenchmarkSearchResult(b *testing.B) {
	res := &SearchResult{Facets: map[string]Facet{}}
	for i := range 10 {
		h := Hit{ID: "abcdefghijklm", Title: "О внесении изменений в муниципальную программу «Развитие города»",
			Score: 1.2345}
		for range 2 {
			h.Snippets = append(h.Snippets, Snippet{Field: "body",
				Runs: []Marked{{Text: "… утвердить порядок предоставления субсидий на капитальный "}, {Text: "ремонт", Hit: true},
					{Text: " автомобильных дорог общего пользования местного значения — согласно " +
						"приложению №\u00a01; контроль оставляю за собой. "}}})
		}
		res.Hits = append(res.Hits, h)
		f := Facet{}
		for j := range 8 {
			f.Values = append(f.Values, FacetValue{Count: j, ID: "uglich", Label: "Углич", Note: "Ярославская область"})
		}
		res.Facets[fmt.Sprint(i)] = f
	}
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = res.AppendJSON(nil, nil)
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(res)
		}
	})
}

package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"letopis/internal/archive"
)

// TestDictionariesStay: rows need the very dictionaries that they were compressed with.
func TestDictionariesStay(t *testing.T) {
	for name, d := range map[string]struct {
		of   []byte
		want string
	}{
		"meta.dict": {metaDict, "494348a2a11ac9407072541997b35c20588699369f041950c258c822d8180534"},
		"text.dict": {textDict, "3d62a7f14c3183b9588361f4ae3841887bab1f9676bd3aa7464b453344cd5c58"},
	} {
		sum := sha256.Sum256(d.of)
		if got := hex.EncodeToString(sum[:]); got != d.want {
			t.Errorf("%s is %s: archives have rows that need the one of before; give the new one another number and name, "+
				"and read rows by both", name, got)
		}
	}
}

// TestRowsWithoutDictionaries: those of older programs are read.
func TestRowsWithoutDictionaries(t *testing.T) {
	c, err := NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := &archive.Document{ID: "a", Source: "s", URI: "u", Text: strings.Repeat("О бюджете города на 2011 год. ", 40)}
	meta, err := Meta(d)
	if err != nil {
		t.Fatal(err)
	}
	old, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := c.Pack([]*archive.Document{d})
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]Row{
		"with": {ID: "a", Meta: packed[0].Meta, Text: packed[0].Text, Aside: packed[0].Aside},
		"without": {ID: "a", Meta: old.EncodeAll(meta, nil), Text: old.EncodeAll([]byte(d.Text), nil),
			Aside: old.EncodeAll(nil, nil)},
	} {
		got, err := c.Unpack(row)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.ID != d.ID || got.URI != d.URI || got.Text != d.Text {
			t.Errorf("%s: %+v", name, got)
		}
		if err := c.Verify(row, packed[0].Hash); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestShortDocumentsAreSmall: an act of a page takes half of what it takes without dictionaries.
func TestShortDocumentsAreSmall(t *testing.T) {
	c, err := NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := &archive.Document{ID: archive.NewID("acts", "2015-07.txt"), Source: "acts", URI: "2015-07.txt",
		Status: archive.StatusOK, Text: "АДМИНИСТРАЦИЯ ГОРОДСКОГО ОКРУГА\nПОСТАНОВЛЕНИЕ\nот 14.07.2015 № 318\n" +
			"О внесении изменений в муниципальную программу «Благоустройство»\nВ соответствии с Федеральным законом " +
			"от 06.10.2003 № 131-ФЗ «Об общих принципах организации местного самоуправления в Российской Федерации»\n" +
			"ПОСТАНОВЛЯЮ:\n1. Внести в муниципальную программу изменения согласно приложению.\n2. Опубликовать " +
			"настоящее постановление.\n3. Контроль за исполнением возложить на заместителя главы администрации.\n"}
	packed, err := c.Pack([]*archive.Document{d})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := Meta(d)
	if err != nil {
		t.Fatal(err)
	}
	with := len(packed[0].Meta) + len(packed[0].Text)
	without := len(plain.EncodeAll(meta, nil)) + len(plain.EncodeAll([]byte(d.Text), nil))
	if with*2 > without {
		t.Errorf("%d bytes with dictionaries, %d without", with, without)
	}
}

// TestDecode: what encoding/json wrote is read as encoding/json reads it, with every field of a document and with none.
func TestDecode(t *testing.T) {
	full := reflect.New(reflect.TypeFor[archive.Document]()).Elem()
	fill(t, full, 1)
	for _, d := range []archive.Document{full.Interface().(archive.Document), {}} {
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var want, got archive.Document
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if err := decode(raw, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
		if again, err := json.Marshal(got); err != nil || !bytes.Equal(again, raw) {
			t.Errorf("%v\n got %s\nwant %s", err, again, raw)
		}
	}
	for _, bad := range []string{"", "{", `{"id":1}`, `{"id":"a"} x`} {
		if err := decode([]byte(bad), &archive.Document{}); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// fill gives everything in v a value, other ones in slices and maps of two.
func fill(t *testing.T, v reflect.Value, n int) {
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		*at = time.Unix(int64(n), 5e6).UTC()
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), n+i)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(t, v.Index(i), n+i)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key, n+i)
			fill(t, value, n+i)
			v.SetMapIndex(key, value)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.String:
		v.SetString(fmt.Sprint("«", n, "» <&>\n"))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(n % 100))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(n % 100))
	case reflect.Float64:
		v.SetFloat(float64(n) / 8)
	case reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("a %s: say what to fill it with", v.Type())
	}
}

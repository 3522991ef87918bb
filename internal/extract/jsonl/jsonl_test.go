package jsonl

import (
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

var readFile = extracttest.Of(Read)

func TestJSONL(t *testing.T) {
	const lines = "\ufeff" + `{"id":"165","title":"О бюджете","text":"Дума решила\n\n\nпринять бюджет",` +
		`"date":"2017-03-14","city":"Велиславль","program":["Дороги","Свет"],"url":"https://gorod.example/165"}

{"text":"без заглавия"}
{"text":5}
не JSON
{"title":"пустой","text":""}
{"id":"165","text":"тот же id"}
`
	extracttest.Golden(t, "testdata/jsonl.golden", extracttest.Show(readFile("a.jsonl", []byte(lines), format.Options{})))
	if !Looks([]byte(lines[3:])) {
		t.Error("JSON lines without their ending are not known")
	}
}

func FuzzJSONL(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.jsonl", "", `{"text":"a","city":["b","c"],"id":"../x"}`+"\n{}\n", `{"text":"a"}`)
}

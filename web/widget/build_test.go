package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"
)

func TestWidgetIsFreshAndSmall(t *testing.T) {
	want, err := build("widget.ts")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../static/widget.js")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("static/widget.js is stale: run go generate ./web")
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if _, err := w.Write(got); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if z.Len() > 8<<10 {
		t.Errorf("the widget is %d bytes gzipped, its budget is 8192", z.Len())
	}
}

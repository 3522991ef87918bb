package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"
)

func TestScriptsAreFreshAndSmall(t *testing.T) {
	for i, budget := range []int{8 << 10, 9 << 10} { // of scripts, gzipped
		s := scripts[i]
		want, err := build("../"+s.from, s.format)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile("../" + s.to)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./web", s.to)
		}
		var z bytes.Buffer
		w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
		if _, err := w.Write(got); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if z.Len() > budget {
			t.Errorf("%s is %d bytes gzipped, its budget is %d", s.to, z.Len(), budget)
		}
	}
}

package plain

import (
	"path/filepath"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	if filepath.Ext(f.Name) == ".csv" {
		return ReadCSV(f, budget)
	}
	return ReadText(f, budget)
})

func TestCSV(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"semicolons, commas in numbers": {"Показатель;2014;2015\nДоходы, тыс. руб.;1,5;2,5\n",
			"Показатель\t2014\t2015\nДоходы, тыс. руб.\t1,5\t2,5"},
		"commas, quotes, lines in cells": {"a,\"б\nв\",\"г \"\"д\"\"\"\n1,2,3\n", "a\tб в\tг \"д\"\n1\t2\t3"},
		"tabs":                           {"a\tb\n1\t2\n", "a\tb\n1\t2"},
		"one column":                     {"Улицы\nРечная\nЛуговая\n", "Улицы\nРечная\nЛуговая"},
		"Excel's mark":                   {"sep=;\na;b\n", "a\tb"},
		"a stray quote":                  {"а;б \"в\nг;д\n", "а\tб \"в\nг\tд"},
		"empty cells at the end":         {"а;;б;;\n;;;;\n", "а\tб"},
	} {
		if got := readFile("x.csv", []byte(tt.in), format.Options{})[0]; got.Text != tt.want || got.MediaType != "text/csv" {
			t.Errorf("%s: %q, want %q", name, got.Text, tt.want)
		}
	}
}

func FuzzCSV(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.csv", "", "а;б\n\"в;\ng\";д", "sep=,\na,b")
}

func FuzzText(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.txt", "", "Решение\r\n\tо бюджете\f", "\xff\xfe\x1f\x04", "\x8f\xe0\xa8\xaa\xa0\xa7")
}

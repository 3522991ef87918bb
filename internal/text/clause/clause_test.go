package clause

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// show lists the clauses of a text.
func show(text string) string {
	var b strings.Builder
	t := Parse(text)
	for i := range t.Len() {
		words := strings.Fields(t.Title(i))
		fmt.Fprintf(&b, "%s | %s | %s\n", t.Anchor(i), strings.ReplaceAll(t.Label(i), "\u00a0", " "),
			strings.Join(words[:min(len(words), 2)], " "))
	}
	return b.String()
}

func TestParse(t *testing.T) {
	raw, err := os.ReadFile("testdata/trees.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range strings.Split(string(raw), "\n== ") {
		if i == 0 {
			continue
		}
		name, rest, _ := strings.Cut(part, "\n")
		text, want, _ := strings.Cut(rest, "\n--\n")
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimSpace(show(text)); got != strings.TrimSpace(want) {
				t.Errorf("read:\n%s\nwant:\n%s", got, want)
			}
			hold(t, text)
		})
	}
}

// hold holds what is so of the clauses of every text.
func hold(t *testing.T, text string) {
	t.Helper()
	tree := Parse(text)
	if tree.Len() > MaxClauses {
		t.Fatalf("%d clauses", tree.Len())
	}
	seen := map[string]bool{}
	for i := range tree.Len() {
		c := tree.Clause(i)
		if c.Start < 0 || c.Start > c.Body || c.Body > c.End || c.End > len(text) {
			t.Fatalf("clause %d is %+v of %d bytes", i, c, len(text))
		}
		if c.Parent >= i {
			t.Fatalf("clause %d stands in %d, which begins later", i, c.Parent)
		}
		if c.Parent >= 0 {
			if p := tree.Clause(c.Parent); c.Start < p.Start || c.End > p.End {
				t.Fatalf("clause %+v does not stand in %+v", c, p)
			}
		}
		if i > 0 && c.Start < tree.Clause(i-1).Start {
			t.Fatalf("clause %d begins before the one above", i)
		}
		if at, ok := tree.In(c.Start); !ok || at != i {
			t.Fatalf("the beginning of clause %d is told to be in %d", i, at)
		}
		a := tree.Anchor(i)
		if seen[a] || a == "" || strings.ContainsAny(a, " \t\n\"") {
			t.Fatalf("anchor %q of clause %d", a, i)
		}
		seen[a] = true
		if tree.Label(i) == "" || tree.English(i) == "" {
			t.Fatalf("clause %d has no label", i)
		}
	}
}

func TestFind(t *testing.T) {
	tree := Parse("Раздел I\n1. Да.\n1) так\nРаздел II\n1. Нет.\n")
	for i := range tree.Len() {
		if at, ok := tree.Find(tree.Anchor(i)); !ok || at != i {
			t.Errorf("%s is %d, not %d", tree.Anchor(i), at, i)
		}
	}
	if _, ok := tree.Find("п-7"); ok {
		t.Error("a clause is found that is not there")
	}
	if _, ok := Parse("Просто текст.\n").In(3); ok {
		t.Error("a text without clauses has one")
	}
	if got := tree.English(2); got != "item\u00a01 of clause\u00a01" {
		t.Errorf("in English: %q", got)
	}
}

func TestHashIsOfLettersAlone(t *testing.T) {
	a := Parse("1. Утвердить «Программу» — приложение;\nВсё.\n2. Иное.")
	b := Parse("1 .\nУтвердить  \"Программу\" - приложение ;  все\n\n2. Прочее")
	if a.Hash(0) != b.Hash(0) {
		t.Error("other signs and spaces make another wording")
	}
	if a.Hash(1) == b.Hash(1) {
		t.Error("other words make the same wording")
	}
	if long := strings.Repeat("дорога ", 1000); hash(long) == hash(long+"а") || len(hash(long)) != 2*hashBytes {
		t.Error("the end of a long clause does not count")
	}
}

// Hostile texts take as long as their length: each is a megabyte or so and is read well within a second.
func TestHostile(t *testing.T) {
	var deep, many strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&deep, "%d. Установить:\n", i%2+1)
	}
	for i := range 40_000 {
		fmt.Fprintf(&many, "%d.%d. Пункт.\n", i/300+1, i%300+1)
	}
	for name, text := range map[string]string{
		"dots":       strings.Repeat("1.1.1.1.1.1 Да\n", 60_000),
		"long dots":  strings.Repeat("1.", 500_000),
		"deep":       deep.String(),
		"nested":     strings.Repeat("1. Установить:\n", 60_000),
		"brackets":   strings.Repeat("1) а:\nа) б:\n", 40_000),
		"many":       many.String(),
		"contents":   strings.Repeat("СОДЕРЖАНИЕ\n1. Да\n", 30_000),
		"quotations": strings.Repeat("1. Изложить:\n«2. Да\n", 30_000),
		"annexes":    strings.Repeat("Приложение\nк программе\n", 25_000),
		"articles":   strings.Repeat("Статья 1\n1. Да\n1) нет\n", 25_000),
		"one line":   strings.Repeat("1. Да. ", 100_000),
		"blank":      strings.Repeat("1.\n", 1000) + strings.Repeat(" \n", 500_000),
		"not UTF-8":  strings.Repeat("\xd0\n1.\xff\n", 100_000),
	} {
		began := time.Now()
		tree := Parse(text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: reading took %v", name, took)
		}
		if tree.Len() > MaxClauses {
			t.Errorf("%s: %d clauses", name, tree.Len())
		}
		if n := tree.Len(); n > 0 {
			if a := tree.Anchor(n - 1); len(a) > 1000 {
				t.Errorf("%s: an anchor of %d bytes", name, len(a))
			}
		}
		if len(text) < 300_000 {
			hold(t, text)
		}
	}
	if n := Parse(many.String()).Len(); n != MaxClauses {
		t.Errorf("of 40,000 clauses %d are read, not as many as may be", n)
	}
}

func FuzzParse(f *testing.F) {
	raw, err := os.ReadFile("testdata/trees.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range strings.Split(string(raw), "\n== ") {
		f.Add(part)
	}
	f.Fuzz(hold)
}

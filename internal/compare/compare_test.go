package compare

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

var update = flag.Bool("update", false, "write what is expected anew")

// show writes a result for people: a line for each row, with [-removed-] and {+added+} words.
func show(t *testing.T, a, b string) string {
	t.Helper()
	r := texts(t, a, b)
	var out strings.Builder
	one := func(runs []Run) (line string) {
		for _, x := range runs {
			switch {
			case !x.A.Empty() && !x.B.Empty():
				line += b[x.B.Start:x.B.End]
			case x.B.Empty():
				line += "[-" + strings.TrimRight(a[x.A.Start:x.A.End], " ") + "-]"
			default:
				line += "{+" + strings.TrimRight(b[x.B.Start:x.B.End], " ") + "+}"
			}
		}
		return line
	}
	for _, x := range r.Rows {
		line := b[x.B.Start:x.B.End]
		switch {
		case x.Cells != nil:
			var cells []string
			for _, c := range x.Cells {
				cells = append(cells, one(c))
			}
			line = strings.Join(cells, " | ")
		case x.Runs != nil:
			line = one(x.Runs)
		case x.B.Empty():
			line = a[x.A.Start:x.A.End]
		}
		fmt.Fprintf(&out, "%-10s %s\n", x.Kind, strings.ReplaceAll(line, "\t", " | "))
	}
	return out.String()
}

// texts compares, and holds what is so of every comparison: rows are in order, and together they are both texts.
func texts(t testing.TB, a, b string) *Result {
	t.Helper()
	r, err := Texts(context.Background(), a, b, nil)
	if err != nil {
		t.Fatal(err)
	}
	var gotA, gotB strings.Builder
	for k, x := range r.Rows {
		if x.Kind == MovedFrom || x.Kind == MovedTo {
			if o := r.Rows[x.Other]; o.Other != k || o.A != x.A || o.Kind == x.Kind {
				t.Fatalf("row %d moved to %+v", k, o)
			}
		} else if x.Other != -1 {
			t.Fatalf("row %d did not move: %+v", k, x)
		}
		if x.Kind != MovedTo {
			gotA.WriteString(a[x.A.Start:x.A.End])
		}
		gotB.WriteString(b[x.B.Start:x.B.End])
		for _, runs := range append(x.Cells, x.Runs) {
			at, bt := x.A.Start, x.B.Start
			for _, run := range runs {
				if run.A.Empty() && run.B.Empty() {
					t.Fatalf("row %d has a run of nothing: %+v", k, x)
				}
				if !run.A.Empty() && (run.A.Start < at || run.A.End > x.A.End) ||
					!run.B.Empty() && (run.B.Start < bt || run.B.End > x.B.End) {
					t.Fatalf("row %d has runs out of order: %+v", k, x)
				}
				at, bt = max(at, run.A.End), max(bt, run.B.End)
				if !run.A.Empty() && !run.B.Empty() && folded(a[run.A.Start:run.A.End]) != folded(b[run.B.Start:run.B.End]) {
					t.Fatalf("%q is kept as %q", a[run.A.Start:run.A.End], b[run.B.Start:run.B.End])
				}
			}
		}
		if x.Kind == Same && folded(a[x.A.Start:x.A.End]) != folded(b[x.B.Start:x.B.End]) {
			t.Fatalf("%q is the same as %q", a[x.A.Start:x.A.End], b[x.B.Start:x.B.End])
		}
	}
	for _, side := range [][2]string{{gotA.String(), a}, {gotB.String(), b}} {
		if got, want := folded(side[0]), folded(side[1]); got != want {
			t.Fatalf("rows are %q, the text is %q", got, want)
		}
	}
	return r
}

// folded is a text without what is no difference.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, string(foldTo(nil, s)))
}

// TestComparisons reads testdata: two texts and what is expected, parted by lines of «===».
func TestComparisons(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.SplitN(string(data), "===\n", 3)
		if got := show(t, parts[0], parts[1]); len(parts) < 3 || got != parts[2] {
			if *update {
				parts = append(parts[:2], got)
				if err := os.WriteFile(name, []byte(strings.Join(parts, "===\n")), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// TestAlignFindsAll holds align against the longest common list where differences are few.
func TestAlignFindsAll(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 5))
	for range 3000 {
		a := make([]uint32, r.IntN(30))
		b := make([]uint32, r.IntN(30))
		for _, l := range [][]uint32{a, b} {
			for k := range l {
				l[k] = uint32(r.IntN(4))
			}
		}
		got := align(a, b)
		for k, p := range got {
			if a[p.a] != b[p.b] || k > 0 && (p.a <= got[k-1].a || p.b <= got[k-1].b) {
				t.Fatalf("%v and %v: %v", a, b, got)
			}
		}
		var by []pair
		steps(a, b, 0, 0, &by)
		if want := longest(a, b); len(by) != want {
			t.Fatalf("%v and %v: %d pairs, want %d", a, b, len(by), want)
		}
	}
}

// longest is the length of the longest common list, by the book.
func longest(a, b []uint32) int {
	row := make([]int, len(b)+1)
	for i := range a {
		corner := 0
		for j := range b {
			up := row[j+1]
			if a[i] == b[j] {
				row[j+1] = corner + 1
			} else {
				row[j+1] = max(up, row[j])
			}
			corner = up
		}
	}
	return row[len(b)]
}

func TestEqualAndEmptyTexts(t *testing.T) {
	if r := texts(t, "", ""); !r.Equal() || len(r.Rows) != 0 {
		t.Errorf("%+v", r)
	}
	if r := texts(t, "", "1. Утвердить.\n"); r.Counts[Added] != 1 || !r.Apart() {
		t.Errorf("%+v", r)
	}
	typed := "1.  Утвердить \"План\" - еще\u00a0раз."
	if r := texts(t, "1. Утвердить «План» — ещё раз.\n\n", typed); !r.Equal() || r.Common != 1 {
		t.Errorf("%+v", r)
	}
	far := texts(t, strings.Repeat("Кот сидел на окне и смотрел вдаль.\n", 30), strings.Repeat("Поезд прибыл.\n", 40))
	if !far.Apart() {
		t.Errorf("%.2f in common", far.Common)
	}
}

// Work that is not wanted any more ends.
func TestTextsStop(t *testing.T) {
	stop := errors.New("enough")
	n := 0
	text := strings.Repeat("а\nб\n", 20000)
	_, err := Texts(context.Background(), text, text+"в", func(context.Context) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 3 {
		t.Errorf("%v after %d", err, n)
	}
}

// What would take too much memory is refused.
func TestTooManyLines(t *testing.T) {
	few := strings.Repeat("а\n", maxPieces)
	if _, err := Texts(context.Background(), "а", few, nil); err != nil {
		t.Error(err)
	}
	if _, err := Texts(context.Background(), "а", few+"б", nil); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("1. Утвердить.\n2. Отменить.", "1. Отменить.\n2. Утвердить.\n")
	f.Add("а\tб\n1\t2", "а\tб\tв\n1 000,5\t2\t")
	f.Add("\xff\u00ad- \u0301", "«ё»—")
	f.Fuzz(func(t *testing.T, a, b string) {
		if _, err := Texts(context.Background(), a, b, nil); err != nil { // whatever they are
			t.Fatal(err)
		}
		a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?")
		texts(t, a, b)
		if !texts(t, a, a).Equal() {
			t.Error("a text is not equal to itself")
		}
	})
}

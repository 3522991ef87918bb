package plain

import (
	"context"
	"strings"
	"testing"

	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// TestDBFCostIsLinear holds it of records, and of columns.
func TestDBFCostIsLinear(t *testing.T) {
	records := [][3]any{{"A", byte('C'), 20}, {"N", byte('N'), 5}, {"D", byte('D'), 8}, {"Y", byte('Y'), 8},
		{"M", byte('M'), 10}}
	units := []string{" " + strings.Repeat("\x80\x81 ", 17), "*" + strings.Repeat(" ", 51), strings.Repeat("\x00", 52),
		" " + strings.Repeat("9", 51), " \t\n" + strings.Repeat("|", 49), "\x1a" + strings.Repeat(" ", 51)}
	for name, file := range map[string]func(body string) []byte{
		"records": func(body string) []byte { return dbfOf(0x65, len(body)/52, records, body) },
		"columns": func(body string) []byte {
			fields := make([][3]any, min(len(body)/32, 2000))
			for i := range fields {
				fields[i] = [3]any{"A", byte('C'), 3}
			}
			return dbfOf(0xc9, 1, fields, strings.Repeat(" \xc0\xe1\xc2", len(body)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			cost.Test{Small: 16 << 10, Large: 128 << 10}.Prepared(t, units, func(body string) func() {
				data := file(body)
				if !IsDBF(data) {
					t.Fatalf("no DBF of %d bytes", len(body))
				}
				return func() {
					ReadDBF(format.File{Name: "a.dbf", Data: data}, format.NewBudget(context.Background(), format.Options{}))
				}
			})
		})
	}
}

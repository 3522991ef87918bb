package sheet

import (
	"math"
	"strings"
	"time"
)

// MaxGap is how many empty cells are kept at most between two.
const MaxGap = 64

// Bool shows yes and no.
func Bool(yes bool) string {
	if yes {
		return "ИСТИНА"
	}
	return "ЛОЖЬ"
}

// ISODate shows a date that a sheet keeps as text, 2024-01-31T10:30:00.
func ISODate(v string) string {
	t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(v, "Z"))
	if err != nil {
		if t, err = time.Parse("2006-01-02", v); err != nil {
			return v
		}
	}
	if t.Hour()+t.Minute()+t.Second() == 0 {
		return t.Format("02.01.2006")
	}
	return t.Format("02.01.2006 15:04")
}

// RK decodes a number of 30 bits, whole or the high half of a float, and perhaps in
// hundredths (MS-XLS 2.5.217).
func RK(v uint32) float64 {
	f := math.Float64frombits(uint64(v&^3) << 32)
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

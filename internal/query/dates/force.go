package dates

import (
	"letopis/index"
	"letopis/internal/query/message"
)

// ForceTerms returns the values of the field force_on of acts that are in force on a day, 2016-01-31 or 31.01.2016.
func ForceTerms(s string) ([]string, error) {
	first, last, err := Bounds("force.on", s)
	if err != nil || first == 0 || first != last {
		return nil, message.Invalid("force.on", "date",
			"«%s» — не день, на который акт действует: нужно ГГГГ-ММ-ДД или ДД.ММ.ГГГГ.",
			"%q is no day on which an act is in force: YYYY-MM-DD or DD.MM.YYYY.", s)
	}
	return index.DayTerms(first), nil
}

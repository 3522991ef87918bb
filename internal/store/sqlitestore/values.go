package sqlitestore

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"golang.org/x/text/encoding/charmap"
)

// sum is a SHA-256 in hexadecimal. A column has its 32 bytes; what is no such sum it has as it is, as text.
type sum string

// Value implements driver.Valuer.
func (s sum) Value() (driver.Value, error) {
	if raw, err := hex.DecodeString(string(s)); err == nil && len(raw) == 32 && hex.EncodeToString(raw) == string(s) {
		return raw, nil
	}
	return string(s), nil
}

// Scan implements sql.Scanner.
func (s *sum) Scan(v any) error {
	switch v := v.(type) {
	case []byte:
		*s = sum(hex.EncodeToString(v))
	case string:
		*s = sum(v)
	default:
		return fmt.Errorf("a sum in a column of %T", v)
	}
	return nil
}

// title is what was found as the title of a document. A column has it in windows-1251, a byte a letter, as a blob;
// one with other characters it has as text. NULL is of a program that knew no titles.
type title struct {
	text  string
	known bool
}

// Value implements driver.Valuer.
func (t title) Value() (driver.Value, error) {
	if !t.known {
		return nil, nil
	}
	if raw, err := charmap.Windows1251.NewEncoder().Bytes([]byte(t.text)); err == nil && len(raw) > 0 {
		return raw, nil
	}
	return t.text, nil
}

// Scan implements sql.Scanner.
func (t *title) Scan(v any) error {
	*t = title{known: v != nil}
	switch v := v.(type) {
	case nil:
	case []byte:
		raw, err := charmap.Windows1251.NewDecoder().Bytes(v)
		t.text = string(raw)
		return err
	case string:
		t.text = v
	default:
		return fmt.Errorf("a title in a column of %T", v)
	}
	return nil
}

package pgstore

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// table collects rows that are sent as one array per column. All rows have the same types: string, int64 or []byte.
type table struct{ columns []any }

func (t *table) add(row ...any) {
	if t.columns == nil {
		t.columns = make([]any, len(row))
	}
	for i, v := range row {
		switch v := v.(type) {
		case string:
			c, _ := t.columns[i].([]string)
			t.columns[i] = append(c, v)
		case int64:
			c, _ := t.columns[i].([]int64)
			t.columns[i] = append(c, v)
		case []byte:
			if v == nil {
				v = []byte{} // nil would be sent as NULL
			}
			c, _ := t.columns[i].([][]byte)
			t.columns[i] = append(c, v)
		default:
			panic(fmt.Sprintf("pgstore: no column of type %T", v))
		}
	}
}

// strings returns a column of strings, or nil if there are no rows.
func (t *table) strings(column int) []string {
	if t.columns == nil {
		return nil
	}
	c, _ := t.columns[column].([]string)
	return c
}

// queue appends a statement whose first parameters are the columns, unless there are no rows.
func (t *table) queue(b *pgx.Batch, sql string, more ...any) {
	if t.columns != nil {
		b.Queue(sql, append(append([]any{}, t.columns...), more...)...)
	}
}

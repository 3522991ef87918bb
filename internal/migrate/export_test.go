package migrate

// Small makes parts of so many rows, for tests.
func (m *Move) Small(rows int) { m.rows = rows }

package export

import (
	"bufio"
	"bytes"
	"testing"
)

// A cell is quoted for either separator: LibreOffice may part cells by both.
func TestTable(t *testing.T) {
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	rows := table{out, ';'}
	rows.row([]string{"", "а б", "а, б", "а; б", `"а" б`, "а\nб", " а"})
	out.Flush()
	if want := ";а б;\"а, б\";\"а; б\";\"\"\"а\"\" б\";\"а\nб\";\" а\"\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestSafeCell(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", "=1+1": "'=1+1", "+7": "'+7", "-": "'-", "@x": "'@x",
		"\t=": "'\t=", "1-2": "1-2",
		"＝1+1": "'＝1+1", "＋7": "'＋7", "－7": "'－7", "−7": "'−7", "＠x": "'＠x", "﹦1": "'﹦1", "\rx": "'\rx",
		"\nx": "'\nx", " =1": "' =1", "\u200b\ufeff=1": "'\u200b\ufeff=1", "\u3000＝1": "'\u3000＝1", " x": " x", "№ 7": "№ 7",
		"—7": "—7", "\xff=": "\xff="} {
		if got := safeCell(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

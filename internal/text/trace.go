package text

import (
	"fmt"
	"io"
	"strings"
)

// Trace writes each step of the analysis of a text, one line per token: position, bytes, form in the text, folded
// form, and stems with the one used in queries first. It serves `letopis analyze`.
func (a *Analyzer) Trace(w io.Writer, s string) error {
	cleaned := Clean(s)
	if cleaned != s {
		if _, err := fmt.Fprintf(w, "clean\t%s\n", cleaned); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(w, "pos\tbytes\ttext\texact\tstems\tby"); err != nil {
		return err
	}
	for _, t := range a.Analyze(cleaned) {
		by := "snowball"
		switch {
		case t.Stop:
			by = "stop word"
		case len(t.Stems) == 1 && t.Stems[0] == t.Exact && strings.ContainsAny(t.Exact, "0123456789"):
			by = "number"
		case a.lemmas.stems(t.Exact) != nil:
			by = "dictionary"
		}
		if _, err := fmt.Fprintf(w, "%d\t%d–%d\t%s\t%s\t%s\t%s\n", t.Pos, t.Start, t.End, cleaned[t.Start:t.End], t.Exact,
			strings.Join(t.Stems, " "), by); err != nil {
			return err
		}
	}
	return nil
}

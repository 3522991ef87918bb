package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/edition/gather"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

// lives is the command that tells how many citations of an archive resolve and which acts are in force, with some of
// both to check by hand.
func lives(t *tool.Tool) *cobra.Command {
	var sample int
	var seed string
	cmd := &cobra.Command{
		Use: "lives", Short: "Count resolved citations, deeds, editions and statuses of acts; draw some to check by hand",
		Example: "  go run ./tools/eval lives --data archive --sample 25", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var l life
			err := t.With(cmd.Context(), func(a *wiring.Archive) error { return l.read(cmd.Context(), a) })
			if err != nil {
				return err
			}
			l.print(cmd.OutOrStdout(), seed, sample)
			return nil
		}}
	cmd.Flags().IntVar(&sample, "sample", 0, "draw so many citations, unresolved ones, deeds and statuses")
	cmd.Flags().StringVar(&seed, "seed", "1", "draw others")
	return cmd
}

// life has counts of an archive, and what may be drawn of it: each with the words around it.
type life struct {
	docs, full, resolved int
	orders, made         int // instructions on acts that are held, and how many of them are followed
	matches, states      map[string]int
	cites, absent        []string
	deeds, force         []string
}

// read reads the archive as it is today.
func (l *life) read(ctx context.Context, a *wiring.Archive) error {
	l.matches, l.states = map[string]int{}, map[string]int{}
	names := map[string]string{}
	if err := a.Each(ctx, func(d *archive.Document) error {
		f := &d.Facts
		names[d.ID] = fmt.Sprintf("%s (%s %s от %s)", eval.FileOf(d.URI), f.Kind.Text, f.Number.Text, f.Date)
		return nil
	}); err != nil {
		return err
	}
	today := time.Now()
	on := archive.Date{Year: today.Year(), Month: int(today.Month()), Day: today.Day()}
	return a.Each(ctx, func(d *archive.Document) error {
		l.docs++
		links, err := a.Store.Links(ctx, d.ID)
		if err != nil {
			return fmt.Errorf("reading the citations of %s: %w", d.URI, err)
		}
		for _, c := range links.Cites {
			if c.Level == "federal" || c.Number == "" || c.Date.Precision() != archive.PrecisionDay {
				continue
			}
			said := fmt.Sprintf("%s: %s %s от %s", names[d.ID], c.Kind, c.Number, c.Date)
			if l.full++; c.Target == "" {
				l.absent = append(l.absent, said+around(d.Text, c.Evidence))
				continue
			}
			l.resolved++
			l.matches[c.Match]++
			l.cites = append(l.cites, fmt.Sprintf("%s -> %s [%s %.2f]%s", said, names[c.Target], c.Match, c.Confidence,
				around(d.Text, c.Evidence)))
		}
		for _, e := range d.Facts.Effects {
			l.deeds = append(l.deeds, fmt.Sprintf("%s: %s %s %s от %s part %q by %q from %s since %s until %s%s", names[d.ID],
				e.What, e.Act.Kind, e.Act.Number, e.Act.Date, e.Part, e.By.Number, e.From, e.Since, e.Until,
				around(d.Text, e.Evidence)))
		}
		if len(links.Deeds) > 0 {
			e, err := gather.Make(ctx, a.Store, d, on, index.Pace)
			if err != nil {
				return fmt.Errorf("making the wording of %s: %w", d.URI, err)
			}
			l.orders, l.made = l.orders+len(e.Outcomes), l.made+e.Made()
		}
		if f := d.ForceOn(on); f.State != "" {
			l.states[f.State]++
			by := ""
			if f.By != nil {
				by = fmt.Sprintf(" by %s %s от %s (%s)", f.By.By.Kind, f.By.By.Number, f.By.By.Date, names[f.By.Teller])
			}
			if f.State != archive.ForceIn {
				l.force = append(l.force, fmt.Sprintf("%s: %s%s until %s", names[d.ID], f.State, by, f.Until))
			}
		}
		return nil
	})
}

// around is what stands around a place of a text, in one line.
func around(text string, e archive.Evidence) string {
	from, to := max(0, e.Start-250), min(len(text), e.End+150)
	words := strings.ToValidUTF8(text[from:max(from, to)], "")
	return "\n\t" + strings.Join(strings.Fields(words), " ")
}

func (l *life) print(w io.Writer, seed string, sample int) {
	fmt.Fprintf(w, "%d documents; of %d citations of acts that are not federal, with number and day, %d resolve "+
		"(%.1f %%): %v\n", l.docs, l.full, l.resolved, 100*float64(l.resolved)/float64(max(1, l.full)), l.matches)
	fmt.Fprintf(w, "%d instructions on acts that are held, %d followed\n", l.orders, l.made)
	fmt.Fprintf(w, "%d deeds; states of acts today: %v\n", len(l.deeds), l.states)
	for _, list := range []struct {
		name string
		all  []string
	}{{"resolved", l.cites}, {"not held", l.absent}, {"deeds", l.deeds}, {"not simply in force", l.force}} {
		if sample == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", list.name)
		for _, s := range drawn(list.all, seed, sample) {
			fmt.Fprintln(w, s)
		}
	}
}

// drawn are some of a list, by lot: the same for one seed.
func drawn(all []string, seed string, n int) []string {
	lot := func(s string) string {
		sum := sha256.Sum256([]byte(seed + s))
		return hex.EncodeToString(sum[:])
	}
	out := slices.Clone(all)
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(lot(a), lot(b)) })
	return out[:min(n, len(out))]
}

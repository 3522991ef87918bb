package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"letopis/internal/edition"
	"letopis/internal/text"
	"letopis/tools/internal/tool"
)

// editions is the command that tells which instructions of amending acts are understood.
func editions(_ *tool.Tool) *cobra.Command {
	var list bool
	cmd := &cobra.Command{Use: "editions FOLDER", Short: "Count the changes that amending acts order, by kind",
		Example: "  go run ./tools/eval editions ../shared/corpus", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := filepath.Glob(filepath.Join(args[0], "*.txt"))
			if err != nil {
				return err
			}
			acts, understood, counts := 0, 0, map[string]int{}
			out := cmd.OutOrStdout()
			for _, file := range files {
				b, err := os.ReadFile(file)
				if err != nil {
					return err
				}
				s := text.Clean(string(b))
				changes := edition.Read(s)
				if len(changes) > 0 {
					acts++
				}
				for _, c := range changes {
					kind := string(c.Op)
					if c.Why != "" {
						kind = "not understood: " + string(c.Why)
					} else {
						understood++
					}
					counts[kind]++
					if list {
						fmt.Fprintf(out, "%s\t%s\t%s %s\t%s\t%q\t%.60q\t%.60q\t%.300q\n", filepath.Base(file), kind, c.Ref.Number,
							c.Ref.Day,
							way(c.Where), c.Added.Number, c.Old, c.New, s[c.Source.Start:c.Source.End])
					}
				}
			}
			var kinds []string
			total := 0
			for k, n := range counts {
				kinds, total = append(kinds, k), total+n
			}
			slices.Sort(kinds)
			for _, k := range kinds {
				fmt.Fprintf(out, "%5d %s\n", counts[k], k)
			}
			fmt.Fprintf(out, "%d of %d instructions understood, in %d of %d files\n", understood, total, acts, len(files))
			return nil
		}}
	cmd.Flags().BoolVar(&list, "list", false, "list them, a line each")
	return cmd
}

// way writes a place as a path.
func way(p edition.Place) string {
	parts := []string{p.Thing}
	for _, s := range p.Steps {
		parts = append(parts, fmt.Sprintf("%d:%s%s", s.Kind, s.Number, s.Name))
	}
	return strings.Join(parts, "/")
}

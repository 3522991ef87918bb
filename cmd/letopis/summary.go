package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/ingest"
)

// printSummaries prints what runs did, how many files were not read, and why.
func printSummaries(w io.Writer, sums []ingest.Summary, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		for _, s := range sums {
			if err := e.Encode(s); err != nil {
				return err
			}
		}
		return nil
	}
	for _, s := range sums {
		fmt.Fprintf(w, "%s: %d files; documents: %d added, %d changed, %d unchanged, %d removed; %d failed, %d skipped%s\n",
			s.Source, s.Files, s.Added, s.Changed, s.Unchanged, s.Removed, len(s.Failed), s.Skipped, incomplete(s))
		for _, f := range s.Failed {
			fmt.Fprintf(w, "  %-11s %s: %s\n", reason.Failed, f.URI, f.Reason)
		}
		for _, t := range s.Troubled {
			fmt.Fprintf(w, "  %-11s %s: %s\n", t.Status, t.URI, t.Reason)
		}
		if len(s.Reasons) > 0 {
			fmt.Fprintf(w, "  of this run: %d not read, %d read in part, %d without text (letopis check lists all of the "+
				"archive); by reason:\n", s.Unread, s.Statuses[archive.StatusPartial], s.Statuses[archive.StatusEmpty])
			printReasons(w, s.Reasons)
		}
	}
	return nil
}

// printReasons prints the number of files by reason, highest first.
func printReasons(w io.Writer, counts map[string]int) {
	codes := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for _, code := range codes {
		fmt.Fprintf(w, "  %5d %-22s %s\n", counts[code], code, reasonWords(code))
	}
}

// reasonWords returns the general description of a reason, "" for one that this version does not know.
func reasonWords(code string) string {
	if r := reason.Find(code); r != nil {
		return r.EN.General()
	}
	return ""
}

func incomplete(s ingest.Summary) string {
	if s.Partial {
		return " — not to the end: run it again to go on"
	}
	return ""
}

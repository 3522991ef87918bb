// Command gen prints the forms of the names of towns, one a line, but of those that are better
// known than any word; ordinary.py keeps of them those that are words as well. Run by
// `go generate ./internal/places`.
package main

import (
	"fmt"
	"os"

	"letopis/internal/gazetteer"
)

// wellKnown is how many people live in a town whose name is hardly meant as a word.
const wellKnown = 250_000

func main() {
	g, err := gazetteer.Load()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
	g.Forms(func(form string, names []gazetteer.Name) {
		for _, n := range names {
			if g.Cities[n.City].Population < wellKnown {
				fmt.Println(form)
				return
			}
		}
	})
}

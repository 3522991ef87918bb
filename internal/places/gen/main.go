// Command gen prints the forms of town names, one per line, except of well-known towns; ordinary.py then selects
// those that are also ordinary words. Run by `go generate ./internal/places`.
package main

import (
	"fmt"
	"os"

	"letopis/internal/gazetteer"
)

// wellKnown is the population from which on the name of a town is rarely meant as a word.
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

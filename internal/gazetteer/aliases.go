package gazetteer

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"letopis/internal/text"
)

// readAliases parses lines "town; other name; when and why". The town is an id or an unambiguous name. Several towns
// may share an alias. A colloquial name («говорят») is equivalent to the town's own; a former one yields to a town
// that has it today.
func (g *Gazetteer) readAliases(r io.Reader, irr map[string]irregular) error {
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line, _, _ := strings.Cut(sc.Text(), "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		f := strings.Split(line, ";")
		if len(f) < 2 {
			return fmt.Errorf("aliases of towns, line %d: %q is not «town; other name; note»", n, line)
		}
		i, err := g.find(strings.TrimSpace(f[0]))
		if err != nil {
			return fmt.Errorf("aliases of towns, line %d: %w", n, err)
		}
		alias := strings.TrimSpace(f[1])
		g.Cities[i].Aliases = append(g.Cities[i].Aliases, alias)
		said := len(f) > 2 && strings.HasPrefix(strings.TrimSpace(f[2]), "говорят")
		g.addNames(i, alias, irr[text.Fold(alias)].genitive, !said)
		for _, a := range adjectives(alias) {
			k := text.Fold(a)
			if len(g.byAdj[k]) > 0 { // present towns take precedence
				continue
			}
			g.byAdj[k] = append(g.byAdj[k], i)
			for _, form := range adjectiveForms(a) {
				g.adjForm[text.Fold(form)] = k
			}
		}
	}
	return sc.Err()
}

func (g *Gazetteer) find(name string) (int, error) {
	if i, ok := g.byID[name]; ok {
		return i, nil
	}
	switch at := g.byName[text.Fold(name)]; len(at) {
	case 1:
		return at[0], nil
	case 0:
		return 0, fmt.Errorf("there is no town %q; the nearest id is %q", name, g.Nearest(name))
	default:
		return 0, fmt.Errorf("several towns are called %q: give the id, like %q", name, g.Cities[at[0]].ID)
	}
}

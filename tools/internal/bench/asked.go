package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"letopis/index"
	"letopis/internal/indexer"
	"letopis/internal/text"
)

// Typed are queries of one class as people type them.
type Typed struct {
	Name    string
	Queries []string
}

// Typed picks at most n queries of each class from the first documents of the corpus, of which shares of all documents
// are told: for servers whose index is elsewhere.
func (c *Corpus) Typed(a *text.Analyzer, n int) ([]Typed, error) {
	docs := make([]*index.Doc, 2*spellDocs)
	eachCore(len(docs), func(i int) { docs[i] = indexer.Doc(a, c.Doc(i)) })
	counts := map[string]int{}
	for _, d := range docs {
		seen := map[string]bool{}
		for _, t := range d.Text["body"] {
			if !seen[t.Term] {
				seen[t.Term] = true
				counts[t.Term]++
			}
		}
	}
	terms := make([]index.TermCount, 0, len(counts))
	for t, n := range counts {
		terms = append(terms, index.TermCount{Term: t, Count: n})
	}
	slices.SortFunc(terms, func(a, b index.TermCount) int {
		if a.Term < b.Term {
			return -1
		}
		return 1
	})
	s := spell(docs[:spellDocs])
	var out []Typed
	for _, class := range Classes(c.seed, n, len(docs), terms, docs[:spellDocs/2]) {
		t := Typed{Name: class.Name}
		for _, q := range class.Queries {
			if typed, ok := s.typed(q); ok {
				t.Queries = append(t.Queries, typed)
			}
		}
		if len(t.Queries) == 0 {
			return nil, fmt.Errorf("bench: no query of class %q in this corpus", class.Name)
		}
		out = append(out, t)
	}
	return out, nil
}

// Ask measures the class at a server.
func (t Typed) Ask(ctx context.Context, url string) (SiteTimes, error) {
	return siteClass(ctx, url, t.Name, t.Queries)
}

// Rate asks full answers of all classes of servers alike over so many connections, and returns answers a second.
func Rate(ctx context.Context, urls []string, connections int, during time.Duration, classes []Typed) (float64, error) {
	var paths []string
	for _, c := range classes {
		for _, q := range c.Queries {
			paths = append(paths, apiPath(q))
		}
	}
	rates, errs := make([]float64, len(urls)), make([]error, len(urls))
	var all sync.WaitGroup
	for i, url := range urls {
		all.Go(func() { rates[i], errs[i] = swarm(ctx, url, "", connections/len(urls), during, paths) })
	}
	all.Wait()
	sum := 0.0
	for _, r := range rates {
		sum += r
	}
	return sum, errors.Join(errs...)
}

package searches

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"letopis/internal/datadir"
)

// Report covers the searches of some weeks.
type Report struct {
	Format string `json:"format"`
	Weeks  []Week `json:"weeks"` // latest first
}

// format identifies the file format.
const format = "letopis searches 1"

// Week covers the searches of a week. A search counts once, however many pages of results were viewed.
type Week struct {
	From      string  `json:"from"` // its Monday, YYYY-MM-DD
	Searches  int     `json:"searches"`
	InVain    int     `json:"in_vain"`   // without results
	Abandoned int     `json:"abandoned"` // with results, none of which was opened within half an hour
	Nothing   []Query `json:"nothing"`   // queries without results
	Unopened  []Query `json:"unopened"`  // queries of abandoned searches
}

// Query is a query that several people typed, in lower case.
type Query struct {
	Text     string `json:"text"`
	People   int    `json:"people"`   // number of clients, up to maxPeople
	Narrowed int    `json:"narrowed"` // those with additional conditions: a town, a kind, a period
}

// Last returns the report of the latest weeks, with the most frequent queries first.
func (r Report) Last(weeks int) Report {
	r.Weeks = slices.Clone(r.Weeks[:min(max(weeks, 0), len(r.Weeks))])
	for i := range r.Weeks {
		w := &r.Weeks[i]
		w.Nothing, w.Unopened = byPeople(w.Nothing), byPeople(w.Unopened)
	}
	return r
}

func byPeople(list []Query) []Query {
	list = append([]Query{}, list...) // an empty list rather than null in JSON
	slices.SortFunc(list, func(a, b Query) int {
		return cmp.Or(b.People-a.People, strings.Compare(a.Text, b.Text))
	})
	return list
}

// WriteText writes the report for people.
func (r Report) WriteText(w io.Writer) error {
	for _, week := range r.Weeks {
		if _, err := fmt.Fprintf(w, "Week of %s: searches %d, found nothing %d, nothing was opened %d\n", week.From,
			week.Searches, week.InVain, week.Abandoned); err != nil {
			return err
		}
		for _, list := range []struct {
			what    string
			queries []Query
		}{{"FOUND NOTHING", week.Nothing}, {"NOTHING WAS OPENED", week.Unopened}} {
			if err := writeQueries(w, list.what, list.queries); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(w, "Queries of fewer than %d people in a week are counted, and told to nobody.\n", MinPeople)
	return err
}

func writeQueries(w io.Writer, what string, list []Query) error {
	if len(list) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  PEOPLE\tWITH CONDITIONS\t%s\n", what)
	for _, q := range list {
		people := strconv.Itoa(q.People)
		if q.People >= maxPeople {
			people += "+"
		}
		fmt.Fprintf(t, "  %s\t%d\t%s\n", people, q.Narrowed, q.Text)
	}
	return t.Flush()
}

// maxFile exceeds the size of any report.
const maxFile = 8 << 20

// Read reads the report from a file; it is empty if the file does not exist.
func Read(path string) (Report, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Report{Format: format}, nil
	}
	if err != nil {
		return Report{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Report{}, err
	}
	var r Report
	if len(b) > maxFile {
		return r, fmt.Errorf("%s is larger than any report of searches: %w", path, errForeign)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return Report{}, fmt.Errorf("%s: %w: %w", path, errForeign, err)
	}
	if r.Format != format {
		return Report{}, fmt.Errorf("%s: %w: its format is %q", path, errForeign, r.Format)
	}
	for i := 1; i < len(r.Weeks); i++ {
		if r.Weeks[i].From >= r.Weeks[i-1].From {
			return Report{}, fmt.Errorf("%s: %w: its weeks are out of order", path, errForeign)
		}
	}
	return r, nil
}

var errForeign = errors.New("not a report of searches that this program can read")

// readOrSetAside is Read, but renames a file that is not a report.
func readOrSetAside(path string, log *slog.Logger) (Report, error) {
	r, err := Read(path)
	if !errors.Is(err, errForeign) {
		return r, err
	}
	aside := path + ".unread"
	if err := os.Rename(path, aside); err != nil {
		return r, err
	}
	log.Error("the report of searches begins anew", "kept_as", aside, "error", err)
	return Report{}, nil
}

// Save writes the report if it has changed.
func (c *Counter) Save() error {
	c.mu.Lock()
	r, changed := c.report(), c.changed
	c.changed = false
	c.mu.Unlock()
	if !changed || c.o.Path == "" {
		return nil
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err == nil {
		err = datadir.WriteFile(c.o.Path, append(b, '\n'))
	}
	if err != nil {
		c.mu.Lock()
		c.changed = true
		c.mu.Unlock()
	}
	return err
}

// saveEvery is the interval of saving.
const saveEvery = 5 * time.Minute

// Run saves the report regularly and when ctx ends.
func (c *Counter) Run(ctx context.Context) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-tick.C:
		}
		if err := c.Save(); err != nil {
			c.o.Log.Error("the report of searches is not written; trying again", "error", err)
		}
	}
}

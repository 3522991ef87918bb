package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Print writes the report as tables for people.
func (r *Report) Print(w io.Writer) error {
	mb := func(n int64) float64 { return float64(n) / 1e6 }
	fmt.Fprintf(w, "%d documents, %.0f MB of text, %d cores, %s, load before: %s\n\n", r.Docs, mb(r.RawBytes), r.Cores,
		r.Go, r.Load)
	if len(r.Classes) == 0 && r.Site != nil {
		return r.Site.printNeighbours(w)
	}
	if r.First != nil {
		if err := r.First.print(w); err != nil || len(r.Classes) == 0 {
			return err
		}
	}
	in := r.Index
	fmt.Fprintf(w, "Indexing     %.1f s, %.0f documents/s, %.1f MB/s; on disk %.0f MB, %.2f of the text; peak memory "+
		"%.0f MB\n",
		in.Seconds, float64(r.Docs)/in.Seconds, mb(r.RawBytes)/in.Seconds, mb(in.DiskBytes),
		float64(in.DiskBytes)/float64(r.RawBytes), mb(in.PeakBytes))
	fmt.Fprintf(w, "Opening      %.0f ms, with the first answer %.0f ms; at rest %.0f MB, of them cache %.0f MB\n",
		r.OpenMS, r.FirstMS, mb(r.AnonBytes), mb(r.EngineBytes))
	fmt.Fprintf(w, "Queries/s    %.0f plain, %.0f with four facets counted before (ratio %.2f), %.0f with them counted "+
		"anew (ratio %.2f), %.0f when asked again\n\n",
		r.QPS.Plain, r.QPS.Counted, r.QPS.Plain/r.QPS.Counted, r.QPS.Facets, r.QPS.Plain/r.QPS.Facets, r.QPS.Again)

	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "p50/p99, ms\thits\tcold\twarm\tcounted\tplain\tfiltered\tby date\tagain\t")
	for _, p := range r.Peers {
		fmt.Fprintf(t, "%s\t×warm\t×cold\tplain\t×cold\t", p.Name)
	}
	fmt.Fprintln(t)
	for i, c := range r.Classes {
		fmt.Fprintf(t, "%s\t%.0f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t", c.Name, c.Hits, c.Cold, c.Facets, c.Counted, c.Plain,
			c.Filtered, c.ByDate, c.Again)
		for _, p := range r.Peers {
			if x := p.Classes[i]; x.Facets.P50 > 0 {
				fmt.Fprintf(t, "%s\t%.0f\t%.2f\t%s\t%.2f\t", x.Facets, x.Warm, x.Cold, x.Plain, x.ColdPlain)
			} else {
				fmt.Fprint(t, "—\t\t\t\t\t")
			}
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if r.Site != nil {
		if err := r.Site.print(w, r.Peers); err != nil {
			return err
		}
	}
	for _, p := range r.Peers {
		_, err := fmt.Fprintf(w, "\n%s: %.0f× warm, %.2f× cold, %.2f× cold without facets in the geometric mean; %s"+
			"indexing %.1f s (%.2f of ours×), on disk %.0f MB, peak memory %.0f MB; the same totals in %d of %d queries\n",
			p.Name, p.Warm, p.Cold, p.Plain, fewer(p.QPS, r.QPS.Facets), p.Index.Seconds, p.Index.Seconds/r.Index.Seconds,
			mb(p.Index.DiskBytes), mb(p.Index.PeakBytes), p.Totals[0], p.Totals[1])
		if err != nil {
			return err
		}
	}
	if r.BleveDefault != nil {
		return r.printDefault(w)
	}
	return nil
}

// fewer compares rates; "" where the peer's was not measured.
func fewer(theirs, ours float64) string {
	if theirs == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f queries/s, %.0f× fewer; ", theirs, ours/theirs)
}

func (r *SiteReport) print(w io.Writer, peers []PeerReport) error {
	fmt.Fprintf(w, "\nOver HTTP, from another process on the same cores: archive made in %.1f s, first answer of a new "+
		"server after %.2f s, then %.0f MB\n\n",
		r.FillSeconds, r.StartSeconds, float64(r.RestBytes)/1e6)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "p50/p99, ms\thits\tAPI, 10 hits, 4 facets\tKB\tpage, 20 hits, 5 facets\tKB\t")
	for _, c := range r.Classes {
		fmt.Fprintf(t, "%s\t%.0f\t%s\t%.1f\t%s\t%.1f\t\n", c.Name, c.Hits, c.API, float64(c.APIBytes)/1e3, c.Page,
			float64(c.PageBytes)/1e3)
	}
	for _, part := range []struct {
		name  string
		rates []SiteRate
	}{{"fresh", r.Fresh}, {"facets counted before", r.Counted}, {"again", r.Again}} {
		fmt.Fprintf(t, "\t\t\t\t\t\t\t\nrequests/s, %s\tconnections\tAPI\tserver CPU, ms\tno facets\tpage\tbrotli\t",
			part.name)
		for i, p := range peers {
			if len(part.rates[0].Peers) > i {
				fmt.Fprintf(t, "%s in process\t", p.Name)
			}
		}
		fmt.Fprintln(t)
		for _, x := range part.rates {
			fmt.Fprintf(t, "\t%d\t%.0f\t%.2f\t%s\t%s\t%s\t", x.Connections, x.API, x.APICost, asked(x.NoFacets), asked(x.Page),
				asked(x.PageBrotli))
			for _, q := range x.Peers {
				fmt.Fprintf(t, "%s\t", asked(q))
			}
			fmt.Fprintln(t)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if err := r.printNeighbours(w); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nFull answers of the API without facets against those with four, asked in turns, from 4 "+
		"connections on: %.2f× fresh, %.2f× with facets counted before\n",
		facetsCost(r.Fresh), facetsCost(r.Counted))
	for i, p := range peers {
		if p.QPS == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "\nFull answers of the API a second against %s's own search with four facets in "+
			"process, asked in turns, from 4 connections on: %.0f× fresh, %.0f× with facets counted before\n",
			p.Name, against(r.Fresh, i), against(r.Counted, i)); err != nil {
			return err
		}
	}
	return nil
}

// asked is a rate that may not have been measured.
func asked(rate float64) string {
	if rate == 0 {
		return "—"
	}
	return fmt.Sprintf("%.0f", rate)
}

func (r *Report) printDefault(w io.Writer) error {
	in, raw := r.BleveDefault, float64(r.RawBytes)
	_, err := fmt.Fprintf(w, "\n%s, which analyses the texts by itself: indexing %.1f s, %.2f MB/s, %.2f of ours×; on "+
		"disk %.0f MB, %.2f of the text; peak memory %.0f MB\n",
		BleveDefault, in.Seconds, raw/1e6/in.Seconds, in.Seconds/r.Index.Seconds, float64(in.DiskBytes)/1e6,
		float64(in.DiskBytes)/raw, float64(in.PeakBytes)/1e6)
	return err
}

// String is p50/p99.
func (t Times) String() string { return short(t.P50) + "/" + short(t.P99) }

func short(ms float64) string {
	switch {
	case ms < 0.1:
		return fmt.Sprintf("%.3f", ms)
	case ms < 10:
		return fmt.Sprintf("%.2f", ms)
	}
	return fmt.Sprintf("%.0f", ms)
}

// printNeighbours says what clients do to one user.
func (r *SiteReport) printNeighbours(w io.Writer) error {
	for _, n := range []struct {
		who string
		*Neighbours
	}{{"heavy clients", r.Neighbours}, {"attackers", r.Attacked}} {
		if _, err := fmt.Fprintf(w, "\nA normal user alone %s ms, beside %d %s %s ms: p50 %.1f×, p99 %.1f×, %d refused; "+
			"these got %.0f answers a second, %d refused; server memory %.0f MB alone, %.0f MB beside (%.2f×)\n",
			n.Alone, heavyClients, n.who, n.Beside, n.Beside.P50/n.Alone.P50, n.Beside.P99/n.Alone.P99, n.Refused, n.HeavyRate,
			n.HeavyRefused,
			float64(n.AloneBytes)/1e6, float64(n.BesideBytes)/1e6, float64(n.BesideBytes)/float64(n.AloneBytes)); err != nil {
			return err
		}
	}
	return nil
}

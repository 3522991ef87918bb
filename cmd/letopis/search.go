package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/datadir"
)

func (c *command) search() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "search [QUERY]",
		Short: "Search the archive",
		Long: `Searches through the running server where there is one, else by itself. The query language is that of the
site: "exact words", -word, OR, word*, title:, number:, city:, date:2011..2014. --json prints what the
API answers.`,
		Example: `  letopis search --data archive "программа туризма Углич"
  letopis search --data archive --city uglich --date-from 2015 --facets city,year --json дороги`,
		RunE: func(cmd *cobra.Command, words []string) error {
			v, err := c.searchParameters(cmd, words)
			if err != nil {
				return err
			}
			return c.ask(cmd.Context(), cmd.OutOrStdout(), "/api/v1/search?"+v.Encode(), asJSON, printSearch)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&asJSON, "json", false, "print what the API answers")
	addConditions(fl)
	fl.Int("limit", 10, "results, up to 100")
	fl.Int("offset", 0, "results to pass over")
	fl.String("cursor", "", "next of the answer before")
	fl.String("facets", "", "facets to count, separated by commas: city, program, kind, region, year")
	fl.Bool("explain", false, "account for the score of each hit (with --json)")
	fl.Bool("raw", false, "take the query as it is, without corrections")
	fl.Bool("strict", false, "require all words even when they find little")
	return cmd
}

// searchParameters are the parameters of /api/v1/search for the words and flags
// given.
func (c *command) searchParameters(cmd *cobra.Command, words []string) (url.Values, error) {
	return c.conditions(cmd, words, "date-from", "date-to", "sort", "limit", "offset", "cursor", "facets", "explain", "raw", "strict")
}

func (c *command) show() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show ID", Short: "Show a document: text, metadata with evidence, citations",
		Example: "  letopis show --data archive k3j5h7d9s2m4a\n  letopis show --data archive --json k3j5h7d9s2m4a",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.ask(cmd.Context(), cmd.OutOrStdout(), "/api/v1/documents/"+url.PathEscape(ids[0]), asJSON, printDocument)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the API answers")
	return cmd
}

// ask gets an answer of the API from the running server, else from the same
// handler in this process, so that both are the same.
func (c *command) ask(ctx context.Context, w io.Writer, path string, asJSON bool, print func(io.Writer, []byte) error) error {
	body, status, err := c.fetch(ctx, path)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return refusal(status, body)
	}
	if asJSON {
		_, err = w.Write(body)
		return err
	}
	return print(w, body)
}

// refusal is the error that the API answered with.
func refusal(status int, body []byte) error {
	var p struct{ Title, Detail, Parameter, Suggestion string }
	if json.Unmarshal(body, &p) != nil || p.Title == "" {
		return fmt.Errorf("the archive answered %d", status)
	}
	said := p.Title + "."
	if p.Detail != "" {
		said += " " + p.Detail
	}
	if p.Parameter != "" && !strings.Contains(p.Detail, p.Parameter) {
		said += " (" + p.Parameter + ")"
	}
	return errors.New(said)
}

func (c *command) fetch(ctx context.Context, path string) ([]byte, int, error) {
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	err := c.call(ctx, path, rec)
	return rec.body.Bytes(), rec.status, err
}

// call has an address of the API answered by the running server, else by the
// same handler in this process.
func (c *command) call(ctx context.Context, path string, w http.ResponseWriter) error {
	if server := datadir.LiveServer(ctx, c.cfg.Data); server != "" {
		return relay(ctx, server+path, w)
	}
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	a.c.log = quiet()
	switch server, err := a.openIndexOrFindServer(ctx, "search"); {
	case err != nil:
		return err
	case server != "":
		return relay(ctx, server+path, w)
	}
	switch err := a.Indexer.CatchUp(ctx); {
	case errors.Is(err, archive.ErrFull): // which stops writing, not searching
		fmt.Fprintln(os.Stderr, "letopis: newer documents are not found yet:", err)
	case err != nil:
		return err
	}
	srv, err := a.newServer(ctx)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	req.RemoteAddr = "127.0.0.1:0"
	return serve(srv.Public(), w, req)
}

// serve runs a handler; one that breaks off, as http.Server lets it, is an error.
func serve(h http.Handler, w http.ResponseWriter, req *http.Request) (err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			err = cmp.Or(req.Context().Err(), errors.New("the answer broke off"))
		default:
			panic(p)
		}
	}()
	h.ServeHTTP(w, req)
	return nil
}

// relay passes on what the running server answers.
func relay(ctx context.Context, address string, w http.ResponseWriter) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	w.WriteHeader(res.StatusCode)
	_, err = io.Copy(w, res.Body)
	return err
}

// recorder keeps an answer in memory, or passes a good one on to a writer.
type recorder struct {
	header http.Header
	body   bytes.Buffer
	status int
	good   io.Writer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) Write(b []byte) (int, error) {
	if r.good != nil && r.status == http.StatusOK {
		return r.good.Write(b)
	}
	return r.body.Write(b)
}

func (r *recorder) WriteHeader(status int) { r.status = status }

// run is a piece of text of the API: [text, 0|1].
type run struct {
	text string
	hit  bool
}

func (r *run) UnmarshalJSON(b []byte) error {
	n := 0
	if err := json.Unmarshal(b, &[]any{&r.text, &n}); err != nil {
		return err
	}
	r.hit = n == 1
	return nil
}

type hitView struct {
	ID, URL, Title     string
	Kind, Number, Date *string
	Municipality       *string
	Cities             []struct{ Name, Role string }
	Programs           []struct{ Name, Role string }
	Snippets           []struct {
		Field string
		Page  int // 0 for null
		Runs  []run
	}
}

func (h *hitView) meta() string {
	var parts []string
	if h.Kind != nil {
		k := *h.Kind
		if h.Number != nil {
			k += " № " + *h.Number
		}
		parts = append(parts, k)
	}
	if h.Date != nil {
		parts = append(parts, *h.Date)
	}
	for _, c := range h.Cities {
		parts = append(parts, c.Name)
	}
	if len(h.Cities) == 0 && h.Municipality != nil {
		parts = append(parts, *h.Municipality)
	}
	return strings.Join(parts, " · ")
}

func printSearch(w io.Writer, body []byte) error {
	var a struct {
		Query struct {
			Q, Applied string
			Warnings   []struct{ Message string }
		}
		Total  int
		Hits   []hitView
		Facets map[string]struct {
			Values []struct {
				Label string
				Count int
			}
			Other, Missing int
		}
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return err
	}
	on, off := "", ""
	if isTerminal(w) && os.Getenv("NO_COLOR") == "" {
		on, off = "\x1b[1m", "\x1b[0m"
	}
	if a.Query.Applied != a.Query.Q {
		fmt.Fprintf(w, "Показаны результаты по запросу «%s» (--raw: как набрано)\n", a.Query.Applied)
	}
	for _, m := range a.Query.Warnings {
		fmt.Fprintln(w, m.Message)
	}
	fmt.Fprintf(w, "Документов: %d\n", a.Total)
	for i, h := range a.Hits {
		fmt.Fprintf(w, "\n%d. %s\n   %s  %s\n", i+1, h.Title, h.ID, h.meta())
		for _, s := range h.Snippets {
			if s.Field != "body" {
				continue
			}
			fmt.Fprint(w, "   ")
			if s.Page > 0 {
				fmt.Fprintf(w, "стр. %d: ", s.Page)
			}
			for _, r := range s.Runs {
				if r.hit {
					fmt.Fprint(w, on, r.text, off)
				} else {
					fmt.Fprint(w, r.text)
				}
			}
			fmt.Fprintln(w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Facets)) {
		f := a.Facets[name]
		fmt.Fprintf(w, "\n%s:", name)
		for _, v := range f.Values {
			fmt.Fprintf(w, " %s (%d)", v.Label, v.Count)
		}
		fmt.Fprintf(w, "; прочие %d, не определено %d\n", f.Other, f.Missing)
	}
	return nil
}

func printDocument(w io.Writer, body []byte) error {
	var d struct {
		hitView
		Text, Status    string
		Reason, Issuer  *string
		Source          struct{ URI, SHA256 string }
		Cites           []struct{ Kind, Number, Name, Date, Target *string }
		CitedBy         []string `json:"cited_by"`
		Edited          []string
		CitiesMentioned []struct{ Name string } `json:"cities_mentioned"`
		Evidence        map[string]struct {
			Rule   string
			Offset *int
		}
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-12s %s\n", name, value)
		}
	}
	str := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	fmt.Fprintln(w, d.Title)
	line("id", d.ID)
	line("what", d.meta())
	line("issuer", str(d.Issuer))
	for _, c := range d.Cities {
		line("town", c.Name+" ("+c.Role+")")
	}
	for _, c := range d.CitiesMentioned {
		line("mentions", c.Name)
	}
	for _, p := range d.Programs {
		line("programme", p.Name+" ("+p.Role+")")
	}
	for _, c := range d.Cites {
		target := str(c.Target)
		if target != "" {
			target = " → " + target
		}
		line("cites", strings.Join(strings.Fields(str(c.Kind)+" "+str(c.Name)+" "+str(c.Date)+" "+str(c.Number)), " ")+target)
	}
	line("cited by", strings.Join(d.CitedBy, " "))
	line("corrected", strings.Join(d.Edited, ", "))
	line("status", strings.TrimSpace(d.Status+" "+str(d.Reason)))
	line("source", d.Source.URI)
	line("sha256", d.Source.SHA256)
	_, err := fmt.Fprintf(w, "\n%s\n", d.Text)
	return err
}

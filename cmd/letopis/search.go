package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/indexer"
)

func (c *command) search() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "search [QUERY]",
		Short: "Search the archive",
		Long: `Searches through the running server where there is one, else by itself. The query language is that of the
site: "exact words", -word, OR, word*, title:, number:, city:, municipality:, date:2011..2014, event:2011-04.
A place that the query names, «бюджет Шегарского района», is a condition where its documents have the other words;
so are a kind and years: «постановления Галича за 2015–2017». --raw takes all words as words. --json prints what the
API answers.`,
		Example: `  letopis search --data archive "программа туризма Углич"
  letopis search --data archive --city uglich --date-from 2015 --facets city,year --json дороги
  letopis search --data archive --municipality "Шегарский район" --facets settlement,kind бюджет`,
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
	fl.String("facets", "", "facets to count, separated by commas: "+
		"region, municipality, settlement, city, level, program, kind, year, issuer, force, draft")
	fl.Bool("explain", false, "account for the score of each hit, part by part")
	fl.Bool("raw", false, "take the query as it is, without corrections or reading places from it")
	fl.Bool("strict", false, "require all words even when they find little")
	return cmd
}

// searchParameters returns the parameters of /api/v1/search for the words and flags.
func (c *command) searchParameters(cmd *cobra.Command, words []string) (url.Values, error) {
	return c.conditions(cmd, words, "date-from", "date-to", "sort", "limit", "offset", "cursor", "facets", "explain",
		"raw", "strict")
}

func (c *command) show() *cobra.Command {
	var asJSON, explain bool
	var edition string
	cmd := &cobra.Command{
		Use: "show ID", Short: "Show a document: text, metadata with evidence, citations",
		Example: `  letopis show --data archive k3j5h7d9s2m4a
  letopis show --data archive --explain k3j5h7d9s2m4a
  letopis show --data archive --json k3j5h7d9s2m4a
  letopis show --data archive --edition=2016-01-31 k3j5h7d9s2m4a`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			path, write := "/api/v1/documents/"+url.PathEscape(ids[0]), printDocument
			if explain || asJSON && !cmd.Flags().Changed("edition") {
				path += "?deadlines=true"
			}
			if cmd.Flags().Changed("edition") {
				path, write = path+"/edition", printEdition
				if day := strings.TrimSpace(edition); day != "" {
					path += "?" + url.Values{"on": {day}}.Encode()
				}
			}
			return c.ask(cmd.Context(), cmd.OutOrStdout(), path, asJSON, func(w io.Writer, body []byte) error {
				if explain {
					return printEvidence(w, body)
				}
				return write(w, body)
			})
		},
	}
	cmd.Flags().StringVar(&edition, "edition", "", "print the wording of the act on a day, "+
		"as its amendments have made it; without a day that of today")
	cmd.Flags().Lookup("edition").NoOptDefVal = " "
	cmd.Flags().BoolVar(&explain, "explain", false, "print how each value was found, and why others were not, "+
		"instead of the text")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the API answers")
	cmd.MarkFlagsMutuallyExclusive("edition", "explain")
	return cmd
}

// ask gets a response of the API from the running server, or from the same handler in this process, so that both are
// equal.
func (c *command) ask(ctx context.Context, w io.Writer, path string, asJSON bool,
	write func(io.Writer, []byte) error) error {
	at := path
	if !asJSON {
		at = inEnglish(path)
	}
	body, status, err := c.fetch(ctx, at)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return c.refusal(ctx, path)
	}
	if asJSON {
		_, err = w.Write(body)
		return err
	}
	return write(w, body)
}

// inEnglish returns a path of the API with the language of the command line. JSON and tables for programs are
// requested without it.
func inEnglish(path string) string {
	if strings.Contains(path, "?") {
		return path + "&lang=en"
	}
	return path + "?lang=en"
}

// refusal repeats a request that the API rejected, to return the reason as an error in English.
func (c *command) refusal(ctx context.Context, path string) error {
	body, status, err := c.fetch(ctx, inEnglish(path))
	if err != nil {
		return err
	}
	var p struct{ Title, Detail, Parameter, Suggestion string }
	if json.Unmarshal(body, &p) != nil || p.Title == "" {
		return fmt.Errorf("the archive answered %d", status)
	}
	said := cmp.Or(p.Detail, p.Title+".")
	switch p.Parameter {
	case "", "q":
	case "on":
		said = "--edition: " + said
	default:
		said = "--" + strings.ReplaceAll(p.Parameter, "_", "-") + ": " + said
	}
	if status == http.StatusBadRequest {
		return usageError{errors.New(said)}
	}
	return errors.New(said)
}

func (c *command) fetch(ctx context.Context, path string) ([]byte, int, error) {
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	err := c.call(ctx, path, rec)
	return rec.body.Bytes(), rec.status, err
}

// call sends a request of the API to the running server, or to the same handler in this process.
func (c *command) call(ctx context.Context, path string, w http.ResponseWriter) error {
	if server := datadir.LiveServer(ctx, c.cfg.Data); server != "" {
		return relay(ctx, server+path, w)
	}
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	a.c.log = discardLogger()
	switch server, err := a.openIndexOrFindServer(ctx, "search"); {
	case err != nil:
		return err
	case server != "":
		return relay(ctx, server+path, w)
	}
	switch err := a.Indexer.CatchUp(ctx); {
	case errors.Is(err, archive.ErrFull), errors.Is(err, indexer.ErrNoLeader): // these stop writing, not searching
		fmt.Fprintln(os.Stderr, "letopis: newer documents are not found yet:", err)
	case err != nil:
		return err
	}
	srv, err := a.newServer()
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

// serve calls a handler. An aborted response (http.ErrAbortHandler) is returned as an error.
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

// relay forwards the response of the running server.
func relay(ctx context.Context, address string, w http.ResponseWriter) error {
	res, err := datadir.Ask(ctx, address)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	w.WriteHeader(res.StatusCode)
	_, err = io.Copy(w, res.Body)
	return err
}

// recorder keeps a response in memory, or forwards a successful one to a writer.
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

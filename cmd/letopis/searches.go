package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"letopis/configs"
	"letopis/internal/datadir"
	"letopis/internal/gazetteer"
	"letopis/internal/query/related"
	"letopis/internal/searches"
	"letopis/internal/text"
)

// newSearches creates the counter of searches without results, nil if it is turned off. Failing to read or write its
// file does not affect searching.
func (a *app) newSearches() *searches.Counter {
	if !a.c.cfg.Search.Report {
		return nil
	}
	o := searches.Options{Log: a.c.log}
	if !a.ReadOnly {
		o.Path = filepath.Join(a.Dir, datadir.SearchesFile)
	}
	counter, err := searches.Open(o)
	if err != nil {
		a.c.log.Error("searches are not counted", "error", err)
	}
	return counter
}

func (c *command) searches() *cobra.Command {
	var f struct {
		weeks             int
		json              bool
		synonyms, aliases []string
	}
	cmd := &cobra.Command{
		Use: "searches", Short: "Show what people searched in vain, and add synonyms",
		Long: fmt.Sprintf(`Shows the searches that found nothing, and those after which nothing was opened, week by
week. Clients are told apart by a hash whose salt is forgotten; a query is shown once %d of them have asked it in a
week. The running server has the newest figures (/searches on server.private), its file in the data folder those of
five minutes ago. What is counted and what is not: docs/searches.md.

--synonym and --alias add lines to the files of search.synonyms and ingest.aliases, after trying whether they can be
read. A file that is not there yet begins as the one that comes with Letopis.`, searches.MinPeople),
		Example: `  letopis searches --data archive
  letopis searches --synonym "кикшеринг, прокат самокатов" --search-synonyms /etc/letopis/synonyms.txt
  letopis searches --alias "Углич; Углече Поле; говорят" --ingest-aliases /etc/letopis/aliases.txt`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.weeks < 1 {
				return usageError{fmt.Errorf("--weeks %d is below 1", f.weeks)}
			}
			if len(f.synonyms)+len(f.aliases) > 0 {
				return errors.Join(c.addSynonyms(cmd.OutOrStdout(), f.synonyms), c.addAliases(cmd.OutOrStdout(), f.aliases))
			}
			return c.printSearches(cmd.OutOrStdout(), f.weeks, f.json)
		},
	}
	cmd.Flags().IntVar(&f.weeks, "weeks", 4, fmt.Sprintf("the latest so many, %d at most", searches.MaxWeeks))
	cmd.Flags().BoolVar(&f.json, "json", false, "as JSON")
	cmd.Flags().StringArrayVar(&f.synonyms, "synonym", nil,
		`add a line to search.synonyms: "word, other words", "word => other"`)
	cmd.Flags().StringArrayVar(&f.aliases, "alias", nil,
		`add a line to ingest.aliases: "town; other name; when and why"`)
	return cmd
}

func (c *command) printSearches(w io.Writer, weeks int, asJSON bool) error {
	if err := datadir.Open(c.cfg.Data, false); err != nil {
		return err
	}
	r, err := searches.Read(filepath.Join(c.cfg.Data, datadir.SearchesFile))
	if err != nil {
		return err
	}
	r = r.Last(weeks)
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(r)
	}
	if len(r.Weeks) == 0 {
		why := "none was made since the server began to count them"
		if !c.cfg.Search.Report {
			why = "search.report is off"
		}
		_, err = fmt.Fprintf(w, "No searches are counted: %s.\n", why)
		return err
	}
	return r.WriteText(w)
}

func (c *command) addSynonyms(w io.Writer, lines []string) error {
	l := listFile{setting: "search.synonyms", flag: "--search-synonyms", path: c.cfg.Search.Synonyms,
		builtin: configs.Synonyms, then: "restart letopis serve",
		check: func(list string) error {
			analyzer, err := text.New()
			if err == nil {
				_, err = related.ParseSynonyms(list, analyzer)
			}
			return err
		}}
	return l.add(w, lines)
}

func (c *command) addAliases(w io.Writer, lines []string) error {
	l := listFile{setting: "ingest.aliases", flag: "--ingest-aliases", path: c.cfg.Ingest.Aliases,
		builtin: configs.CitiesAliases,
		then:    "restart letopis serve, then run letopis enrich for the documents that are there",
		check: func(list string) error {
			_, err := gazetteer.LoadWith(list)
			return err
		}}
	return l.add(w, lines)
}

// listFile is a file of lines that people edit.
type listFile struct {
	setting, flag, path string
	builtin             string // used if there is no file
	check               func(list string) error
	then                string // how new lines take effect
}

// add appends the lines that are valid and new. Appending keeps the owner and mode of the file.
func (l listFile) add(w io.Writer, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	if l.path == "" {
		return usageError{fmt.Errorf("%s names no file: say with %s where it is to be, and in the settings, too", l.setting,
			l.flag)}
	}
	had, err := os.ReadFile(l.path)
	made := errors.Is(err, fs.ErrNotExist)
	if err != nil && !made {
		return err
	}
	if made {
		had = []byte(l.builtin)
	}
	known := strings.Split(string(had), "\n")
	var fresh strings.Builder
	if len(had) > 0 && had[len(had)-1] != '\n' {
		fresh.WriteByte('\n')
	}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if said, _, _ := strings.Cut(line, "#"); strings.TrimSpace(said) == "" || strings.ContainsAny(line, "\r\n") {
			return usageError{fmt.Errorf("%q is not one line for %s", line, l.setting)}
		}
		if slices.ContainsFunc(known, func(k string) bool { return strings.TrimSpace(k) == line }) {
			fmt.Fprintf(w, "%s has this line already: %s\n", l.path, line)
			continue
		}
		if err := l.check(line + "\n"); err != nil {
			return usageError{fmt.Errorf("%q: %w", line, err)}
		}
		known = append(known, line)
		fresh.WriteString(line + "\n")
	}
	if strings.TrimSpace(fresh.String()) == "" {
		return nil
	}
	if err := l.check(string(had) + fresh.String()); err != nil {
		return fmt.Errorf("%s: %w", l.path, err)
	}
	if made {
		err = createFile(l.path, string(had)+fresh.String())
	} else {
		err = appendFile(l.path, fresh.String())
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: added.\n%s", l.path, strings.TrimLeft(fresh.String(), "\n"))
	if err == nil && made {
		_, err = fmt.Fprintf(w, "The file is new: set %s to it in the settings.\n", l.setting)
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "To use it, %s.\n", l.then)
	}
	return err
}

func createFile(path, s string) error { return writeTo(path, os.O_CREATE|os.O_EXCL, s) }
func appendFile(path, s string) error { return writeTo(path, os.O_APPEND, s) }

func writeTo(path string, how int, s string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|how, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(s)
	return errors.Join(err, f.Sync(), f.Close())
}

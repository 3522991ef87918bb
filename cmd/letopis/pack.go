package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/pack"
	"letopis/internal/places/site"
	"letopis/web"
)

// packConditions are the conditions that select the documents of a copy.
var packConditions = []string{"city", "municipality", "settlement", "region"}

func (c *command) pack() *cobra.Command {
	var to, verify, lang string
	cmd := &cobra.Command{
		Use: "pack --to FOLDER", Short: "Copy a place's documents into a folder of pages that is searched without a server",
		Long: `Writes the documents of towns, districts or regions as a folder of pages with their files, lists by year
and a search that runs in the browser: it opens from any web server. Only what people may see gets in, as the
site shows it. The folder is replaced when the copy is whole, never when it is something else; --verify compares
a folder with its sums (SHA256SUMS). Works beside a running server. See docs/pack.md.`,
		Example: `  letopis pack --data archive --city uglich --to /srv/www/uglich
  letopis pack --data archive --municipality "Угличский район" --to uglich-2026
  letopis pack --verify uglich-2026`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case verify != "" && to != "":
				return usageError{errors.New("--to makes a copy, --verify looks at one: leave one of them out")}
			case verify != "":
				return verifyPack(cmd.Context(), cmd.OutOrStdout(), verify)
			case to == "":
				return usageError{errors.New("name the folder of the copy with --to")}
			case lang != string(web.Russian) && lang != string(web.English):
				return usageError{fmt.Errorf("--lang %q is not ru or en", lang)}
			}
			choice, err := c.packChoice(cmd)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), func(a *app) error {
				return a.pack(cmd.Context(), cmd.OutOrStdout(), pack.Options{Choice: choice, Dir: to, Lang: web.Lang(lang)})
			})
		}}
	fl := cmd.Flags()
	fl.StringVar(&to, "to", "", "the folder of the copy")
	fl.StringVar(&verify, "verify", "", "compare the copy in this folder with its sums")
	fl.StringVar(&lang, "lang", string(web.Russian), "language of the pages: ru or en")
	for _, name := range packConditions {
		help := filterHelp[name]
		if help == "" {
			help = "only documents of this " + name + "; repeat for more"
		}
		fl.StringArray(name, nil, help)
	}
	return cmd
}

// packChoice reads which documents to copy. At least one condition is required: a copy of everything would be as
// large as a backup.
func (c *command) packChoice(cmd *cobra.Command) (pack.Choice, error) {
	v, err := c.conditions(cmd, nil)
	if err != nil {
		return pack.Choice{}, err
	}
	choice := pack.Choice{City: v["city"], Municipality: v["municipality"], Settlement: v["settlement"],
		Region: v["region"]}
	if len(choice.City)+len(choice.Municipality)+len(choice.Settlement)+len(choice.Region) == 0 {
		return choice, usageError{errors.New("say of what: --city, --municipality, --settlement or --region")}
	}
	return choice, nil
}

func (a *app) pack(ctx context.Context, w io.Writer, o pack.Options) error {
	asked, err := a.QueryOptions()
	if err != nil {
		return err
	}
	cfg := a.c.cfg.Server
	o.Store, o.Bucket, o.Text, o.Places = a.Shown, a.Bucket, a.Text, site.New(a.Gazetteer)
	o.Related, o.Synonyms = asked.Places, asked.Synonyms
	o.Archive, o.PublicURL, o.Version, o.Log, o.Now = cfg.Name, cfg.PublicURL, version, a.c.log, time.Now()
	if o.Archive == "" {
		o.Archive = o.Lang.T("site.name")
	}
	began := time.Now()
	res, err := pack.Write(ctx, o)
	if errors.Is(err, pack.ErrNothing) {
		return fmt.Errorf("the archive has no documents of that place: %w", err)
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%d documents (%.1f MB of text) in %d files, %.1f MB, in %.1f s: %s\n", res.Documents,
		float64(res.Texts)/1e6, res.Files, float64(res.Bytes)/1e6, time.Since(began).Seconds(), o.Dir); err != nil {
		return err
	}
	if n := len(res.Lacking); n > 0 {
		return fmt.Errorf("the copy is made without the originals of %d documents, which are missing or damaged (letopis "+
			"check tells more): %s: %w", n, strings.Join(res.Lacking[:min(n, 10)], ", "), archive.ErrCorrupt)
	}
	return nil
}

func verifyPack(ctx context.Context, w io.Writer, dir string) error {
	n, err := pack.Verify(ctx, dir)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d files are as they were made: %s\n", n, dir)
	return err
}

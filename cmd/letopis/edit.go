package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
	"letopis/internal/places"
)

func (c *command) edit() *cobra.Command {
	fields := map[string]*[]string{}
	var cleared, undo []string
	var author string
	cmd := &cobra.Command{
		Use: "edit ID", Short: "Correct what was found in a document",
		Long: `Corrections are kept apart from what the rules find: they survive re-enrichment and rebuilds, and are listed
by show and export. --undo takes those of a field back: what the rules find shows again. A municipality, with its
settlement where that is known, gives the document its place, the region included; so does a town where the text
names no municipality. What an act does to others is written ` + archive.EffectForm + `;
of what it says of itself only lapses;until=DATE.`,
		Example: `  letopis edit --data archive k3j5h7d9s2m4a --city uglich --date 2011-04-20
  letopis edit --data archive k3j5h7d9s2m4a --municipality uglichskiy --settlement "Слободское сельское поселение"
  letopis edit --data archive k3j5h7d9s2m4a --clear programs --author "О. Петрова"
  letopis edit --data archive k3j5h7d9s2m4a --effect "repeals;постановление;1386;2014-11-24;from=2015-01-01"
  letopis edit --data archive k3j5h7d9s2m4a --draft false
  letopis edit --data archive k3j5h7d9s2m4a --undo date`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			var edits []archive.Edit
			for _, flag := range editFlags {
				if cmd.Flags().Changed(flag) {
					value := *fields[flag]
					var err error
					switch flag {
					case "city":
						value, err = c.towns(value)
					case "region":
						err = c.regions(value)
					}
					if err != nil {
						return err
					}
					edits = append(edits, archive.Edit{ID: ids[0], Field: pluralFlag(flag), Value: value, Author: author})
				}
			}
			if unit, err := c.placeOf(*fields["municipality"], *fields["settlement"]); err != nil {
				return err
			} else if unit != "" {
				edits = append(edits, archive.Edit{ID: ids[0], Field: "municipality", Value: []string{unit}, Author: author})
			}
			for _, f := range cleared {
				edits = append(edits, archive.Edit{ID: ids[0], Field: pluralFlag(f), Author: author})
			}
			for _, f := range undo {
				edits = append(edits, archive.Edit{ID: ids[0], Field: pluralFlag(f), Undo: true, Author: author})
			}
			if len(edits) == 0 {
				return usageError{errors.New("nothing to correct: give a value, --clear or --undo; see letopis edit --help")}
			}
			return c.with(cmd.Context(), func(a *app) error {
				if err := a.Store.Edit(cmd.Context(), edits...); err != nil {
					return err
				}
				return a.makeSearchable(cmd.Context(), "edit")
			})
		}}
	for _, flag := range append([]string{"municipality", "settlement"}, editFlags...) {
		fields[flag] = cmd.Flags().StringArray(flag, nil, cmp.Or(editHelp[flag], "the right "+flag))
	}
	cmd.Flags().StringSliceVar(&cleared, "clear", nil, "fields to set to undetermined")
	cmd.Flags().StringSliceVar(&undo, "undo", nil, "fields whose corrections are taken back")
	cmd.Flags().StringVar(&author, "author", "", "who corrects")
	return cmd
}

// editFlags are the flags that set a field each.
var editFlags = []string{"title", "kind", "number", "date", "region", "city", "program", "issuer", "effect", "draft"}

// editHelp describes the flags whose names do not suffice.
var editHelp = map[string]string{"draft": "whether the document is a draft: true or false"}

// placeOf returns the id of the given settlement, or else of the municipality; "" for neither. A settlement given by
// name is searched in the municipality.
func (c *command) placeOf(municipality, settlement []string) (string, error) {
	if len(municipality) > 1 || len(settlement) > 1 {
		return "", usageError{errors.New("a document has one municipality and one settlement")}
	}
	of, err := c.units(archive.LevelMunicipality, municipality)
	if err != nil || len(settlement) == 0 {
		return strings.Join(of, ""), err
	}
	g, err := c.gazetteer()
	if err != nil {
		return "", err
	}
	found := places.New(g).Units(archive.LevelSettlement, settlement[0])
	if len(of) > 0 {
		found = slices.DeleteFunc(found, func(u *gazetteer.Unit) bool { return u.Parent != of[0] })
		if len(found) == 0 {
			return "", usageError{fmt.Errorf("there is no settlement %q in %s", settlement[0], of[0])}
		}
	}
	if len(found) == 1 {
		return found[0].ID, nil
	}
	id, err := unitID(g, archive.LevelSettlement, settlement[0])
	if err != nil {
		return "", usageError{err}
	}
	return id, nil
}

func pluralFlag(flag string) string {
	switch flag {
	case "city":
		return "cities"
	case "program":
		return "programs"
	case "effect":
		return "effects"
	case "settlement":
		return "municipality" // which it is a part of
	}
	return flag
}

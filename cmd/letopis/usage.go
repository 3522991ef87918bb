package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"letopis/index"
)

// flagError adds the most similar flag to an error about flags.
func flagError(cmd *cobra.Command, err error) error {
	meant := ""
	var absent *pflag.NotExistError
	if errors.As(err, &absent) && absent.GetSpecifiedShortnames() == "" {
		var names []string
		note := func(f *pflag.Flag) { names = append(names, f.Name) }
		cmd.Flags().VisitAll(note) // includes the global flags
		meant = nearest("--", absent.GetSpecifiedName(), names)
	}
	return usageError{fmt.Errorf("%w%s", err, wayOut(meant, cmd))}
}

// wayOut ends an error message with what was probably meant, "" if unknown, and a reference to help.
func wayOut(meant string, cmd *cobra.Command) string {
	if meant == "" {
		return fmt.Sprintf("; see %s --help", cmd.CommandPath())
	}
	return fmt.Sprintf("; did you mean %s? See %s --help", meant, cmd.CommandPath())
}

// knownCommand validates the arguments of a command that only has subcommands: any argument is an unknown command.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return usageError{fmt.Errorf("unknown command %q for %q%s", args[0], cmd.CommandPath(),
		wayOut(nearest("", args[0], names), cmd))}
}

// nearest returns up to three known names that start with what was typed, else the one that differs from it in at most
// two letters, one per three; "" for none.
func nearest(prefix, typed string, known []string) string {
	var begun []string
	for _, k := range known {
		if typed != "" && strings.HasPrefix(k, typed) {
			begun = append(begun, prefix+k)
		}
	}
	if n := len(begun); n > 0 && n <= 3 {
		return strings.Join(begun, " or ")
	}
	letters := len([]rune(typed))
	for edits := 1; edits <= 2 && letters >= 3*edits; edits++ {
		for _, k := range known {
			if index.Edits(typed, k, edits) {
				return prefix + k
			}
		}
	}
	return ""
}

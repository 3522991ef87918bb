package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"letopis/index"
)

// flagError says what is wrong with a flag, and which one was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	meant := ""
	var absent *pflag.NotExistError
	if errors.As(err, &absent) && absent.GetSpecifiedShortnames() == "" {
		var names []string
		note := func(f *pflag.Flag) { names = append(names, f.Name) }
		cmd.Flags().VisitAll(note) // with those of all commands
		meant = nearest("--", absent.GetSpecifiedName(), names)
	}
	return usageError{fmt.Errorf("%w%s", err, wayOut(meant, cmd))}
}

// wayOut is what follows an error: what was probably meant, "" for nothing, and where all is told.
func wayOut(meant string, cmd *cobra.Command) string {
	if meant == "" {
		return fmt.Sprintf("; see %s --help", cmd.CommandPath())
	}
	return fmt.Sprintf("; did you mean %s? See %s --help", meant, cmd.CommandPath())
}

// knownCommand is the arguments of a command that only has others: none, or else what stands there is no command.
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

// nearest names what of known is written almost like typed, a slip in three letters, or begins so; "" for nothing.
func nearest(prefix, typed string, known []string) string {
	letters := len([]rune(typed))
	for edits := 1; edits <= 2 && letters >= 3*edits; edits++ {
		for _, k := range known {
			if index.Edits(typed, k, edits) {
				return prefix + k
			}
		}
	}
	var begun []string
	for _, k := range known {
		if typed != "" && strings.HasPrefix(k, typed) {
			begun = append(begun, prefix+k)
		}
	}
	if len(begun) == 0 || len(begun) > 3 {
		return ""
	}
	return strings.Join(begun, " or ")
}

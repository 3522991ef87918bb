package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand writes a man page for every command, for packages. Their date is SOURCE_DATE_EPOCH, or else today.
func manCommand() *cobra.Command {
	return &cobra.Command{Use: "man FOLDER", Short: "Write man pages", Hidden: true, Args: args(cobra.ExactArgs(1)),
		PersistentPreRun: func(*cobra.Command, []string) {}, // needs no settings
		RunE: func(cmd *cobra.Command, a []string) error {
			if err := os.MkdirAll(a[0], 0o755); err != nil {
				return err
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "Letopis " + version, Manual: "Letopis"}, a[0])
		}}
}

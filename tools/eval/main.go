// Command eval measures quality: of search against judged queries, of what is found in
// documents against labels made by people.
package main

import (
	"github.com/spf13/cobra"

	"letopis/tools/internal/tool"
)

func main() { tool.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := &cobra.Command{Use: "eval", Short: "Measure quality against judged queries and labelled documents"}
	t := tool.Attach(root)
	root.AddCommand(relevance(t), compare(t), facets(t), places(t), documents(t), towns(t), nerel(t), editions(t),
		lives(t))
	return root
}

// Command widget compiles the widget, TypeScript to one minified module, and the search of copies to one script. Run
// by `go generate ./web`; a test says when what is committed is stale.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/evanw/esbuild/pkg/api"
)

// scripts are what is compiled, below web. The search of copies is no module: those do not run in pages that are open
// as files, which are to say so.
var scripts = []struct {
	from, to string
	format   api.Format
}{
	{"widget/widget.ts", "static/widget.js", api.FormatESModule},
	{"packed/page.js", "static/pack.js", api.FormatIIFE},
}

func main() {
	for _, s := range scripts {
		js, err := build(s.from, s.format)
		if err == nil {
			err = os.WriteFile(s.to, js, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, s.from+":", err)
			os.Exit(1)
		}
	}
}

func build(entry string, format api.Format) ([]byte, error) {
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: format, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
	})
	var errs []error
	for _, m := range r.Errors {
		errs = append(errs, errors.New(m.Text))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return r.OutputFiles[0].Contents, nil
}

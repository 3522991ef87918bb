package main

import (
	"cmp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"letopis/internal/config"
)

// TestEveryFlagOfSearchIsSent holds the parameters that search sends against the
// flags that it has.
func TestEveryFlagOfSearchIsSent(t *testing.T) {
	c := &command{cfg: &config.Config{}}
	values := map[string]string{"limit": "7", "offset": "20", "explain": "true", "raw": "true", "strict": "true",
		"kind": "решение", "kind.not": "закон",
		"city": "uglich", "city.not": "uglich", "city.mentioned": "uglich", "city.event": "uglich",
		"municipality": "uglichskiy", "municipality.not": "uglichskiy", "settlement": "uglichskiy.slobodskoe",
		"level": "town",
		"force": "amended", "force.not": "repealed", "draft": "false"}
	c.search().Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "json" { // of the program, not of the API
			return
		}
		value := cmp.Or(values[f.Name], "2011")
		cmd := c.search()
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			t.Fatal(err)
		}
		sent, err := c.searchParameters(cmd, []string{"дороги"})
		if name := strings.ReplaceAll(f.Name, "-", "_"); err != nil || sent.Get(name) != value || sent.Get("q") != "дороги" {
			t.Errorf("--%s %s: sent %v, %v", f.Name, value, sent, err)
		}
	})
}

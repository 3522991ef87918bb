package enrich

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"letopis/web"
)

// TestRulesHaveNames: the desk says in words by which rule a value was found; each rule that the judged documents and
// the samples set off has a name in web/messages.tsv.
func TestRulesHaveNames(t *testing.T) {
	e := newEnricher(t)
	var files []string
	for _, pattern := range []string{"../../tools/eval/testdata/documents/*/*.txt", "../../samples/*/*/*.txt"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		files = append(files, found...)
	}
	rule, seen := regexp.MustCompile(`"rule":"([^"]+)"`), map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told, err := json.Marshal(facts(e, strings.ToValidUTF8(string(text), "")))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rule.FindAllStringSubmatch(string(told), -1) {
			if !seen[m[1]] && !web.Lang("ru").Has("rule."+m[1]) {
				t.Errorf("%s: the rule %s has no name", file, m[1])
			}
			seen[m[1]] = true
		}
	}
	if len(seen) < 40 {
		t.Errorf("%d rules: too few to tell anything", len(seen))
	}
}

package text

import (
	"reflect"
	"strings"
	"testing"
)

// outlineMatchers look for parts of s: words as stems, as they are, by their
// beginning, and in a row.
func outlineMatchers(a *Analyzer, s string, seed int) []*Matcher {
	tokens := a.Analyze(s)
	if len(tokens) == 0 {
		return nil
	}
	pick := func(i int) Token { return tokens[(seed*31+i*7919)%len(tokens)] }
	m := []*Matcher{{Stems: map[string]bool{}}, {Exact: map[string]bool{}}, {}, {}, {Prefixes: []string{"п", "1"}}}
	for i := range 4 {
		t := pick(i)
		if len(t.Stems) > 0 {
			m[0].Stems[t.Stems[len(t.Stems)-1]] = true
		}
		m[1].Exact[t.Exact] = true
		m[2].Prefixes = append(m[2].Prefixes, t.Exact[:stepRunes(t.Exact, 0, 3+i)])
	}
	for _, n := range []int{1, 2, 3} {
		var phrase []string
		for i := (seed * 17) % len(tokens); i < len(tokens) && len(phrase) < n; i++ {
			if len(phrase) == 0 || tokens[i].Pos != tokens[i-1].Pos {
				phrase = append(phrase, tokens[i].Exact)
			}
		}
		m[3].Phrases = append(m[3].Phrases, phrase)
	}
	return m
}

// sameOutlined holds that neither an outline nor the first letters of words change anything, and tells how often
// something was found.
func sameOutlined(t *testing.T, a *Analyzer, s string, seed int) (n int) {
	t.Helper()
	o := a.Outline(s)
	for _, m := range outlineMatchers(a, s, seed) {
		k := a.marker(m)
		sieve := k.initials
		for i := range k.initials.thirds { // every word may match
			k.initials.thirds[i] = ^uint32(0)
		}
		k.initials.digits = true
		want, marks := a.Snippets(s, m, SnippetOptions{}), a.Highlight(s, m, nil)
		n += min(len(want), 1)
		k.initials = sieve
		if got := a.Snippets(s, m, SnippetOptions{}); !reflect.DeepEqual(got, want) {
			t.Fatalf("%.80q: by the first letters of words %+v\nwant %+v", s, got, want)
		}
		if got := a.Highlight(s, m, nil); !reflect.DeepEqual(got, marks) {
			t.Fatalf("%.80q: by the first letters of words %v are marked\nwant %v", s, got, marks)
		}
		if got := a.Snippets(s, m, SnippetOptions{Outline: o}); !reflect.DeepEqual(got, want) {
			t.Fatalf("%.80q: by its outline %+v\nwant %+v", s, got, want)
		}
	}
	return n
}

func TestOutlineAndSieveChangeNothing(t *testing.T) {
	a := analyzer(t)
	var all strings.Builder
	found := 0
	texts := realParts(t, 10, 40_000)
	for _, s := range texts {
		for seed := range 10 {
			found += sameOutlined(t, a, s, seed)
		}
		all.WriteString(s + "\n")
	}
	if most := len(texts) * 10 * 5; found < most*9/10 {
		t.Errorf("of %d searches %d found words of the text itself", most, found)
	}
	long := all.String() // looked through in steps, and not to its end
	for len(long) < snippetScan+1000 {
		long += long
	}
	for seed := range 10 {
		sameOutlined(t, a, long, seed)
	}
}

func FuzzOutline(f *testing.F) {
	for _, s := range []string{"г.Амурск 131-Ф3", "a@b.c http://", "1 234 567", "\xff\xd0", "и\u0301\u00ad-\u200b",
		strings.Repeat("я-", 50), "No 5 Nо. 7, социально-экономического"} {
		f.Add(s, 1)
	}
	a := analyzer(f)
	f.Fuzz(func(t *testing.T, s string, seed int) { sameOutlined(t, a, s, int(uint(seed)%1000)) })
}

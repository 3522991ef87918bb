package lexicon

import (
	"slices"
	"strings"
	"testing"
)

const sample = `# a comment
[stems]
район округ
# another
город

[codes]
бк = Бюджетный кодекс
руководител исполнительн = Руководитель
[cues meeting]
заседани
[cues visit]
визит поездк
`

func TestLists(t *testing.T) {
	l, err := Parse("sample", sample)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Words("stems"); !slices.Equal(got, []string{"район", "округ", "город"}) {
		t.Errorf("words %q", got)
	}
	if set := l.Set("stems"); len(set) != 3 || !set["город"] {
		t.Errorf("set %v", set)
	}
	if m := l.Map("codes"); m["бк"] != "Бюджетный кодекс" || m["руководител исполнительн"] != "Руководитель" {
		t.Errorf("map %v", m)
	}
	parts := l.Group("cues")
	if len(parts) != 2 || parts[0].Name != "meeting" || !slices.Equal(parts[1].Words, []string{"визит", "поездк"}) {
		t.Errorf("group %v", parts)
	}
}

func TestMalformed(t *testing.T) {
	for text, line := range map[string]string{
		"район\n[a]\n": "sample:1", "[a]\nрайон\n[a]\n": "sample:3", "[a\n": "sample:1", "\n[]\n": "sample:2",
	} {
		if _, err := Parse("sample", text); err == nil || !strings.HasPrefix(err.Error(), line) {
			t.Errorf("%q: error %v, want one at %s", text, err, line)
		}
	}
	l, err := Parse("sample", sample)
	if err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func(){
		"a list that is not there":  func() { l.Words("none") },
		"a list that has no pairs":  func() { l.Map("stems") },
		"a group that is not there": func() { l.Group("stems") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is read without a word", name)
				}
			}()
			read()
		}()
	}
}

// TestUnread names lists that nothing reads, and words that stand twice in one.
func TestUnread(t *testing.T) {
	l := MustParse("unread", "[a]\nрайон округ район\n[b]\nгород\n")
	defer func() { parsed.files = parsed.files[:len(parsed.files)-1] }()
	l.Words("a")
	want := []string{"unread: a has «район» twice", "unread: b is read by no rule"}
	if got := Unread(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

package reason

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
)

// Every row says what is the matter and what to do, in both languages, with the same
// arguments, and no two rows have one code.
func TestRows(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All {
		if seen[r.Code] || Find(r.Code) != r {
			t.Errorf("%s is there twice", r.Code)
		}
		seen[r.Code] = true
		for _, w := range []Words{r.RU, r.EN} {
			if w.What == "" || w.Out == "" || strings.Contains(w.What+w.Out, "%s") {
				t.Errorf("%s: %+v", r.Code, w)
			}
		}
		args := func(w Words) []string {
			found := argument.FindAllString(w.What+w.Out, -1)
			slices.Sort(found)
			return slices.Compact(found)
		}
		if !slices.Equal(args(r.RU), args(r.EN)) {
			t.Errorf("%s: Russian takes %v, English %v", r.Code, args(r.RU), args(r.EN))
		}
		if r.Status == archive.StatusOK || r.Status == "" {
			t.Errorf("%s has status %q", r.Code, r.Status)
		}
	}
}

func TestWords(t *testing.T) {
	causes := []archive.Cause{ScanLatePartly.With(2, 7), Password.With()}
	for _, c := range []struct{ got, want string }{
		{Russian(causes), "страницы-сканы без текста: 2 из 7: на их распознавание не хватило времени: увеличьте " +
			"ingest.timeout или разделите файл; документ под паролем: снимите пароль и добавьте снова"},
		{English(causes[1:]), "the document needs a password: take the password off and add it again"},
		{Russian(Of("глава 2", Of("рисунок", causes[1:]))), "«глава 2, рисунок»: документ под паролем: снимите пароль и " +
			"добавьте снова"},
		{Russian([]archive.Cause{{Code: "of a newer version"}}), "of a newer version"},
		{Russian(nil), ""},
		{CauseOf(NoRight.Error(fs.ErrPermission, "a")).Code, "no-right"},
		{Russian([]archive.Cause{CauseOf(errors.New("диск отключён"))}), "не прочитано: диск отключён: исправьте это и " +
			"запустите ingest снова"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if err := FileLarge.Error(fs.ErrInvalid, 1, 2); !errors.Is(err, fs.ErrInvalid) {
		t.Error(err)
	}
}

package related

import (
	"context"
	"slices"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/query/vocab"
	"letopis/internal/text"
)

// asked fails as an index does whose reader has left; memindex answers all the same.
type asked struct{ index.Index }

func (a asked) Counts(ctx context.Context, field string, terms []string) ([]int, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return a.Index.Counts(ctx, field, terms)
}

// TestStemsOfOneWhoLeft: what could not be asked is not remembered as not there.
func TestStemsOfOneWhoLeft(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	idx := asked{memindex.New()}
	d := &index.Doc{ID: "1", Text: map[string][]index.Token{}}
	for i, tok := range a.Analyze("Шегарка. Дорожный отдел. Закрытие школы.") {
		for _, stem := range tok.Stems {
			d.Text["body"] = append(d.Text["body"], index.Token{Term: stem, Pos: uint32(i)})
		}
	}
	if err := idx.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}, Seq: 1}); err != nil {
		t.Fatal(err)
	}
	keeper := vocab.NewKeeper(vocab.Options{Text: a,
		Label: func(_ context.Context, _, v string) (string, error) { return v, nil }})
	get := func() *vocab.Vocabulary {
		v, err := keeper.Get(t.Context(), idx)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	f := New(a, Options{})
	for _, c := range []struct {
		typed, want string
		of          func(Stems) []string
	}{
		{"шегарский", "Шегарка", func(s Stems) []string { return s.Places }},
		{"дорога", "дорожный", func(s Stems) []string { return s.Relatives }},
		{"закрыли", "закрытие", func(s Stems) []string { return s.Actions }},
	} {
		stem, want := f.Stem(c.typed), f.Stem(text.Fold(c.want))
		gone, leave := context.WithCancel(t.Context())
		leave()
		if v := get(); c.of(f.Stems(gone, v, stem, c.typed)) != nil || v.Err() == nil || v.Has(gone, want) {
			t.Errorf("%s, asked by one who left: error %v", c.typed, v.Err())
		}
		if v := get(); !slices.Contains(c.of(f.Stems(t.Context(), v, stem, c.typed)), want) || v.Err() != nil {
			t.Errorf("%s: want %s among them, error %v", c.typed, want, v.Err())
		}
	}
}

// TestWordsApart: «часть» is no «частный», in whatever case it is asked; «трудовой» and «труд» stay together.
func TestWordsApart(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	f := New(a, Options{})
	of := func(typed string) []string { return f.candidates(word{f.Stem(typed), typed}).Relatives }
	for _, c := range []struct{ typed, not string }{
		{"части", "частный"}, {"частная", "часть"}, {"среда", "средний"}, {"средней", "среда"}, {"труда", "трудный"},
		{"страны", "странный"}, {"долги", "должный"}, {"краем", "крайний"},
	} {
		if got := of(c.typed); slices.Contains(got, f.Stem(c.not)) {
			t.Errorf("%s: %s is among %q", c.typed, c.not, got)
		}
	}
	for _, c := range []struct{ typed, want string }{{"труда", "трудовой"}, {"дороги", "дорожный"},
		{"архивы", "архивный"}} {
		if got := of(c.typed); !slices.Contains(got, f.Stem(c.want)) {
			t.Errorf("%s: %q, want %s among them", c.typed, got, c.want)
		}
	}
}

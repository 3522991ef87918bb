package query

import (
	"context"
	"errors"
	"testing"

	"letopis/index"
)

// failing is an index of which one reading fails, the n-th from now on.
type failing struct {
	index.Index
	n *int
}

var errReading = errors.New("reading failed")

func (f failing) fail() error {
	if *f.n--; *f.n == 0 {
		return errReading
	}
	return nil
}

func (f failing) Counts(ctx context.Context, field string, terms []string) ([]int, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Index.Counts(ctx, field, terms)
}

func (f failing) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Index.Terms(ctx, field, prefix, limit)
}

func (f failing) Neighbours(ctx context.Context, field, term string, edits int) ([]index.TermCount, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Index.Neighbours(ctx, field, term, edits)
}

func (f failing) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Index.Search(ctx, q)
}

// TestNoErrorIsAnAnswer: whichever reading of the index fails, or the name of a value, the search
// does, too, and the next one is answered as if nothing had failed.
func TestNoErrorIsAnAnswer(t *testing.T) {
	for _, r := range []Request{{Q: "шегарский дорога закрыли", Explain: true},
		{Q: "видео наблюдение до школьный", Explain: true},
		{Q: "видеонаблюдение город:Углич", Explain: true},
		{Q: "наблюденние nablyudenie", Explain: true},
		{Filters: map[string]Choice{"city": {Any: []string{"uglitch"}}}}} {
		x := newArchive(t)
		x.add(t, "1 | Шегарка | Дорожный отдел. Закрытие школы. Видеонаблюдение. Дошкольный. | city=uglich")
		x.add(t, "2 | О наблюдении | Видео и наблюдение. | city=ustyug")
		n, label := 0, 0
		x.idx = failing{x.idx, &n}
		fresh := func() *Service {
			return x.service(t, Options{Label: func(_ context.Context, _, v string) (string, error) {
				if label--; label == 0 {
					return v, errReading
				}
				return testLabels[v], nil
			}})
		}
		answer := func(s *Service) string {
			a, err := s.Search(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range a.Warnings {
				a.Expr += "\n" + w.RU + w.Meant
			}
			return a.Expr
		}
		want := answer(fresh())
		for _, count := range []*int{&n, &label} {
			failed := 0
			for at := 1; ; at++ {
				s := fresh()
				*count = at
				_, err := s.Search(t.Context(), r)
				if *count > 0 { // there are no more readings
					*count = 0
					break
				}
				failed++
				if !errors.Is(err, errReading) {
					t.Errorf("%+v: reading %d failed, the search did not: %v", r, at, err)
				}
				if got := answer(s); got != want {
					t.Errorf("%+v, after reading %d failed: %q, want %q", r, at, got, want)
				}
			}
			if count == &n && failed == 0 {
				t.Errorf("%+v: nothing was read", r)
			}
		}
	}
}

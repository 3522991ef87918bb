package view

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server/problem"
)

// SplitError means that a document used to be a whole page, whose posts are documents now.
type SplitError struct {
	ID    string
	Posts []*archive.Document // in page order, at least one and at most splitPosts
}

// splitPosts is how many posts a former page lists.
const splitPosts = 50

func (e *SplitError) Error() string {
	return fmt.Sprintf("document %s: its posts are documents now, the first of them %s", e.ID, e.Posts[0].ID)
}

// Unwrap returns the error's kind and the problem for clients.
func (e *SplitError) Unwrap() []error {
	h := http.Header{}
	var addresses []string
	for _, d := range e.Posts {
		addresses = append(addresses, "/d/"+d.ID)
		h.Add("Link", "</d/"+d.ID+`>; rel="successor-version"`)
	}
	p := problem.Problem{Code: problem.Removed, Header: h, Detail: strings.Join(addresses, ", "),
		RU: "Это была страница с новостями; теперь каждая её запись — отдельный документ:",
		EN: "This was a page of news; each of its posts is a document of its own now:"}
	return []error{archive.ErrRemoved, p}
}

// split returns the posts of a former page, or nil if there are none.
func (s *Service) split(ctx context.Context, id string) (*SplitError, error) {
	if s.o.Index == nil || !archive.IsID(id) {
		return nil, nil
	}
	found, err := s.o.Index().Search(ctx, index.Query{Filters: []index.Filter{{Field: "page", Any: []string{id}}},
		Sort: index.ByDateDesc, Limit: splitPosts})
	if err != nil {
		return nil, fmt.Errorf("looking for the posts of page %s: %w", id, err)
	}
	docs, err := s.Get(ctx, found.Hits)
	if err != nil {
		return nil, err
	}
	docs = slices.DeleteFunc(docs, func(d *archive.Document) bool { return d == nil })
	if len(docs) == 0 {
		return nil, nil
	}
	slices.SortFunc(docs, func(a, b *archive.Document) int { // post-2 before post-10
		return cmp.Or(cmp.Compare(len(a.URI), len(b.URI)), cmp.Compare(a.URI, b.URI))
	})
	return &SplitError{ID: id, Posts: docs}, nil
}

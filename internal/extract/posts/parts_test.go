package posts

import (
	"slices"
	"testing"
	"time"

	"letopis/internal/testkit/cost"
)

func TestNearDates(t *testing.T) {
	const one, two = "2017-05-01", "2017-05-09"
	for name, c := range map[string]struct{ dates, want []string }{
		"none":              {[]string{"", ""}, []string{"", ""}},
		"not its own":       {[]string{one, two, ""}, []string{two, one, two}},
		"the nearer":        {[]string{one, "", "", two}, []string{two, one, two, one}},
		"as near: before":   {[]string{one, "", two}, []string{two, one, one}},
		"before all others": {[]string{"", "", two}, []string{two, two, ""}},
	} {
		var posts []webPost
		for _, date := range c.dates {
			posts = append(posts, webPost{date: date})
		}
		if got := nearDates(posts); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if took := cost.Least(3, func() { nearDates(make([]webPost, 100_000)) }); took > time.Second {
		t.Errorf("100,000 posts without dates took %v", took)
	}
}

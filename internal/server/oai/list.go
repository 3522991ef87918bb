package oai

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/request"
)

// mark is a position in a harvest; as base64 of its JSON it is the resumptionToken.
type mark struct {
	After archive.Seq `json:"a"`
	From  string      `json:"f,omitempty"`
	Until string      `json:"u,omitempty"`
	Set   string      `json:"s,omitempty"`
}

func readMark(args url.Values) (m mark, err error) {
	if t := args.Get("resumptionToken"); args.Has("resumptionToken") {
		b, err := base64.RawURLEncoding.DecodeString(t)
		if err != nil || json.Unmarshal(b, &m) != nil {
			return m, protocolError{"badResumptionToken", "this resumptionToken is not of this archive"}
		}
		return m, nil
	}
	return mark{From: args.Get("from"), Until: args.Get("until"), Set: args.Get("set")}, nil
}

// timeRange parses the ends of a time range, which must have the same granularity.
func timeRange(m mark) (from, until time.Time, err error) {
	if m.From != "" && m.Until != "" && len(m.From) != len(m.Until) {
		return from, until, protocolError{"badArgument", "from and until must have the same granularity"}
	}
	for _, end := range []struct {
		value string
		to    *time.Time
		whole bool // until includes its whole second or day
	}{{m.From, &from, false}, {m.Until, &until, true}} {
		if end.value == "" {
			continue
		}
		layout, unit := timeLayout, time.Second
		if len(end.value) == len(time.DateOnly) {
			layout, unit = time.DateOnly, 24*time.Hour
		}
		t, err := time.Parse(layout, end.value)
		if err != nil {
			return from, until, protocolError{"badArgument", "times are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"}
		}
		if end.whole {
			t = t.Add(unit)
		}
		*end.to = t
	}
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		return from, until, protocolError{"badArgument", "from is later than until"}
	}
	return from, until, nil
}

// list reads the log of changes from a mark on.
func (s *Service) list(ctx context.Context, args url.Values) (*recordList, error) {
	m, err := readMark(args)
	if err != nil {
		return nil, err
	}
	from, until, err := timeRange(m)
	if err != nil {
		return nil, err
	}
	first := !args.Has("resumptionToken")
	if first && !from.IsZero() {
		if m.After, err = s.seqBefore(ctx, from); err != nil {
			return nil, err
		}
	}
	if m.Set != "" && !s.mayBeSet(m.Set) {
		return nil, protocolError{"noRecordsMatch", "there is no such set"}
	}
	list := &recordList{}
	more := true
	for seen := 0; more && len(list.Records) < pageLength && (seen < maxScanned || len(list.Records) == 0); {
		changes, err := s.changes(ctx, m.After)
		if err != nil {
			return nil, err
		}
		more = len(changes) == pageLength
		for _, ch := range changes {
			if !until.IsZero() && !ch.At.Before(until) {
				more = false
				break
			}
			if len(list.Records) == pageLength {
				more = true
				break
			}
			m.After = ch.Seq
			// The sets of a removed document are no longer known, so every harvest gets it.
			if m.Set == "" || ch.Doc == nil || slices.Contains(setsOf(ch.Doc), m.Set) {
				list.Records = append(list.Records, s.record(request.FromContext(ctx), ch))
			}
			seen++
		}
	}
	if len(list.Records) == 0 && first {
		return nil, protocolError{"noRecordsMatch", "nothing matches from, until and set"}
	}
	switch {
	case more:
		b, _ := json.Marshal(m)
		list.Token = &token{base64.RawURLEncoding.EncodeToString(b)}
	case !first:
		list.Token = &token{} // an empty token ends a list that came in parts
	}
	return list, nil
}

// changes reads the log after a position.
func (s *Service) changes(ctx context.Context, after archive.Seq) (changes []archive.Change, err error) {
	err = s.o.Scheduler.Admit(ctx, func(ctx context.Context) (err error) {
		changes, err = s.o.Store.Changes(ctx, after, pageLength)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading changes after %d: %w", after, err)
	}
	return changes, nil
}

// mayBeSet reports whether documents may be, or may have been, in a set; otherwise searching for them would read the
// whole archive in vain.
func (s *Service) mayBeSet(set string) bool {
	kind, value, _ := strings.Cut(set, ":")
	switch kind {
	case "city":
		_, ok := s.o.Labels.City(value)
		return ok
	case "year":
		_, err := time.Parse("2006", value)
		return err == nil
	}
	return false
}

// seqBefore finds the last log position before a time by binary search, as times never decrease.
func (s *Service) seqBefore(ctx context.Context, t time.Time) (archive.Seq, error) {
	end, err := s.o.Store.Seq(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the store's sequence number: %w", err)
	}
	low, high := archive.Seq(0), end // changes up to low are before t
	for low < high {
		mid := low + (high-low)/2
		next, err := s.o.Store.Log(ctx, mid, 1)
		if err != nil {
			return 0, fmt.Errorf("reading the log after %d: %w", mid, err)
		}
		if len(next) == 1 && next[0].At.Before(t) {
			low = max(mid+1, next[0].Seq)
		} else {
			high = mid
		}
	}
	return low, nil
}

package facet

import (
	"cmp"
	"slices"
)

// leaders are the numbers with the highest counts, in order of counts, then of values.
type leaders struct {
	*order
	limit     int    // 0: all are kept
	threshold uint32 // counts below are not kept
	list      []numberCount
}

type numberCount struct {
	number uint16
	count  uint32
}

// maxInserted is the limit up to which leaders are put in order one by one; more are
// sorted at the end.
const maxInserted = 200

func newLeaders(o *order, limit, room int) leaders {
	o.build()
	return leaders{order: o, limit: limit, threshold: 1, list: make([]numberCount, 0, room)}
}

func (l *leaders) compare(x, y numberCount) int {
	return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(l.rank[x.number], l.rank[y.number]))
}

func (l *leaders) before(x, y numberCount) bool {
	return x.count > y.count || x.count == y.count && l.rank[x.number] < l.rank[y.number]
}

// unbounded reports whether all that is offered is kept until the end.
func (l *leaders) unbounded() bool { return l.limit <= 0 || l.limit > maxInserted }

func (l *leaders) offer(number uint16, count uint32) {
	x := numberCount{number, count}
	if l.unbounded() {
		l.list = append(l.list, x)
		return
	}
	if n := len(l.list); n == l.limit {
		if !l.before(x, l.list[n-1]) {
			return
		}
		l.list = l.list[:n-1]
	}
	i := len(l.list)
	for i > 0 && l.before(x, l.list[i-1]) {
		i--
	}
	l.list = append(l.list, x)
	copy(l.list[i+1:], l.list[i:])
	l.list[i] = x
	if n := len(l.list); n == l.limit {
		l.threshold = l.list[n-1].count
	}
}

// ordered returns the leaders in order.
func (l *leaders) ordered() []numberCount {
	if l.unbounded() {
		slices.SortFunc(l.list, l.compare)
		if l.limit > 0 {
			l.list = l.list[:min(l.limit, len(l.list))]
		}
	}
	return l.list
}

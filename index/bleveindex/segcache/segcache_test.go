package segcache_test

import (
	"testing"

	"letopis/index/bleveindex/segcache"
)

type bytes int64

func (b bytes) Bytes() int64 { return int64(b) }

func TestCache(t *testing.T) {
	c := segcache.New(1000)
	small, large := segcache.Key{Segment: 1, Term: "а"}, segcache.Key{Segment: 2, Term: "а"}
	c.Put(small, bytes(100))
	c.Put(large, bytes(300))
	if segcache.Get[bytes](c, small) != 100 || segcache.Get[bytes](c, large) != 0 {
		t.Error("a value is lost, or one of over a quarter of the cache is kept")
	}
	if c.AskedBefore(large) || !c.AskedBefore(large) {
		t.Error("AskedBefore does not know what it was asked")
	}
	c.Retain(map[uint64]bool{2: true})
	if segcache.Get[bytes](c, small) != 0 || !c.AskedBefore(large) {
		t.Error("a gone segment's value stays, or a segment's question is forgotten")
	}
	c.Clear()
	if c.AskedBefore(large) || c.Stats().Cost != 0 {
		t.Error("something is left after Clear")
	}
}

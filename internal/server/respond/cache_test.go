package respond

import (
	"fmt"
	"testing"
)

func TestResponseCacheIsBounded(t *testing.T) {
	rc := newResponseCache(1000)
	for i := range 100 {
		rc.Put(fmt.Sprint(i), &response{body: make([]byte, 100)})
	}
	_, last := rc.Get("99")
	if _, first := rc.Get("5"); rc.Stats().Entries > 10 || !last || first {
		t.Errorf("%d answers of 100 bytes in a cache of 1,000", rc.Stats().Entries)
	}
}

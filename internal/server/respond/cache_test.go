package respond

import (
	"fmt"
	"testing"
	"time"
)

func TestResponseCacheIsBounded(t *testing.T) {
	rc := newResponseCache(1000)
	for i := range 100 {
		rc.Put(fmt.Sprint(i), &response{made: time.Now(), body: make([]byte, 100)})
	}
	if n := rc.Stats().Entries; n > 10 || rc.get("99") == nil || rc.get("5") != nil {
		t.Errorf("%d answers of 100 bytes in a cache of 1,000", n)
	}
	rc.Put("old", &response{made: time.Now().Add(-2 * maxResponseAge), body: make([]byte, 100)})
	if rc.get("old") != nil {
		t.Error("an old answer is used")
	}
}

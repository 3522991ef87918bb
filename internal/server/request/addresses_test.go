package request

import (
	"strings"
	"testing"
)

func TestProxiesThatAreNone(t *testing.T) {
	if _, err := parseProxies([]string{"10.0.0.1", "proxy"}); err == nil || !strings.Contains(err.Error(), `"proxy"`) {
		t.Errorf("%v", err)
	}
}

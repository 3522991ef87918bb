package dirblob

import "testing"

func TestTellsErrors(t *testing.T) {
	for release, want := range map[string]bool{
		"5.8.0": true, "5.10.0-33-amd64": true, "6.1": true, "10.0.1": true,
		"5.7.19": false, "5.4.0-162-generic": false, "4.19.0": false, "": false, "unknown": false,
	} {
		if got := tellsErrors(release); got != want {
			t.Errorf("Linux %q: %v", release, got)
		}
	}
}

package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	var problem string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/readyz":
			http.NotFound(w, r)
		case problem != "":
			http.Error(w, problem, http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	private := strings.TrimPrefix(server.URL, "http://")
	_, port, _ := strings.Cut(private, ":")
	for _, address := range []string{private, ":" + port, "0.0.0.0:" + port} {
		if err := ready(t.Context(), address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	problem = "the index is being built"
	if err := ready(t.Context(), private); err == nil || !strings.Contains(err.Error(), problem) {
		t.Errorf("a server that is not ready: %v", err)
	}
	server.Close()
	for address, code := range map[string]int{private: exitError, "": exitUsage, "8081": exitUsage} {
		if err := ready(t.Context(), address); exitCode(t.Context(), err) != code {
			t.Errorf("%q: code %d, want %d: %v", address, exitCode(t.Context(), err), code, err)
		}
	}
}

package datadir

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Server is the information that a running server leaves in the data folder.
type Server struct {
	PID int    `json:"pid"`
	URL string `json:"url"`
}

// ReadServer reads the information of the last server of the folder, which may have stopped.
func ReadServer(dir string) (info Server, err error) {
	b, err := os.ReadFile(filepath.Join(dir, ServerFile))
	if err != nil {
		return info, err
	}
	return info, json.Unmarshal(b, &info)
}

// LiveServer returns the URL of the server that holds the data folder, "" if none responds.
func LiveServer(ctx context.Context, dir string) string {
	info, err := ReadServer(dir)
	if err != nil || !serves(dir, info.PID) {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	res, err := Ask(ctx, info.URL+"/api/v1/status")
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return ""
	}
	return info.URL
}

// client sends requests to servers on this machine, without a proxy, which could not reach them and would see the
// responses.
var client = &http.Client{Transport: &http.Transport{IdleConnTimeout: time.Minute}}

// Ask sends a GET request to a server on this machine.
func Ask(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

// serves reports whether the server with a process id holds the lock. A killed server leaves its URL behind, where
// the server of another archive may respond now.
func serves(dir string, pid int) bool {
	f, err := os.Open(filepath.Join(dir, LockFile))
	if err != nil {
		return false
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return false // unlocked; closing the file releases our lock
	}
	said, err := io.ReadAll(io.LimitReader(f, 100))
	return err == nil && (len(said) == 0 || string(said) == holder("serve", pid))
}

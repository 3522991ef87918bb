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

// Server is what a running server says of itself in the data folder.
type Server struct {
	PID int    `json:"pid"`
	URL string `json:"url"`
}

// ReadServer reads what the last server of the folder wrote; it may have ended.
func ReadServer(dir string) (info Server, err error) {
	b, err := os.ReadFile(filepath.Join(dir, ServerFile))
	if err != nil {
		return info, err
	}
	return info, json.Unmarshal(b, &info)
}

// LiveServer returns the address of the server that holds the data folder; ""
// when there is none that answers.
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

// client asks servers of this machine: a proxy of the environment is not for them, and would read what they answer.
var client = &http.Client{Transport: &http.Transport{IdleConnTimeout: time.Minute}}

// Ask gets a page from a server of this machine.
func Ask(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

// serves reports whether the server of a process holds the lock: a server that was
// killed leaves its address behind, where that of another archive may answer now.
func serves(dir string, pid int) bool {
	f, err := os.Open(filepath.Join(dir, LockFile))
	if err != nil {
		return false
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return false // nobody does; closing lets go of it
	}
	said, err := io.ReadAll(io.LimitReader(f, 100))
	return err == nil && (len(said) == 0 || string(said) == holder("serve", pid))
}

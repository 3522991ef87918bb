package sandbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/sandbox"
	"letopis/internal/testkit"
)

// The test binary is the worker when told so, an honest one or a bad one.
func TestMain(m *testing.M) {
	switch os.Getenv("SANDBOX_TEST") {
	case "honest":
		if err := sandbox.Main(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	case "reads slowly":
		if err := sandbox.MainReading(os.Stdin, os.Stdout, func(page int) string {
			time.Sleep(1500 * time.Millisecond) // so that the next one is for another time
			return fmt.Sprintf("Страница %d, прочитана %d", page+1, time.Now().UnixNano())
		}); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case "hangs over pictures":
		if err := sandbox.MainHanging(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case "hangs":
		greet()
		time.Sleep(time.Hour)
	case "crashes":
		greet()
		os.Exit(2)
	case "stillborn":
		fmt.Fprintln(os.Stderr, "no such thing")
		os.Exit(3)
	case "hostile", "free":
		attack(os.Getenv("SANDBOX_TEST") == "hostile")
	case "eats":
		greet()
		var hog [][]byte
		for {
			b := make([]byte, 64<<20)
			for i := range b {
				b[i] = 1
			}
			hog = append(hog, b)
			_ = hog
		}
	}
	os.Exit(m.Run())
}

func greet() {
	if err := sandbox.Greet(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

func pool(t *testing.T, worker string, timeout time.Duration) *sandbox.Pool {
	t.Helper()
	p, err := sandbox.New(sandbox.Options{Command: []string{os.Args[0]}, Env: []string{"SANDBOX_TEST=" + worker},
		Timeout: timeout, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func TestFilesAreReadInAWorker(t *testing.T) {
	p := pool(t, "honest", 20*time.Second)
	var wg sync.WaitGroup
	for i := range 150 { // more than one worker's share
		wg.Go(func() {
			text := fmt.Sprintf("Постановление номер %d о ремонте дорог", i)
			parts, err := p.Extract(context.Background(), "a.txt", []byte(text))
			if err != nil || len(parts) != 1 || parts[0].Status != archive.StatusOK || !strings.Contains(parts[0].Text, text) {
				t.Errorf("%+v %v", parts, err)
			}
		})
	}
	wg.Wait()
}

// PDFium's compiler and tesseract have enough of everything.
func TestPDFAndScansFitTheLimits(t *testing.T) {
	if err := extract.Warm(); err != nil {
		t.Fatal(err)
	}
	p := pool(t, "honest", 60*time.Second)
	for _, name := range []string{"pdf/d01.lo.pdf", "scan/d02.200.jpg"} {
		data, err := os.ReadFile(testkit.Shared(t, "samples", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		want := archive.StatusOK
		if strings.HasPrefix(name, "scan") && extract.Tools()[0].Problem != "" {
			want = archive.StatusNeedsOCR
		}
		parts, err := p.Extract(context.Background(), name, data)
		if err != nil || len(parts) != 1 || parts[0].Status != want || want == archive.StatusOK && len(parts[0].Text) < 1000 {
			t.Errorf("%s: %.300v %v, want %s", name, parts, err, want)
		}
	}
}

func TestABadFileIsAStatusNotAnError(t *testing.T) {
	for worker, want := range map[string]archive.Status{"hangs": archive.StatusLimit, "crashes": archive.StatusCorrupt,
		"eats": archive.StatusLimit} {
		if worker == "eats" && testing.Short() {
			continue // the race detector, which runs the short tests, maps more than a worker may have
		}
		p := pool(t, worker, 6*time.Second)
		if worker == "hangs" {
			p = pool(t, worker, 200*time.Millisecond)
		}
		for range 2 { // the place in the pool is free again
			parts, err := p.Extract(context.Background(), "a.txt", []byte("текст"))
			if err != nil || len(parts) != 1 || parts[0].Status != want || parts[0].Reason() == "" {
				t.Errorf("a worker that %s: %+v %v, want %s", worker, parts, err, want)
			}
		}
	}
}

func TestWorkersEndWithThePool(t *testing.T) {
	p := pool(t, "honest", 20*time.Second)
	if _, err := p.Extract(context.Background(), "a.txt", []byte("текст")); err != nil {
		t.Fatal(err)
	}
	p.Close()
	children, _ := filepath.Glob("/proc/self/task/*/children")
	for _, c := range children {
		if b, _ := os.ReadFile(c); strings.TrimSpace(string(b)) != "" {
			t.Errorf("processes are left: %s", b)
		}
	}
}

func TestAnEndedContextIsAnError(t *testing.T) {
	p := pool(t, "hangs", 20*time.Second)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := p.Extract(ctx, "a.txt", []byte("x")); err == nil {
		t.Error("no error")
	}
}

func TestAWorkerThatDoesNotStartSaysWhy(t *testing.T) {
	_, err := pool(t, "stillborn", 20*time.Second).Extract(context.Background(), "a.txt", []byte("x"))
	if err == nil || !strings.Contains(err.Error(), "no such thing") {
		t.Error(err)
	}
}

//go:build linux

// Command filecost reads each file below folders in a process of its own, as the sandbox does, and says by format how
// long that took and how much memory: go run ./tools/filecost FOLDER…
//
// Time is that of the processor, its start included, so that other work on the machine does not matter; memory is the
// most that the process had (ru_maxrss), the program itself included, some 50 MB. Files beyond the limits are named.
// Pictures are not recognised.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"letopis/internal/extract"
)

// patience is how long a file may be read before its process is ended.
const patience = time.Minute

// reading is what one file took.
type reading struct {
	Status string
	took   time.Duration
	peak   int64 // bytes
}

func main() {
	one := flag.String("one", "", "read this file and print what it took: what the command starts")
	slow := flag.Duration("time", 2*time.Second, "name files that take longer")
	large := flag.Int64("memory", 256, "name files that take more MB")
	flag.Parse()
	run := func() error { return measure(flag.Args(), *slow, *large<<20) }
	if *one != "" {
		run = func() error { return read(*one) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "filecost:", err)
		os.Exit(1)
	}
}

// read reads a file in this process.
func read(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	parts := extract.Extract(context.Background(), name, data, extract.Options{NoOCR: true})
	r := reading{Status: string(parts[0].Status)}
	return json.NewEncoder(os.Stdout).Encode(r)
}

func measure(folders []string, slow time.Duration, large int64) error {
	if len(folders) == 0 {
		return errors.New("name a folder: go run ./tools/filecost FOLDER…")
	}
	if err := extract.Warm(); err != nil { // what reading PDF compiles is kept between the processes
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	formats := map[string][]reading{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			r := inProcess(self, path)
			ext := strings.ToLower(filepath.Ext(path))
			formats[ext], formats["all"] = append(formats[ext], r), append(formats["all"], r)
			if r.took > slow || r.peak > large || r.Status == "" {
				fmt.Printf("%s: %v, %d MB, %s\n", path, r.took.Round(time.Millisecond), r.peak>>20,
					cmp.Or(r.Status, "it did not end"))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return table(formats)
}

// inProcess reads a file in a process of its own.
func inProcess(self, path string) reading {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "-one", path)
	out, err := cmd.Output()
	var r reading
	if err != nil || json.Unmarshal(out, &r) != nil {
		r = reading{}
	}
	if cmd.ProcessState == nil { // it did not start
		return r
	}
	r.took = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = int64(usage.Maxrss) << 10
	}
	return r
}

// table writes a line a format, those with most files first.
func table(formats map[string][]reading) error {
	var names []string
	for name := range formats {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(len(formats[b])-len(formats[a]), strings.Compare(a, b))
	})
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "format\tfiles\tms p50\tp99\tmost\tMB p50\tp99\tmost\t")
	for _, name := range names {
		list := formats[name]
		time := shares(list, func(r reading) int64 { return r.took.Milliseconds() })
		memory := shares(list, func(r reading) int64 { return r.peak >> 20 })
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", name, len(list), time[0], time[1], time[2], memory[0], memory[1],
			memory[2])
	}
	return w.Flush()
}

// shares are the median, the 99th percentile and the most of a figure.
func shares(list []reading, of func(reading) int64) [3]int64 {
	values := make([]int64, len(list))
	for i, r := range list {
		values[i] = of(r)
	}
	slices.Sort(values)
	n := len(values)
	return [3]int64{values[n/2], values[(n*99+99)/100-1], values[n-1]}
}

// Package footprint measures what processes take of a Linux machine.
package footprint

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory is what a process takes with all that it has started, in bytes. Pages that several
// of them share, and pages of files that are mapped, count by the part of each (PSS).
type Memory struct {
	Total     int64
	Anonymous int64 // of no file: it cannot be given back by the kernel
	Processes int
}

// Of measures a process and its descendants. One that ends meanwhile counts for nothing.
func Of(pid int) (Memory, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return Memory{}, fmt.Errorf("memory of processes: %w", err)
	}
	children := map[int][]int{}
	for _, e := range entries {
		p, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])); err == nil && len(f) > 1 {
			if parent, err := strconv.Atoi(f[1]); err == nil {
				children[parent] = append(children[parent], p)
			}
		}
	}
	var m Memory
	tree := []int{pid}
	for i := 0; i < len(tree); i++ {
		tree = append(tree, children[tree[i]]...)
		rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", tree[i]))
		if err != nil || len(rollup) == 0 {
			continue
		}
		m.Processes++
		m.Total += field(rollup, "Pss:")
		m.Anonymous += field(rollup, "Pss_Anon:")
	}
	return m, nil
}

// field is a line of a file of /proc in kB, as bytes.
func field(file []byte, name string) int64 {
	_, after, _ := bytes.Cut(file, []byte("\n"+name))
	f := strings.Fields(string(after[:min(len(after), 40)]))
	if len(f) == 0 {
		return 0
	}
	kb, err := strconv.ParseInt(f[0], 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

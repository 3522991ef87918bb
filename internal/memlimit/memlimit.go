// Package memlimit determines how much memory this process and its children may use together, and sets the limit of
// Go's garbage collector accordingly, so that the kernel does not kill the service for garbage under MemoryMax=, in a
// container or on a small machine.
package memlimit

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"strings"
	"sync"
)

// Limit is what the processes may use.
type Limit struct {
	Bytes int64  // math.MaxInt64: nothing is known
	From  string // what says so: a variable, the file of a control group, "memory of this machine"
}

// Variable is Go's own: who sets it has the last word on what the collector does.
const Variable = "GOMEMLIMIT"

// Current returns the least of what the environment, the control groups of this process with
// all those around them, and the machine say. It is found once.
var Current = sync.OnceValue(func() Limit {
	least := Limit{math.MaxInt64, "nothing"}
	if n := memoryOfMachine(); n > 0 {
		least = Limit{n, "memory of this machine"}
	}
	least = lesser(least, ofGroups(os.DirFS("/")))
	if os.Getenv(Variable) != "" {
		least = lesser(least, Limit{debug.SetMemoryLimit(-1), Variable})
	}
	return least
})

// String says the limit for people.
func (l Limit) String() string {
	if l.Bytes == math.MaxInt64 {
		return "no limit is known"
	}
	return fmt.Sprintf("%d MB (%s)", l.Bytes>>20, l.From)
}

// Share is a part of the limit within bounds, in bytes: 1/part of it.
func (l Limit) Share(part, least, most int64) int64 { return min(max(l.Bytes/part, least), most) }

// Apply has the collector work harder when this process comes near its part of the limit,
// nine twentieths: mapped files, memory that SQLite takes by itself, and helpers need some,
// and others on the machine the rest. It leaves alone what the environment has set. It is for the beginning of a
// program.
func Apply() {
	if l := Current(); os.Getenv(Variable) == "" && l.Bytes < math.MaxInt64 {
		debug.SetMemoryLimit(l.Bytes / 20 * 9)
	}
}

func lesser(a, b Limit) Limit {
	if b.Bytes > 0 && b.Bytes < a.Bytes {
		return b
	}
	return a
}

// ofGroups returns the least limit of the control groups of this process and of those
// around them, of version 2 and 1. What cannot be read sets none.
func ofGroups(root fs.FS) Limit {
	least := Limit{Bytes: math.MaxInt64}
	mounts, err := fs.ReadFile(root, "proc/self/mountinfo")
	if err != nil {
		return least
	}
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return least
	}
	for line := range strings.Lines(string(groups)) {
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, group, ok := strings.Cut(rest, ":") // none: version 2
		files := []string{"memory.max", "memory.high"}
		if hasWord(controllers, "memory") {
			files = []string{"memory.limit_in_bytes"}
		} else if controllers != "" {
			continue
		}
		if !ok {
			continue
		}
		for m := range strings.Lines(string(mounts)) {
			if point, ok := pointOf(m, controllers, group); ok {
				least = lesser(least, upwards(root, point, files))
			}
		}
	}
	return least
}

// place is a folder of a control group: below the point where its hierarchy is mounted.
type place struct{ point, group string }

// pointOf returns where a group is, if a line of mountinfo (proc(5)) is of its hierarchy. The
// root of the mount is cut off what the group is called; a group outside of it, as
// containers without a namespace of their own see it, is the root.
func pointOf(line, controllers, group string) (p place, ok bool) {
	before, after, _ := strings.Cut(line, " - ")
	b, a := strings.Fields(before), strings.Fields(after)
	if len(b) < 5 || len(a) < 3 {
		return place{}, false
	}
	if controllers == "" && a[0] != "cgroup2" || controllers != "" && (a[0] != "cgroup" || !hasWord(a[2], "memory")) {
		return place{}, false
	}
	root, point := b[3], unescape(b[4])
	rest, within := strings.CutPrefix(path.Clean("/"+group), strings.TrimSuffix(unescape(root), "/"))
	if !within || rest != "" && rest[0] != '/' || strings.HasPrefix(group, "/..") {
		rest = ""
	}
	return place{strings.TrimPrefix(point, "/"), rest}, true
}

// upwards returns the least limit from a group to the root of its hierarchy.
func upwards(root fs.FS, p place, files []string) Limit {
	least := Limit{Bytes: math.MaxInt64}
	for group := path.Clean("/" + p.group); ; group = path.Dir(group) {
		for _, f := range files {
			name := path.Join(p.point, group, f)
			var n int64
			if b, err := fs.ReadFile(root, name); err != nil {
				continue
			} else if _, err := fmt.Sscan(string(b), &n); err == nil { // else it is «max»
				least = lesser(least, Limit{n, "/" + name})
			}
		}
		if group == "/" {
			return least
		}
	}
}

// hasWord reports whether a list parted by commas has a word.
func hasWord(list, word string) bool {
	for w := range strings.SplitSeq(list, ",") {
		if w == word {
			return true
		}
	}
	return false
}

// unescape undoes what mountinfo writes for spaces and such: three octal digits.
var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace

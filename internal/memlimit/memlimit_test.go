package memlimit

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	mountV2   = "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
	mountV1   = "41 35 0:36 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
	mountCPU  = "42 35 0:37 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
	noLimitV1 = "9223372036854771712\n"
)

// TestOfGroups: the least limit from the group of the process to the root of its hierarchy.
func TestOfGroups(t *testing.T) {
	for name, c := range map[string]struct {
		mounts, group string
		files         map[string]string // below /sys/fs
		want          int64
		from          string // its end
	}{
		"a service": {mountV2, "0::/system.slice/letopis.service\n",
			map[string]string{"cgroup/system.slice/letopis.service/memory.max": "1073741824\n",
				"cgroup/system.slice/memory.max": "max\n"},
			1 << 30, "letopis.service/memory.max"},
		"a slice around it": {mountV2, "0::/system.slice/letopis.service\n",
			map[string]string{"cgroup/system.slice/letopis.service/memory.max": "2147483648\n",
				"cgroup/system.slice/memory.max": "1073741824\n"},
			1 << 30, "system.slice/memory.max"},
		"MemoryHigh": {mountV2, "0::/a\n", map[string]string{"cgroup/a/memory.max": "max\n",
			"cgroup/a/memory.high": "536870912\n"},
			512 << 20, "memory.high"},
		"a namespace": {mountV2, "0::/\n",
			map[string]string{"cgroup/memory.max": "1000000\n"}, 1000000, "cgroup/memory.max"},
		"a mount of a part": {strings.Replace(mountV2, " / /sys", " /docker/1 /sys", 1), "0::/docker/1/a\n",
			map[string]string{"cgroup/a/memory.max": "3000000\n", "cgroup/memory.max": "5000000\n"}, 3000000, "a/memory.max"},
		"outside of the mount": {mountV2, "0::/../../b\n",
			map[string]string{"cgroup/memory.max": "4000000\n"}, 4000000, "memory.max"},
		"version 1": {mountCPU + mountV1, "3:cpu:/x\n9:memory:/a/b\n0::/\n",
			map[string]string{"cgroup/memory/a/b/memory.limit_in_bytes": noLimitV1,
				"cgroup/memory/a/memory.limit_in_bytes": "700000000\n",
				"cgroup/cpu/x/memory.limit_in_bytes":    "1\n"}, 700000000, "memory/a/memory.limit_in_bytes"},
		"version 1 of a container": {strings.Replace(mountV1, " / /sys", " /docker/1 /sys", 1), "9:memory:/docker/1\n",
			map[string]string{"cgroup/memory/memory.limit_in_bytes": "800000000\n"}, 800000000, "limit_in_bytes"},
		"both versions": {mountV1 + strings.ReplaceAll(mountV2, "fs/cgroup ", "fs/cgroup/unified "), "9:memory:/a\n0::/a\n",
			map[string]string{"cgroup/memory/a/memory.limit_in_bytes": "800000000\n",
				"cgroup/unified/a/memory.max": "900000000\n"},
			800000000, "limit_in_bytes"},
		"none":    {mountV2, "0::/a\n", map[string]string{"cgroup/a/memory.max": "max\n"}, math.MaxInt64, ""},
		"no file": {mountV2, "0::/a\n", nil, math.MaxInt64, ""},
		"damaged": {"x - y\n\n", "0\n::\n", nil, math.MaxInt64, ""},
	} {
		root := fstest.MapFS{"proc/self/mountinfo": {Data: []byte(c.mounts)}, "proc/self/cgroup": {Data: []byte(c.group)}}
		for path, text := range c.files {
			root["sys/fs/"+path] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := ofGroups(root); c.want < math.MaxInt64 && !strings.HasSuffix(got.From, c.from) ||
			min(got.Bytes, int64(1<<62)) != min(c.want, int64(1<<62)) {
			t.Errorf("%s: %+v, want %d from %s", name, got, c.want, c.from)
		}
	}
	if got := ofGroups(fstest.MapFS{}); got.Bytes != math.MaxInt64 {
		t.Errorf("without /proc: %+v", got)
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct{ bytes, want int64 }{{1 << 20, 8 << 20}, {1 << 30, 256 << 20}, {math.MaxInt64, 1 << 30}} {
		if got := (Limit{Bytes: c.bytes}).Share(4, 8<<20, 1<<30); got != c.want {
			t.Errorf("a quarter of %d: %d, want %d", c.bytes, got, c.want)
		}
	}
}

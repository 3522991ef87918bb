package bleveindex

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"letopis/index"
	"letopis/index/bleveindex/scorchseg"
)

// Files that others change while they are open. Segments are mapped: what changes in a
// file changes in answers, and what is cut off ends the process when it is touched. So
// before an answer is made the files are looked at, at most every guardEvery, and read
// again where one was written since it was opened. What goes bad on the disk itself is
// found by Verify, now and then.

// guardEvery is how long nobody looks at the files again.
const guardEvery = 10 * time.Millisecond

// markDamaged makes all further use ErrDamaged.
func (x *Index) markDamaged(cause error) error {
	err := fmt.Errorf("index %s: %w: letopis index builds it anew (%v)", x.path, index.ErrDamaged, cause)
	x.damage.CompareAndSwap(nil, &err)
	return *x.damage.Load()
}

// guard returns what is damaged of a view, or was before.
func (x *Index) guard(v *view) error {
	if err := x.damage.Load(); err != nil {
		return *err
	}
	now := time.Now().UnixNano()
	if last := x.guarded.Load(); now-last < int64(guardEvery) || !x.guarded.CompareAndSwap(last, now) {
		return nil
	}
	for _, s := range v.from.Segments() {
		if err := scorchseg.Unchanged(s.Segment()); err != nil {
			return x.markDamaged(err)
		}
	}
	return nil
}

// checkRoot finds out whether the file by which scorch knows its segments was cut off:
// writing then would end the process.
func (x *Index) checkRoot() error {
	info, err := os.Stat(filepath.Join(x.path, storeDir, rootFile))
	if err != nil {
		return nil // writing tells
	}
	if info.Size() < x.rootSize { // it never becomes smaller
		return x.markDamaged(fmt.Errorf("%s was cut off", rootFile))
	}
	x.rootSize = info.Size()
	return nil
}

// shield makes an error of touching memory whose file was cut off, and of a panic over
// damaged data. It is called at the beginning of what reads segments, what it returns is
// deferred.
func (x *Index) shield(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		r := recover()
		if r == nil {
			return
		}
		var fault interface{ Addr() uintptr }
		cause, ok := r.(runtime.Error)
		if ok && errors.As(cause, &fault) {
			*err = x.markDamaged(cause)
			return
		}
		if damage := x.verifyMapped(); damage != nil {
			*err = x.markDamaged(damage)
			return
		}
		panic(r)
	}
}

// verifyMapped compares the checksums of all segments.
func (x *Index) verifyMapped() error {
	v, _, err := x.snapshots.acquire()
	if err != nil {
		return err
	}
	defer v.release()
	for _, s := range v.from.Segments() {
		if err := scorchseg.Verify(s.Segment()); err != nil {
			return err
		}
	}
	return nil
}

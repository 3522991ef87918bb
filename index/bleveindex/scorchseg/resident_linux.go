package scorchseg

import "golang.org/x/sys/unix"

// letGo lets the system take back the pages of s, which was read from end to end and is
// about to be replaced: until it is unmapped they would count as memory of this process
// beside those of its successor. Who still searches it has them again from the page cache.
func (s *mapped) letGo() {
	_ = unix.Madvise(s.data, unix.MADV_DONTNEED) // advice: without it the pages go with the mapping
}

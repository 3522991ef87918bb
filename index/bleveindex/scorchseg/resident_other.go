//go:build !linux

package scorchseg

func (s *mapped) letGo() {} // the pages go with the mapping

//go:build !unix

package admission

// Descriptors returns the maximum number of file descriptors of the process; 0 if unknown.
func Descriptors() int { return 0 }

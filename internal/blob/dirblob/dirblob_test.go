package dirblob_test

import (
	"testing"

	"letopis/internal/archive"
	"letopis/internal/blob/blobtest"
	"letopis/internal/blob/dirblob"
)

func TestBucket(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) archive.Bucket {
		b, err := dirblob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
}

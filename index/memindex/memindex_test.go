package memindex_test

import (
	"testing"

	"letopis/index"
	"letopis/index/indextest"
	"letopis/index/memindex"
)

func TestEngine(t *testing.T) {
	indextest.Run(t, func(*testing.T) index.Engine { return memindex.NewEngine() },
		func(_ *testing.T, e index.Engine) index.Engine { return e })
}

package memindex_test

import (
	"testing"

	"letopis/index"
	"letopis/index/indextest"
	"letopis/index/memindex"
)

func TestEngine(t *testing.T) {
	for name, can := range map[string]index.Capabilities{"all": memindex.All, "least": {MaxWindow: 2000}} {
		t.Run(name, func(t *testing.T) {
			indextest.Suite{Open: func(*testing.T) index.Engine { return memindex.NewEngineWith(can) },
				Reopen: func(_ *testing.T, e index.Engine) index.Engine { return e }, Scores: true}.Run(t)
		})
	}
}

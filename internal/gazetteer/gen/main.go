// Command gen generates the table of municipal units that package gazetteer embeds, from tables of municipalities and
// settlements (see NOTICE) and the additions next to this file. Run by `go generate ./internal/gazetteer`.
//
//	go run ./internal/gazetteer/gen -tables DIR [-o FILE]
//
// DIR contains municipalities.tsv (dated versions by OKTMO) and settlements.tsv (of the 2021 census). The output is
// deterministic.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/klauspost/compress/zstd"
)

func main() {
	tables := flag.String("tables", "../shared/data", "folder of municipalities.tsv and settlements.tsv")
	out := flag.String("o", "units.tsv.zst", "file to write")
	flag.Parse()
	if err := run(*tables, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(tables, out string) error {
	b, err := build(tables)
	if err != nil {
		return err
	}
	return os.WriteFile(out, compress(b), 0o644)
}

// compress is deterministic: a single goroutine, and no dependence on the machine.
func compress(b []byte) []byte {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		panic(err) // only for invalid options
	}
	defer e.Close()
	return e.EncodeAll(b, nil)
}

// Command gen makes the table of municipal formations that package gazetteer embeds,
// from the tables of municipalities and settlements (see NOTICE) and the additions
// beside this file. Run by `go generate ./internal/gazetteer`.
//
//	go run ./internal/gazetteer/gen -tables DIR [-o FILE]
//
// DIR holds municipalities.tsv (dated versions by OKTMO) and settlements.tsv (of the
// census of 2021). The same tables give the same bytes.
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

// compress is the same for the same bytes: one goroutine, no options of the machine.
func compress(b []byte) []byte {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		panic(err) // of the options alone
	}
	defer e.Close()
	return e.EncodeAll(b, nil)
}

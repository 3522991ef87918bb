package pack

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
)

// putAside writes the run in memory to a file, sorted by stem, and begins another.
func (b *builder) putAside() error {
	f, err := os.Create(b.folder.temp(fmt.Sprintf("run-%d", b.runs)))
	if err != nil {
		return err
	}
	b.runs++
	out := bufio.NewWriterSize(f, 1<<18)
	var head []byte
	for _, stem := range slices.Sorted(maps.Keys(b.run)) {
		p := b.run[stem]
		head = appendString(head[:0], []byte(stem))
		for _, n := range []int{p.docs, p.first, p.last} {
			head = binary.AppendUvarint(head, uint64(n))
		}
		head = appendString(head, p.list)
		head = appendString(head, p.positions)
		if _, err := out.Write(head); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	clear(b.run)
	b.inRun = 0
	return errors.Join(out.Flush(), f.Close())
}

func appendString(b, s []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// run is a run being read back.
type run struct {
	f    *os.File
	in   *bufio.Reader
	stem string
	postings
	done bool
}

func openRun(path string) (*run, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &run{f: f, in: bufio.NewReaderSize(f, 1<<16)}
	return r, r.next()
}

// next reads the next stem.
func (r *run) next() error {
	stem, err := readString(r.in)
	if errors.Is(err, io.EOF) {
		r.done = true
		return nil
	}
	if err != nil {
		return err
	}
	r.stem = string(stem)
	for _, n := range []*int{&r.docs, &r.first, &r.last} {
		v, err := binary.ReadUvarint(r.in)
		if err != nil {
			return err
		}
		*n = int(v)
	}
	if r.list, err = readString(r.in); err != nil {
		return err
	}
	r.positions, err = readString(r.in)
	return err
}

func readString(in *bufio.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(in)
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(in, b)
	return b, err
}

// merge writes the stems of all runs in chunks, and returns the first of each chunk.
func (b *builder) merge(ctx context.Context, words *words) (firsts []string, err error) {
	var runs []*run
	defer func() {
		for i, r := range runs {
			err = errors.Join(err, r.f.Close(), os.Remove(b.folder.temp(fmt.Sprintf("run-%d", i))))
		}
	}()
	for i := range b.runs {
		r, err := openRun(b.folder.temp(fmt.Sprintf("run-%d", i)))
		if r != nil {
			runs = append(runs, r)
		}
		if err != nil {
			return nil, err
		}
	}
	var list, positions []byte
	write := func() error {
		n := len(firsts) - 1
		if n < 0 {
			return nil
		}
		err := errors.Join(b.folder.compressed(fmt.Sprintf("index/s/%d.bin", n), list),
			b.folder.compressed(fmt.Sprintf("index/p/%d.bin", n), positions))
		list, positions = list[:0], positions[:0]
		return err
	}
	for {
		stem, p, err := smallest(runs)
		if err != nil {
			return nil, err
		}
		if p == nil {
			return firsts, write()
		}
		if len(firsts) == 0 || len(list) > stemChunk || len(positions) > 2*stemChunk {
			if err := errors.Join(ctx.Err(), write()); err != nil {
				return nil, err
			}
			firsts = append(firsts, stem)
		}
		list = appendString(list, []byte(stem))
		list = appendString(list, append(words.of(stem), p.list...))
		positions = appendString(positions, p.positions)
	}
}

// smallest takes the smallest stem from the runs: the number of its documents, the number of the first one, and all
// postings. It returns nil at the end.
func smallest(runs []*run) (stem string, out *postings, err error) {
	found := false
	for _, r := range runs {
		if !r.done && (!found || r.stem < stem) {
			stem, found = r.stem, true
		}
	}
	if !found {
		return "", nil, nil
	}
	out = &postings{}
	var list []byte
	for _, r := range runs { // in document order
		if r.done || r.stem != stem {
			continue
		}
		list = binary.AppendUvarint(list, uint64(r.first-out.last))
		list = append(list, r.list...)
		out.positions = append(out.positions, r.positions...)
		out.docs += r.docs
		out.last = r.last
		if err := r.next(); err != nil {
			return "", nil, err
		}
	}
	out.list = append(binary.AppendUvarint(nil, uint64(out.docs)), list...)
	return stem, out, nil
}

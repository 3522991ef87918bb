package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"letopis/index"
)

// processPeer is an engine in a program of its own, in any language. It reads lines of values parted by tabs from its
// standard input and answers each but "doc" with a line on its standard output:
//
//	doc CITY PROGRAM KIND YEAR BODY   a document; "" for no value. BODY is stems parted by spaces; those that stand at
//	                                  one place, as lemmas of one form do, are parted by "|"
//	finish                            all documents have come; answer: bytes on disk, when they are searchable
//	reopen                            what has been asked is to be forgotten; answer: "ok"
//	ask KIND FACETS WORDS             see kindNames; FACETS: 1 or 0; words parted by spaces; answer: documents found,
//	                                  nanoseconds that it took
//
// A document has the number of its line. An answer that begins with "error " names what went wrong.
type processPeer struct {
	name string
	cmd  *exec.Cmd
	in   *bufio.Writer
	pipe io.Closer // below in
	out  *bufio.Scanner
}

// kindNames are kinds of queries as other programs are told them.
var kindNames = map[Kind]string{AllDocs: "all", AllOf: "and", AnyOf: "or", InRow: "phrase", StartsWith: "prefix",
	Typo: "typo"}

// startPeer builds, where that has not been done yet, and starts an engine whose index goes into a folder below dir.
func startPeer(ctx context.Context, name, dir string) (*processPeer, error) {
	script := filepath.Join("scripts", "peers", name, "run.sh")
	if _, err := os.Stat(script); err != nil {
		return nil, fmt.Errorf("bench: the engine %s: %w: run this in the top folder of the project", name, err)
	}
	cmd := exec.CommandContext(ctx, "bash", script, filepath.Join(dir, "index"))
	cmd.Stderr = os.Stderr
	return newProcessPeer(name, cmd)
}

func newProcessPeer(name string, cmd *exec.Cmd) (*processPeer, error) {
	p := &processPeer{name: name, cmd: cmd}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, p.failed(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, p.failed(err)
	}
	if err := cmd.Start(); err != nil {
		return nil, p.failed(err)
	}
	p.in, p.pipe, p.out = bufio.NewWriterSize(in, 1<<20), in, bufio.NewScanner(out)
	return p, nil
}

func (p *processPeer) failed(err error) error { return fmt.Errorf("bench: %s: %w", p.name, err) }

// say sends a line and reads the answer.
func (p *processPeer) say(ctx context.Context, line string) (string, error) {
	_, _ = p.in.WriteString(line) // Flush tells
	if err := errors.Join(p.in.Flush(), ctx.Err()); err != nil {
		return "", p.failed(err)
	}
	if !p.out.Scan() {
		return "", p.failed(errors.Join(p.out.Err(), fmt.Errorf("it ended before it answered %.60q", line)))
	}
	if why, bad := strings.CutPrefix(p.out.Text(), "error "); bad {
		return "", p.failed(errors.New(why))
	}
	return p.out.Text(), nil
}

func (p *processPeer) Add(ctx context.Context, docs []*index.Doc) error {
	for _, d := range docs {
		_, _ = p.in.WriteString("doc")
		for _, f := range facets {
			_, _ = p.in.WriteString("\t" + value(d, f))
		}
		_ = p.in.WriteByte('\t')
		for i, t := range d.Text["body"] {
			if i > 0 && t.Pos == d.Text["body"][i-1].Pos {
				_ = p.in.WriteByte('|')
			} else if i > 0 {
				_ = p.in.WriteByte(' ')
			}
			_, _ = p.in.WriteString(t.Term)
		}
		if err := p.in.WriteByte('\n'); err != nil {
			return p.failed(err)
		}
	}
	return ctx.Err()
}

func (p *processPeer) Finish(ctx context.Context) (bytes int64, err error) {
	line, err := p.say(ctx, "finish\n")
	if err != nil {
		return 0, err
	}
	if _, err := fmt.Sscan(line, &bytes); err != nil {
		return 0, p.failed(fmt.Errorf("%q: %w", line, err))
	}
	return bytes, nil
}

func (p *processPeer) Reopen(ctx context.Context) error {
	_, err := p.say(ctx, "reopen\n")
	return err
}

func (p *processPeer) Ask(ctx context.Context, q Query, withFacets bool) (a Answer, ok bool, err error) {
	counted := 0
	if withFacets {
		counted = 1
	}
	line, err := p.say(ctx, fmt.Sprintf("ask\t%s\t%d\t%s\n", kindNames[q.Kind], counted, strings.Join(q.Words, " ")))
	if err != nil {
		return a, true, err
	}
	var ns int64
	if _, err := fmt.Sscan(line, &a.Total, &ns); err != nil {
		return a, true, p.failed(fmt.Errorf("%q: %w", line, err))
	}
	a.Took = time.Duration(ns)
	return a, true, nil
}

// Close ends the program, which sees the end of its input.
func (p *processPeer) Close() error {
	err := p.pipe.Close()
	for p.out.Scan() { // it may not end while its output is not read
	}
	return errors.Join(err, p.cmd.Wait())
}

package peers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// lucenePeer is scripts/peers/lucene/Russian.java. It reads lines of values parted by tabs and answers "ask":
//
//	doc ID TITLE BODY   a document
//	ask LIMIT QUERY     answer: IDs parted by spaces
//
// An answer that begins with "error " tells what went wrong.
type lucenePeer struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func openLucene(ctx context.Context, dir string, docs []Doc) (*lucenePeer, error) {
	script := filepath.Join("scripts", "peers", "lucene", "run.sh")
	if _, err := os.Stat(script); err != nil {
		return nil, fmt.Errorf("lucene: %w: run this in the top folder of the project", err)
	}
	p := &lucenePeer{cmd: exec.CommandContext(ctx, "bash", script, dir, "Russian")}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("lucene: %w", err)
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("lucene: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("lucene: %w", err)
	}
	p.out = bufio.NewScanner(out)
	w := bufio.NewWriter(p.in)
	for _, d := range docs {
		_, _ = fmt.Fprintf(w, "doc\t%s\t%s\t%s\n", d.ID, oneLine(d.Title), oneLine(d.Body)) // Flush tells
	}
	if err := w.Flush(); err != nil {
		return nil, errors.Join(fmt.Errorf("lucene: %w", err), p.Close())
	}
	return p, nil
}

// oneLine is a text without what parts values and lines.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *lucenePeer) Ask(_ context.Context, query string, limit int) ([]string, error) {
	if _, err := io.WriteString(p.in, "ask\t"+strconv.Itoa(limit)+"\t"+oneLine(query)+"\n"); err != nil {
		return nil, fmt.Errorf("lucene: %w", err)
	}
	if !p.out.Scan() {
		return nil, errors.Join(fmt.Errorf("lucene: it ended before it answered %q", query), p.out.Err())
	}
	if why, bad := strings.CutPrefix(p.out.Text(), "error "); bad {
		return nil, fmt.Errorf("lucene: %q: %s", query, why)
	}
	return strings.Fields(p.out.Text()), nil
}

// Close ends the program, which sees the end of its input.
func (p *lucenePeer) Close() error {
	err := p.in.Close()
	for p.out.Scan() { // it may not end while its output is not read
	}
	return errors.Join(err, p.cmd.Wait())
}

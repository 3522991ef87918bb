package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// exitData is letopis's exit code for damage.
const exitData = 5

// trial damages a copy, asks it for everything, takes the way out, and asks again.
func (b *base) trial(ctx context.Context, worker, n int, p plan) (r result) {
	dir := filepath.Join(b.work, fmt.Sprintf("trial-%d", n))
	from := b.stopped
	if p.killed {
		from = b.killed
	}
	defer func() {
		if len(r.bad) == 0 || os.Getenv("TORTURE_KEEP") == "" {
			_ = os.RemoveAll(dir) // the folder of all goes at the end
		}
	}()
	fail := func(format string, args ...any) { r.bad = append(r.bad, fmt.Sprintf(format, args...)) }
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		fail("copying: %v", err)
		return r
	}
	told := ""
	if p.live {
		told = b.liveTrial(ctx, worker, dir, p, &r)
	} else {
		told = b.restTrial(ctx, worker, dir, p, &r)
	}
	if r.skipped || ctx.Err() != nil {
		return r
	}
	if p.kind == "nothing" && r.found {
		r.alarm = true
		fail("a false alarm: %s", tail(told))
	}
	b.leadOut(ctx, worker, dir, p, told, &r)
	return r
}

// check runs letopis check and notes what it tells.
func (b *base) check(ctx context.Context, dir string, r *result) string {
	out, err := b.letopis(ctx, "check", "--data", dir)
	var exit *exec.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit) && exit.ExitCode() == exitData && !strings.Contains(out, "goroutine "):
		r.found = true
	default:
		r.crash = r.crash || strings.Contains(out, "goroutine ")
		r.bad = append(r.bad, fmt.Sprintf("check: %v", err))
	}
	return out
}

// compare asks for everything and notes what is wrong.
func (b *base) compare(ctx context.Context, s *server, r *result) {
	got, err := s.ask(ctx, b.answers)
	if err != nil {
		return
	}
	for path, want := range b.answers {
		switch answer := got[path]; {
		case answer == want:
		case answer == "":
			r.errors++
		case strings.Contains(path, "/suggest") && b.later(ctx, s, path, want): // they are made after the start
		default:
			r.wrong++
			if r.wrong < 4 {
				r.bad = append(r.bad, fmt.Sprintf("a wrong answer to %s: %s", path, difference(answer, want)))
			}
		}
	}
}

// later reports whether an answer becomes right within a few seconds.
func (b *base) later(ctx context.Context, s *server, path, want string) bool {
	for range 20 {
		time.Sleep(200 * time.Millisecond)
		if res, err := get(ctx, "http://"+s.public+path); err != nil || res.status >= 300 || lasting(res.body) == want {
			return true
		}
	}
	return false
}

func difference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	from := max(0, i-40)
	return fmt.Sprintf("%d bytes instead of %d; at %d %.120q instead of %.120q",
		len(got), len(want), i, got[from:], want[from:])
}

// restTrial damages a copy that nobody uses, checks it and serves it.
func (b *base) restTrial(ctx context.Context, worker int, dir string, p plan, r *result) (told string) {
	how, err := p.damage(dir)
	if err != nil {
		r.bad = append(r.bad, fmt.Sprintf("damaging: %v", err))
		return ""
	}
	if r.skipped = how == "" && p.kind != "nothing"; r.skipped {
		return ""
	}
	if p.seed%2 == 0 { // the server finds it, or check
		told = b.check(ctx, dir, r)
	}
	s, err := b.serve(ctx, dir, worker)
	if err != nil {
		r.bad = append(r.bad, err.Error())
		return told
	}
	defer func() { told += s.said() }()
	if err := s.ready(ctx); err != nil {
		b.notReady(s, err, r)
	} else {
		b.compare(ctx, s, r)
	}
	b.end(s, r)
	return told + s.said()
}

// notReady notes a server that does not serve: that is right when it tells why.
func (b *base) notReady(s *server, err error, r *result) {
	if errors.Is(err, errEnded) && s.cmd.ProcessState.ExitCode() == exitData {
		r.found = true
		return
	}
	r.bad = append(r.bad, tail(err.Error()))
}

func (b *base) end(s *server, r *result) {
	r.found = r.found || strings.Contains(s.said(), "damaged")
	if err := s.stop(); err != nil {
		r.bad = append(r.bad, err.Error())
	}
	if s.crashed() {
		r.crash = true
		r.bad = append(r.bad, "a crash: "+tail(s.said()))
	}
}

// liveTrial damages a copy beneath a server.
func (b *base) liveTrial(ctx context.Context, worker int, dir string, p plan, r *result) (told string) {
	s, err := b.serve(ctx, dir, worker)
	if err != nil {
		r.bad = append(r.bad, err.Error())
		return ""
	}
	if err := s.ready(ctx); err != nil {
		r.bad = append(r.bad, "before the damage: "+tail(err.Error()))
		s.kill()
		return ""
	}
	if p.seed%2 == 0 { // what is kept in memory is right
		b.compare(ctx, s, r)
	}
	how, err := p.damage(dir)
	if err != nil || how == "" && p.kind != "nothing" {
		r.skipped = err == nil
		b.end(s, r)
		return ""
	}
	time.Sleep(20 * time.Millisecond)
	b.compare(ctx, s, r)
	told = b.check(ctx, dir, r)
	b.compare(ctx, s, r)
	b.end(s, r)
	return told + s.said()
}

// leadOut takes the way out for a kind of file, and holds that letopis named it and that
// the archive is what it was.
func (b *base) leadOut(ctx context.Context, worker int, dir string, p plan, told string, r *result) {
	damaged := r.found || r.errors > 0
	before := *r
	command := func(named string, args ...string) {
		if damaged && !strings.Contains(told, named) {
			r.bad = append(r.bad, fmt.Sprintf("%q is not named: %s", named, tail(told)))
		}
		if _, err := b.letopis(ctx, args...); err != nil {
			r.bad = append(r.bad, fmt.Sprintf("the way out: %v", err))
		}
	}
	if damaged {
		switch p.kind {
		case "original":
			command("letopis restore", "restore", "--data", dir, b.backup)
		case "catalogue", "log", "shm", "head":
			switch {
			case strings.Contains(told, "start letopis again") && !strings.Contains(told, "--replace"):
			case p.kind == "shm" && strings.Contains(told, "it is made anew") && r.errors == 0: // by itself
			default:
				command("letopis restore --replace", "restore", "--replace", "--data", dir, b.backup)
			}
		case "format":
			command("letopis repair", "repair", "--data", dir)
		}
	}
	after := result{}
	if !damaged && len(r.bad) == 0 {
		return // it was asked, and answered as it should
	}
	byItself := slices.Contains([]string{"index", "root", "current"}, p.kind) // a server builds the index anew
	if !byItself && !b.whole(ctx, dir, r) {
		return
	}
	s, err := b.serve(ctx, dir, worker)
	if err != nil {
		r.bad = append(r.bad, err.Error())
		return
	}
	if err := s.ready(ctx); err != nil {
		r.bad = append(r.bad, "after the way out: "+tail(err.Error()))
	} else {
		b.compare(ctx, s, &after)
		if after.errors > 0 || after.wrong > 0 {
			r.wrong += after.wrong
			r.bad = append(r.bad, fmt.Sprintf("after the way out %d answers are errors, %d wrong: %s", after.errors, after.wrong,
				strings.Join(after.bad, "; ")))
		}
	}
	b.end(s, r)
	if byItself {
		b.whole(ctx, dir, r)
	}
	r.errors = before.errors
}

// whole reports whether check finds no damage after the way out.
func (b *base) whole(ctx context.Context, dir string, r *result) bool {
	var after result
	if out := b.check(ctx, dir, &after); after.found {
		r.bad = append(r.bad, "damaged still: "+tail(out))
	}
	return !after.found
}

// Package osindex keeps indexes in an OpenSearch cluster (2.x, 3.x), which may be of many machines. Read engine.go,
// then mapping.go: how tokens that are given become Lucene's, then expr.go and search.go.
//
// A generation G is three things, of an Options.Prefix P: the index P-g-G of documents, the index P-w-G of their terms,
// and the document G of P-state, which holds the sequence number. The alias P-live names the live one.
//
// Any number of processes may search, and write, too: a document is written with its number in the store's log as an
// external version, so that a late write of an older one is refused, and the sequence number never goes back.
package osindex

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"letopis/index"
)

// Options of an Engine.
type Options struct {
	URLs     []string // of nodes, http://… or https://…
	Username string   // "": without
	Password string
	CACert   []byte        // PEM; nil: that of the system
	Prefix   string        // begins all names in the cluster: [a-z0-9_]+, which the settings check
	Shards   int           // of new generations; 0: 1
	Replicas int           // of new generations
	Groups   []string      // keyword fields that Query.Collapse may name; nil: "group"
	Timeout  time.Duration // of one request; 0: 30 s
}

// Engine keeps generations in a cluster. It is safe for concurrent use.
type Engine struct {
	o Options
	c *client

	leasing sync.Mutex
	seen    lease // of another process; under leasing
}

var (
	_ index.Engine   = (*Engine)(nil)
	_ index.Shared   = (*Engine)(nil)
	_ index.Verifier = (*Engine)(nil)
)

// OpenEngine asks the cluster who it is. index.ErrUnavailable: it does not answer.
func OpenEngine(ctx context.Context, o Options) (*Engine, error) {
	if o.Groups == nil {
		o.Groups = []string{"group"}
	}
	o.Shards = max(o.Shards, 1)
	c, err := dial(o)
	if err != nil {
		return nil, err
	}
	var who struct {
		Version struct{ Distribution, Number string }
	}
	if err := c.call(ctx, http.MethodGet, "/", nil, nil, &who); err != nil {
		return nil, err
	}
	if who.Version.Distribution != "opensearch" || strings.HasPrefix(who.Version.Number, "1.") {
		return nil, fmt.Errorf("at %s is no OpenSearch 2 or newer (%q %q): see index.urls", c.urls,
			who.Version.Distribution, who.Version.Number)
	}
	return &Engine{o: o, c: c}, nil
}

// Version implements index.Engine.
func (e *Engine) Version() string { return "os1" }

func (e *Engine) docs(generation string) string  { return e.o.Prefix + "-g-" + generation }
func (e *Engine) words(generation string) string { return e.o.Prefix + "-w-" + generation }

// writing is the alias that an index is written by: a request that must find an alias does not make an index that
// somebody has deleted.
func (e *Engine) writing(name string) string {
	return e.o.Prefix + "-to-" + strings.TrimPrefix(name, e.o.Prefix+"-")
}

func (e *Engine) alias() string { return e.o.Prefix + "-live" }
func (e *Engine) state() string { return e.o.Prefix + "-state" }

var generations = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// Open implements index.Engine. The index of documents is made last: without it there is no generation.
func (e *Engine) Open(ctx context.Context, generation string) (index.Index, error) {
	if !generations.MatchString(generation) {
		return nil, fmt.Errorf("a generation cannot be named %q in OpenSearch", generation)
	}
	x := &Index{e: e, generation: generation, known: map[uint64]struct{}{}}
	if there, err := e.names(ctx, "/"+e.docs(generation)+"/_alias"); err != nil || len(there) > 0 {
		return x, err
	}
	// The number of an index of this name that is gone promises nothing of the new one.
	if err := e.makeState(ctx); err != nil {
		return nil, err
	}
	if err := e.forget(ctx, generation); err != nil {
		return nil, err
	}
	for _, n := range []struct {
		name string
		body object
	}{
		{e.words(generation), createdWords(e.o)},
		{e.docs(generation), created(e.o)},
	} {
		n.body["aliases"] = object{e.writing(n.name): object{}}
		if err := e.create(ctx, n.name, n.body); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// create makes an index, if there is none of the name.
func (e *Engine) create(ctx context.Context, name string, body object) error {
	ready := url.Values{"wait_for_active_shards": {"1"}, "timeout": {"30s"}}
	err := e.c.call(ctx, http.MethodPut, "/"+name, ready, body, nil)
	if err != nil && !is(err, "resource_already_exists_exception") {
		return fmt.Errorf("making the index %s: %w", name, err)
	}
	return nil
}

func (e *Engine) makeState(ctx context.Context) error {
	return e.create(ctx, e.state(), createdState(e.o))
}

// forget deletes the sequence number of a generation.
func (e *Engine) forget(ctx context.Context, generation string) error {
	return e.remove(ctx, e.state()+"/_doc/"+generation)
}

// remove deletes what may not be there.
func (e *Engine) remove(ctx context.Context, path string) error {
	err := e.c.call(ctx, http.MethodDelete, "/"+path, nil, nil, nil)
	if f := new(failure); err != nil && asFailure(err, &f) && f.Status == http.StatusNotFound {
		return nil
	}
	return err
}

// List implements index.Engine.
func (e *Engine) List(ctx context.Context) ([]string, error) {
	names, err := e.names(ctx, "/"+e.docs("*")+"/_alias")
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], e.docs(""))
	}
	return names, err
}

// names returns the names of indexes that an answer has, in order; none where there is nothing.
func (e *Engine) names(ctx context.Context, path string) ([]string, error) {
	var answer map[string]any
	err := e.c.call(ctx, http.MethodGet, path, nil, nil, &answer)
	if f := new(failure); err != nil && asFailure(err, &f) && f.Status == http.StatusNotFound {
		return nil, nil
	}
	out := make([]string, 0, len(answer))
	for name := range answer {
		out = append(out, name)
	}
	slices.Sort(out)
	return out, err
}

// Live implements index.Engine.
func (e *Engine) Live(ctx context.Context) (string, error) {
	names, err := e.names(ctx, "/_alias/"+e.alias())
	if err != nil || len(names) == 0 {
		return "", err
	}
	return strings.TrimPrefix(names[0], e.docs("")), nil
}

// Promote implements index.Engine.
func (e *Engine) Promote(ctx context.Context, generation string) error {
	add := object{"add": object{"index": e.docs(generation), "alias": e.alias()}}
	steps := []object{{"remove": object{"index": e.docs("*"), "alias": e.alias(), "must_exist": false}}, add}
	if err := e.c.call(ctx, http.MethodPost, "/_aliases", nil, object{"actions": steps}, nil); err != nil {
		return fmt.Errorf("making %s live: %w", generation, err)
	}
	return nil
}

// Drop implements index.Engine.
func (e *Engine) Drop(ctx context.Context, generation string) error {
	live, err := e.Live(ctx)
	if err != nil {
		return err
	}
	if live == generation {
		return fmt.Errorf("generation %q is live", generation)
	}
	for _, path := range []string{e.docs(generation), e.words(generation), e.state() + "/_doc/" + generation} {
		if err := e.remove(ctx, path); err != nil {
			return fmt.Errorf("deleting the generation %s: %w", generation, err)
		}
	}
	return nil
}

// Verify implements index.Verifier by what the cluster knows of itself: it verifies checksums when it moves or merges
// segments. index.ErrUnavailable: a part is on no node at the moment.
func (e *Engine) Verify(ctx context.Context, generation string) error {
	var health struct {
		Status     string
		Unassigned int `json:"unassigned_shards"`
	}
	name := e.docs(generation)
	err := e.c.call(ctx, http.MethodGet, "/_cluster/health/"+name, url.Values{"level": {"indices"}}, nil, &health)
	if err != nil {
		return err
	}
	if health.Status == "red" {
		return fmt.Errorf("OpenSearch at %s: %w: %s is red: %d of its parts are on no node: see "+
			"GET _cluster/allocation/explain", e.c.urls, index.ErrUnavailable, name, health.Unassigned)
	}
	return nil
}

// Prefix is what all names in the cluster begin with.
func (e *Engine) Prefix() string { return e.o.Prefix }

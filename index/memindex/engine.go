package memindex

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"letopis/index"
)

// Engine keeps generations in memory.
type Engine struct {
	mu   sync.Mutex
	gens map[string]*Index
	live string
}

var _ index.Engine = (*Engine)(nil)

// NewEngine returns an engine without generations.
func NewEngine() *Engine { return &Engine{gens: map[string]*Index{}} }

// Version implements index.Engine.
func (e *Engine) Version() string { return "mem1" }

// Open implements index.Engine.
func (e *Engine) Open(_ context.Context, generation string) (index.Index, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gens[generation] == nil {
		e.gens[generation] = New()
	}
	return e.gens[generation], nil
}

// Live implements index.Engine.
func (e *Engine) Live(context.Context) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.live, nil
}

// Promote implements index.Engine.
func (e *Engine) Promote(_ context.Context, generation string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gens[generation] == nil {
		return fmt.Errorf("no generation %q", generation)
	}
	e.live = generation
	return nil
}

// List implements index.Engine.
func (e *Engine) List(context.Context) ([]string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Sorted(maps.Keys(e.gens)), nil
}

// Drop implements index.Engine.
func (e *Engine) Drop(_ context.Context, generation string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if generation == e.live {
		return fmt.Errorf("generation %q is live", generation)
	}
	delete(e.gens, generation)
	return nil
}

// Verify implements index.Engine: there is nothing on disk.
func (e *Engine) Verify(context.Context, string) error { return nil }

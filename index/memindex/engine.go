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
	can  index.Capabilities
	mu   sync.Mutex
	gens map[string]*Index
	live string
}

var _ index.Engine = (*Engine)(nil)

// NewEngine returns an engine without generations that can do all.
func NewEngine() *Engine { return NewEngineWith(All) }

// NewEngineWith returns an engine without generations, see NewWith.
func NewEngineWith(can index.Capabilities) *Engine {
	return &Engine{can: can, gens: map[string]*Index{}}
}

// Version implements index.Engine.
func (e *Engine) Version() string { return "mem1" }

// Open implements index.Engine.
func (e *Engine) Open(_ context.Context, generation string) (index.Index, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gens[generation] == nil {
		e.gens[generation] = NewWith(e.can)
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

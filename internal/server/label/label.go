// Package label has the names that people know values by: places from the gazetteer, programmes from the
// documents that have to do with them, and conditions of searches in words. Read Labels first.
package label

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
)

// Labels gives values of facets the names that people know them by. Names of
// places are the gazetteer's. An issuer's is that of its documents in the index. A
// programme's name is looked up when it is first asked for, in its newest documents, and
// remembered until these change or there are newer ones (see follow). Safe for concurrent
// use.
type Labels struct {
	Gazetteer
	store archive.Store
	idx   func() index.Index

	following sync.Mutex // held by the one who reads the log
	mu        sync.RWMutex
	at        archive.Seq          // of the index: no name is older
	programs  map[string]*labelled // by id
	told      map[string][]string  // by document: the programmes whose names it told
	issuers   map[string]string    // names by id
}

// labelled is a programme as its newest documents tell.
type labelled struct {
	Program
	by []string // the documents that were read
}

// Program is what is known about a programme apart from its documents.
type Program struct {
	ID, Name, Level string
	// Municipality and Region tell namesakes apart.
	Municipality, Region string
}

// maxLabels bounds the memory for names, about 0.5 KB each.
const maxLabels = 200_000

// New returns Labels that read idx and store when asked.
func New(store archive.Store, idx func() index.Index, g Gazetteer) *Labels {
	return &Labels{Gazetteer: g, store: store, idx: idx, programs: map[string]*labelled{},
		told: map[string][]string{}, issuers: map[string]string{}}
}

// Label returns the name of a facet's value; the value itself where it is its
// own name, or where no name is known.
func (l *Labels) Label(ctx context.Context, field, value string) (string, error) {
	switch field {
	case "city", "city_event", "city_mentioned":
		if c, ok := l.City(value); ok {
			return c.Name, nil
		}
	case "municipality", "territory", "settlement":
		return cmp.Or(l.UnitName(value), value), nil
	case "program", "program_mentioned":
		p, err := l.Program(ctx, value)
		return cmp.Or(p.Name, value), err
	case "issuer":
		return l.Issuer(ctx, value)
	}
	return value, nil
}

// Issuer returns the name of the authority file of an issuer by its id; of one that has
// none the id is the name.
func (l *Labels) Issuer(ctx context.Context, id string) (string, error) {
	if !strings.Contains(id, "/") {
		return id, nil
	}
	at, err := l.follow(ctx)
	if err != nil {
		return id, err
	}
	l.mu.RLock()
	name, ok := l.issuers[id]
	l.mu.RUnlock()
	if ok {
		return name, nil
	}
	terms, err := l.idx().Terms(ctx, "issuer_label", index.Named(id, ""), 1)
	if err != nil {
		return id, fmt.Errorf("reading the name of issuer %s: %w", id, err)
	}
	if len(terms) == 0 {
		return id, nil
	}
	_, name = index.CutNamed(terms[0].Term)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == at && len(l.issuers) < maxLabels {
		l.issuers[id] = name
	}
	return name, nil
}

// Program returns what is known about a programme; the zero Program if no document of the
// archive has to do with it.
func (l *Labels) Program(ctx context.Context, id string) (Program, error) {
	at, err := l.follow(ctx)
	if err != nil {
		return Program{}, err
	}
	l.mu.RLock()
	p := l.programs[id]
	l.mu.RUnlock()
	if p != nil {
		return p.Program, nil
	}
	if p, err = l.find(ctx, id); err != nil {
		return Program{}, fmt.Errorf("reading the name of programme %s: %w", id, err)
	}
	if p == nil {
		return Program{}, nil
	}
	l.keep(p, at)
	return p.Program, nil
}

// newestDocs is how many documents tell a programme's name.
const newestDocs = 3

// find reads what is known about a programme from its newest documents: from the one whose
// role says most about it. It returns nil when there are none.
func (l *Labels) find(ctx context.Context, id string) (*labelled, error) {
	out := &labelled{Program: Program{ID: id}}
	for _, field := range []string{"program", "program_mentioned"} {
		res, err := l.idx().Search(ctx, index.Query{
			Filters: []index.Filter{{Field: field, Any: []string{id}}}, Sort: index.ByDateDesc, Limit: newestDocs})
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(res.Hits))
		for i, h := range res.Hits {
			ids[i] = h.ID
		}
		docs, err := l.store.Get(ctx, ids...)
		if err != nil {
			return nil, err
		}
		out.by = append(out.by, ids...)
		rank := 0
		for _, d := range docs {
			if d == nil {
				continue
			}
			for _, p := range d.Facts.Programs {
				if p.ID == id && RoleRank[p.Role] > rank {
					rank = RoleRank[p.Role]
					out.Name, out.Level = p.Name, p.Level
					out.Municipality, out.Region = d.Facts.Municipality.Text, d.Facts.Region.Text
				}
			}
		}
		if rank > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// RoleRank says how well the act of a role knows the programme's name.
var RoleRank = map[string]int{
	"approves": 6, "passport": 5, "amends": 4, "reports": 3, "repeals": 2, archive.ProgramMentions: 1,
}

// titlesAtOnce is how many titles are read from the store at a time.
const titlesAtOnce = 2000

// Titles returns the titles that changed after a place of the store's log, ""
// for documents that are gone, and the place they reach: for suggestions.
func (l *Labels) Titles(ctx context.Context, after uint64) ([]query.Title, uint64, error) {
	titles, err := l.store.Titles(ctx, archive.Seq(after), titlesAtOnce)
	if err != nil {
		return nil, after, err
	}
	out := make([]query.Title, len(titles))
	for i, t := range titles {
		out[i], after = query.Title{ID: t.ID, Text: t.Text}, uint64(t.Seq)
	}
	return out, after, nil
}

// UnitName is the name of a municipality or settlement, "" for one that is unknown.
func (l *Labels) UnitName(id string) string {
	u, _ := l.Unit(id)
	return u.Name
}

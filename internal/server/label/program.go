package label

import (
	"context"
	"fmt"

	"letopis/internal/archive"
)

// Program is what is known about a programme as a whole.
type Program struct {
	ID, Name, Level string
	// Municipality and Region distinguish programmes of the same name.
	Municipality, Region string
}

// programField is the index field with archive.ProgramLabels.
const programField = "program_label"

// labelsRead limits how many labels of a programme are read; the best ones come first.
const labelsRead = 200

// Program returns what is known about a programme, or the zero Program if no document mentions it.
func (l *Labels) Program(ctx context.Context, id string) (Program, error) {
	at, err := l.follow(ctx)
	if err != nil {
		return Program{}, err
	}
	l.mu.RLock()
	p, ok := l.programs[id]
	l.mu.RUnlock()
	if ok {
		return p, nil
	}
	terms, err := l.idx().Terms(ctx, programField, archive.ProgramPrefix(id), labelsRead)
	if err != nil {
		return Program{}, fmt.Errorf("reading the name of programme %s: %w", id, err)
	}
	var best chosen
	for _, t := range terms {
		if p, ok := archive.ReadProgramLabel(t.Term); ok {
			best.consider(p, t.Count)
		}
	}
	l.keep(at, func() { l.programs[id] = best.Program })
	return best.Program, nil
}

// Names returns the names of all values of a field, by value; nil for a field whose names are not in the index. It
// reads them in one pass, whereas Label reads one.
func (l *Labels) Names(ctx context.Context, field string) (map[string]string, error) {
	if field != "program" {
		return nil, nil
	}
	terms, err := l.idx().Terms(ctx, programField, "", 0)
	if err != nil {
		return nil, fmt.Errorf("reading the names of programmes: %w", err)
	}
	out := map[string]string{}
	var best chosen // of the current programme; its terms are consecutive
	read := 0
	for _, t := range terms {
		p, ok := archive.ReadProgramLabel(t.Term)
		if !ok {
			continue
		}
		if p.ID != best.ID {
			best, read = chosen{}, 0
		}
		if read++; read <= labelsRead {
			best.consider(p, t.Count)
			out[p.ID] = best.Name
		}
	}
	return out, nil
}

// chosen is the label of a programme to be shown: of those with the highest rank, the most frequent one, or the first
// of several.
type chosen struct {
	Program
	rank, count int
}

func (c *chosen) consider(p archive.ProgramLabel, count int) {
	if p.Rank < c.rank || p.Rank == c.rank && count <= c.count {
		return
	}
	*c = chosen{Program{ID: p.ID, Name: p.Name, Level: p.Level, Municipality: p.Municipality, Region: p.Region},
		p.Rank, count}
}

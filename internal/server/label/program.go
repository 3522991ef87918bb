package label

import (
	"context"
	"fmt"

	"letopis/internal/archive"
)

// Program is what is known about a programme apart from its documents.
type Program struct {
	ID, Name, Level string
	// Municipality and Region tell namesakes apart.
	Municipality, Region string
}

// programField has what documents tell of their programmes, see archive.ProgramLabel.
const programField = "program_label"

// labelsRead bounds how many labels of a programme are read: those that know it best come first.
const labelsRead = 200

// Program returns what is known about a programme; the zero Program if no document of the
// archive has to do with it.
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

// Names returns the names of all values of a field by value; nil for a field whose names are not in the index. It reads
// them all at once, where Label reads one.
func (l *Labels) Names(ctx context.Context, field string) (map[string]string, error) {
	if field != "program" {
		return nil, nil
	}
	terms, err := l.idx().Terms(ctx, programField, "", 0)
	if err != nil {
		return nil, fmt.Errorf("reading the names of programmes: %w", err)
	}
	out := map[string]string{}
	var best chosen // of the programme at hand: its terms stand together
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

// chosen is the label of a programme that is shown: of those whose documents know it best the one that most have, of
// several the first.
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

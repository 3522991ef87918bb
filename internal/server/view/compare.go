package view

import (
	"context"
	"errors"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/compare"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/text/clause"
	"letopis/web"
)

// Compared is a comparison of two documents.
type Compared struct {
	Docs [2]*archive.Document
	*compare.Result
	clauses [2]*clause.Tree
}

// Compare compares the masked texts of two documents or editions, see EditionOf. Missing or removed ones are reported
// as when requested directly, with the name of the parameter, a or b.
func (s *Service) Compare(ctx context.Context, a, b string) (*Compared, error) {
	out := &Compared{}
	var err error
	for i, name := range []string{a, b} {
		if out.Docs[i], err = s.compared(ctx, name); err != nil {
			p := problem.FromError(err)
			if p.Code == problem.Internal {
				return nil, err
			}
			p.Param = []string{"a", "b"}[i]
			return nil, p
		}
	}
	out.Result, err = compare.Texts(ctx, out.Docs[0].Text, out.Docs[1].Text, index.Pace)
	if errors.Is(err, compare.ErrTooMany) {
		return nil, problem.Problem{Code: problem.Contradiction,
			RU: "В документе слишком много строк, чтобы сравнить его с другим: оба можно скачать и сравнить у себя.",
			EN: "A document has too many lines to be compared: both can be downloaded and compared elsewhere."}
	}
	if err != nil {
		return nil, err
	}
	for i, d := range out.Docs {
		out.clauses[i] = clause.Parse(d.Text)
	}
	return out, nil
}

// compared returns a document to be compared, with the text of an edition if the name has a day.
func (s *Service) compared(ctx context.Context, name string) (*archive.Document, error) {
	id, day := EditionOf(name)
	if day == "" {
		return s.Fetch(ctx, id)
	}
	e, err := s.Edition(ctx, id, day)
	if err != nil {
		return nil, err
	}
	d := *e.Doc
	d.Text = e.Text
	return &d, nil
}

// Clause returns the label of the clause that contains a row, in the second text or else in the first; "" if none.
// anchor is its URL fragment on the page of the document.
func (c *Compared) Clause(lang web.Lang, r compare.Row) (label, anchor string) {
	side, at := 1, r.B.Start
	if r.B.Empty() {
		side, at = 0, r.A.Start
	}
	if ref := clauseAt(lang, c.clauses[side], at); ref != nil {
		return ref.Label, ref.Anchor
	}
	return "", ""
}

// Answer converts a comparison to the API; unchanged includes unchanged rows.
func (s *Service) Answer(lang web.Lang, c *Compared, unchanged bool) *api.Comparison {
	out := &api.Comparison{A: s.Hit(c.Docs[0]), B: s.Hit(c.Docs[1]), Common: c.Common, Apart: c.Apart(),
		Counts: map[string]int{}, Pieces: []api.ComparedPiece{}}
	for kind, n := range c.Counts {
		out.Counts[string(kind)] = n
	}
	left := make([]int, len(c.Rows)) // index of the piece for each row
	for i, r := range c.Rows {
		left[i] = len(out.Pieces)
		if r.Kind != compare.Same || unchanged {
			out.Pieces = append(out.Pieces, api.ComparedPiece{})
		}
	}
	chars := [2]*RuneIndex{NewRuneIndex(c.Docs[0].Text), NewRuneIndex(c.Docs[1].Text)}
	place := func(side int, at compare.Span) *api.TextPlace {
		if at.Empty() {
			return nil
		}
		offset := chars[side].At(at.Start)
		return &api.TextPlace{Offset: offset, Length: chars[side].At(at.End) - offset}
	}
	for i, r := range c.Rows {
		if r.Kind == compare.Same && !unchanged {
			continue
		}
		p := &out.Pieces[left[i]]
		*p = api.ComparedPiece{Kind: api.ComparedPieceKind(r.Kind), A: place(0, r.A), B: place(1, r.B),
			Runs: []api.ComparedRun{}, Cells: [][]api.ComparedRun{}}
		label, anchor := c.Clause(lang, r)
		p.Clause, p.Anchor = Nullable(label), Nullable(anchor)
		if r.Other >= 0 {
			p.Other = &left[r.Other]
		}
		for _, cell := range r.Cells {
			p.Cells = append(p.Cells, c.runs(cell))
		}
		if r.Kind != compare.Same && r.Cells == nil {
			p.Runs = c.runs(c.Words(r))
		}
	}
	return out
}

// Words returns the runs of a row, including rows that are in one text only or moved unchanged.
func (c *Compared) Words(r compare.Row) []compare.Run {
	switch {
	case r.Runs != nil:
		return r.Runs
	case r.Kind == compare.MovedFrom:
		return []compare.Run{{A: r.A}}
	}
	return []compare.Run{{A: r.A, B: r.B}}
}

// Split splits a table row without Cells, which is in one text or in both, into cells.
func (c *Compared) Split(r compare.Row) (out []compare.Run) {
	whole, side := r.B, 1
	if r.B.Empty() {
		whole, side = r.A, 0
	}
	at := whole.Start
	for cell := range strings.SplitSeq(c.Docs[side].Text[whole.Start:whole.End], "\t") {
		run := compare.Run{}
		here := compare.Span{Start: at, End: at + len(cell)}
		if side == 0 {
			run.A = here
		} else {
			run.B = here
		}
		if side == 1 && r.Kind != compare.Added { // the first text has it, too
			run.A = r.A
		}
		out = append(out, run)
		at = here.End + 1
	}
	return out
}

// Text returns the text of a run, from the second document if both have it.
func (c *Compared) Text(r compare.Run) string {
	if r.B.Empty() {
		return c.Docs[0].Text[r.A.Start:r.A.End]
	}
	return c.Docs[1].Text[r.B.Start:r.B.End]
}

func (c *Compared) runs(of []compare.Run) []api.ComparedRun {
	out := make([]api.ComparedRun, len(of))
	for i, r := range of {
		op := api.Keep
		switch {
		case r.B.Empty():
			op = api.Delete
		case r.A.Empty():
			op = api.Insert
		}
		out[i] = api.ComparedRun{Op: op, Text: c.Text(r)}
	}
	return out
}

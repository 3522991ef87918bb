package view

import (
	"context"
	"fmt"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/edition/gather"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/text/clause"
	"letopis/web"
)

// OnParam is the parameter for the day of an edition.
const OnParam = "on"

// EditionOf splits the name of an edition in comparisons, «k3j5h7d9s2m4a@2016-01-31», into the ID of the document and
// the day; day is empty if name is just a document.
func EditionOf(name string) (id, day string) {
	id, day, _ = strings.Cut(name, "@")
	return id, day
}

// EditionName returns the name of an edition in comparisons.
func EditionName(e *gather.Edition) string { return e.Doc.ID + "@" + e.On.String() }

// Edition returns the text of a document's act as amended by a day, YYYY-MM-DD; empty means today.
func (s *Service) Edition(ctx context.Context, id, day string) (*gather.Edition, error) {
	on := archive.Today()
	if day != "" {
		var err error
		if on, err = archive.ParseDate(day); err != nil || on.Precision() != archive.PrecisionDay {
			shown := problem.Truncate(day, 40)
			return nil, problem.Problem{Code: problem.Parameter, Param: OnParam,
				RU: fmt.Sprintf("«%s» — не день. Нужен день полностью, например 2016-01-31.", shown),
				EN: fmt.Sprintf("“%s” is no day. A full day is wanted, such as 2016-01-31.", shown)}
		}
	}
	d, err := s.Fetch(ctx, id)
	if err != nil {
		return nil, err
	}
	return gather.Make(ctx, s.o.Store, d, on, index.Pace)
}

// OtherCopies returns the IDs of other documents of the act that say which amendments they include, see gather.
func (s *Service) OtherCopies(ctx context.Context, e *gather.Edition) ([]string, error) {
	return e.Held(ctx, s.o.Store, index.Pace)
}

// WhyText explains why a change was not made, or an act was not applied.
func WhyText[T ~string](lang web.Lang, why T) string { return lang.T("edition.why." + string(why)) }

// maxOldText is how much of the replaced text is returned, in characters.
const maxOldText = 500

// EditionAnswer converts an edition to the API.
func (s *Service) EditionAnswer(ctx context.Context, lang web.Lang, e *gather.Edition) (*api.Edition, error) {
	held, err := s.OtherCopies(ctx, e)
	if err != nil {
		return nil, err
	}
	out := &api.Edition{Document: s.Hit(e.Doc), On: e.On.String(), Certain: e.Certain(), Text: e.Text,
		Pieces: []api.EditionPiece{}, Acts: []api.EditionAct{}, Changes: make([]api.EditionChange, len(e.Outcomes)),
		Held: append([]string{}, held...)}
	for i, a := range e.Acts {
		act := api.EditionAct{Act: Act(a.By), Day: a.Day.String(), Why: Nullable(string(a.Skip)), Repealed: a.Repealed}
		if a.Skip != "" {
			act.Reason = Nullable(WhyText(lang, a.Skip))
		}
		out.Acts = append(out.Acts, act)
		for n := a.First; n < a.Next; n++ {
			o, src := &e.Outcomes[n], e.Sources[n]
			c := &out.Changes[n]
			*c = api.EditionChange{Act: i, Op: string(o.Op), Made: o.Why == "", Why: Nullable(string(o.Why)),
				Was:         Nullable(Quote(o.Was, maxOldText)),
				Instruction: src.Text, Source: api.TextPlace{Offset: src.Offset, Length: src.Length}}
			if o.Why != "" {
				c.Reason = Nullable(WhyText(lang, o.Why))
			}
		}
	}
	tree, chars, base := clause.Parse(e.Text), NewRuneIndex(e.Text), NewRuneIndex(e.Doc.Text)
	for _, p := range e.Pieces {
		piece := api.EditionPiece{Offset: chars.At(p.Start), Length: chars.At(p.End) - chars.At(p.Start)}
		if p.Change < 0 {
			from := base.At(p.From)
			piece.From = &from
		} else {
			piece.Change = &p.Change
			if c := &out.Changes[p.Change]; c.Clause == nil && (p.Start == p.End ||
				strings.TrimSpace(e.Text[p.Start:p.End]) != "") {
				if ref := clauseAt(lang, tree, p.Start); ref != nil {
					c.Clause, c.Anchor = &ref.Label, &ref.Anchor
				}
			}
		}
		out.Pieces = append(out.Pieces, piece)
	}
	return out, nil
}

package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// Renewal configures the re-enrichment of documents. Store and Enrich are required; without Read no page is split
// again.
type Renewal struct {
	Store  archive.Store
	Enrich func(context.Context, *archive.Document) error // applies the rules of version Rules, see Options.Enrich
	Rules  int                                            // documents of older versions are enriched again
	// Read extracts an original of Bucket like Options.Extract. Pages extracted by rules older than PostRules are
	// split again if they now yield more posts.
	Read      func(ctx context.Context, name string, data []byte) ([]extract.Part, error)
	Bucket    archive.Bucket
	PostRules int
	// EnrichTime limits the time for one document, 25 s by default. A document that takes longer keeps its facts.
	EnrichTime time.Duration
	// All includes documents of the current rules: the lists of towns and programmes, which have no version, may have
	// changed.
	All bool
	Dry bool // only find out what would change; implies All
	// Rest pauses after each batch for as long as it took, to leave resources to others.
	Rest bool
	// Progress is called after each batch with the counts so far.
	Progress func(Renewed)
	Log      *slog.Logger
}

// Renewed counts what a renewal did.
type Renewed struct {
	Documents int            // enriched again
	Changed   int            // with a new value in some field
	Values    map[string]int // changed fields, except those that people corrected
	Pages     int            // split again
	Posts     int            // the posts of these pages
}

// Renew enriches documents again. Progress is recorded in the documents themselves, so a renewal killed at any moment
// resumes where it was; documents changed meanwhile are left to the next renewal. People's corrections are kept.
func Renew(ctx context.Context, o Renewal) (Renewed, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	r := renewing{Renewed: Renewed{Values: map[string]int{}}}
	end, err := o.Store.Seq(ctx)
	if err != nil {
		return r.Renewed, err
	}
	next := func(archive.Seq) ([]archive.Change, error) { return o.Store.Outdated(ctx, o.Rules, batchDocs) }
	if o.All || o.Dry {
		next = func(after archive.Seq) ([]archive.Change, error) { return o.Store.Changes(ctx, after, batchDocs) }
	}
	for after := archive.Seq(0); ctx.Err() == nil; {
		began := time.Now()
		list, err := next(after)
		if err != nil || len(list) == 0 {
			return r.Renewed, err
		}
		if after = list[len(list)-1].Seq; o.All || o.Dry {
			// Later changes were made with these rules.
			list = slices.DeleteFunc(list, func(c archive.Change) bool { return c.Seq > end })
		}
		list = slices.DeleteFunc(list, func(c archive.Change) bool { return c.Doc == nil })
		if list, err = r.splitAgain(ctx, o, list); err != nil {
			return r.Renewed, err
		}
		for i := range list {
			list[i].Doc = r.again(ctx, o, list[i].Doc)
		}
		if err := ctx.Err(); err != nil {
			return r.Renewed, err // the last documents may be incomplete
		}
		if !o.Dry {
			if _, err := o.Store.Commit(ctx, archive.Batch{Renewed: list}); err != nil {
				return r.Renewed, err
			}
		}
		if o.Progress != nil {
			o.Progress(r.Renewed)
		}
		if (o.All || o.Dry) && after >= end {
			return r.Renewed, nil
		}
		if o.Rest {
			select {
			case <-ctx.Done():
			case <-time.After(time.Since(began)):
			}
		}
	}
	return r.Renewed, ctx.Err()
}

// renewing is a renewal in progress.
type renewing struct {
	Renewed
	first *archive.Document // first section of the text whose section was enriched last, with its facts
}

// again returns a document enriched again.
func (r *renewing) again(ctx context.Context, o Renewal, d *archive.Document) *archive.Document {
	fresh := *d
	fresh.Facts = archive.Facts{}
	err := attempt(ctx, o.Enrich, o.EnrichTime, &fresh)
	if err == nil && d.Section.N > 1 {
		err = r.continueAgain(ctx, o, &fresh)
	}
	if fresh.Rules = o.Rules; err != nil {
		// Do not fail, or a single document could stop every start of a server: it keeps its facts.
		o.Log.Error("a document cannot be enriched anew", "document", d.ID, "uri", d.URI, "error", err)
		fresh = *d
		fresh.Rules = max(d.Rules, o.Rules)
	}
	r.Documents++
	diff := changedFacts(&d.Facts, &fresh.Facts)
	diff = slices.DeleteFunc(diff, func(field string) bool { return slices.Contains(d.Facts.Edited, field) })
	for _, field := range diff {
		r.Values[field]++
	}
	if len(diff) > 0 {
		r.Changed++
	}
	return &fresh
}

// continueAgain gives a section the facts of the first section of its text. As sections mostly follow each other, the
// last first section is cached.
func (r *renewing) continueAgain(ctx context.Context, o Renewal, d *archive.Document) error {
	docs, err := o.Store.Get(ctx, d.Sections()[0])
	if err != nil {
		return err
	}
	if docs[0] == nil {
		return fmt.Errorf("its first section: %w", archive.ErrNotFound)
	}
	if r.first == nil || r.first.ID != docs[0].ID || r.first.Text != docs[0].Text {
		first := *docs[0]
		first.Facts = archive.Facts{}
		if err := attempt(ctx, o.Enrich, o.EnrichTime, &first); err != nil {
			return err
		}
		r.first = &first
	}
	continues(d, r.first)
	return nil
}

// changedFacts returns the fields whose values differ, ignoring evidence.
func changedFacts(a, b *archive.Facts) []string {
	var out []string
	check := func(field string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			out = append(out, field)
		}
	}
	for field, v := range map[string][2]archive.Value{"title": {a.Title, b.Title}, "kind": {a.Kind, b.Kind},
		"number": {a.Number, b.Number},
		"issuer": {a.Issuer.Value, b.Issuer.Value}, "municipality": {a.Municipality, b.Municipality},
		"region": {a.Region, b.Region}} {
		check(field, v[0].Text, v[1].Text)
	}
	check("date", a.Date.String(), b.Date.String())
	check("draft", a.IsDraft(), b.IsDraft())
	city := func(c archive.City) string { return c.ID + c.Role + c.Name }
	check("cities", keysOf(a.Cities, city), keysOf(b.Cities, city))
	program := func(p archive.Program) string { return p.ID + p.Role + p.Level + p.Name }
	check("programs", keysOf(a.Programs, program), keysOf(b.Programs, program))
	citation := func(c archive.Citation) string { return c.Level + c.Kind + c.Number + c.Name + c.Date.String() }
	check("cites", keysOf(a.Cites, citation), keysOf(b.Cites, citation))
	effect := func(e archive.Effect) string {
		return e.What + citation(e.Act) + citation(e.By) + e.Part + e.From.String() + e.Since.String() + e.Until.String()
	}
	check("effects", keysOf(a.Effects, effect), keysOf(b.Effects, effect))
	return out
}

func keysOf[T any](list []T, key func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = key(x)
	}
	return out
}

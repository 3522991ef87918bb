package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"letopis/index"
	"letopis/internal/query/related"
	"letopis/internal/query/vocab"
	"letopis/internal/text"
)

// words is the linguistic data about the word forms of a copy, so that the browser needs no analysis of its own.
type words struct {
	lines    []string            // one per word form, sorted
	forms    map[string][]string // word forms of a stem, for highlighting
	synonyms map[string]string   // by the first stem of the replaced term
}

func onlyLetters(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// words collects the data of all word forms. The line of a form has tab-separated fields: the form; its stem, "=" if
// equal to the form, "-" for a stop word; "v" for a verb; stems of related places, of relatives, and of related
// actions that occur in the copy.
func (b *builder) words(ctx context.Context, w *writer) (*words, error) {
	a := w.o.Text
	v, err := vocab.NewKeeper(vocab.Options{Text: a}).Get(ctx, &counted{docs: b.docs, df: b.df})
	if err != nil {
		return nil, err
	}
	finder := related.New(a, related.Options{Places: w.o.Related})
	out := &words{forms: map[string][]string{}, synonyms: map[string]string{}}
	for _, form := range slices.Sorted(maps.Keys(b.forms)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		stems := stemsOf(a, form)
		if len(stems) == 0 {
			out.lines = append(out.lines, form+"\t-")
			continue
		}
		for _, s := range stems {
			out.forms[s] = append(out.forms[s], form)
		}
		best := stems[0]
		if b.df[best] == 0 { // it occurs only in titles
			out.line(form, best, false, related.Stems{})
			continue
		}
		out.line(form, best, finder.Verb(form) != "", finder.Stems(ctx, v, best, form))
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	synonyms, err := related.ParseSynonyms(w.o.Synonyms, a)
	if err != nil {
		return nil, err
	}
	synonyms.Each(func(from related.Term, to []related.Term) { out.synonym(b.df, from, to) })
	return out, nil
}

func (o *words) line(form, stem string, verb bool, also related.Stems) {
	cells := []string{form, stem, "", strings.Join(also.Places, ","), strings.Join(also.Relatives, ","),
		strings.Join(also.Actions, ",")}
	if stem == form {
		cells[1] = "="
	}
	if verb {
		cells[2] = "v"
	}
	o.lines = append(o.lines, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

// stemsOf returns the stems of a form, best first.
func stemsOf(a *text.Analyzer, form string) []string {
	for _, t := range a.Analyze(form) {
		if t.Exact == form {
			return t.Stems
		}
	}
	return nil
}

// synonym adds synonyms for a term of the copy, as far as they occur in it: "rest of its
// stems!abbreviation>stems|stems;".
func (o *words) synonym(df map[string]int, from related.Term, to []related.Term) {
	has := func(t related.Term) bool {
		return !slices.ContainsFunc(t.Stems, func(s string) bool { return df[s] == 0 })
	}
	if !has(from) {
		return
	}
	var alts []string
	for _, t := range to {
		// The stem of an abbreviation may be another word's; only use it if it is unique.
		if has(t) && (t.Abbrev == "" || t.Stems[0] == t.Abbrev) {
			alts = append(alts, strings.Join(t.Stems, " "))
		}
	}
	if len(alts) == 0 {
		return
	}
	line := strings.Join(from.Stems[1:], " ")
	if from.Abbrev != "" {
		line += "!" + from.Abbrev
	}
	o.synonyms[from.Stems[0]] += line + ">" + strings.Join(alts, "|") + ";"
}

// of returns the data that precedes the postings of a stem: its forms and synonyms.
func (o *words) of(stem string) []byte {
	out := appendString(nil, []byte(strings.Join(o.forms[stem], " ")))
	return appendString(out, []byte(o.synonyms[stem]))
}

// write writes the lines in chunks, and returns the first form of each.
func (o *words) write(ctx context.Context, f *folder) (firsts []string, err error) {
	var chunk bytes.Buffer
	write := func() error {
		if chunk.Len() == 0 {
			return ctx.Err()
		}
		err := f.compressed(fmt.Sprintf("index/f/%d.bin", len(firsts)-1), chunk.Bytes())
		chunk.Reset()
		return errors.Join(err, ctx.Err())
	}
	for _, line := range o.lines {
		if chunk.Len() == 0 || chunk.Len() > formChunk {
			if err := write(); err != nil {
				return nil, err
			}
			form, _, _ := strings.Cut(line, "\t")
			firsts = append(firsts, form)
		}
		chunk.WriteString(line + "\n")
	}
	return firsts, write()
}

// counted implements the part of an index that a vocabulary of stems uses; other methods must not be called.
type counted struct {
	index.Index
	docs int
	df   map[string]int
}

// Seq implements index.Index.
func (*counted) Seq(context.Context) (uint64, error) { return 1, nil }

// Search implements index.Index for the query that counts all documents.
func (c *counted) Search(context.Context, index.Query) (*index.Result, error) {
	return &index.Result{Total: c.docs}, nil
}

// Counts implements index.Index for stems of bodies.
func (c *counted) Counts(_ context.Context, _ string, terms []string) ([]int, error) {
	out := make([]int, len(terms))
	for i, t := range terms {
		out[i] = c.df[t]
	}
	return out, nil
}

package gather

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
)

// memory is a Store that notes which documents are asked for together, and how often no pause came before.
type memory struct {
	docs    map[string]*archive.Document
	links   archive.Links
	asked   [][]string
	rested  bool
	unpaced int
}

// pause is the one between pieces of work.
func (m *memory) pause(ctx context.Context) error {
	m.rested = true
	return ctx.Err()
}

func (m *memory) Get(_ context.Context, ids ...string) ([]*archive.Document, error) {
	if !m.rested {
		m.unpaced++
	}
	m.rested = false
	m.asked = append(m.asked, slices.Clone(ids))
	out := make([]*archive.Document, len(ids))
	for i, id := range ids {
		out[i] = m.docs[id]
	}
	return out, nil
}

func (m *memory) Links(context.Context, string) (archive.Links, error) { return m.links, nil }

var begun = archive.Date{Year: 2014, Month: 1, Day: 9}

// store has an act that has been changed by acts with some texts, day by day.
func store(base string, texts ...string) (m *memory, act *archive.Document) {
	act = &archive.Document{ID: "act", Text: base}
	act.Facts.Kind.Text, act.Facts.Number.Text, act.Facts.Date = "постановление", "1", begun
	m = &memory{docs: map[string]*archive.Document{"act": act}}
	for i, text := range texts {
		id := fmt.Sprint("by", i)
		day := archive.Date{Year: 2015, Month: 1 + i/28, Day: 1 + i%28}
		by := archive.Citation{Kind: "постановление", Number: fmt.Sprint(i + 2), Date: day, Target: id}
		effect := archive.Effect{What: archive.EffectAmends,
			Act: archive.Citation{Kind: "постановление", Number: "1", Date: begun}}
		d := &archive.Document{ID: id, Text: "О внесении изменений\nПОСТАНОВЛЯЮ:\n" + text}
		d.Facts.Effects = []archive.Effect{effect}
		effect.By = by
		m.links.Deeds = append(m.links.Deeds, archive.Deed{Effect: effect, Teller: id})
		m.docs[id] = d
	}
	return m, act
}

var late = archive.Date{Year: 2020, Month: 1, Day: 1}

// TestLimits holds that acts are not read when the work is over, and that each says so; those that are not read for
// another reason take no one's place.
func TestLimits(t *testing.T) {
	var long, rows strings.Builder
	for range 20_000 {
		long.WriteString("Строка без таблицы, которая в тексте есть и ничего не значит для дела.\n")
	}
	for i := range 100 {
		fmt.Fprintf(&rows, "%d. В строке «Итого» слово «нет» заменить словом «есть».\n", i+1)
	}
	m, act := store("О порядке\nПОСТАНОВЛЯЮ:\n1. Срок год.\n"+long.String(), rows.String(), "1. Пункт 1 исключить.")
	e, err := Make(t.Context(), m, act, late, m.pause)
	if err != nil || len(e.Acts) != 2 || e.Acts[0].Skip != "" || e.Acts[1].Skip != TooMany || e.Certain() ||
		len(m.asked) != 1 || e.Text != act.Text {
		t.Errorf("%v: %+v, asked for %v", err, e.Acts, m.asked)
	}

	texts := slices.Repeat([]string{"1. В пункте 1 слово «год» заменить словом «год»."}, maxActs+3)
	m, act = store("О порядке\nПОСТАНОВЛЯЮ:\n1. Срок год.\n", texts...)
	m.links.Deeds[0].Doubt, m.links.Deeds[1].By.Target = archive.DeedNamesake, ""
	e, err = Make(t.Context(), m, act, late, m.pause)
	if err != nil || len(m.asked) != maxActs || e.Made() != maxActs || m.unpaced > 0 {
		t.Fatalf("%v: %d made of %d that were asked for, %d without a pause", err, e.Made(), len(m.asked), m.unpaced)
	}
	for i, a := range e.Acts {
		want := map[int]Skip{0: archive.DeedNamesake, 1: NotHeld, maxActs + 2: TooMany}[i]
		if a.Skip != want {
			t.Errorf("%d: %q, want %q", i, a.Skip, want)
		}
	}
}

// TestPauses holds that a pause comes before each act is read, also before those that turn out to play no part.
func TestPauses(t *testing.T) {
	m, act := store("О порядке\nПОСТАНОВЛЯЮ:\n1. Срок год.\n", slices.Repeat([]string{"1. Архив открыть."}, 5)...)
	m.docs["by1"], m.docs["by3"] = nil, nil
	e, err := Make(t.Context(), m, act, late, m.pause)
	if err != nil || len(m.asked) != 5 || m.unpaced > 0 {
		t.Fatalf("%v: %d readings, %d without a pause", err, len(m.asked), m.unpaced)
	}
	for i, a := range e.Acts {
		if want := []Skip{Bare, NotHeld}[i%2]; a.Skip != want {
			t.Errorf("%d: %q, want %q", i, a.Skip, want)
		}
	}
	stop := errors.New("stop")
	if _, err := Make(t.Context(), m, act, late, func(context.Context) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("not ended: %v", err)
	}
}

// TestHeld holds that other documents of the act are read when they are asked for, some at a time with pauses between,
// and that those are named that have changes of the day at the latest, the newest first.
func TestHeld(t *testing.T) {
	m, act := store("О порядке\nПОСТАНОВЛЯЮ:\n1. Срок год.\n")
	for i := range maxCopies + 10 {
		d := &archive.Document{ID: fmt.Sprint("copy", i)}
		if i%2 == 0 {
			d.Facts.Effects = []archive.Effect{{What: archive.EffectAmends,
				By: archive.Citation{Number: "7", Date: archive.Date{Year: 2015 + i%10, Month: 3, Day: 4}}}}
		}
		m.links.Copies = append(m.links.Copies, d.ID)
		if m.docs[d.ID] = d; i == 2 {
			m.docs[d.ID] = nil
		}
	}
	e, err := Make(t.Context(), m, act, late, m.pause)
	if err != nil || len(m.asked) != 0 {
		t.Fatalf("%v: %d documents are read", err, len(m.asked))
	}
	m.rested = false
	got, err := e.Held(t.Context(), m, m.pause)
	want := strings.Fields("copy4 copy14 copy24 copy34 copy44 " +
		"copy12 copy22 copy32 copy42 copy0 copy10 copy20 copy30 copy40")
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v: %v", err, got)
	}
	if m.unpaced > 0 || len(m.asked) != maxCopies/copiesAtOnce || len(m.asked[0]) != copiesAtOnce {
		t.Errorf("%d readings of %d, %d without a pause", len(m.asked), len(m.asked[0]), m.unpaced)
	}
	stop := errors.New("stop")
	if _, err := e.Held(t.Context(), m, func(context.Context) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("not ended: %v", err)
	}
}

package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/text"
	"letopis/internal/wiring"
)

// sampleLives are the acts of five programmes that anybody sees in the samples; testdata/life has what a reader
// finds in them.
const sampleLives = samples + "/lives"

// The floors of what is found in them: acts invented for it, with what a reader finds of
// their lives, written before the rules; those of held when the rules were made already.
const (
	leastResolvedP, leastResolvedR = 0.98, 0.95
	leastEffectsP, leastEffectsR   = 0.95, 0.90
	leastForce                     = 0.93
)

// lifeLabel is what a reader finds in an act.
type lifeLabel struct {
	force   string
	cites   map[string]string // «2013-10-14 854» → the act, "" when it is not held
	effects []string
}

// tally counts what was found and wanted.
type tally struct{ right, found, wanted int }

func (n *tally) precision() float64 { return float64(n.right) / float64(max(1, n.found)) }
func (n *tally) recall() float64    { return float64(n.right) / float64(max(1, n.wanted)) }

// compare counts the strings of two lists, and logs the differences.
func (n *tally) compare(logf func(string, ...any), of string, found, wanted []string) {
	left := slices.Clone(wanted)
	n.found, n.wanted = n.found+len(found), n.wanted+len(wanted)
	for _, f := range found {
		if i := slices.Index(left, f); i >= 0 {
			n.right++
			left = slices.Delete(left, i, i+1)
		} else {
			logf("%s: wrong   %s", of, f)
		}
	}
	for _, w := range left {
		logf("%s: missing %s", of, w)
	}
}

// TestLivesOfActs holds what is found of the lives of acts: which acts they refer to, what they do to
// each other, and what is in force.
func TestLivesOfActs(t *testing.T) {
	t.Run("samples", func(t *testing.T) { livesOf(t, sampleLives, "testdata/life", 40) })
	t.Run("held", func(t *testing.T) { livesOf(t, "testdata/life/held", "testdata/life/held", 16) })
}

// livesOf holds the acts of a folder, least of them or more. Of a half that is held back only figures are told.
func livesOf(t *testing.T, dir, labelled string, least int) {
	logf := t.Logf
	if filepath.Base(dir) == "held" {
		logf = func(string, ...any) {}
	}
	labels := readLives(t, filepath.Join(labelled, "labels.txt"))
	docs, store := livesHeld(t, dir)
	if len(docs) < least || len(labels) != len(docs) {
		t.Fatalf("%d acts, %d labelled", len(docs), len(labels))
	}
	names := map[string]string{} // by ID; a copy is the act
	for name, d := range docs {
		names[d.ID] = strings.TrimSuffix(name[strings.Index(name, "/")+1:], "-copy")
	}
	var resolved, absent, effects, force tally
	for name, label := range labels {
		id := archive.NewID("life", name)
		got, err := store.Get(t.Context(), id)
		if err != nil || got[0] == nil {
			t.Fatal(name, got, err)
		}
		links, err := store.Links(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var held, missing, wantHeld, wantMissing []string
		for _, c := range links.Cites {
			if act := c.Date.String() + " " + c.Number; c.Target != "" {
				held = append(held, act+" -> "+names[c.Target])
			} else if c.Level == "municipal" && c.Date.Day > 0 {
				missing = append(missing, act)
			}
		}
		for act, target := range label.cites {
			if target != "" {
				wantHeld = append(wantHeld, act+" -> "+target)
			} else {
				wantMissing = append(wantMissing, act)
			}
		}
		resolved.compare(logf, name+" held", held, wantHeld)
		absent.compare(logf, name+" not held", missing, wantMissing)
		found := effectsFound(&got[0].Facts)
		if filepath.Base(dir) == "held" { // labelled before anybody asked from when acts are in force
			found = slices.DeleteFunc(found, func(s string) bool { return strings.HasPrefix(s, archive.EffectStarts) })
		}
		effects.compare(logf, name+" effect", found, label.effects)
		state := got[0].ForceOn(archive.Date{Year: 2020, Month: 6, Day: 1}).State
		force.compare(logf, name+" force", []string{state}, []string{label.force})
	}
	t.Logf("resolved: P %.3f R %.3f of %d; known and not held: P %.3f R %.3f of %d", resolved.precision(),
		resolved.recall(), resolved.wanted, absent.precision(), absent.recall(), absent.wanted)
	t.Logf("effects: P %.3f R %.3f of %d; force: %.3f of %d", effects.precision(), effects.recall(), effects.wanted,
		force.recall(), force.wanted)
	if resolved.precision() < leastResolvedP || resolved.recall() < leastResolvedR ||
		effects.precision() < leastEffectsP ||
		effects.recall() < leastEffectsR || force.recall() < leastForce || absent.recall() < leastResolvedR {
		t.Error("below the floors")
	}
}

// effectsFound writes effects as labels have them. Those of programmes' years are not labelled.
func effectsFound(f *archive.Facts) []string {
	var out []string
	for _, e := range f.Effects {
		s := e.What + " "
		switch {
		case e.What == archive.EffectApproves:
			out = append(out, s+e.Act.Kind)
			continue
		case e.Evidence.Rule == "program-years":
			continue
		case e.What == archive.EffectStarts:
			out = append(out, strings.TrimSpace(s+cmp.Or(e.From.String(), e.Act.Name)))
			continue
		case e.Act.Number == "", e.Act.Number == f.Number.Text && e.Act.Date.String() == f.Date.String():
			s += "self"
		default:
			s += e.Act.Date.String() + " " + e.Act.Number
		}
		if e.By.Number != "" {
			s += " by " + e.By.Date.String() + " " + e.By.Number
		}
		if e.Part != "" {
			s += " part " + e.Part
		}
		for _, d := range []struct {
			name string
			date archive.Date
		}{{"until", e.Until}, {"from", e.From}, {"since", e.Since}} {
			if !d.date.IsZero() && !strings.HasSuffix(s, "self") || d.name == "until" && !d.date.IsZero() {
				s += " " + d.name + " " + d.date.String()
			}
		}
		out = append(out, s)
	}
	return out
}

// livesHeld enriches the acts of a folder, one file a programme, and stores them in the order of their
// files: amendments come before and after what they amend.
func livesHeld(t *testing.T, dir string) (map[string]*archive.Document, *sqlitestore.Store) {
	t.Helper()
	_, e, err := wiring.Authority(quiet(t).Config)
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "life.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return put(t, dir, e, store), store
}

// put enriches the acts of a folder and commits each to a store.
func put(t *testing.T, dir string, e *enrich.Enricher, store archive.Store) map[string]*archive.Document {
	t.Helper()
	docs := map[string]*archive.Document{}
	for _, act := range actsIn(t, dir) {
		d := &archive.Document{ID: archive.NewID("life", act.name), Source: "life", URI: act.name,
			Status: archive.StatusOK, Text: text.Clean(act.text), Original: archive.Original{Name: "act.txt"}}
		e.Enrich(d)
		docs[act.name] = d
		if _, err := store.Commit(context.Background(), archive.Batch{Source: "life",
			Put: []*archive.Document{d}}); err != nil {
			t.Fatal(err)
		}
	}
	return docs
}

// act is one of a folder: programme/act, and its text.
type act struct{ name, text string }

// actsIn reads the acts of a folder: one file a programme, with the acts in it one behind another, or one folder a
// programme. Of folders every second act comes first, so that some come before what they amend.
func actsIn(t *testing.T, dir string) (out []act) {
	t.Helper()
	read := func(file string) string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		programme := strings.TrimSuffix(filepath.Base(file), ".txt")
		if programme == "labels" {
			continue
		}
		for _, s := range strings.Split("\n"+read(file), "\n-- ")[1:] {
			name, body, _ := strings.Cut(s, " --\n")
			out = append(out, act{programme + "/" + name, body})
		}
	}
	if files, err = filepath.Glob(filepath.Join(dir, "*", "*.txt")); err != nil || dir != sampleLives {
		return out
	}
	var second []act
	for i, file := range files {
		a := act{filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".txt"), read(file)}
		if i%2 == 0 {
			second = append(second, a)
		} else {
			out = append(out, a)
		}
	}
	return append(out, second...)
}

// readLives reads labels; the file says how they are written.
func readLives(t *testing.T, path string) map[string]*lifeLabel {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*lifeLabel{}
	var at *lifeLabel
	for n, line := range strings.Split(string(b), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " ") && len(words) == 2 && slices.Contains(archive.Forces, words[1]):
			at = &lifeLabel{force: words[1], cites: map[string]string{}}
			out[words[0]] = at
		case words[0] == "cite" && len(words) == 5:
			at.cites[words[1]+" "+words[2]] = strings.TrimPrefix(words[4], "-")
		case slices.Contains(archive.EffectKinds, words[0]):
			at.effects = append(at.effects, inOrder(strings.Join(words, " ")))
		default:
			t.Fatalf("%s:%d: %q", path, n+1, line)
		}
	}
	return out
}

// inOrder puts the days of a label in the order of effectsFound.
func inOrder(s string) string {
	days := ""
	for _, name := range []string{" until ", " from ", " since "} {
		if i := strings.Index(s, name); i >= 0 {
			end := i + len(name) + len("2006-01-02")
			days += s[i:end]
			s = s[:i] + s[end:]
		}
	}
	return s + days
}

package eval

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// File compares the documents that a file gave with its label: one, or one for each of
// its posts. Documents too many and posts without a document are errors of the field
// "documents".
func (j *Judge) File(l *Described, docs []*archive.Document) {
	posts := l.Posts
	if len(posts) == 0 {
		posts = []Described{*l}
	}
	for i, d := range pair(posts, docs) {
		post := &posts[i]
		post.File = l.File
		if post.Note == "" {
			post.Note = l.Note
		}
		if !j.present(post, d != nil) {
			j.document(post, &archive.Document{}) // found nothing of it
			continue
		}
		j.document(j.nearest(post, d), d)
	}
	for range len(docs) - len(posts) {
		j.found("documents", false)
		j.miss("documents", FieldMiss{File: l.File, Value: "a document too many"})
	}
}

// pair finds for each post the document that it became: by title, else by its title in
// the text, else by order; nil where there are fewer documents.
func pair(posts []Described, docs []*archive.Document) []*archive.Document {
	out := make([]*archive.Document, len(posts))
	free := slices.Clone(docs)
	for _, is := range []func(*Described, *archive.Document) bool{
		func(p *Described, d *archive.Document) bool { return holds(d.Facts.Title.Text, p.Title) },
		func(p *Described, d *archive.Document) bool {
			return p.Title != "" && strings.Contains(plain(d.Text), plain(p.Title))
		},
		func(*Described, *archive.Document) bool { return true },
	} {
		for i := range posts {
			if out[i] != nil {
				continue
			}
			if k := slices.IndexFunc(free, func(d *archive.Document) bool { return is(&posts[i], d) }); k >= 0 {
				out[i] = free[k]
				free = slices.Delete(free, k, k+1)
			}
		}
	}
	return out
}

// nearest is the label with those of its alternatives that d agrees with better, field by field: one that says less
// does not excuse what is wrong.
func (j *Judge) nearest(l *Described, d *archive.Document) *Described {
	best := *l
	scores := j.alone(&best, d)
	for _, field := range slices.Sorted(maps.Keys(l.Alt)) {
		for _, value := range l.Alt[field] {
			with := best
			clearField(&with, field)
			// The values were read with the label, see ReadDescribed.
			_ = json.Unmarshal([]byte(`{"`+field+`":`+string(value)+`}`), &with)
			if other := j.alone(&with, d); agreesBetter(other, scores) {
				best, scores = with, other
			}
		}
	}
	return &best
}

// alone are the scores of one document by a label.
func (j *Judge) alone(l *Described, d *archive.Document) map[string]*FieldScore {
	alone := *j
	alone.scorer = newScorer()
	alone.document(l, d)
	return alone.by
}

// agreesBetter reports whether less is wrong by one label than by another; or less is lacking, and nothing wrong, of
// what they differ in.
func agreesBetter(one, other map[string]*FieldScore) bool {
	var wrong, lacking, left int
	none := &FieldScore{}
	of := func(scores map[string]*FieldScore, field string) *FieldScore {
		if s := scores[field]; s != nil {
			return s
		}
		return none
	}
	fields := maps.Clone(one)
	maps.Copy(fields, other)
	for field := range fields {
		a, b := of(one, field), of(other, field)
		if a.Found == b.Found && a.Gold == b.Gold && a.Hit == b.Hit {
			continue
		}
		wrong += (a.Found - a.Hit) - (b.Found - b.Hit)
		lacking += (a.Gold - a.Hit) - (b.Gold - b.Hit)
		left += a.Found - a.Hit
	}
	return wrong < 0 || wrong == 0 && lacking < 0 && left == 0
}

// clearField empties a field: reading null changes nothing, and reading a list keeps its memory, which the label
// shares.
func clearField(l *Described, field string) {
	words := map[string]*string{"kind": &l.Kind, "title": &l.Title, "number": &l.Number, "date": &l.Date,
		"region": &l.Region, "municipality": &l.Municipality, "oktmo": &l.OKTMO, "settlement": &l.Settlement,
		"issuer": &l.Issuer}
	lists := map[string]*[]string{"towns": &l.Towns, "event_towns": &l.EventTowns, "towns_mentioned": &l.Mentioned,
		"cites": &l.Cites}
	if p := words[field]; p != nil {
		*p = ""
	}
	if p := lists[field]; p != nil {
		*p = nil
	}
	switch field {
	case "events":
		l.Events = nil
	case "programs":
		l.Programs = nil
	}
}

func (j *Judge) document(l *Described, d *archive.Document) {
	f := &d.Facts
	j.head(l, f)
	j.one("title", l, f.Title.Text, l.Title, holds)
	j.events(l, f)
	j.places(l, f)
	j.many("towns", l, towned(f, archive.RoleIssuer, archive.RoleAbout), l.Towns, same)
	j.match("towns mentioned", FieldMiss{File: l.File, Note: l.Note}, towned(f, archive.RoleMentioned), l.Mentioned,
		slices.Concat(l.Towns, l.EventTowns), same)
	j.issuer(l, f)
	j.programmes(l, f)
	j.laws(l, f)
}

// events compares dates and places. What an event is called is left to people.
func (j *Judge) events(l *Described, f *archive.Facts) {
	var spans, starts, wantSpans, wantStarts, places []string
	for _, e := range f.Events {
		to := e.To
		if to.IsZero() {
			to = e.From
		}
		spans, starts = append(spans, e.From.String()+"…"+to.String()), append(starts, e.From.String())
		if c, ok := j.gazetteer.City(e.City); ok && !slices.Contains(places, c.Name) {
			places = append(places, c.Name)
		}
	}
	for _, e := range l.Events {
		to := e.To
		if to == "" {
			to = e.From
		}
		wantSpans, wantStarts = append(wantSpans, e.From+"…"+to), append(wantStarts, e.From)
	}
	equal := func(got, want string) bool { return got == want } // dates are no words: 2011-01-12 is not 2011-11-2
	j.many("events", l, unique(spans), unique(wantSpans), equal)
	j.many("event starts", l, unique(starts), unique(wantStarts), equal)
	j.many("event towns", l, places, l.EventTowns, same)
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// programmes compares the programmes of a document, and their roles beside their names.
func (j *Judge) programmes(l *Described, f *archive.Facts) {
	const sep = "\t" // of role and name
	var got, want, own, wantOwn []string
	for _, p := range f.Programs {
		got = append(got, p.Role+sep+p.Name)
		if p.Role != archive.ProgramMentions {
			own = append(own, p.Name)
		}
	}
	for _, p := range l.Programs {
		want = append(want, p.Role+sep+p.Name)
		if p.Role != archive.ProgramMentions {
			wantOwn = append(wantOwn, p.Name)
		}
	}
	name := func(s string) string { _, n, _ := strings.Cut(s, sep); return n }
	role := func(s string) string { r, _, _ := strings.Cut(s, sep); return r }
	j.many("programmes, own", l, own, wantOwn, holds)
	j.many("programmes, all", l, got, want, func(g, w string) bool { return holds(name(g), name(w)) })
	j.many("programme roles", l, got, want, func(g, w string) bool {
		return role(g) == role(w) && holds(name(g), name(w))
	})
}

// laws compares the federal laws cited, by number, and the codes, by name.
func (j *Judge) laws(l *Described, f *archive.Facts) {
	var got []string
	code := strings.NewReplacer(" Российской Федерации", "", " РФ", "",
		"КоАП", "Кодекс об административных правонарушениях")
	for _, c := range f.Cites {
		switch {
		case c.Level != "federal":
		case c.Kind == "кодекс":
			got = append(got, code.Replace(c.Name))
		case c.Kind == "федеральный закон" || c.Kind == "закон РФ":
			got = append(got, c.Number)
		}
	}
	want := make([]string, len(l.Cites))
	for i, c := range l.Cites {
		want[i] = code.Replace(c)
	}
	j.many("cites", l, unique(got), unique(want), same)
}

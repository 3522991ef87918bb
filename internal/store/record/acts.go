package record

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
)

// Ref is a row of one of the tables by which acts find each other: acts (what a document is),
// cites (what it refers to) and effects (what it does to which act).
type Ref struct {
	ID string // of the document
	// Key is the number without its letters, and the year: within an issuer's acts of a kind
	// it tells one from the others even where a citation has a wrong day.
	Key    string
	Day    string // YYYY-MM-DD
	Issuer string // archive.Issuer.Key: of the act, or of the one that is probably meant; "": unknown
	Data   []byte // the rest that is compared and told, as JSON
}

// Where is what the tables are joined by.
type Where struct{ Key, Day, Issuer string }

// Where returns what r is joined by.
func (r Ref) Where() Where { return Where{r.Key, r.Day, r.Issuer} }

// Tables are the names of the tables of Refs, in the order in which they are joined.
var Tables = struct{ Acts, Cites, Effects string }{"acts", "cites", "effects"}

// Refs are the rows of a document.
type Refs struct{ Acts, Cites, Effects []Ref }

// maxTitleLength bounds in bytes what is kept of a title to compare.
const maxTitleLength = 160

// side is an act as one of both sides tells it: its own document, or one that refers to it.
type side struct {
	Kind   string `json:"k"`
	Number string `json:"n"` // folded
	Place  string `json:"p,omitempty"`
	Body   string `json:"b,omitempty"`
	Level  string `json:"l,omitempty"`
	Title  string `json:"t,omitempty"` // letters and digits alone
	Annex  bool   `json:"x,omitempty"` // the document has only an annex of it
	After  int    `json:"s,omitempty"` // how many sections of its text stand in other documents before this one
}

// effectData is the data of an effect: on which act, what, and who does it.
type effectData struct {
	side
	Effect archive.Effect   `json:"e"`
	By     archive.Citation `json:"by"`
	Told   bool             `json:"told,omitempty"`
}

// RefsOf are the rows of a document, with people's corrections applied to it.
func RefsOf(d *archive.Document) Refs {
	var out Refs
	f := &d.Facts
	place := PlaceOf(f)
	own := archive.Citation{Kind: f.Kind.Text, Number: f.Number.Text, Date: f.Date, Body: archive.BodyOf(f.Issuer.Text)}
	own.Date.Role, own.Date.Evidence = "", archive.Evidence{}
	if r, ok := refTo(d.ID, own); ok && f.IsAct() {
		r.Issuer = f.Issuer.Key()
		r.Data = pack(side{Kind: kindOf(own.Kind), Number: foldNumber(own.Number), Place: place, Body: own.Body,
			Title: foldTitle(f.Title.Text), Annex: f.IsAnnex(), After: max(0, d.Section.N-1)})
		out.Acts = append(out.Acts, r)
	}
	for _, c := range f.Cites {
		if r, ok := refTo(d.ID, c); ok && !own.SameAct(c) {
			r.Issuer = issuerMeant(f, own.Body, c)
			r.Data = pack(sideOf(c, place))
			out.Cites = append(out.Cites, r)
		}
	}
	for _, e := range f.Effects {
		on, by := e.Act, e.By
		if on.Number == "" {
			on = own
		}
		if by.Number == "" {
			by = own
		}
		r, ok := refTo(d.ID, on)
		if !ok || e.What == archive.EffectApproves || e.OfItself() {
			continue
		}
		if r.Issuer = issuerMeant(f, own.Body, on); own.SameAct(on) {
			r.Issuer = f.Issuer.Key()
		}
		x := effectData{side: sideOf(on, place), Effect: e, By: by, Told: e.By.Number != ""}
		x.Effect.Evidence, x.Effect.Act, x.Effect.By = archive.Evidence{}, archive.Citation{}, archive.Citation{}
		for _, day := range []*archive.Date{&x.Effect.From, &x.Effect.Since, &x.Effect.Until, &x.By.Date} {
			day.Evidence = archive.Evidence{}
		}
		x.By.Evidence = archive.Evidence{}
		r.Data = pack(x)
		out.Effects = append(out.Effects, r)
	}
	return out
}

// refTo begins the row of an act. ok: it can be told from others.
func refTo(id string, c archive.Citation) (r Ref, ok bool) {
	n := digits(c.Number)
	if n == "" || len(n) > maxNumberLength || c.Date.Precision() != archive.PrecisionDay {
		return Ref{}, false
	}
	day := c.Date.String()
	return Ref{ID: id, Key: n + "|" + day[:4], Day: day}, true
}

// maxNumberLength bounds keys, which an index must take: no number of an act is as long.
const maxNumberLength = 100

// sideOf is a cited act as the one who cites it tells it.
func sideOf(c archive.Citation, place string) side {
	return side{Kind: kindOf(c.Kind), Number: foldNumber(c.Number), Place: place, Body: c.Body, Level: c.Level,
		Title: foldTitle(c.Title)}
}

// issuerMeant is the issuer of a cited act, where it is that of the document that cites it.
func issuerMeant(f *archive.Facts, body string, c archive.Citation) string {
	if c.Level != "" && c.Level != levelMunicipal || c.Body != "" && c.Body != body {
		return ""
	}
	return f.Issuer.ID
}

const levelMunicipal = "municipal"

func pack(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // of strings and numbers only
		panic(err)
	}
	return b
}

// kindOf is the word of a kind that documents and citations have in common.
func kindOf(kind string) string {
	words := strings.Fields(strings.ToLower(kind))
	switch {
	case len(words) == 0:
		return ""
	case strings.HasPrefix(words[0], "федеральн"):
		return "закон"
	}
	return words[0]
}

// foldNumber is a number without what people write in different ways.
func foldNumber(n string) string {
	return strings.NewReplacer(" ", "", "ё", "е", "–", "-", "—", "-").Replace(strings.ToLower(n))
}

// digits is a number without letters, and the marks that only part letters: «14-р» is 14,
// «31/6-318» stays.
func digits(number string) string {
	var b strings.Builder
	mark := byte(0)
	for _, r := range foldNumber(number) {
		switch {
		case r >= '0' && r <= '9':
			if mark != 0 && b.Len() > 0 {
				b.WriteByte(mark)
			}
			mark = 0
			b.WriteRune(r)
		case r == '-' || r == '/' || r == '.':
			mark = byte(r)
		}
	}
	return strings.TrimLeft(b.String(), "0")
}

// letters are those of a number: «р» of «14-р».
func letters(folded string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, folded)
}

// foldTitle is what is compared of a title.
func foldTitle(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 'ё' || r == 'Ё':
			return 'е'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	if len(s) <= maxTitleLength {
		return s
	}
	cut := maxTitleLength
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// PlaceOf is where an act is in force, to tell namesakes of different municipalities apart: the
// region, and places within it.
func PlaceOf(f *archive.Facts) string {
	parts := []string{f.Region.Text}
	add := func(s string) {
		if s != "" && !slices.Contains(parts[1:], s) {
			parts = append(parts, s)
		}
	}
	add(f.Municipality.Text)
	for _, p := range f.Places {
		if p.Level != archive.LevelRegion {
			for _, id := range slices.Concat([]string{p.ID}, p.Today, p.Former) {
				add(id)
			}
		}
	}
	for _, c := range f.Cities {
		if c.Role != archive.RoleMentioned && c.Role != archive.RoleEvent {
			add(c.ID)
		}
	}
	return strings.Join(parts, "|")
}

// agreement of two places.
type agreement int

const (
	contradicts agreement = iota - 1
	unknown               // one of them does not tell enough
	agrees
)

// comparePlaces reports whether two acts may be of one municipality.
func comparePlaces(a, b string) agreement {
	as, bs := strings.Split(a, "|"), strings.Split(b, "|")
	if as[0] != "" && bs[0] != "" && as[0] != bs[0] {
		return contradicts
	}
	if slices.ContainsFunc(as[1:], func(s string) bool { return slices.Contains(bs[1:], s) }) {
		return agrees
	}
	switch {
	case len(as) > 1 && len(bs) > 1:
		return contradicts
	case len(as) == len(bs) && as[0] != "" && bs[0] != "": // two acts of a region
		return agrees
	}
	return unknown
}

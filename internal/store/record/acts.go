package record

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
)

// Ref is a row of one of the tables that link acts: acts (which act a document is), cites (which acts it refers to)
// and effects (what it does to which act).
type Ref struct {
	ID string // of the document
	// Key is the number without letters, and the year. It identifies an act among those of an issuer and kind even if
	// a citation has a wrong day.
	Key    string
	Day    string // YYYY-MM-DD
	Issuer string // archive.Issuer.Key of the act, or of the act probably meant; empty if unknown
	Data   []byte // everything else that is compared or reported, as JSON
}

// Where is the join key of the tables.
type Where struct{ Key, Day, Issuer string }

// Where returns the join key of r.
func (r Ref) Where() Where { return Where{r.Key, r.Day, r.Issuer} }

// Tables are the names of the tables of Refs, in join order.
var Tables = struct{ Acts, Cites, Effects string }{"acts", "cites", "effects"}

// Refs are the rows of a document.
type Refs struct{ Acts, Cites, Effects []Ref }

// maxTitleLength is how many bytes of a title are kept for comparison.
const maxTitleLength = 160

// side is an act as described by either side: its own document, or one that refers to it.
type side struct {
	Kind   string `json:"k"`
	Number string `json:"n"` // folded
	Place  string `json:"p,omitempty"`
	Body   string `json:"b,omitempty"`
	Level  string `json:"l,omitempty"`
	Title  string `json:"t,omitempty"` // letters and digits only
	Annex  bool   `json:"x,omitempty"` // the document contains only an annex of the act
	After  int    `json:"s,omitempty"` // number of earlier sections of its text, in other documents
}

// effectData is the data of an effect: the affected act, what is done, and by whom.
type effectData struct {
	side
	Effect archive.Effect   `json:"e"`
	By     archive.Citation `json:"by"`
	Told   bool             `json:"told,omitempty"`
}

// RefsOf returns the rows of a document that has its corrections applied.
func RefsOf(d *archive.Document) Refs {
	var out Refs
	f := &d.Facts
	place := PlaceOf(f)
	own := archive.Citation{Kind: f.Kind.Text, Number: f.Number.Text, Date: f.Date, Body: archive.BodyOf(f.Issuer.Text)}
	own.Date.Role, own.Date.Evidence = "", archive.Evidence{}
	if r, ok := refTo(d.ID, own); ok && f.IsAct() {
		r.Issuer = f.Issuer.Key()
		r.Data = mustMarshal(side{Kind: kindOf(own.Kind), Number: foldNumber(own.Number), Place: place, Body: own.Body,
			Title: foldTitle(f.Title.Text), Annex: f.IsAnnex(), After: max(0, d.Section.N-1)})
		out.Acts = append(out.Acts, r)
	}
	for _, c := range f.Cites {
		if r, ok := refTo(d.ID, c); ok && !own.SameAct(c) {
			r.Issuer = issuerMeant(f, own.Body, c)
			r.Data = mustMarshal(sideOf(c, place))
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
		r.Data = mustMarshal(x)
		out.Effects = append(out.Effects, r)
	}
	return out
}

// refTo begins a row that refers to an act; ok is false if the act is not identifiable.
func refTo(id string, c archive.Citation) (r Ref, ok bool) {
	n := digits(c.Number)
	if n == "" || len(n) > maxNumberLength || c.Date.Precision() != archive.PrecisionDay {
		return Ref{}, false
	}
	day := c.Date.String()
	return Ref{ID: id, Key: n + "|" + day[:4], Day: day}, true
}

// maxNumberLength limits the size of index keys; real numbers are shorter.
const maxNumberLength = 100

// sideOf describes an act from a citation.
func sideOf(c archive.Citation, place string) side {
	return side{Kind: kindOf(c.Kind), Number: foldNumber(c.Number), Place: place, Body: c.Body, Level: c.Level,
		Title: foldTitle(c.Title)}
}

// issuerMeant returns the issuer ID of a citing document if a cited act is probably of the same issuer.
func issuerMeant(f *archive.Facts, body string, c archive.Citation) string {
	if c.Level != "" && c.Level != levelMunicipal || c.Body != "" && c.Body != body {
		return ""
	}
	return f.Issuer.ID
}

const levelMunicipal = "municipal"

func mustMarshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // cannot fail for strings and numbers
		panic(err)
	}
	return b
}

// kindOf returns the word for a kind that documents and citations share.
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

// foldNumber normalises the spelling of a number.
func foldNumber(n string) string {
	return strings.NewReplacer(" ", "", "ё", "е", "–", "-", "—", "-").Replace(strings.ToLower(n))
}

// digits returns a number without letters and without the separators next to them: «14-р» becomes 14, «31/6-318» is
// unchanged.
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

// letters returns the letters of a number: «р» for «14-р».
func letters(folded string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, folded)
}

// foldTitle returns the part of a title that is compared.
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

// PlaceOf returns where an act is in force, which distinguishes equal numbers of different municipalities: the region
// and places within it.
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

// agreement is the result of comparing two places.
type agreement int

const (
	contradicts agreement = iota - 1
	unknown               // one of them says too little
	agrees
)

// comparePlaces reports whether two acts may belong to the same municipality.
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

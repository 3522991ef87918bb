package text

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/vellum"
)

//go:generate sh -c "python3 gen/dump.py | go run ./gen lemmas.fst lemmas.txt known.bloom"

// lemmaFST maps folded forms to up to three stems of their lemmas, each encoded as "strip n runes, append this
// ending". It leaves out forms whose only stem equals their own Snowball stem, which keeps it small.
//
//go:embed lemmas.fst
var lemmaFST []byte

// lemmaEndings are the endings that lemmaFST refers to, one per line.
//
//go:embed lemmas.txt
var lemmaEndings string

//go:embed additions.txt
var additionsTXT string

// Layout of a stem packed into 21 bits; the value 0 means "no stem".
const (
	endingBits = 16
	stripBits  = 5
	stemBits   = endingBits + stripBits
	// MaxStems is the maximum number of stems of a form.
	MaxStems = 3
)

// PackStems packs the stems of a form into an FST value. endings returns the number of an ending, from 1. Only the
// generator calls it.
func PackStems(form string, stems []string, endings func(string) int) (uint64, error) {
	var v uint64
	for i, stem := range stems {
		common := 0
		for common < len(form) && common < len(stem) && form[common] == stem[common] {
			common++
		}
		for common > 0 && (common < len(form) && !utf8.RuneStart(form[common]) || common < len(stem) &&
			!utf8.RuneStart(stem[common])) {
			common--
		}
		strip, end := utf8.RuneCountInString(form[common:]), endings(stem[common:])
		if strip >= 1<<stripBits || end >= 1<<endingBits {
			return 0, fmt.Errorf("%s → %s does not fit", form, stem)
		}
		v |= uint64(strip<<endingBits|end) << (i * stemBits)
	}
	return v, nil
}

func unpackStems(form string, v uint64, endings []string) []string {
	var out []string
	for ; v != 0; v >>= stemBits {
		strip, end := int(v>>endingBits&(1<<stripBits-1)), int(v&(1<<endingBits-1))
		stem := form
		for ; strip > 0; strip-- {
			_, size := utf8.DecodeLastRuneInString(stem)
			stem = stem[:len(stem)-size]
		}
		out = append(out, stem+endings[end-1])
	}
	return out
}

// lemmas looks up the stems of a form's lemmas. It is safe for concurrent use.
type lemmas struct {
	fst       *vellum.FST
	endings   []string
	additions map[string][]string
	scratch   sync.Pool // pools *vellum.Reader, which is not safe for concurrent use
}

func loadLemmas() (*lemmas, error) {
	fst, err := vellum.Load(lemmaFST)
	if err != nil {
		return nil, err
	}
	l := &lemmas{fst: fst, endings: strings.Split(strings.TrimSuffix(lemmaEndings, "\n"), "\n"),
		additions: map[string][]string{}}
	l.scratch.New = func() any {
		r, err := fst.Reader()
		if err != nil {
			return nil
		}
		return r
	}
	list := words(additionsTXT)
	for i := 0; i+1 < len(list); i += 2 {
		form, lemma := Fold(list[i]), Fold(list[i+1])
		if lemma != form { // an equal pair is an abbreviation, which does not inflect
			lemma = LemmaStem(lemma)
		}
		l.additions[form] = []string{lemma}
	}
	return l, nil
}

// stems returns nil if the form's own Snowball stem is its index term.
func (l *lemmas) stems(form string) []string {
	if s, ok := l.additions[form]; ok {
		return s
	}
	r, ok := l.scratch.Get().(*vellum.Reader)
	if !ok {
		return nil
	}
	defer l.scratch.Put(r)
	v, ok, err := r.Get([]byte(form))
	if err != nil || !ok {
		return nil
	}
	return unpackStems(form, v, l.endings)
}

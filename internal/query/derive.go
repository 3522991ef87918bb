package query

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// kin are the stems that may stand for a word's. Which of them do, only the
// archive tells.
type kin struct {
	may  relations
	held atomic.Pointer[heldKin] // as of the last search
}

// relations of a word are by places and their adjectives, by nouns and theirs, and
// by verbs and the nouns of what they do.
type relations struct{ places, relatives, actions []string }

// heldKin are those that the archive has (see vocabulary.rare), in a state of it.
type heldKin struct {
	state
	relations
}

// kinHeld returns the kin of a word that the archive has; none when it cannot be
// asked.
func (s *Service) kinHeld(v *vocabulary, w word) relations {
	k := s.kin.of(word{stem: w.stem, exact: w.exact}, s.kinOf) // wherever it stands
	now, err := v.state(context.Background())
	if err != nil {
		return relations{}
	}
	if h := k.held.Load(); h != nil && h.state == now {
		return h.relations
	}
	h := &heldKin{now, relations{v.rare(w.stem, k.may.places), v.rare(w.stem, k.may.relatives), v.held(k.may.actions)}}
	k.held.Store(h)
	return h.relations
}

func (s *Service) kinOf(w word) *kin {
	k := &kin{may: relations{places: s.placeForms(w)}}
	if s.weights.Relative <= 0 || hasDigit(w.stem) {
		return k
	}
	for _, r := range relatives(w.exact) {
		if stem := s.stem(r); stem != "" && stem != w.stem {
			k.may.relatives = append(k.may.relatives, stem)
		}
	}
	for _, r := range actions(s.verb(w.exact)) {
		if stem := s.stem(r); stem != "" && stem != w.stem && !slices.Contains(k.may.actions, stem) {
			k.may.actions = append(k.may.actions, stem)
		}
	}
	return k
}

// Nouns and their relational adjectives («архив» — «архивный», «дорога» —
// «дорожный», «спорт» — «спортивный») have different stems. relatives returns
// words that a form may belong with by the rules of word formation; which of
// them are words only the archive tells.
func relatives(w string) []string {
	var out []string
	for _, end := range relativeEndings {
		base, ok := strings.CutSuffix(w, end)
		if !ok {
			continue
		}
		for _, suffix := range relationSuffixes {
			b, ok := strings.CutSuffix(base, suffix)
			if !ok || utf8.RuneCountInString(b) < minRelative {
				continue
			}
			out = append(out, b, b+"а", b+"о", b+"ие")
			if hard, ok := hardened[lastRune(b)]; ok && suffix == "н" {
				out = append(out, trimLast(b)+hard, trimLast(b)+hard+"а")
			}
		}
		if out != nil {
			return out
		}
	}
	for _, base := range nounBases(w) {
		if utf8.RuneCountInString(base) < minRelative {
			continue
		}
		for _, suffix := range relationSuffixes {
			out = append(out, base+suffix+"ый")
		}
		if soft, ok := softened[lastRune(base)]; ok {
			out = append(out, trimLast(base)+soft+"ный")
		}
	}
	return out
}

const minRelative = 4 // letters of the base

var (
	relativeEndings  = []string{"ыми", "ими", "ого", "его", "ому", "ему", "ый", "ий", "ой", "ая", "ое", "ые", "ие", "ым", "им", "ом", "ую", "ых", "их"}
	relationSuffixes = []string{"ственн", "ическ", "ивн", "ск", "ов", "н"}
	// softened consonants before the suffix -н-, and back.
	softened = map[string]string{"к": "ч", "г": "ж", "х": "ш", "ц": "ч"}
	hardened = map[string]string{"ч": "к", "ж": "г", "ш": "х"}
)

func lastRune(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}

func trimLast(s string) string { return s[:len(s)-len(lastRune(s))] }

package view

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unsafe"

	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/text/clause"
	"letopis/web"
)

// Parameters of the permanent URL of a clause: its anchor, and the hash of its text at the time.
const (
	ClauseParam = "clause"
	HashParam   = "t"
)

// ClauseLabel returns how people refer to the i-th clause of a text.
func ClauseLabel(lang web.Lang, t *clause.Tree, i int) string {
	if lang == web.English {
		return t.English(i)
	}
	return t.Label(i)
}

// clauseAt returns the clause at an offset, or nil.
func clauseAt(lang web.Lang, t *clause.Tree, at int) *api.ClauseRef {
	i, ok := t.In(at)
	if !ok {
		return nil
	}
	return &api.ClauseRef{Label: ClauseLabel(lang, t, i), Anchor: t.Anchor(i)}
}

// clauses returns the clauses of the text. They are kept if they take little memory; otherwise the text is short and
// cheap to parse.
func (d *cachedDocument) clauses() *clause.Tree {
	if t := d.tree.Load(); t != nil {
		return t
	}
	t := clause.Parse(d.text)
	if t.Len()*int(unsafe.Sizeof(clause.Clause{})) <= d.clauseBytes() {
		d.tree.Store(t)
	}
	return t
}

// ClausePath returns the permanent path of a clause of a document. It survives renumbering and reveals whether the
// text has changed.
func ClausePath(id string, t *clause.Tree, i int) string {
	a := t.Anchor(i)
	return "/d/" + id + "?" + url.Values{ClauseParam: {a}, HashParam: {t.Hash(i)}}.Encode() + "#" + url.PathEscape(a)
}

// Quote returns the beginning of a text with its line breaks, truncated at a word.
func Quote(s string, runes int) string {
	s = strings.TrimSpace(s)
	n := 0
	for i := range s {
		if n++; n > runes {
			return strings.TrimRight(s[:max(strings.LastIndexAny(s[:i], " \n"), 0)], " \n") + " …"
		}
	}
	return s
}

// ClauseOf finds the clause with an anchor in a document.
func ClauseOf(d *archive.Document, anchor string) (t *clause.Tree, i int, err error) {
	t = clause.Parse(d.Text)
	i, ok := t.Find(anchor)
	if !ok {
		shown := problem.Truncate(anchor, 60)
		return nil, 0, problem.Problem{Code: problem.NoClause, Param: ClauseParam,
			RU: fmt.Sprintf("В документе нет пункта «%s»: откройте /d/%s и выберите пункт там.", shown, d.ID),
			EN: fmt.Sprintf("The document has no clause “%s”: open /d/%s and choose one there.", shown, d.ID)}
	}
	return t, i, nil
}

// ClauseReference returns the reference to a clause of d, see Reference.
func (s *Service) ClauseReference(call *request.Call, d *archive.Document, t *clause.Tree, i int) cite.Ref {
	r := s.Reference(call, d)
	sum := sha256.Sum256([]byte(strings.TrimSpace(t.Text(i))))
	r.Clause, r.SHA256 = t.Label(i), hex.EncodeToString(sum[:])
	r.URL = s.o.Addresses.Absolute(call, ClausePath(d.ID, t, i))
	return r
}

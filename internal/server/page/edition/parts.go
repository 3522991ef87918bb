package edition

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"letopis/internal/edition/gather"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
	"letopis/web"
)

// Limits of a page.
const (
	pageBytes   = 600 << 10 // bytes of the text
	pageChanges = 200       // listed changes, made or failed
)

// Parameters of a page: the byte at which its text begins, and its list of changes.
const fromParam, changesParam = "from", "changes"

// parts converts an edition to what a page shows.
type parts struct {
	lang  web.Lang
	path  string
	e     *gather.Edition
	tree  *clause.Tree
	from  int   // where the text of the page begins
	order []int // indexes of outcomes in display order: failed ones first
	place []int // position of each outcome in order
	first int   // the first of order on the page
}

func newParts(call *request.Call, path string, e *gather.Edition) *parts {
	p := &parts{lang: call.Lang, path: path, e: e, tree: clause.Parse(e.Text), place: make([]int, len(e.Outcomes))}
	for _, made := range []bool{false, true} {
		for n := range e.Outcomes {
			if (e.Outcomes[n].Why == "") == made {
				p.place[n] = len(p.order)
				p.order = append(p.order, n)
			}
		}
	}
	number := func(param string, most int) int {
		n, _ := strconv.Atoi(call.Values.Get(param))
		return max(0, min(n, most))
	}
	p.from = runeStart(e.Text, number(fromParam, len(e.Text)))
	p.first = number(changesParam, len(p.order)-1) / pageChanges * pageChanges
	return p
}

// runeStart returns the start of the character that contains byte i.
func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// address returns the URL of a page of the edition.
func (p *parts) address(from, first int) string {
	v := url.Values{view.OnParam: {p.e.On.String()}}
	if from > 0 {
		v.Set(fromParam, strconv.Itoa(from))
	}
	if first > 0 {
		v.Set(changesParam, strconv.Itoa(first))
	}
	return frame.URL(p.lang, p.path, v)
}

// change returns the URL of an outcome in the list: on this page, or on the one with the same text that lists it.
func (p *parts) change(n int) string {
	address := "#c" + strconv.Itoa(n+1)
	if first := p.place[n] / pageChanges * pageChanges; first != p.first {
		address = p.address(p.from, first) + address
	}
	return address
}

// runs returns the part of the text on the page; next is where the next page begins, 0 if there is none.
func (p *parts) runs() (list []web.EditionRun, next int) {
	from, end := p.from, len(p.e.Text)
	if end-from > pageBytes {
		end = runeStart(p.e.Text, from+pageBytes)
		// unless that would make the page too short
		if i := strings.LastIndexByte(p.e.Text[from:end], '\n'); i > pageBytes/2 {
			end = from + i + 1
		}
		next = end
	}
	for i, x := range p.e.Pieces {
		a, b := max(x.Start, from), min(x.End, end)
		if a > b || a == b && (x.Start < x.End || x.Start < from || x.Start >= end && next > 0) {
			continue
		}
		r := web.EditionRun{Text: strings.ReplaceAll(p.e.Text[a:b], "\t", " — "), Number: x.Change + 1}
		if x.Change >= 0 && (i+1 == len(p.e.Pieces) || p.e.Pieces[i+1].Change != x.Change) {
			r.Href = p.change(x.Change)
		} else if strings.TrimSpace(r.Text) == "" { // the line break before an added clause
			r.Number = 0
		}
		list = append(list, r)
	}
	return list, next
}

// maxOldText is how much of the replaced text is shown, in characters.
const maxOldText = 300

// changes returns the changes listed on the page: those made, and those that failed.
func (p *parts) changes() (made, failed []web.EditionChange) {
	listed := p.order[p.first:min(len(p.order), p.first+pageChanges)]
	where := make(map[int]string, len(listed))
	for _, x := range p.e.Pieces {
		if x.Change < 0 || x.Start < x.End && strings.TrimSpace(p.e.Text[x.Start:x.End]) == "" {
			continue
		}
		if _, ok := where[x.Change]; ok || p.place[x.Change]/pageChanges != p.first/pageChanges {
			continue
		}
		where[x.Change] = ""
		if i, ok := p.tree.In(x.Start); ok {
			where[x.Change] = view.ClauseLabel(p.lang, p.tree, i)
		}
	}
	for _, n := range listed {
		o, src := &p.e.Outcomes[n], p.e.Sources[n]
		i := slices.IndexFunc(p.e.Acts, func(a gather.Act) bool { return a.First <= n && n < a.Next })
		a := p.e.Acts[i]
		at := fmt.Sprintf("%d-%d", src.Offset, src.Offset+src.Length)
		c := web.EditionChange{Number: n + 1, Act: actLink(p.lang, a), Instruction: src.Text, Where: where[n],
			Source: web.Link{Href: frame.URL(p.lang, "/d/"+a.By.Target, url.Values{"at": {at}}) + "#at"}}
		c.Act.Note = ""
		if o.Why != "" {
			c.Why = view.WhyText(p.lang, o.Why)
			failed = append(failed, c)
			continue
		}
		c.Was = view.Quote(o.Was, maxOldText)
		made = append(made, c)
	}
	return made, failed
}

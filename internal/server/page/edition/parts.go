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

// What a page has at most.
const (
	pageBytes   = 600 << 10 // of the text
	pageChanges = 200       // that are listed, made or not
)

// The parameters of a page: where its text begins, in bytes, and its list of changes.
const fromParam, changesParam = "from", "changes"

// parts makes what a page shows of a wording.
type parts struct {
	lang  web.Lang
	path  string
	e     *gather.Edition
	tree  *clause.Tree
	from  int   // where the text of the page begins
	order []int // the outcomes as they are listed: first those that were not made
	place []int // where each stands in order
	first int   // which of order the page lists first
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

// runeStart is where the character begins in which a place of a text is.
func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// address is that of a page of the wording.
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

// change is the address of an outcome in the list: of this page, or of the one that has it beside the same text.
func (p *parts) change(n int) string {
	address := "#c" + strconv.Itoa(n+1)
	if first := p.place[n] / pageChanges * pageChanges; first != p.first {
		address = p.address(p.from, first) + address
	}
	return address
}

// runs are the parts of the text that a page has; next is where the next page begins, 0 for none.
func (p *parts) runs() (list []web.EditionRun, next int) {
	from, end := p.from, len(p.e.Text)
	if end-from > pageBytes {
		end = runeStart(p.e.Text, from+pageBytes)
		if i := strings.LastIndexByte(p.e.Text[from:end], '\n'); i > pageBytes/2 { // not at the end of a heading far above
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
		} else if strings.TrimSpace(r.Text) == "" { // the end of a line before a clause that was added
			r.Number = 0
		}
		list = append(list, r)
	}
	return list, next
}

// maxOldText is how much is shown of what was there before, in characters.
const maxOldText = 300

// changes are those that the page lists: that were made, and that were not.
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

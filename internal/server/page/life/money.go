package life

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/money"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/view"
	"letopis/web"
)

// edition is what one document says about costs.
type edition struct {
	id, day, number string
	text            string
	chars           *view.RuneIndex
	money.Line
}

// budget is what the documents of a history say about costs, in chronological order.
type budget struct {
	editions []edition
	unread   bool // there are more than maxEditions documents
}

// maxEditions limits how many documents are read for costs.
const maxEditions = 40

// readAtOnce is how many of them are read at a time.
const readAtOnce = 5

// money reads the costs from the documents that concern the programmes of a history.
func (s Service) money(ctx context.Context, l *life) (*budget, error) {
	out := &budget{}
	if len(l.programs) == 0 {
		return out, nil
	}
	var ids []string
	for _, e := range l.events {
		if e.id != "" && !slices.Contains(ids, e.id) {
			ids = append(ids, e.id)
		}
		if len(ids) > maxEditions {
			break
		}
	}
	if len(ids) > maxEditions {
		ids, out.unread = ids[:maxEditions], true
	}
	for some := range slices.Chunk(ids, readAtOnce) {
		if err := index.Pace(ctx); err != nil {
			return nil, err
		}
		docs, err := s.Store.Get(ctx, some...)
		if err != nil {
			return nil, fmt.Errorf("reading the sums of %d documents: %w", len(ids), err)
		}
		for _, d := range docs {
			if d == nil || !slices.ContainsFunc(d.Facts.Programs, func(p archive.Program) bool {
				return p.Role != archive.ProgramMentions && slices.Contains(l.programs, p.ID)
			}) {
				continue
			}
			e := edition{id: d.ID, day: d.Facts.Date.String(), number: d.Facts.Number.Text, text: d.Text,
				Line: money.Read(d.Text)}
			if len(e.Sums) == 0 && len(e.Doubts) == 0 || slices.ContainsFunc(out.editions, e.copies) {
				continue
			}
			e.chars = view.NewRuneIndex(d.Text)
			out.editions = append(out.editions, e)
		}
	}
	return out, nil
}

// copies reports whether an edition is of the same act as another one and says the same.
func (e *edition) copies(other edition) bool {
	return e.number != "" && e.number == other.number && e.day == other.day &&
		slices.EqualFunc(e.Sums, other.Sums, func(a, b money.Sum) bool {
			return a.Year == b.Year && a.Source == b.Source && a.Amount == b.Amount
		})
}

// name returns the label of an edition in a table.
func (e *edition) name(lang web.Lang) string {
	out := cmp.Or(lang.Date(e.day), lang.T("date.none"))
	if e.number != "" {
		out += " №\u00a0" + e.number
	}
	return out
}

// place returns the URL of a sum in its text.
func (e *edition) place(lang web.Lang, s money.Sum) string {
	at := fmt.Sprintf("%d-%d", e.chars.At(s.Start), e.chars.At(s.End))
	return frame.URL(lang, "/d/"+e.id, url.Values{"at": {at}}) + "#at"
}

// row identifies a row of the table.
type row struct {
	year   int
	source money.Source
}

// rows returns the sorted rows of all editions.
func (b *budget) rows() []row {
	var out []row
	for _, e := range b.editions {
		for _, s := range e.Sums {
			if r := (row{s.Year, s.Source}); !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.year, b.year),
			slices.Index(money.Sources, a.source)-slices.Index(money.Sources, b.source))
	})
	return out
}

// shown converts a budget for the page, or returns nil if no text has costs.
func (b *budget) shown(lang web.Lang, table string) *web.Money {
	if len(b.editions) == 0 {
		return nil
	}
	out := &web.Money{CSV: table, Chart: b.chart(lang)}
	for i := range b.editions {
		e := &b.editions[i]
		out.Editions = append(out.Editions, web.Link{Href: frame.URL(lang, "/d/"+e.id, nil), Text: e.name(lang)})
		for _, d := range e.Doubts {
			out.Doubts = append(out.Doubts, e.doubt(lang, d))
		}
	}
	for _, r := range b.rows() {
		line := web.MoneyRow{Year: lang.T("life.allyears"), Source: lang.T("source." + cmp.Or(string(r.source), "all"))}
		if r.year != 0 {
			line.Year = strconv.Itoa(r.year)
		}
		for i := range b.editions {
			e := &b.editions[i]
			cell := web.Link{}
			if s, ok := e.Find(r.year, r.source); ok {
				cell = web.Link{Href: e.place(lang, s), Text: grouped(s.Amount.Thousands())}
			}
			line.Cells = append(line.Cells, cell)
		}
		out.Rows = append(out.Rows, line)
	}
	if b.unread {
		out.Doubts = append(out.Doubts, web.Note{Text: fmt.Sprintf(lang.T("life.unread"), lang.Number(maxEditions))})
	}
	return out
}

// grouped separates thousands with non-breaking spaces.
func grouped(s string) string {
	whole, rest, _ := strings.Cut(s, ",")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u00a0" + whole[i:]
	}
	return whole + "," + rest
}

// doubt explains which sums are unreliable, with links to them.
func (e *edition) doubt(lang web.Lang, d money.Doubt) web.Note {
	n := web.Note{Text: e.name(lang) + ": " + lang.T("money."+d.Why)}
	if d.Difference != 0 {
		n.Text += " (" + grouped(max(d.Difference, -d.Difference).Thousands()) + " " + lang.T("money.thousands") + ")"
	}
	for _, s := range d.Sums[:min(len(d.Sums), 2)] {
		n.Links = append(n.Links, web.Link{Href: e.place(lang, s), Text: e.text[s.Start:s.End]})
	}
	return n
}

// total returns the total of a year: the stated one, else the sum of its sources.
func (e *edition) total(year int) (sum money.Kopecks, ok bool) {
	if s, ok := e.Find(year, money.All); ok {
		return s.Amount, true
	}
	for _, s := range e.Sums {
		if s.Year == year {
			sum, ok = sum+s.Amount, true
		}
	}
	return sum, ok
}

// axis formats an amount for the axis of a chart, which fits about ten characters: large amounts lose their fraction.
func axis(k money.Kopecks) string {
	s := grouped(k.Thousands())
	if whole, _, _ := strings.Cut(s, ","); len(whole) > 3 {
		return whole
	}
	return s
}

// Geometry of the chart in SVG units.
const (
	chartWidth, chartHeight = 720, 260
	chartLeft, chartRight   = 90, 20
	chartTop, chartBottom   = 20, 40
)

// chart draws the yearly sums, a line per edition; nil if there are fewer than two points.
func (b *budget) chart(lang web.Lang) *web.MoneyChart {
	var years []int
	var most money.Kopecks
	points := 0
	for i := range b.editions {
		for _, s := range b.editions[i].Sums {
			if s.Year != 0 && !slices.Contains(years, s.Year) {
				years = append(years, s.Year)
			}
		}
	}
	slices.Sort(years)
	for i := range b.editions {
		for _, y := range years {
			if sum, ok := b.editions[i].total(y); ok {
				most, points = max(most, sum), points+1
			}
		}
	}
	if points < 2 || most == 0 {
		return nil
	}
	step := float64(chartWidth-chartLeft-chartRight) / float64(max(1, len(years)-1))
	x := func(i int) int { return chartLeft + int(float64(i)*step) }
	y := func(k money.Kopecks) int {
		return chartHeight - chartBottom - int(float64(k)/float64(most)*(chartHeight-chartTop-chartBottom))
	}
	out := &web.MoneyChart{Width: chartWidth, Height: chartHeight, Base: chartHeight - chartBottom,
		Left: chartLeft, Right: chartWidth - chartRight,
		Most: web.ChartDot{X: chartLeft - 8, Y: chartTop + 4, Text: axis(most)}}
	for i, year := range years {
		out.Years = append(out.Years, web.ChartDot{X: x(i), Y: chartHeight - chartBottom + 22, Text: strconv.Itoa(year)})
	}
	for n := range b.editions {
		e := &b.editions[n]
		line := web.ChartLine{Last: n == len(b.editions)-1, Pattern: n % 4}
		for i, year := range years {
			sum, ok := e.total(year)
			if !ok {
				continue
			}
			dot := web.ChartDot{X: x(i), Y: y(sum), Text: e.name(lang) + ", " + strconv.Itoa(year) + ": " +
				grouped(sum.Thousands())}
			line.Points += fmt.Sprintf("%d,%d ", dot.X, dot.Y)
			line.Dots = append(line.Dots, dot)
		}
		if len(line.Dots) > 0 {
			out.Lines = append(out.Lines, line)
		}
	}
	last := &b.editions[len(b.editions)-1]
	out.Description = fmt.Sprintf(lang.T("life.chart"), lang.Number(len(out.Lines)), last.name(lang))
	return out
}

// write writes all sums as CSV, with machine-readable numbers and no cells that spreadsheets take for formulas.
func (b *budget) write(w io.Writer, address func(id string) string) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"date", "document", "year", "source", "roubles", "text", "url", "offset"})
	for i := range b.editions {
		e := &b.editions[i]
		for _, s := range e.Sums {
			year := ""
			if s.Year != 0 {
				year = strconv.Itoa(s.Year)
			}
			_ = out.Write([]string{e.day, e.id, year, cmp.Or(string(s.Source), "all"), s.Amount.Roubles(),
				e.text[s.Start:s.End], address(e.id), strconv.Itoa(e.chars.At(s.Start))})
		}
	}
	out.Flush()
	return out.Error()
}

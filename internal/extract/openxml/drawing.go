package openxml

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/sheet"
)

// drawings writes the diagrams and charts that a file names. A document reads without
// those that are damaged.
func (p *zipPackage) drawings(rel map[string]relation, out *format.Flow) {
	for _, f := range p.all(rel, "diagramData") {
		_ = p.walk(f, drawingHandler(out))
	}
	for _, f := range p.all(rel, "chart") {
		c := &chart{handler: drawingHandler(out)}
		_ = p.walk(f, handler{start: c.begin, end: c.finish, text: c.add})
		c.write(out)
	}
}

// drawingHandler reads the text of DrawingML: slides, notes, diagrams, shapes of sheets.
func drawingHandler(out *format.Flow) handler {
	text := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "t":
				text = true
			case "br":
				out.Paragraph()
			case "tc":
				out.Cell(true)
			case "fld":
				return attr("type") == "slidenum"
			case "Fallback":
				return true
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "t":
				text = false
			case "p", "tr":
				out.Paragraph()
			case "tc":
				out.Cell(false)
			}
		},
		text: func(s string) {
			if text {
				out.Add(s)
			}
		},
	}
}

// chart gathers the series of a chart (ECMA-376, part 1, 21.2), as it keeps them itself:
// the sheet that they come from may be elsewhere. Its titles go to the handler.
type chart struct {
	handler
	series []series
	points row          // being read, nil between them
	at     int          // number of the point
	show   sheet.Format // of the numbers
	value  *strings.Builder
	within string // the element that the value is of
	labels bool   // in labels of points, which are words or repeat what series have
}

// series is a row of values.
type series struct{ name, categories, values row }

// row is what points have, by number of the point: categories may have several levels, the innermost first.
type row map[int][]string

// at is what a point has, in one line.
func (r row) at(point int) string {
	levels := slices.Clone(r[point])
	slices.Reverse(levels)
	return strings.Join(levels, " ")
}

func (r row) equal(o row) bool { return maps.EqualFunc(r, o, slices.Equal[[]string]) }

func (c *chart) begin(name string, attr func(string) string) (skip bool) {
	switch name {
	case "ser":
		c.series = append(c.series, series{row{}, row{}, row{}})
	case "dLbls":
		c.labels = true
	case "tx", "cat", "xVal", "val", "yVal", "bubbleSize":
		if n := len(c.series); n > 0 && !c.labels {
			c.points, c.at, c.show = c.series[n-1].of(name), 0, sheet.Format{}
		}
	case "pt":
		c.at = atoi(attr("idx"))
	case "v", "formatCode":
		c.value, c.within = &strings.Builder{}, name
	case "f", "extLst": // references to cells
		return true
	}
	return c.start(name, attr)
}

func (s *series) of(element string) row {
	switch element {
	case "tx":
		return s.name
	case "cat", "xVal":
		return s.categories
	}
	return s.values
}

func (c *chart) add(s string) {
	if c.value != nil {
		c.value.WriteString(s)
		return
	}
	c.text(s)
}

func (c *chart) finish(name string) {
	switch name {
	case "dLbls":
		c.labels = false
	case "ser", "tx", "cat", "xVal", "val", "yVal", "bubbleSize":
		c.points = nil
	case "formatCode", "v":
		if c.value == nil || c.within != name {
			break
		}
		s := c.value.String()
		if c.value = nil; name == "formatCode" {
			c.show = sheet.Parse(s)
		} else if c.points != nil {
			c.point(s)
		}
	}
	c.end(name)
}

// point notes a value; what is there twice, once.
func (c *chart) point(s string) {
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		s = c.show.Show(f, false)
	}
	levels := c.points[c.at]
	if s != "" && !(len(levels) == 1 && levels[0] == s) {
		levels = append(levels, s)
	}
	c.points[c.at] = levels
}

// write makes tables of the series: those of the same categories beside one another, a
// category a line.
func (c *chart) write(out *format.Flow) {
	for rest := c.series; len(rest) > 0; {
		n := 1
		for n < len(rest) && (len(rest[n].categories) == 0 || rest[0].categories.equal(rest[n].categories)) {
			n++
		}
		writeSeries(out, rest[:n])
		rest = rest[n:]
	}
}

func writeSeries(out *format.Flow, table []series) {
	cell := func(s string) {
		out.Cell(true)
		out.Add(s)
		out.Cell(false)
	}
	points := map[int]bool{}
	cell("")
	for _, s := range table {
		cell(joined(s.name))
		for at := range s.categories {
			points[at] = true
		}
		for at := range s.values {
			points[at] = true
		}
	}
	out.Paragraph()
	for _, at := range slices.Sorted(maps.Keys(points)) {
		cell(table[0].categories.at(at))
		for _, s := range table {
			cell(s.values.at(at))
		}
		out.Paragraph()
	}
}

// joined is the name of a series, which may be in several cells.
func joined(name row) string {
	var words []string
	for _, at := range slices.Sorted(maps.Keys(name)) {
		words = append(words, name.at(at))
	}
	return strings.Join(words, " ")
}

package openxml

import (
	"strconv"
	"strings"
)

// emuPoint are the units of DrawingML in a point.
const emuPoint = 12700

// pictures finds those of DrawingML and VML in a file of the package, which may be pasted scans.
type pictures struct {
	p             *zipPackage
	rel           map[string]relation
	width, height float64 // in points, of the frame or shape being read; 0 where it does not tell
	blip          string  // the file of a picture whose size follows it, as on slides
	preview       bool    // in an embedded object, which is read itself
}

// start takes an element.
func (s *pictures) start(name string, attr func(string) string) {
	switch name {
	case "object", "oleObj":
		s.flush()
		s.preview = true
	case "inline", "anchor", "pict", "pic":
		s.flush()
		if name != "pic" {
			s.width, s.height = 0, 0
		}
	case "extent", "ext":
		if width := length(attr("cx")); width > 0 {
			s.width, s.height = width/emuPoint, length(attr("cy"))/emuPoint
		}
	case "shape", "rect":
		if style := attr("style"); style != "" {
			s.width, s.height = styleLength(style, "width"), styleLength(style, "height")
		}
	case "blip":
		s.blip = s.rel[attr(":embed")].file
	case "imagedata":
		s.blip = s.rel[attr(":id")].file
		s.flush()
	}
}

// flush takes the picture whose frame is read.
func (s *pictures) flush() {
	if s.blip != "" && !s.preview {
		s.p.picture(s.blip, s.width, s.height)
	}
	s.blip = ""
}

// picture takes a file of the package that is shown so large, in points. A document reads without those that are
// damaged.
func (p *zipPackage) picture(file string, width, height float64) {
	if data, err := p.read(file); err == nil {
		p.pasted.Add(data, width, height)
	}
}

// with is h that takes pictures, too.
func (s *pictures) with(h handler) handler {
	return handler{start: func(name string, attr func(string) string) bool {
		s.start(name, attr)
		return h.start(name, attr)
	}, end: func(name string) {
		if name == "object" || name == "oleObj" {
			s.flush()
			s.preview = false
		}
		h.end(name)
	}, text: h.text}
}

// walkPictures reads a file of DrawingML as walk does, and takes its pictures.
func (p *zipPackage) walkPictures(file string, rel map[string]relation, h handler) error {
	s := &pictures{p: p, rel: rel}
	err := p.walk(file, s.with(h))
	s.flush()
	return err
}

// styleLength is a length of the style of a VML shape, in points; 0 without it.
func styleLength(style, name string) float64 {
	for rule := range strings.SplitSeq(style, ";") {
		if key, value, _ := strings.Cut(rule, ":"); strings.TrimSpace(key) == name {
			return points(strings.TrimSpace(value))
		}
	}
	return 0
}

// points are what a length with its unit has of them, «16cm»; 0 where it does not tell.
func points(s string) float64 {
	for unit, n := range map[string]float64{"pt": 1, "in": 72, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12, "px": 0.75} {
		if digits, ok := strings.CutSuffix(s, unit); ok {
			return length(digits) * n
		}
	}
	return 0
}

// length is a number, 0 where s is none.
func length(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return n
}

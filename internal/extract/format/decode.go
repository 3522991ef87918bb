package format

import (
	"bytes"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
)

// maxMarkup is how many bytes of a page or of an XML document are read: what is made of
// them takes many times more memory.
const maxMarkup = 20 << 20

// DecodeMarkup is Decode for pages and XML.
func (p *Part) DecodeMarkup(data []byte, declared string) string {
	return p.decode(data, declared, maxMarkup, reason.LongMarkup)
}

// Decode finds the charset of data and notes it in p, with what is wrong with
// the text if anything. It returns "" when data is not text.
func (p *Part) Decode(data []byte, declared string, budget *Budget) string {
	return p.decode(data, declared, budget.MaxText, reason.LongFile)
}

// decode does so for limit bytes; that there are more is long.
func (p *Part) decode(data []byte, declared string, limit int, long *reason.Reason) string {
	cut := len(data) > limit
	if cut {
		data = cutAtLine(data, limit)
	}
	d := charset.Decode(data, declared)
	p.Charset = d.Charset
	switch {
	case d.Binary:
		p.MediaType = "application/octet-stream"
		p.Because(reason.Binary.With())
	case d.Garbage:
		p.Because(reason.Garbage.With())
	case d.Noisy:
		p.Because(reason.Noise.With())
	case d.Mixed != "":
		p.Because(reason.Mixed.With(d.Mixed))
		if d.Lost != "" {
			p.Causes = append(p.Causes, reason.LostBytes.With(d.Lost))
		}
	case d.Lost != "":
		p.Because(reason.LostBytes.With(d.Lost))
	}
	if cut && d.Text != "" {
		p.Partly(long.With(limit >> 20))
	}
	return d.Text
}

// cutAtLine returns about limit bytes of data, whole lines.
func cutAtLine(data []byte, limit int) []byte {
	data = data[:limit&^1]
	i := bytes.LastIndexByte(data, '\n')
	if i < 0 || bytes.IndexByte(data[:min(limit, 1024)&^1], 0) >= 0 { // one line, or UTF-16
		return data
	}
	return data[:i]
}

package format

import (
	"bytes"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
)

// Decode finds the charset of data and notes it in p, with what is wrong with
// the text if anything. It returns "" when data is not text.
func (p *Part) Decode(data []byte, declared string, budget *Budget) string {
	limit := 4 * budget.MaxText // markup and UTF-16 take more bytes than the text
	if len(data) > limit {
		data = cutAtLine(data, limit)
		p.Because(reason.LongFile.With(limit >> 20))
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

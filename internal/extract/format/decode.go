package format

import (
	"bytes"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/extract/charset"
)

// Decode finds the charset of data and notes it in p, with what is wrong with
// the text if anything. It returns "" when data is not text.
func (p *Part) Decode(data []byte, declared string, budget *Budget) string {
	limit := 4 * budget.MaxText // markup and UTF-16 take more bytes than the text
	if len(data) > limit {
		data = cutAtLine(data, limit)
		p.Status = archive.StatusPartial
		p.Reason = fmt.Sprintf("файл больше %d МБ, прочитано его начало: разделите файл", limit>>20)
	}
	d := charset.Decode(data, declared)
	p.Charset = d.Charset
	switch {
	case d.Binary:
		p.Status, p.MediaType = archive.StatusUnsupported, "application/octet-stream"
		p.Reason = "это не текст: в файле двоичные данные; проверьте, что это за файл, и дайте ему верное имя"
	case d.Garbage:
		p.Status = archive.StatusCorrupt
		p.Reason = "ни в одной кодировке файл не читается как текст: он повреждён; найдите исходный файл"
	case d.Damaged != "":
		p.Status, p.Reason = archive.StatusPartial, d.Damaged
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

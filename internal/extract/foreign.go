package extract

import "bytes"

// foreign are kinds of files that are not read, by how they begin, each with what it is
// called in Russian and the way out.
var foreign = []struct {
	offset    int
	magic     string
	what, out string
}{
	{0, "MZ\x90", "программа Windows", "текста документов в ней нет"},
	{0, "\x7fELF", "программа Linux", "текста документов в ней нет"},
	{0, "7z\xbc\xaf\x27\x1c", "архив 7-Zip", "распакуйте его и добавьте файлы"},
	{0, "BZh", "файл, сжатый bzip2,", "распакуйте его и добавьте снова"},
	{0, "\xfd7zXZ\x00", "файл, сжатый xz,", "распакуйте его и добавьте снова"},
	{0, "\x28\xb5\x2f\xfd", "файл, сжатый zstd,", "распакуйте его и добавьте снова"},
	{0, "MSCF\x00\x00\x00\x00", "архив CAB", "распакуйте его и добавьте файлы"},
	{0, "AT&TFORM", "книга DjVu", "сохраните её как PDF (ddjvu -format=pdf из DjVuLibre) и добавьте снова"},
	{0, "%!PS", "документ PostScript", "сохраните его как PDF (ps2pdf) и добавьте снова"},
	{0, "\xc5\xd0\xd3\xc6", "рисунок EPS", "сохраните его как PDF и добавьте снова"},
	{0, "SQLite format 3\x00", "база данных SQLite", "выгрузите из неё таблицы в CSV"},
	{0, "\x00\x01\x00\x00Standard ", "база данных Access", "выгрузите из неё таблицы в XLSX или CSV"},
	{0, "ITSF", "справка Windows (CHM)", "распакуйте её (7z x) и добавьте страницы"},
	{0, "!BDN", "почтовый ящик Outlook (PST)", "выгрузите письма как MSG, EML или MBOX (readpst)"},
	{0, "\xffWPC", "документ WordPerfect", "сохраните его как DOCX и добавьте снова"},
	{0, "AC10", "чертёж AutoCAD", "сохраните его как PDF и добавьте снова"},
	{0, "8BPS", "рисунок Photoshop", "сохраните его как PNG или TIFF и добавьте снова"},
	{8, "WEBP", "рисунок WebP", "сохраните его как PNG или JPEG и добавьте снова"},
	{4, "ftypheic", "снимок HEIC", "сохраните его как JPEG и добавьте снова"},
	{4, "ftypavif", "рисунок AVIF", "сохраните его как PNG или JPEG и добавьте снова"},
	{4, "ftyp", "видео или звук", "текста в нём нет; добавьте расшифровку, если она есть"},
	{8, "AVI ", "видео", "текста в нём нет; добавьте расшифровку, если она есть"},
	{8, "WAVE", "звук", "текста в нём нет; добавьте расшифровку, если она есть"},
	{0, "ID3", "звук MP3", "текста в нём нет; добавьте расшифровку, если она есть"},
	{0, "OggS", "звук или видео Ogg", "текста в нём нет; добавьте расшифровку, если она есть"},
	{0, "\x1aE\xdf\xa3", "видео Matroska", "текста в нём нет; добавьте расшифровку, если она есть"},
	{0, "\xd7\xcd\xc6\x9a", "рисунок WMF", "сохраните его как PDF или PNG и добавьте снова"},
	{40, " EMF\x00\x00", "рисунок EMF", "сохраните его как PDF или PNG и добавьте снова"},
}

// foreignReason says why data is not read, "" where it may be.
func foreignReason(data []byte) string {
	for _, f := range foreign {
		if len(data) > f.offset && bytes.HasPrefix(data[f.offset:], []byte(f.magic)) && !isProse(data) {
			return "это " + f.what + " и не читается: " + f.out
		}
	}
	return ""
}

// isProse reports whether data begins with a long line of letters and spaces, as no
// file of another kind does: «ID3» and «AC10» may begin a text.
func isProse(data []byte) bool {
	head := data[:min(len(data), 64)]
	return len(head) > 8 && !bytes.ContainsFunc(head, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffd
	}) && !bytes.HasPrefix(head, []byte("%!PS"))
}

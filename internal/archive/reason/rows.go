package reason

import "letopis/internal/archive"

// Reasons for files of any kind.
var (
	EmptyFile = row("empty-file", archive.StatusEmpty,
		"файл пуст", "если в нём должен быть текст, найдите исходный файл",
		"the file is empty", "if it should hold text, find the original file")
	NoText = row("no-text", archive.StatusEmpty,
		"в файле нет текста", "откройте подлинник; если текст в нём виден, сохраните его как PDF и добавьте снова",
		"the file holds no text", "open the original; if text is seen there, save it as PDF and add it again")
	NoBytes = row("no-bytes", archive.StatusCorrupt,
		"файл пуст, а должен быть документом", "найдите исходный файл",
		"the file is empty, where a document should be", "find the original file")
	Panic = row("reader-broke", archive.StatusCorrupt,
		"файл повреждён: разбор остановился (%[1]s)", "найдите исходный файл",
		"the file is damaged: reading it stopped (%[1]s)", "find the original file")
	Late = row("time", archive.StatusLimit,
		"чтение прервано: вышло время", "увеличьте ingest.timeout или разделите файл",
		"reading was broken off: time is up", "raise ingest.timeout or split the file")
	LatePartly = row("time-partly", archive.StatusPartial,
		"чтение прервано: вышло время, прочитано начало", "увеличьте ingest.timeout или разделите файл",
		"reading was broken off: time is up, the beginning is read", "raise ingest.timeout or split the file")
	LongText = row("long-text", archive.StatusPartial,
		"текст длиннее %[1]s МБ, прочитано его начало", "увеличьте ingest.max_text_mb или разделите файл",
		"the text is longer than %[1]s MB, its beginning is read", "raise ingest.max_text_mb or split the file")
	LongFile = row("long-file", archive.StatusPartial,
		"файл больше %[1]s МБ, прочитано его начало", "увеличьте ingest.max_text_mb или разделите файл",
		"the file is larger than %[1]s MB, its beginning is read", "raise ingest.max_text_mb or split the file")
	LongMarkup = row("long-markup", archive.StatusPartial,
		"страница или документ XML больше %[1]s МБ, прочитано начало", "разделите файл",
		"the page or XML document is larger than %[1]s MB, its beginning is read", "split the file")
	Unpacked = row("unpacked-size", archive.StatusLimit,
		"при распаковке больше %[1]s МБ, остальное не прочитано", "разделите файл",
		"it unpacks to more than %[1]s MB, the rest is not read", "split the file")
	ManyParts = row("many-documents", archive.StatusLimit,
		"в файле больше %[1]s документов, остальные не прочитаны", "разделите файл",
		"the file holds more than %[1]s documents, the rest are not read", "split the file")
	TooDeep = row("too-deep", archive.StatusLimit,
		"файл вложен в другие глубже %[1]s уровней", "распакуйте архив или письмо и добавьте файл отдельно",
		"the file lies in others more than %[1]s levels deep", "unpack the archive or letter and add the file by itself")
)

// Reasons for text.
var (
	Binary = row("binary", archive.StatusUnsupported,
		"это не текст: в файле двоичные данные", "проверьте, что это за файл, и дайте ему верное имя",
		"this is no text: the file holds binary data", "find out what kind of file it is and name it so")
	Garbage = row("garbage", archive.StatusCorrupt,
		"ни в одной кодировке русского языка файл не читается как текст: он повреждён или на другом языке",
		"найдите исходный файл или сохраните его в UTF-8 и добавьте снова",
		"in no charset of Russian does the file read as text: it is damaged or in another language",
		"find the original file, or save it as UTF-8 and add it again")
	Mixed = row("mixed-charsets", archive.StatusPartial,
		"в файле смешаны разные кодировки, каждая строка прочитана в своей (строки %[1]s)",
		"если слова прочитаны неверно, сохраните файл в UTF-8 и добавьте снова",
		"the file mixes charsets, each line is read in its own (lines %[1]s)",
		"if words are misread, save the file as UTF-8 and add it again")
	LostBytes = row("lost-bytes", archive.StatusPartial,
		"часть байтов не читается как UTF-8, на их месте знак «\ufffd» (строки %[1]s)", "найдите исходный файл",
		"some bytes do not read as UTF-8 and are shown as «\ufffd» (lines %[1]s)", "find the original file")
	Noise = row("noise", archive.StatusPartial,
		"часть файла не похожа на текст ни в одной кодировке", "найдите исходный файл",
		"a part of the file looks like text in no charset", "find the original file")
	Frames = row("frames", archive.StatusPartial,
		"страница состоит из кадров (frameset), их текст в других файлах", "добавьте и их",
		"the page is made of frames (frameset), their text is in other files", "add those, too")
	FeedEmpty = row("feed-empty", archive.StatusEmpty,
		"в ленте нет записей", "если они должны быть, скачайте ленту снова",
		"the feed has no entries", "if it should have some, fetch it again")
	FeedBroken = row("feed-cut", archive.StatusCorrupt,
		"лента обрезана до первой записи", "скачайте её снова",
		"the feed breaks off before its first entry", "fetch it again")
	FeedCut = row("feed-cut-partly", archive.StatusPartial,
		"лента обрезана, прочитано записей: %[1]s", "скачайте её снова",
		"the feed breaks off, entries read: %[1]s", "fetch it again")
	LineLong = row("jsonl-long", archive.StatusLimit,
		"строка %[1]s длиннее %[2]s МБ", "разделите документ на несколько",
		"line %[1]s is longer than %[2]s MB", "make several documents of it")
	LineCharset = row("jsonl-charset", archive.StatusCorrupt,
		"строка %[1]s не в UTF-8", "сохраните файл в UTF-8 и добавьте снова",
		"line %[1]s is not UTF-8", "save the file as UTF-8 and add it again")
	LineField = row("jsonl-field", archive.StatusCorrupt,
		"строка %[1]s: поле «%[2]s» не того типа", "исправьте его, см. docs/jsonl.md",
		"line %[1]s: field “%[2]s” is of another type", "mend it, see docs/jsonl.md")
	LineJSON = row("jsonl-json", archive.StatusCorrupt,
		"строка %[1]s — не JSON (%[2]s)", "исправьте её, см. docs/jsonl.md",
		"line %[1]s is not JSON (%[2]s)", "mend it, see docs/jsonl.md")
	Memos = row("dbf-memos", archive.StatusPartial,
		"примечания (поля MEMO) лежат в файле .dbt или .fpt рядом и не прочитаны", "сохраните таблицу как CSV",
		"notes (MEMO fields) lie in a .dbt or .fpt file beside and are not read", "save the table as CSV")
	FieldKind = row("dbf-field", archive.StatusPartial,
		"значения поля %[1]s не прочитаны (вид поля не поддерживается)", "сохраните таблицу как CSV",
		"values of field %[1]s are not read (its kind is not supported)", "save the table as CSV")
	TableCut = row("dbf-cut", archive.StatusPartial,
		"таблица обрезана: записей %[1]s из %[2]s", "найдите исходный файл",
		"the table breaks off: %[1]s records of %[2]s", "find the original file")
)

// Reasons for office documents.
var (
	Password = row("password", archive.StatusEncrypted,
		"документ под паролем", "снимите пароль и добавьте снова",
		"the document needs a password", "take the password off and add it again")
	Damaged = row("damaged", archive.StatusCorrupt,
		"документ повреждён", "найдите исходный файл",
		"the document is damaged", "find the original file")
	DamagedPartly = row("damaged-partly", archive.StatusPartial,
		"документ повреждён, прочитана его часть", "найдите исходный файл",
		"the document is damaged, a part of it is read", "find the original file")
	DamagedEmpty = row("damaged-empty", archive.StatusEmpty,
		"документ повреждён: он открывается, но текста в нём не осталось", "найдите исходный файл",
		"the document is damaged: it opens, but no text is left in it", "find the original file")
	Doctype = row("doctype", archive.StatusCorrupt,
		"в документе есть DOCTYPE, чего офисные программы не пишут: он не прочитан",
		"откройте его в офисной программе, сохраните заново и добавьте снова",
		"the document has a DOCTYPE, which office programs do not write: it is not read",
		"open it in an office program, save it anew and add it again")
	Bomb = row("bomb", archive.StatusLimit,
		"документ распаковывается в слишком большой: так устроены файлы-бомбы", "если он настоящий, разделите его",
		"the document unpacks to one too large, as bombs do", "if it is genuine, split it")
	EmbeddedDeep = row("embedded-deep", archive.StatusLimit,
		"документы вложены один в другой глубже %[1]s уровней", "сохраните вложенные отдельно",
		"documents are embedded in one another more than %[1]s levels deep", "save the inner ones by themselves")
	EmbeddedBroken = row("embedded-damaged", archive.StatusPartial,
		"вложенный документ «%[1]s» повреждён", "сохраните его отдельно",
		"the embedded document “%[1]s” is damaged", "save it by itself")
	EmbeddedObject = row("embedded-object", archive.StatusPartial,
		"вложенный объект «%[1]s» не прочитан", "сохраните его отдельно",
		"the embedded object “%[1]s” is not read", "save it by itself")
)

// Reasons for PDF files and images.
var (
	PDFStart = row("pdf-start", archive.StatusLimit,
		"чтение PDF не запустилось (%[1]s)", "проверьте память и папку кэша",
		"reading PDF did not start (%[1]s)", "check the memory and the cache folder")
	PDFNoPages = row("pdf-no-pages", archive.StatusCorrupt,
		"в PDF не найдено ни одной страницы", "найдите исходный файл",
		"the PDF has no page that can be found", "find the original file")
	PDFCipher = row("pdf-cipher", archive.StatusEncrypted,
		"PDF зашифрован способом, который не читается", "снимите защиту той программой, которая его открывает",
		"the PDF is encrypted in a way that is not read", "take the protection off with a program that opens it")
	PDFLost = row("pdf-lost", archive.StatusCorrupt,
		"ни одна страница PDF не читается", "найдите исходный файл",
		"no page of the PDF can be read", "find the original file")
	PDFLostPartly = row("pdf-lost-partly", archive.StatusPartial,
		"не читаются страницы PDF: %[1]s из %[2]s", "найдите исходный файл",
		"pages of the PDF that cannot be read: %[1]s of %[2]s", "find the original file")
	PDFManyPages = row("pdf-pages", archive.StatusPartial,
		"в PDF больше %[1]s страниц, прочитаны первые", "разделите файл",
		"the PDF has more than %[1]s pages, the first are read", "split the file")
	PDFNoLetters = row("pdf-letters", archive.StatusPartial,
		"в PDF нет таблицы букв (ToUnicode), страницы не читаются или читаются с пропусками: %[1]s из %[2]s: "+
			"нужно распознавание",
		"установите tesseract с русским языком (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"и запустите ingest --again",
		"the PDF has no table of letters (ToUnicode), pages that do not read or have gaps: %[1]s of %[2]s, "+
			"to be recognised",
		"install tesseract with Russian (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"and run ingest --again")
	PDFBlind = row("pdf-letters-none", archive.StatusNeedsOCR,
		"в PDF нет таблицы букв (ToUnicode): текст виден, но не читается: нужно распознавание",
		"установите tesseract с русским языком (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"и запустите ingest --again",
		"the PDF has no table of letters (ToUnicode): its text is seen but does not read and is to be recognised",
		"install tesseract with Russian (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"and run ingest --again")
	DjVuScan = row("djvu-scan", archive.StatusNeedsOCR,
		"в книге DjVu нет текста, только изображения страниц: нужно распознавание",
		"сохраните её как PDF (ddjvu -format=pdf) и добавьте снова",
		"the DjVu book has no text, only pictures of its pages, to be recognised",
		"save it as PDF (ddjvu -format=pdf) and add it again")
	DjVuScanPartly = row("djvu-scan-partly", archive.StatusPartial,
		"страницы DjVu без текста: %[1]s из %[2]s: нужно распознавание",
		"сохраните книгу как PDF (ddjvu -format=pdf) и добавьте снова",
		"pages of the DjVu book without text: %[1]s of %[2]s, to be recognised",
		"save it as PDF (ddjvu -format=pdf) and add it again")
	DjVuApart = row("djvu-apart", archive.StatusUnsupported,
		"это оглавление книги DjVu, её страницы лежат в отдельных файлах",
		"соберите книгу в один файл (djvmcvt -b) и добавьте снова",
		"this is the index of a DjVu book, whose pages lie in files of their own",
		"put the book into one file (djvmcvt -b) and add it again")
	DjVuMany = row("djvu-pages", archive.StatusPartial,
		"в книге DjVu больше %[1]s страниц, прочитаны первые", "разделите файл",
		"the DjVu book has more than %[1]s pages, the first are read", "split the file")
	AttachmentBroken = row("attachment-damaged", archive.StatusPartial,
		"вложение «%[1]s» повреждено", "найдите его исходный файл",
		"the attachment “%[1]s” is damaged", "find its original file")
	AttachmentDeep = row("attachment-deep", archive.StatusLimit,
		"вложение «%[1]s» не прочитано: файлы вложены глубже %[2]s уровней", "сохраните его отдельно и добавьте",
		"the attachment “%[1]s” is not read: files lie more than %[2]s levels deep", "save it by itself and add it")
	Scan = row("scan", archive.StatusNeedsOCR,
		"документ — скан без текста: нужно распознавание",
		"установите tesseract с русским языком (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"и запустите ingest --again",
		"the document is a scan without text: it is to be recognised",
		"install tesseract with Russian (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"and run ingest --again")
	ScanPartly = row("scan-partly", archive.StatusPartial,
		"страницы-сканы без текста: %[1]s из %[2]s: нужно распознавание",
		"установите tesseract с русским языком (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"и запустите ingest --again",
		"scanned pages without text: %[1]s of %[2]s, to be recognised",
		"install tesseract with Russian (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"and run ingest --again")
	PastedScans = row("pasted-scans", archive.StatusPartial,
		"в документ вставлены сканы, их текст не прочитан: %[1]s: нужно распознавание",
		"установите tesseract с русским языком (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"и запустите ingest --again",
		"scans are pasted into the document, their text is not read: %[1]s, to be recognised",
		"install tesseract with Russian (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-rus) "+
			"and run ingest --again")
	PastedMany = row("pasted-many", archive.StatusPartial,
		"в документ вставлено больше %[1]s сканов, распознаны первые", "разделите его",
		"more than %[1]s scans are pasted into the document, the first are recognised", "split it")
	ScanLate = row("scan-time", archive.StatusLimit,
		"документ — скан без текста: на распознавание не хватило времени", "увеличьте ingest.timeout или разделите файл",
		"the document is a scan without text: there was no time to recognise it", "raise ingest.timeout or split the file")
	ScanLatePartly = row("scan-time-partly", archive.StatusPartial,
		"страницы-сканы без текста: %[1]s из %[2]s: на их распознавание не хватило времени",
		"увеличьте ingest.timeout или разделите файл",
		"scanned pages without text: %[1]s of %[2]s, there was no time to recognise them",
		"raise ingest.timeout or split the file")
	ScanBroken = row("scan-damaged", archive.StatusCorrupt,
		"документ — скан без текста: картинка повреждена", "найдите исходный файл",
		"the document is a scan without text: the picture is damaged", "find the original file")
	ScanBrokenPartly = row("scan-damaged-partly", archive.StatusPartial,
		"страницы-сканы без текста: %[1]s из %[2]s: картинки не читаются", "найдите исходный файл",
		"scanned pages without text: %[1]s of %[2]s, the pictures cannot be read", "find the original file")
	ScanUnsure = row("scan-unsure", archive.StatusPartial,
		"страницы распознаны неуверенно: %[1]s", "сверьте их с подлинником или отсканируйте крупнее (300 точек на дюйм)",
		"pages that are recognised badly: %[1]s", "compare them with the original or scan it larger (300 dots an inch)")
	PictureLarge = row("picture-large", archive.StatusLimit,
		"картинка слишком велика: %[1]s × %[2]s точек, читается до %[3]s млн", "уменьшите разрешение",
		"the picture is too large: %[1]s × %[2]s pixels, up to %[3]s million are read", "lower its resolution")
	PictureLoop = row("picture-loop", archive.StatusLimit,
		"страницы TIFF ссылаются по кругу: файл устроен как ловушка", "найдите исходный файл",
		"the pages of the TIFF point at one another in a circle: the file is a trap", "find the original file")
	PicturePages = row("picture-pages", archive.StatusLimit,
		"в TIFF больше %[1]s страниц", "разделите файл",
		"the TIFF has more than %[1]s pages", "split the file")
	PictureBroken = row("picture-damaged", archive.StatusCorrupt,
		"картинка повреждена", "найдите исходный файл",
		"the picture is damaged", "find the original file")
	PictureCut = row("picture-cut", archive.StatusPartial,
		"картинка обрывается, прочитано её начало", "найдите исходный файл",
		"the picture breaks off, its beginning is read", "find the original file")
	PictureEmpty = row("picture-no-text", archive.StatusEmpty,
		"на картинке не нашлось текста", "если он виден, отсканируйте её крупнее (300 точек на дюйм)",
		"no text was found in the picture", "if some is seen, scan it larger (300 dots an inch)")
)

package reason

import "letopis/internal/archive"

// Reasons for archives and their entries.
var (
	ArchivePassword = row("archive-password", archive.StatusEncrypted,
		"архив под паролем", "распакуйте его и добавьте файлы",
		"the archive needs a password", "unpack it and add the files")
	EntryPassword = row("entry-password", archive.StatusEncrypted,
		"файл в архиве под паролем", "распакуйте архив и добавьте файл отдельно",
		"the file in the archive needs a password", "unpack the archive and add the file by itself")
	ArchiveBroken = row("archive-damaged", archive.StatusCorrupt,
		"архив повреждён или обрезан", "найдите исходный файл",
		"the archive is damaged or breaks off", "find the original file")
	ArchiveCut = row("archive-cut", archive.StatusPartial,
		"архив обрывается, прочитано то, что в нём осталось", "найдите исходный файл",
		"the archive breaks off, what is left of it is read", "find the original file")
	EntryBroken = row("entry-damaged", archive.StatusCorrupt,
		"файл в архиве повреждён: не сходится контрольная сумма или данные обрезаны", "найдите исходный файл",
		"the file in the archive is damaged: its checksum differs or it breaks off", "find the original file")
	EntryMethod = row("entry-method", archive.StatusUnsupported,
		"способ сжатия не поддерживается", "распакуйте архив и добавьте файл отдельно",
		"the way it is compressed is not supported", "unpack the archive and add the file by itself")
	ArchiveOverlap = row("archive-overlap", archive.StatusCorrupt,
		"записи архива накладываются одна на другую: так устроены архивы-бомбы, он не распакован",
		"если он настоящий, распакуйте его и добавьте файлы",
		"files of the archive overlap, as in bombs: it is not unpacked", "if it is genuine, unpack it and add the files")
	ArchiveVolumes = row("archive-volumes", archive.StatusPartial,
		"архив из нескольких томов, этот продолжается в следующем", "распакуйте все вместе и добавьте файлы",
		"the archive has several volumes, this one goes on in the next", "unpack all of them together and add the files")
	ArchiveMemory = row("archive-memory", archive.StatusLimit,
		"архиву нужно больше %[1]s МБ памяти", "распакуйте его и добавьте файлы",
		"the archive needs more than %[1]s MB of memory", "unpack it and add the files")
	ArchiveVersion = row("archive-version", archive.StatusUnsupported,
		"эта версия архива не читается", "распакуйте его и добавьте файлы",
		"this version of the archive is not read", "unpack it and add the files")
	EntryEscapes = row("entry-escapes", archive.StatusPartial,
		"имя «%[1]s» ведёт за пределы архива, файл прочитан под именем «%[2]s»", "проверьте, откуда архив",
		"the name “%[1]s” leads out of the archive, the file is read as “%[2]s”", "check where the archive comes from")
	EntryLink = row("entry-link", archive.StatusPartial,
		"«%[1]s» — ссылка на другой файл, она пропущена", "добавьте сам файл",
		"“%[1]s” is a link to another file and is passed over", "add the file itself")
	PackedBroken = row("packed-damaged", archive.StatusCorrupt,
		"сжатый файл повреждён", "найдите исходный файл",
		"the compressed file is damaged", "find the original file")
	PackedCut = row("packed-cut", archive.StatusPartial,
		"сжатый файл обрывается или повреждён, прочитано его начало", "найдите исходный файл",
		"the compressed file breaks off or is damaged, its beginning is read", "find the original file")
	WebUnreadable = row("web-archive", archive.StatusCorrupt,
		"веб-архив повреждён или не читается", "найдите исходный файл",
		"the web archive is damaged or cannot be read", "find the original file")
	WebCut = row("web-archive-partly", archive.StatusPartial,
		"веб-архив повреждён, прочитано его начало (страниц: %[1]s)", "найдите исходный файл",
		"the web archive is damaged, its beginning is read (pages: %[1]s)", "find the original file")
	WebRepeats = row("web-repeats", archive.StatusEmpty,
		"в веб-архиве только повторы страниц из других съёмок (revisit): %[1]s", "добавьте и те съёмки",
		"the web archive only repeats pages of other crawls (revisit): %[1]s", "add those crawls, too")
	WebLarge = row("web-record-large", archive.StatusLimit,
		"запись %[1]s слишком велика", "снимите эту страницу отдельно",
		"the record %[1]s is too large", "fetch that page by itself")
	WebAnswer = row("web-answer", archive.StatusEmpty,
		"вместо страницы сервер ответил %[1]s", "снимите страницу снова, если она есть",
		"instead of the page the server answered %[1]s", "fetch the page again, if there is one")
	WebTransport = row("web-transport", archive.StatusCorrupt,
		"ответ сервера сжат и не распаковывается (%[1]s)", "снимите страницу снова",
		"the server's answer is compressed and does not unpack (%[1]s)", "fetch the page again")
	WebTransportPartly = row("web-transport-partly", archive.StatusPartial,
		"ответ сервера сжат и распаковывается не до конца (%[1]s)", "снимите страницу снова",
		"the server's answer is compressed and does not unpack to its end (%[1]s)", "fetch the page again")
)

// Reasons for e-mail messages.
var (
	LetterDeep = row("letter-deep", archive.StatusLimit,
		"части письма вложены глубже %[1]s уровней, остальное не прочитано", "сохраните вложения отдельно",
		"parts of the letter lie more than %[1]s levels deep, the rest is not read", "save its attachments by themselves")
	LetterParts = row("letter-parts", archive.StatusLimit,
		"в письме больше %[1]s частей, остальные не прочитаны", "сохраните вложения отдельно",
		"the letter has more than %[1]s parts, the rest are not read", "save its attachments by themselves")
	LetterCut = row("letter-cut", archive.StatusPartial,
		"письмо обрезано или повреждено, прочитано его начало", "получите его снова",
		"the letter breaks off or is damaged, its beginning is read", "get it again")
	LetterPartCut = row("letter-part-cut", archive.StatusPartial,
		"часть письма повреждена, прочитано её начало", "получите его снова",
		"a part of the letter is damaged, its beginning is read", "get it again")
	LetterRTF = row("letter-rtf", archive.StatusPartial,
		"текст письма (RTF) повреждён", "получите его снова",
		"the text of the letter (RTF) is damaged", "get it again")
	LetterSealed = row("letter-sealed", archive.StatusEncrypted,
		"письмо зашифровано (S/MIME)", "расшифруйте его и добавьте снова",
		"the letter is encrypted (S/MIME)", "decrypt it and add it again")
	SignedBroken = row("signed-damaged", archive.StatusCorrupt,
		"подписанный файл повреждён", "найдите исходный файл",
		"the signed file is damaged", "find the original file")
	SignedCut = row("signed-cut", archive.StatusPartial,
		"подписанный файл обрезан, прочитано его начало", "найдите исходный файл",
		"the signed file breaks off, its beginning is read", "find the original file")
	Signature = row("signature", archive.StatusEmpty,
		"это электронная подпись без документа", "документ лежит отдельно, добавьте его",
		"this is a signature without its document", "the document lies elsewhere, add it")
)

// Reasons given by the process that reads files.
var (
	Killed = row("killed-time", archive.StatusLimit,
		"чтение заняло больше %[1]s и остановлено", "разделите файл или увеличьте ingest.timeout",
		"reading took more than %[1]s and was stopped", "split the file or raise ingest.timeout")
	Memory = row("memory", archive.StatusLimit,
		"для чтения не хватило разрешённой памяти", "разделите файл",
		"reading needs more memory than is allowed", "split the file")
	Broke = row("broke-off", archive.StatusCorrupt,
		"разбор файла оборвался: файл повреждён или опасен, подлинник сохранён", "найдите исходный файл",
		"reading broke off: the file is damaged or dangerous, the original is kept", "find the original file")
	FactsLate = row("facts-time", archive.StatusPartial,
		"сведения найдены не все: их поиск занял больше %[1]s и остановлен", "разделите файл или увеличьте ingest.timeout",
		"not all facts are found: looking took more than %[1]s and was stopped", "split the file or raise ingest.timeout")
)

// Reasons why a file is not ingested at all.
var (
	FileLarge = row("file-large", Failed,
		"файл больше %[1]s МБ (%[2]s МБ)", "разделите его или увеличьте ingest.max_file_mb",
		"the file is larger than %[1]s MB (%[2]s MB)", "split it or raise ingest.max_file_mb")
	NoRight = row("no-right", Failed,
		"нет прав на чтение (%[1]s)", "дайте их пользователю, от которого работает letopis",
		"it may not be read (%[1]s)", "give the right to the user that letopis runs as")
	Vanished = row("vanished", Failed,
		"файла или папки здесь нет (%[1]s)", "проверьте, на месте ли они",
		"the file or folder is not here (%[1]s)", "check whether it is in its place")
	RuleBroke = row("rule-broke", Failed,
		"правило остановилось на этом тексте (%[1]s)", "сообщите о файле разработчикам",
		"a rule broke on this text (%[1]s)", "tell the developers of the file")
	NotOpened = row("not-taken", Failed,
		"не прочитано: %[1]s", "исправьте это и запустите ingest снова",
		"not read: %[1]s", "mend that and run ingest again")
)

package reason

import "letopis/internal/archive"

// foreign adds a row for a kind of file that is not supported.
func foreign(code, ru, ruOut, en, enOut string) *Reason {
	return row("kind-"+code, archive.StatusUnsupported, "это "+ru+" и не читается", ruOut,
		"this is "+en+" and is not read", enOut)
}

// Remedies shared by many kinds.
const (
	unpack, unpackEN = "распакуйте и добавьте файлы", "unpack it and add the files"
	asPDF, asPDFEN   = "сохраните как PDF и добавьте снова", "save it as PDF and add it again"
	asDOCX, asDOCXEN = "сохраните как DOCX и добавьте снова", "save it as DOCX and add it again"
	asPNG, asPNGEN   = "сохраните как PNG или JPEG и добавьте снова", "save it as PNG or JPEG and add it again"
	asXLSX, asXLSXEN = "сохраните как XLSX и добавьте снова", "save it as XLSX and add it again"
	asCSV, asCSVEN   = "выгрузите таблицы в CSV или XLSX", "export its tables as CSV or XLSX"
	script, scriptEN = "текста в файле нет; добавьте расшифровку, если она есть",
		"it has no text; add a transcript, if there is one"
	nothing, nothingEN = "текста документов в файле нет", "it has no text of documents"
)

// Kinds of files that are not supported.
var (
	KindWindows = foreign("windows", "программа Windows или DOS", nothing+"; если это самораспаковывающийся архив, "+
		unpack, "a program of Windows or DOS", nothingEN+"; if it is an archive that unpacks itself, "+unpackEN)
	KindLinux    = foreign("linux", "программа Linux", nothing, "a program of Linux", nothingEN)
	KindCAB      = foreign("cab", "архив CAB", unpack, "a CAB archive", unpackEN)
	KindARJ      = foreign("arj", "архив ARJ", unpack+" (7z x)", "an ARJ archive", unpackEN+" (7z x)")
	KindLHA      = foreign("lha", "архив LHA", unpack+" (7z x)", "an LHA archive", unpackEN+" (7z x)")
	KindISO      = foreign("iso", "образ диска (ISO)", unpack+" (7z x)", "a disk image (ISO)", unpackEN+" (7z x)")
	KindShortcut = foreign("shortcut", "ярлык Windows", "добавьте файл, на который он указывает",
		"a shortcut of Windows", "add the file that it points at")
	KindFlash      = foreign("flash", "ролик Flash", script, "a Flash movie", scriptEN)
	KindPostScript = foreign("postscript", "документ PostScript", asPDF+" (ps2pdf)", "a PostScript document",
		asPDFEN+" (ps2pdf)")
	KindEPS    = foreign("eps", "рисунок EPS", asPDF, "an EPS drawing", asPDFEN)
	KindSQLite = foreign("sqlite", "база данных SQLite", asCSV, "an SQLite database", asCSVEN)
	KindAccess = foreign("access", "база данных Access", asCSV, "an Access database", asCSVEN)
	KindCHM    = foreign("chm", "справка Windows (CHM)", "распакуйте её (7z x) и добавьте страницы",
		"Windows help (CHM)", "unpack it (7z x) and add the pages")
	KindPST = foreign("pst", "почтовый ящик Outlook (PST)", "выгрузите письма как MSG, EML или MBOX (readpst)",
		"an Outlook mailbox (PST)", "export its letters as MSG, EML or MBOX (readpst)")
	KindWordPerfect = foreign("wordperfect", "документ WordPerfect", asDOCX, "a WordPerfect document", asDOCXEN)
	KindAutoCAD     = foreign("autocad", "чертёж AutoCAD", asPDF, "an AutoCAD drawing", asPDFEN)
	KindCorel       = foreign("corel", "рисунок CorelDRAW", asPDF, "a CorelDRAW drawing", asPDFEN)
	KindPhotoshop   = foreign("photoshop", "рисунок Photoshop", asPNG, "a Photoshop picture", asPNGEN)
	KindWebP        = foreign("webp", "рисунок WebP", asPNG, "a WebP picture", asPNGEN)
	KindHEIC        = foreign("heic", "снимок HEIC", asPNG, "an HEIC photograph", asPNGEN)
	KindAVIF        = foreign("avif", "рисунок AVIF", asPNG, "an AVIF picture", asPNGEN)
	KindVideo       = foreign("video", "видео", script, "video", scriptEN)
	KindSound       = foreign("sound", "звук", script, "sound", scriptEN)
	KindMedia       = foreign("media", "звук или видео", script, "sound or video", scriptEN)
	KindOneNote     = foreign("onenote", "заметки OneNote", asPDF, "notes of OneNote", asPDFEN)
	KindLotus       = foreign("lotus", "таблица Lotus 1-2-3", asXLSX, "a sheet of Lotus 1-2-3", asXLSXEN)
	KindWMF         = foreign("wmf", "рисунок WMF", asPDF, "a WMF drawing", asPDFEN)
	KindEMF         = foreign("emf", "рисунок EMF", asPDF, "an EMF drawing", asPDFEN)
	KindApple       = foreign("apple", "документ Apple (Pages, Numbers, Keynote)",
		"сохраните его как DOCX, XLSX или PDF и добавьте снова",
		"an Apple document (Pages, Numbers, Keynote)", "save it as DOCX, XLSX or PDF and add it again")
	KindOPC = foreign("opc", "пакет OPC, но не документ, таблица, презентация, чертёж или XPS,",
		"сохраните его как PDF той программой, которой он сделан",
		"an OPC package, but no document, table, presentation, drawing or XPS,",
		"save it as PDF with the program that made it")
	KindVisio = foreign("visio", "рисунок Visio", "сохраните его как VSDX или PDF и добавьте снова",
		"a Visio drawing", "save it as VSDX or PDF and add it again")
	KindPublisher = foreign("publisher", "публикация Publisher", asPDF, "a Publisher document", asPDFEN)
	KindProject   = foreign("project", "план Project", "сохраните его как PDF или XLSX и добавьте снова",
		"a Project plan", "save it as PDF or XLSX and add it again")
	KindStarText = foreign("starwriter", "документ StarOffice", "сохраните его в LibreOffice как ODT и добавьте снова",
		"a StarOffice document", "save it in LibreOffice as ODT and add it again")
	KindStarCalc = foreign("starcalc", "таблица StarOffice", "сохраните её в LibreOffice как ODS и добавьте снова",
		"a StarOffice table", "save it in LibreOffice as ODS and add it again")
	KindWorks  = foreign("works", "документ Microsoft Works", asDOCX, "a Microsoft Works document", asDOCXEN)
	KindHangul = foreign("hangul", "документ Hangul", asDOCX, "a Hangul document", asDOCXEN)
	KindThumbs = foreign("thumbs", "список эскизов Windows (Thumbs.db)", "текста в нём нет, файл можно удалить",
		"a list of thumbnails of Windows (Thumbs.db)", "it has no text and may be deleted")
	KindDrawing  = foreign("drawing", "чертёж", asPDF, "a drawing", asPDFEN)
	KindCompound = foreign("compound", "не Word, не Excel, не PowerPoint и не письмо Outlook",
		"сохраните его как PDF или DOCX той программой, которой он сделан",
		"not of Word, Excel, PowerPoint or Outlook", "save it as PDF or DOCX with the program that made it")
)

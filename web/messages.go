package web

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed messages.tsv
var messageTable string

// messages are the words of the pages by key: Russian, English.
var messages = readMessages(messageTable)

func readMessages(table string) map[string][2]string {
	out := map[string][2]string{}
	for line := range strings.Lines(table) {
		if line = strings.TrimSuffix(line, "\n"); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[0] == "" {
			panic(fmt.Sprintf("messages.tsv: %q is not a key with two texts", line)) // embedded; every test would fail
		}
		out[cells[0]] = [2]string{cells[1], cells[2]}
	}
	return out
}

// Forms of counted words: one, few, many in Russian; one, other in English.
var counted = map[string][2][3]string{
	"document": {{"документ", "документа", "документов"}, {"document", "documents", "documents"}},
	"fresh": {{"новый документ", "новых документа", "новых документов"},
		{"new document", "new documents", "new documents"}},
	"program": {{"программа", "программы", "программ"}, {"programme", "programmes", "programmes"}},
	"district": {
		{"район и округ", "района и округа", "районов и округов"},
		{"district or okrug", "districts and okrugs", "districts and okrugs"},
	},
	"city":    {{"город", "города", "городов"}, {"town", "towns", "towns"}},
	"edition": {{"редакция", "редакции", "редакций"}, {"edition", "editions", "editions"}},
	"section": {{"часть этого текста", "части этого текста", "частей этого текста"},
		{"part of this text", "parts of this text", "parts of this text"}},
	"mark":   {{"совпадение", "совпадения", "совпадений"}, {"match", "matches", "matches"}},
	"year":   {{"год", "года", "лет"}, {"year", "years", "years"}},
	"file":   {{"файл", "файла", "файлов"}, {"file", "files", "files"}},
	"day":    {{"день", "дня", "дней"}, {"day", "days", "days"}},
	"minute": {{"минуту", "минуты", "минут"}, {"minute", "minutes", "minutes"}},
	"try":    {{"попытка", "попытки", "попыток"}, {"try", "tries", "tries"}},
	"piece": {{"одинаковый абзац", "одинаковых абзаца", "одинаковых абзацев"},
		{"paragraph that is the same", "paragraphs that are the same", "paragraphs that are the same"}},
	"found":  {{"Найден", "Найдено", "Найдено"}, {"Found", "Found", "Found"}},
	"source": {{"источник", "источника", "источников"}, {"source", "sources", "sources"}},
}

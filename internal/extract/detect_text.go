package extract

import (
	"path"
	"strings"
)

// textKind tells what kind of text data is, by its beginning and, for kinds
// that look like any text, by name. That data is text at all is for decodeText
// to say.
func textKind(name string, data []byte) kind {
	ext := strings.ToLower(path.Ext(name))
	switch {
	case looksFeed(data) && !looksHTML(data):
		return kindFeed
	case ext == ".html", ext == ".htm", ext == ".xhtml", ext == ".shtml", ext == ".php", ext == ".asp", ext == ".aspx", looksHTML(data):
		return kindHTML
	case ext == ".eml", ext == ".mht", ext == ".mhtml", looksMail(data):
		return kindMail
	case ext == ".jsonl", ext == ".ndjson", looksJSONL(data):
		return kindJSONL
	case ext == ".csv", ext == ".tsv":
		return kindCSV
	case ext == ".rss", ext == ".atom", ext == ".rdf":
		return kindFeed
	case ext == ".zip":
		return kindZIP
	case ext == ".warc":
		return kindWARC
	}
	return kindText
}

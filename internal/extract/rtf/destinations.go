package rtf

import "letopis/internal/extract/format"

// rtfSkipped are destinations whose text is not the document's.
var rtfSkipped = map[string]bool{"fonttbl": true, "colortbl": true, "stylesheet": true,
	"objclass": true, "objname": true, "objalias": true, "objsect": true, "objdata": true,
	"levelnumbers": true, "listname": true, "pntxtb": true, "pntxta": true, "shprslt": true, "rsidtbl": true,
	"generator": true, "themedata": true, "datastore": true, "xmlnstbl": true,
	"filetbl":    true,
	"revtbl":     true,
	"nonshppict": true, "operator": true, "company": true, "comment": true, "doccomm": true, "bkmkstart": true,
	"bkmkend": true,
	"creatim": true, "revtim": true, "printim": true, "buptim": true, "datafield": true, "private": true, "mmathPr": true}

// destination obeys the words that say where text goes.
func (r *rtfReader) destination(word string) {
	switch word {
	case "info":
		r.flush()
		r.group.skip = false
		r.group.dest = "info"
	case "title", "subject", "author", "keywords":
		if r.group.dest != "" {
			r.group.dest = word
		}
	case "header", "headerl", "headerr", "footer", "footerl", "footerr", "footerf":
		r.divert(r.aside)
	case "headerf":
		r.divert(r.letterhead)
	case "footnote":
		r.divert(r.notes)
	case "pict":
		r.flush()
		if r.group.dest == "" {
			r.group.out.Gap()
		}
		r.picture()
		r.group.skip, r.group.dest = true, ""
	case "fldinst":
		r.field()
	case "leveltext":
		r.flush()
		if r.group.dest == "listtable" {
			r.group.dest = word
		} else {
			r.group.skip = true // of a list that is in no table
		}
	case "listtext", "pntext":
		r.flush()
		r.group.dest = "listtext"
	default:
		if rtfSkipped[word] {
			r.flush()
			r.group.skip = true
			r.group.dest = ""
			r.group.result = r.group.result || word == "shprslt"
			if word == "fonttbl" {
				r.group.dest = word
			}
		}
	}
}

// opened obeys the destinations that are marked as unknown to old programs, and hold
// text all the same.
func (r *rtfReader) opened(word string) {
	switch word {
	case "fldinst":
		r.field()
	case "objdata":
		r.object()
	case "shptxt", "dptxbxtext":
		r.divert(r.boxes)
	case "pict":
		if r.group.pictures {
			r.picture()
		}
	case "nonshppict":
		r.group.pictures = false
	case "shppict":
		r.group.pictures = true
		if r.group.dest == "" && !r.group.hidden && !r.group.deleted {
			r.group.out.Gap()
		}
	case "formfield", "ffl", "sn", "sv":
		r.formOrShape(word)
	case "annotation":
		r.divert(r.notes)
		r.notes.Add("Комментарий: ")
		if author := r.lists.takeAuthor(); author != "" {
			r.notes.Add(author + ": ")
		}
	case "atnauthor", "listtable", "listoverridetable":
		r.flush()
		r.group.skip, r.group.dest = false, word
	}
}

// maxCode bounds the code of a field, in bytes.
const maxCode = 2000

// field begins the code of one.
func (r *rtfReader) field() {
	r.flush()
	r.group.skip, r.group.dest = false, "fldinst"
	r.code.Reset()
}

// divert begins a destination whose text stands elsewhere.
func (r *rtfReader) divert(out *format.Flow) {
	r.flush()
	if r.group.result {
		return
	}
	r.group.skip, r.group.dest, r.group.out = false, "", out
}

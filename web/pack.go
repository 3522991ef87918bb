package web

// PackedHome is the first page of a copy. All its documents can be reached from its years without a script.
type PackedHome struct {
	Page
	Lead      string
	Stats     []Link
	Histogram *Histogram // nil where too few documents have a date
	Years     []Link
	Places    []Link // towns and municipalities by what is held of them
	Kinds     []Link
	Programs  []Link
}

// PackedSearch is the page on which a script searches a copy.
type PackedSearch struct {
	Page
	Lists Link              // for who has no scripts
	Words map[string]string // of the script: messages by key
}

// PackedAbout says what a copy is and what its search does.
type PackedAbout struct {
	Page
	Parts []Group
}

// PackScript is the asset that searches a copy in the browser.
const PackScript = "pack.js"

// PackedWords are the messages that the script of PackedSearch shows.
func PackedWords(l Lang) map[string]string {
	out := map[string]string{}
	for _, key := range []string{"found", "none", "some", "unknown", "guessed", "left", "short", "file", "failed",
		"loading", "more", "year", "kind", "program", "place", "remove", "without"} {
		out[key] = l.T("pack.js." + key)
	}
	return out
}

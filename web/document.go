package web

// Document is the page of one document.
type Document struct {
	Page
	Back          string
	DocTitle      string
	Head          Hit // what the document is, as in a list of results
	Notes         []Note
	HitCount      int
	HitText       string
	In            string  // what is looked for in the text
	Hidden        []Field // the search that one came with
	Contents      []Link  // parts of a long text
	Runs          []TextRun
	Facts         []Fact
	OriginalURL   string
	OriginalName  string
	OriginalNote  string
	SourceURL     string
	SHA256        string
	CiteText      string
	CiteLinks     []Link
	Force         string // state of the act, see api.Force
	ForceText     string
	ForceBy       *Link // the act that decides it
	Deeds         []ActDeeds
	Effects       []Link
	Copies        []Link // other documents of the same act
	Namesakes     []Link // other acts of the same number and day
	Duplicates    []Link // other documents with nearly the same text
	AllDuplicates Link
	Borrowings    []Borrowing
	// FindBorrowings leads to the same page with Borrowings; none when they were looked for.
	FindBorrowings Link
	Deadlines      []Link // what the act wants done by when, and who holds that it is
	Calendar       Link   // of the deadlines of its programme or place
	CompareURL     string // offers other documents to compare it with
	LifeURL        string // the life of the act; "": it is none
	EditionURL     string // its wording today; "": it was not changed
	Cites          []Link
	CitedBy        []Link
	Similar        []Link
	Timeline       []Act // of its programme, around its own place
	ProgramLink    Link
}

// ActDeeds is what an act does to the one shown.
type ActDeeds struct {
	Act  Link
	Done []Link // what it does, in its own words; empty: Act says it
}

// Borrowing is a document that has passages of another one.
type Borrowing struct {
	Document Link
	Passages []Link // to their comparison
}

// TextRun is a piece of a document's text: plain, a hit, a link to a
// cited act, or the place (Mark) where a fact was found.
type TextRun struct {
	Text      string
	Hit       bool
	Expansion bool // it stands for what was typed, and has no number
	N         int  // number of the hit, from 1
	Href      string
	Mark      string // id of the place
	Page      int    // number of the page that starts here; Href leads to its picture
	// Clause: it is the number of a clause, and Href leads to how that is cited.
	Clause bool
}

// Scan is a page of a document as it was scanned, with the words that were recognised on it.
type Scan struct {
	Page
	Document Link // the page in the text
	Heading  string
	Notes    []Note
	In       string  // what is looked for in the text
	Hidden   []Field // the search that one came with
	HitText  string
	HitPages []Link // where there are hits
	Image    string
	Height   int // of the picture, which is 1000 wide
	Words    []ScanWord
	Beside   []Link // the pages before and after
}

// ScanWord is a word on a page, in the measure of Scan.Height.
type ScanWord struct {
	Text                string
	X, Y, Width, Height int
	Hit, Unsure         bool
	Doubt               string // how unsure it is what is written there
}

// ClauseCite is the page on how to cite a clause.
type ClauseCite struct {
	Page
	Label      string // «П. 3.2 приложения 1»
	Document   Link
	Place      string // the clause in the document
	Text       string
	References []Reference
	URL        string // the address that stays
	SHA256     string
}

// Reference is one in a style; Href leads to it as a file.
type Reference struct{ Style, Name, Text, Href string }

// Fact is one line of metadata with its evidence. Values of a Path lead from one to
// the next.
type Fact struct {
	Name   string
	Path   bool
	Values []FactValue
}

// FactValue is a value, how it was found (How), and where (Jump, a fragment).
type FactValue struct{ Text, Href, Note, How, Jump string }

// Program is a programme's page.
type Program struct {
	Page
	Name      string
	Meta      []string
	LifeURL   string
	SearchURL string
	FeedURL   string
	Calendar  string // of deadlines
	Acts      []Act
	NextURL   string
}

// Act is an entry of a programme's timeline.
type Act struct {
	Date, DateISO, Role, Href, Title, Note string
	Current                                bool // the document shown
}

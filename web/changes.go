package web

// Comparison is the page of how two documents differ.
type Comparison struct {
	Page
	Sides   [2]Hit
	Swap    string // the same the other way round
	Data    string // the same for programs
	Summary []string
	Notes   []Note
	Parts   []ComparedPart
	From    int // the first difference of the page, from 1
	Total   int // differences of all pages
	NextURL string
}

// ComparedPart is a difference, or what stands between two: Fold says what a part is that is not seen at once.
type ComparedPart struct {
	Number       int // of a difference, from 1
	ID           string
	Clause       string // where it is
	Before, Next string // the differences beside it
	Fold         string
	At           bool   // it is what the address points to
	Elsewhere    string // where what is folded can be read, when it is not on the page
	Blocks       []ComparedBlock
}

// ComparedBlock is a paragraph, or the rows of a table.
type ComparedBlock struct {
	Row     ComparedRow
	Rows    []ComparedRow
	Differs bool // one of the rows does
}

// ComparedRow is a paragraph as it was and as it is, or the cells of a row.
type ComparedRow struct {
	Kind, KindText string
	Left, Right    []ComparedRun
	Cells          [][]ComparedRun
	ID             string // of what moved: the other place leads here
	Other          *Link  // the other place of what moved
}

// ComparedRun is a run of words: of both texts, of the first (Del) or of the second (Ins).
type ComparedRun struct {
	Text     string
	Space    string // what stands after them, unmarked
	Del, Ins bool
}

// Life is the page of what was done to an act or a programme in time.
type Life struct {
	Page
	Name    string
	Back    Link
	Summary []string
	Notes   []Note
	Events  []LifeEvent
	NextURL string
	Money   *Money // nil: no text tells a sum
}

// comparable reports whether two documents are there to be compared.
func (p *Life) comparable() bool {
	first := ""
	for i := range p.Events {
		switch id := p.Events[i].ID; {
		case id == "" || id == first:
		case first != "":
			return true
		default:
			first = id
		}
	}
	return false
}

// LifeEvent is what an act did, or what time did. Hole: the archive does not hold that act.
type LifeEvent struct {
	DateISO, Date   string
	ID, Href, Title string
	What, Force     string // Force is whether the main act is in force from then on
	ForceFrom       string // the day from which it is so, where that is another than Date
	Proof           []Link
	Hole            bool
	Edition         string // the address of the wording from then on; "": it is not another one
}

// Edition is the page of an act's wording on a day.
type Edition struct {
	Page
	Name       string
	Back, Life Link
	Day        string // ISO
	Action     string // where a form asks for another day
	Summary    []string
	Notes      []Note
	Days       []Link // from which the text is another one
	Compare    []Link
	Data       string // the same for programs
	Runs       []EditionRun
	NextURL    string
	Changes    []EditionChange // made
	Failed     []EditionChange // not made
	MoreURL    string          // of those that are listed further on
	Acts       []Link          // that play no part
}

// EditionRun is a part of a wording: of the act itself, or of the changes Number, from 1, which are told of behind it.
type EditionRun struct {
	Text   string
	Number int
	Href   string // of the last run of a change: where it is told of
}

// EditionChange is what an instruction has done, or not.
type EditionChange struct {
	Number      int
	Act         Link
	Source      Link // the instruction in its act
	Instruction string
	Where, Was  string
	Why         string // it was not done
}

// Money is what the wordings of a programme say of its sums.
type Money struct {
	Editions []Link
	Rows     []MoneyRow
	Doubts   []Note
	Chart    *MoneyChart // nil: there is nothing to draw
	CSV      string
}

// MoneyRow is a year and a source, with a cell for each wording.
type MoneyRow struct {
	Year, Source string
	Cells        []Link // with the place in the text
}

// MoneyChart draws the sums of years, a line for each wording, in its own units.
type MoneyChart struct {
	Width, Height, Base, Left, Right int
	Description                      string
	Most                             ChartDot
	Years                            []ChartDot
	Lines                            []ChartLine
}

// ChartLine is a wording; the last one is drawn bolder, the others each with a Pattern of dashes.
type ChartLine struct {
	Points  string
	Dots    []ChartDot
	Last    bool
	Pattern int
}

// ChartDot is a point with what it says.
type ChartDot struct {
	X, Y int
	Text string
}

// Choice offers what a document may be compared with.
type Choice struct {
	Page
	Heading  string
	Document Link
	ID       string
	Groups   []Group
}

package archive

import "cmp"

// Status is how well a document could be read.
type Status string

// The statuses. All but StatusOK come with a Reason, and are listed by
// `letopis ingest` and `letopis check`.
const (
	StatusOK          Status = "ok"
	StatusPartial     Status = "partial"     // some text is missing
	StatusEmpty       Status = "empty"       // read without error, holds no text
	StatusNeedsOCR    Status = "needs_ocr"   // pictures of text
	StatusEncrypted   Status = "encrypted"   // needs a password
	StatusUnsupported Status = "unsupported" // a format we do not read
	StatusCorrupt     Status = "corrupt"     // damaged or not what it claims
	StatusLimit       Status = "limit"       // beyond a limit of size, time or depth
)

// Unread reports whether nothing of a document could be read, although it may contain text.
func (s Status) Unread() bool {
	return s != StatusOK && s != StatusPartial && s != StatusEmpty
}

// Facts are the metadata of a document. Everything that was derived carries its
// Evidence; what could not be decided is left empty ("не определено") rather
// than guessed.
type Facts struct {
	Title  Value  `json:"title"`
	Kind   Value  `json:"kind"`            // one of Kinds
	Number Value  `json:"number"`          // as officially written: "179-а"
	Date   Date   `json:"date"`            // the document's own date
	Dates  []Date `json:"dates,omitempty"` // all dates with a role, Date among them
	Issuer Issuer `json:"issuer"`          // the body that issued it
	// Municipality is the lowest municipal formation the document belongs to, as
	// the text calls it, in the nominative.
	Municipality Value `json:"municipality"`
	// Region is the name of the federal subject, as in the gazetteer. Where the text
	// does not name it, it follows from the municipality or the town: RuleDerived.
	Region Value `json:"region"`
	// Places are the units of the authority file that the document belongs to, from
	// the region down to the lowest that is known; none when it is not even known to
	// which municipality or region it belongs.
	Places []Place `json:"places,omitempty"`
	Cities []City  `json:"cities,omitempty"`
	// Events are what the document announces or tells of, in the order of the text.
	Events   []Event    `json:"events,omitempty"`
	Programs []Program  `json:"programs,omitempty"`
	Cites    []Citation `json:"cites,omitempty"`
	// Effects are what the document does to acts, or tells that others did, in the order of
	// the text.
	Effects []Effect `json:"effects,omitempty"`
	// Draft is where the document says that it is a draft, by its rule in words or by what its head leaves blank; zero
	// where it does not.
	Draft Evidence `json:"draft,omitzero"`
	// Intends are what a draft would do to acts once it is adopted; it does nothing yet. See SetDraft.
	Intends []Effect `json:"intends,omitempty"`
	// Doubts say why fields are not determined though the text seems to tell them, by
	// field: "municipality", "region", "issuer", "date", "number". A date may be known to the year all the same.
	Doubts map[string]Doubt `json:"doubts,omitempty"`
	// Edited lists the fields whose values come from a person's correction.
	Edited []string `json:"edited,omitempty"`
}

// Kinds are the values of Facts.Kind, in the order shown to people.
var Kinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав", "программа",
	"прогноз", "стратегия", "отчёт", "доклад", "извещение", "заключение", "протокол", "письмо", "новость", "иное"}

// KindsWithoutDuties are those of Kinds that tell of things and have none done: all others, acts with their annexes
// above all, may say what is to be done by when.
var KindsWithoutDuties = []string{"извещение", "письмо", "новость"}

// Value is a derived text value; the zero Value means "not determined".
type Value struct {
	Text     string   `json:"text,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// Evidence says how a value was found, so that a person can check it.
type Evidence struct {
	Rule string `json:"rule,omitempty"` // name of the rule: "act-head", "stamp", "place-line", "edit"…
	// Start and End delimit the place in Document.Text, in bytes. Both are zero
	// when the value comes from elsewhere (file name, hint, correction).
	Start int `json:"start,omitempty"`
	End   int `json:"end,omitempty"`
}

// Doubt is why a value was left undetermined, in a form that can be put into any language.
type Doubt struct {
	Why  string   `json:"why"`            // one of the Doubt constants
	Name string   `json:"name,omitempty"` // what the text names
	Of   []string `json:"of,omitempty"`   // between which, or where it is not
}

// Reasons of a Doubt.
const (
	DoubtHomonyms = "homonyms" // several regions have a municipality of the name
	DoubtAbsent   = "absent"   // the authority file has none of the name, or not in the region Of
	DoubtForeign  = "foreign"  // it is in another country
	DoubtSeveral  = "several"  // the text is of several, none of them its own
	DoubtBlank    = "blank"    // the text leaves a place for it blank: Name
)

// RuleDerived is the Evidence.Rule of a value that the text does not name and that
// follows from another one: the region from the municipality.
const RuleDerived = "derived"

// Issuer is the body that issued a document: Text is its name in the nominative, with
// its place as the document calls it.
type Issuer struct {
	Value
	// ID is the same for all documents of the body: the id of its place and a slug of
	// the body, "shegarskiy/administratsiya". "" where the place is not determined.
	ID string `json:"id,omitempty"`
	// Name is that of the authority file, one for an ID: with its place as that is
	// called today. "" without an ID.
	Name string `json:"name,omitempty"`
}

// Key returns what the facet counts and filters by: the ID, or else the name as written.
func (i Issuer) Key() string { return cmp.Or(i.ID, i.Text) }

// Place is a unit of the tree of places: region, municipality, settlement, town.
type Place struct {
	// of the gazetteer: "uglichskiy", "uglichskiy.slobodskoe"; a region's is its name
	ID    string `json:"id"`
	Name  string `json:"name"`            // nominative, today's
	Level string `json:"level"`           // LevelRegion … LevelTown
	Type  string `json:"type,omitempty"`  // «муниципальный район»; of municipalities and settlements
	OKTMO string `json:"oktmo,omitempty"` //
	// Towns are the ids of the towns on the territory of a municipality or settlement.
	Towns []string `json:"towns,omitempty"`
	// Today are the ids of the municipalities that the territory belongs to now, where
	// this one is no more; Former those that were merged into this one.
	Today    []string `json:"today,omitempty"`
	Former   []string `json:"former,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// Levels of a Place, from the top. A town is a level of its own where the unit above
// is the town's: an urban okrug or an urban settlement called after it.
const (
	LevelRegion       = "region"
	LevelMunicipality = "municipality"
	LevelSettlement   = "settlement"
	LevelTown         = "town"
)

// Levels are the values of Place.Level, in the order shown to people.
var Levels = []string{LevelRegion, LevelMunicipality, LevelSettlement, LevelTown}

// Event is something that a document announces or reports: a meeting, hearings, an auction, the last day for bids.
type Event struct {
	From Date   `json:"from"`
	To   Date   `json:"to,omitzero"`    // the last day; zero: the same as From
	What string `json:"what,omitempty"` // one of EventKinds, "" when unknown
	// City is the id of the town where it takes place, "" when unknown. Facts.Cities
	// has it with RoleEvent, unless the document is the town's own.
	City     string   `json:"city,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// EventKinds are the values of Event.What.
var EventKinds = []string{"meeting", "hearing", "auction", "deadline", "election", "festival", "visit", "training",
	"opening", "other"}

// Precision of a Date.
type Precision string

// The precisions, from none to day.
const (
	PrecisionNone  Precision = ""
	PrecisionYear  Precision = "year"
	PrecisionMonth Precision = "month"
	PrecisionDay   Precision = "day"
)

// Date is a calendar date of a given precision. The zero Date is "not
// determined". Month and Day are 0 beyond the precision.
type Date struct {
	Year  int `json:"year,omitempty"`
	Month int `json:"month,omitempty"`
	Day   int `json:"day,omitempty"`
	// Role: "signed", "published", "in_force"; "own" needs no role.
	Role     string   `json:"role,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// City is a town named by the document.
type City struct {
	ID       string   `json:"id"`    // stable slug of the gazetteer: "uglich"
	OKTMO    string   `json:"oktmo"` //
	Name     string   `json:"name"`  // nominative
	Region   string   `json:"region"`
	Role     string   `json:"role"` // RoleIssuer, RoleAbout, RoleEvent or RoleMentioned
	Evidence Evidence `json:"evidence,omitzero"`
}

// Roles of a City. The facet «город» counts issuer and about.
const (
	RoleIssuer    = "issuer"
	RoleAbout     = "about"
	RoleEvent     = "event" // something takes place there that the document tells of
	RoleMentioned = "mentioned"
)

// Program is a programme that the document concerns or mentions.
type Program struct {
	ID       string   `json:"id"`              // one for all variants of a name within a municipality
	Name     string   `json:"name"`            // nominative, as shown to people
	Role     string   `json:"role"`            // approves, amends, repeals, passport, reports, mentions
	Level    string   `json:"level,omitempty"` // federal, regional, municipal
	Evidence Evidence `json:"evidence,omitzero"`
}

// ProgramMentions is the role of a programme that the document only names. The facet «программа» counts all other
// roles.
const ProgramMentions = "mentions"

// Citation is a reference to another act.
type Citation struct {
	// "федеральный закон", "кодекс", "указ президента"…, "постановление" for municipal
	Kind   string `json:"kind"`
	Number string `json:"number,omitempty"` // "131-ФЗ"
	Name   string `json:"name,omitempty"`   // of a code: "Бюджетный кодекс Российской Федерации"
	Date   Date   `json:"date,omitzero"`
	Level  string `json:"level,omitempty"` // federal, regional, municipal
	Title  string `json:"title,omitempty"` // of an act with a number, as the text quotes it
	Body   string `json:"body,omitempty"`  // which body issued it, of the Body constants; "" where none is named
	// Target is the ID of the cited document where the archive holds it. It is
	// resolved when read, never stored, as are how (Match) and how surely (Confidence, to 1).
	Target     string   `json:"target,omitempty"`
	Match      string   `json:"match,omitempty"` // one of the Match constants
	Confidence float64  `json:"confidence,omitempty"`
	Evidence   Evidence `json:"evidence,omitzero"`
}

// How a citation was resolved: what agrees, besides number and kind.
const (
	MatchIssuer  = "issuer"  // day and issuer
	MatchPlace   = "place"   // day and municipality
	MatchDay     = "day"     // day; one of the two does not tell its place
	MatchYear    = "year"    // issuer and year, but not the day
	MatchSeveral = "several" // several acts agree as well
	MatchTold    = "told"    // the document of the act says so itself
)

package archive

import "cmp"

// Status says how well a document could be read.
type Status string

// The statuses. All but StatusOK come with a Reason and are listed by `letopis ingest` and `letopis check`.
const (
	StatusOK          Status = "ok"
	StatusPartial     Status = "partial"     // some text is missing
	StatusEmpty       Status = "empty"       // read without errors but contains no text
	StatusNeedsOCR    Status = "needs_ocr"   // images of text
	StatusEncrypted   Status = "encrypted"   // needs a password
	StatusUnsupported Status = "unsupported" // a format we do not read
	StatusCorrupt     Status = "corrupt"     // damaged, or not the format it claims to be
	StatusLimit       Status = "limit"       // exceeds a limit of size, time or depth
)

// Unread reports whether nothing of a document could be read, although it may contain text.
func (s Status) Unread() bool {
	return s != StatusOK && s != StatusPartial && s != StatusEmpty
}

// Facts are the metadata of a document. Every derived value carries its Evidence; what could not be determined is
// left empty («не определено») rather than guessed.
type Facts struct {
	Title  Value  `json:"title"`
	Kind   Value  `json:"kind"`            // one of Kinds
	Number Value  `json:"number"`          // as officially written: "179-а"
	Date   Date   `json:"date"`            // the document's own date
	Dates  []Date `json:"dates,omitempty"` // all dates with a role, including Date
	Issuer Issuer `json:"issuer"`          // the body that issued it
	// Municipality is the lowest municipal unit the document belongs to, as named in the text, in the nominative.
	Municipality Value `json:"municipality"`
	// Region is the name of the federal subject, as in the gazetteer. If the text does not name it, it is derived
	// from the municipality or town (RuleDerived).
	Region Value `json:"region"`
	// Places are the gazetteer units the document belongs to, from the region down to the lowest known one; empty if
	// not even the region is known.
	Places []Place `json:"places,omitempty"`
	Cities []City  `json:"cities,omitempty"`
	// Events are what the document announces or reports, in text order.
	Events   []Event    `json:"events,omitempty"`
	Programs []Program  `json:"programs,omitempty"`
	Cites    []Citation `json:"cites,omitempty"`
	// Effects are what the document does to acts, or reports that others did, in text order.
	Effects []Effect `json:"effects,omitempty"`
	// Draft is the evidence that the document is a draft: an explicit statement or blanks in its head; zero if it is
	// not.
	Draft Evidence `json:"draft,omitzero"`
	// Intends are the effects that a draft would have once adopted; it has none yet. See SetDraft.
	Intends []Effect `json:"intends,omitempty"`
	// Doubts explain, by field, why a value was left undetermined although the text seems to have one:
	// "municipality", "region", "issuer", "date", "number". The year of a doubtful date may still be set.
	Doubts map[string]Doubt `json:"doubts,omitempty"`
	// Edited lists the fields that a person corrected.
	Edited []string `json:"edited,omitempty"`
}

// Kinds are the values of Facts.Kind, in display order.
var Kinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав", "программа",
	"прогноз", "стратегия", "отчёт", "доклад", "извещение", "заключение", "протокол", "письмо", "новость", "иное"}

// KindsWithoutDuties are the Kinds that inform rather than impose duties. All others, above all acts and their
// annexes, may set deadlines.
var KindsWithoutDuties = []string{"извещение", "письмо", "новость"}

// Value is a derived text value; the zero Value means "not determined".
type Value struct {
	Text     string   `json:"text,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// Evidence records how a value was found, so that people can verify it.
type Evidence struct {
	Rule string `json:"rule,omitempty"` // name of the rule: "act-head", "stamp", "place-line", "edit"…
	// Start and End delimit the supporting text in Document.Text, in bytes. Both are zero if the value comes from
	// elsewhere (file name, hint, correction).
	Start int `json:"start,omitempty"`
	End   int `json:"end,omitempty"`
}

// Doubt is a translatable reason why a value was left undetermined.
type Doubt struct {
	Why  string   `json:"why"`            // one of the Doubt constants
	Name string   `json:"name,omitempty"` // the name in the text
	Of   []string `json:"of,omitempty"`   // the candidates, or where the name was not found
}

// Reasons for a Doubt.
const (
	DoubtHomonyms = "homonyms" // municipalities of several regions share the name
	DoubtAbsent   = "absent"   // the gazetteer lacks the name, or lacks it in the region Of
	DoubtForeign  = "foreign"  // it is in another country
	DoubtSeveral  = "several"  // the text concerns several and none is its own
	DoubtBlank    = "blank"    // the text has a blank for it: Name
)

// RuleDerived is the Evidence.Rule of a value that is not in the text but follows from another one, such as the
// region from the municipality.
const RuleDerived = "derived"

// Issuer is the body that issued a document. Text is its name in the nominative, with its place as the document has
// it.
type Issuer struct {
	Value
	// ID identifies the body across documents: the id of its place and a slug of the body,
	// "shegarskiy/administratsiya". Empty if the place is not determined.
	ID string `json:"id,omitempty"`
	// Name is the canonical name for the ID, with the present name of its place. Empty if ID is.
	Name string `json:"name,omitempty"`
}

// Key returns the value that the facet counts and filters by: the ID, or the name as written if there is none.
func (i Issuer) Key() string { return cmp.Or(i.ID, i.Text) }

// Place is a unit of the hierarchy region, municipality, settlement, town.
type Place struct {
	// gazetteer id: "uglichskiy", "uglichskiy.slobodskoe"; for a region, its name
	ID    string `json:"id"`
	Name  string `json:"name"`           // present name in the nominative
	Level string `json:"level"`          // one of Levels
	Type  string `json:"type,omitempty"` // «муниципальный район»; only for municipalities and settlements
	OKTMO string `json:"oktmo,omitempty"`
	// Towns are the ids of the towns in the territory of a municipality or settlement.
	Towns []string `json:"towns,omitempty"`
	// Today are the ids of the present municipalities of the territory if this one no longer exists; Former are those
	// merged into this one.
	Today    []string `json:"today,omitempty"`
	Former   []string `json:"former,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// Levels of a Place from the top. A town is a separate level if the unit above belongs to it: an urban okrug or urban
// settlement of the same name.
const (
	LevelRegion       = "region"
	LevelMunicipality = "municipality"
	LevelSettlement   = "settlement"
	LevelTown         = "town"
)

// Levels are the values of Place.Level, in display order.
var Levels = []string{LevelRegion, LevelMunicipality, LevelSettlement, LevelTown}

// Event is something that a document announces or reports: a meeting, a hearing, an auction, a deadline for bids.
type Event struct {
	From Date   `json:"from"`
	To   Date   `json:"to,omitzero"`    // the last day; zero if equal to From
	What string `json:"what,omitempty"` // one of EventKinds; empty if unknown
	// City is the id of the town where it takes place; empty if unknown. Facts.Cities also has it, with RoleEvent,
	// unless it is the document's own town.
	City     string   `json:"city,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// EventKinds are the values of Event.What.
var EventKinds = []string{"meeting", "hearing", "auction", "deadline", "election", "festival", "visit", "training",
	"opening", "other"}

// Precision is how much of a Date is known.
type Precision string

// The precisions, from none to day.
const (
	PrecisionNone  Precision = ""
	PrecisionYear  Precision = "year"
	PrecisionMonth Precision = "month"
	PrecisionDay   Precision = "day"
)

// Date is a calendar date of a given precision. The zero Date means "not determined". Month and Day are 0 if not
// known.
type Date struct {
	Year  int `json:"year,omitempty"`
	Month int `json:"month,omitempty"`
	Day   int `json:"day,omitempty"`
	// Role is "signed", "published" or "in_force"; empty for the document's own date.
	Role     string   `json:"role,omitempty"`
	Evidence Evidence `json:"evidence,omitzero"`
}

// City is a town that the document names.
type City struct {
	ID       string   `json:"id"` // stable slug from the gazetteer: "uglich"
	OKTMO    string   `json:"oktmo"`
	Name     string   `json:"name"` // nominative
	Region   string   `json:"region"`
	Role     string   `json:"role"` // RoleIssuer, RoleAbout, RoleEvent or RoleMentioned
	Evidence Evidence `json:"evidence,omitzero"`
}

// Roles of a City. The facet «город» counts issuer and about.
const (
	RoleIssuer    = "issuer"
	RoleAbout     = "about"
	RoleEvent     = "event" // an event in the document takes place there
	RoleMentioned = "mentioned"
)

// Program is a municipal, regional or federal programme that the document concerns or mentions.
type Program struct {
	ID       string   `json:"id"`              // the same for all variants of a name within a municipality
	Name     string   `json:"name"`            // nominative, as shown to people
	Role     string   `json:"role"`            // approves, amends, repeals, passport, reports, mentions
	Level    string   `json:"level,omitempty"` // federal, regional, municipal
	Evidence Evidence `json:"evidence,omitzero"`
}

// ProgramMentions is the role of a programme that is merely mentioned. The facet «программа» counts all other roles.
const ProgramMentions = "mentions"

// Citation is a reference to another act.
type Citation struct {
	// "федеральный закон", "кодекс", "указ президента"…; "постановление" for municipal acts
	Kind   string `json:"kind"`
	Number string `json:"number,omitempty"` // "131-ФЗ"
	Name   string `json:"name,omitempty"`   // of a code of law: "Бюджетный кодекс Российской Федерации"
	Date   Date   `json:"date,omitzero"`
	Level  string `json:"level,omitempty"` // federal, regional, municipal
	Title  string `json:"title,omitempty"` // title of a numbered act, as quoted in the text
	Body   string `json:"body,omitempty"`  // kind of the issuing body, one of the Body constants; empty if not named
	// Target is the ID of the cited document if the archive holds it. It is resolved on reading and never stored, as
	// are Match (how) and Confidence (how certain, up to 1).
	Target     string   `json:"target,omitempty"`
	Match      string   `json:"match,omitempty"` // one of the Match constants
	Confidence float64  `json:"confidence,omitempty"`
	Evidence   Evidence `json:"evidence,omitzero"`
}

// How a citation was resolved: what matches besides number and kind.
const (
	MatchIssuer  = "issuer"  // day and issuer
	MatchPlace   = "place"   // day and municipality
	MatchDay     = "day"     // day; at least one side does not name its place
	MatchYear    = "year"    // issuer and year, but not the day
	MatchSeveral = "several" // several acts match equally well
	MatchTold    = "told"    // the cited document itself says so
)

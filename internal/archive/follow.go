package archive

import (
	"context"
	"time"
)

// Follow is a subscription to a search: who is notified of new documents, how often, and up to where that is done.
type Follow struct {
	ID string `json:"id"` // random; names it for administrators
	// Token is unguessable. Only what is sent to To has it: who knows it may confirm, see and end
	// what is followed from there.
	Token string `json:"token"`
	Kind  string `json:"kind"`  // FollowMail or FollowWebhook
	To    string `json:"to"`    // an e-mail address, or a URL
	Query string `json:"query"` // the conditions of the search as the addresses of the site have them, encoded
	Every string `json:"every"` // FollowAtOnce, FollowDaily or FollowWeekly
	Lang  string `json:"lang"`  // of what is sent: "ru" or "en"
	// Secret is the key by which what is sent to a webhook is signed, in base64.
	Secret  string    `json:"secret,omitempty"`
	Created time.Time `json:"created"`
	// Confirmed: somebody with the token wants it. What is not confirmed is told nothing, and forgotten after a while.
	Confirmed bool `json:"confirmed,omitempty"`
	// Owed is the letter that was asked for and is not sent yet: OwedConfirm or OwedManage; "" for none.
	Owed  string    `json:"owed,omitempty"`
	Asked time.Time `json:"asked,omitzero"` // when such a letter was asked for last
	// Since is a place in the log: only documents that came behind it are told.
	Since Seq       `json:"since,omitempty"`
	Sent  time.Time `json:"sent,omitzero"` // the last delivery
	// Failing is since when deliveries fail, zero where the last one did not; then Tries counts them, Retry is when
	// the next may be, and Error says why.
	Failing   time.Time `json:"failing,omitzero"`
	Tries     int       `json:"tries,omitempty"`
	Retry     time.Time `json:"retry,omitzero"`
	Error     string    `json:"error,omitempty"`
	Suspended bool      `json:"suspended,omitempty"` // deliveries failed for too long: nothing is sent any more
}

// Kinds of a Follow.
const (
	FollowMail    = "mail"
	FollowWebhook = "webhook"
)

// How often a Follow is told.
const (
	FollowAtOnce = "at_once"
	FollowDaily  = "daily"
	FollowWeekly = "weekly"
)

// FollowTimes are the values of Follow.Every, in the order shown to people.
var FollowTimes = []string{FollowAtOnce, FollowDaily, FollowWeekly}

// Letters that a Follow may be owed.
const (
	OwedConfirm = "confirm" // with the link that confirms it
	OwedManage  = "manage"  // with the link to all that is followed from its address
)

// FollowKey selects follows that match all fields that are set; the zero FollowKey selects all.
type FollowKey struct{ ID, Token, To string }

// Match is a document that a followed search found.
type Match struct {
	Follow string // its ID
	Doc    string // its ID
	At     time.Time
	Told   bool
}

// FollowPending says how much a follow has to report.
type FollowPending struct {
	Follow string
	Docs   int
	Oldest time.Time // when the first of them was found
}

// Follows is the part of a Store that keeps followed searches. What it changes takes no place in the log.
type Follows interface {
	// AddFollow stores f, in place of what has its ID.
	AddFollow(ctx context.Context, f Follow) error
	// ListFollows lists those that k chooses, by Created and ID.
	ListFollows(ctx context.Context, k FollowKey) ([]Follow, error)
	// ChangeFollow changes one in a transaction; change may be called again with the same. ErrNotFound if there is none.
	ChangeFollow(ctx context.Context, id string, change func(*Follow)) error
	// EndFollows removes those that k chooses, with what they found and told, and returns how many there were.
	EndFollows(ctx context.Context, k FollowKey) (int, error)

	// Came returns at which places of the log documents came: the first of each, whatever became of it
	// since. 0 for those that never came.
	Came(ctx context.Context, ids ...string) ([]Seq, error)
	// Followed is up to where the log was looked through for matches.
	Followed(ctx context.Context) (Seq, error)
	// AddMatches adds what was found up to a place of the log, and that place, in one transaction. A match that is there
	// stays as it is, and one of a follow that is not is passed over.
	AddMatches(ctx context.Context, upTo Seq, found ...Match) error
	// Matches lists what a follow found, told or not, by At and Doc.
	Matches(ctx context.Context, follow string) ([]Match, error)
	// Pending lists the follows that have something to tell, by ID.
	Pending(ctx context.Context) ([]FollowPending, error)
	// Told notes in one transaction that documents were told, forgets matches that are none any more, and changes the
	// follow. ErrNotFound if there is none any more.
	Told(ctx context.Context, follow string, told, none []string, change func(*Follow)) error
}

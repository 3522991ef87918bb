package archive

import (
	"context"
	"time"
)

// Follow is a subscription to a search: who is notified of new documents, how often, and what has been reported so
// far.
type Follow struct {
	ID string `json:"id"` // random; identifies it to administrators
	// Token is unguessable and only sent to To: whoever knows it may confirm, view and end the subscriptions of that
	// recipient.
	Token string `json:"token"`
	Kind  string `json:"kind"`  // FollowMail or FollowWebhook
	To    string `json:"to"`    // an e-mail address, or a URL
	Query string `json:"query"` // conditions of the search, as an encoded URL query of the site
	Every string `json:"every"` // FollowAtOnce, FollowDaily or FollowWeekly
	Lang  string `json:"lang"`  // language of notifications: "ru" or "en"
	// Secret is the base64 key for signing webhook requests.
	Secret  string    `json:"secret,omitempty"`
	Created time.Time `json:"created"`
	// Confirmed is set once somebody with the token has confirmed. Unconfirmed follows receive no results and expire.
	Confirmed bool `json:"confirmed,omitempty"`
	// Owed is a requested letter that is yet to be sent, OwedConfirm or OwedManage; empty if none.
	Owed  string    `json:"owed,omitempty"`
	Asked time.Time `json:"asked,omitzero"` // when such a letter was last requested
	// Since is a position in the log; only documents that first appeared after it are reported.
	Since Seq       `json:"since,omitempty"`
	Sent  time.Time `json:"sent,omitzero"` // the last successful delivery
	// Failing is when deliveries began to fail, zero if the last one succeeded. Tries counts failures since, Retry is
	// the earliest time of the next attempt, and Error is the last error.
	Failing   time.Time `json:"failing,omitzero"`
	Tries     int       `json:"tries,omitempty"`
	Retry     time.Time `json:"retry,omitzero"`
	Error     string    `json:"error,omitempty"`
	Suspended bool      `json:"suspended,omitempty"` // deliveries failed for too long and have been stopped
}

// Kinds of a Follow.
const (
	FollowMail    = "mail"
	FollowWebhook = "webhook"
)

// How often a Follow is notified.
const (
	FollowAtOnce = "at_once"
	FollowDaily  = "daily"
	FollowWeekly = "weekly"
)

// FollowTimes are the values of Follow.Every, in display order.
var FollowTimes = []string{FollowAtOnce, FollowDaily, FollowWeekly}

// Letters that a Follow may be owed.
const (
	OwedConfirm = "confirm" // with a confirmation link
	OwedManage  = "manage"  // with a link to all subscriptions of the address
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

// FollowPending says how much a follow has yet to report.
type FollowPending struct {
	Follow string
	Docs   int
	Oldest time.Time // when the oldest of them was found
}

// Follows is the part of a Store that keeps followed searches. Its changes do not appear in the log.
type Follows interface {
	// AddFollow stores f, replacing any follow with its ID.
	AddFollow(ctx context.Context, f Follow) error
	// ListFollows lists the follows that k selects, by Created and ID.
	ListFollows(ctx context.Context, k FollowKey) ([]Follow, error)
	// ChangeFollow changes a follow in a transaction; change may be called repeatedly with the same follow.
	// ErrNotFound if there is none.
	ChangeFollow(ctx context.Context, id string, change func(*Follow)) error
	// EndFollows removes the follows that k selects, with their matches, and returns their number.
	EndFollows(ctx context.Context, k FollowKey) (int, error)

	// Came returns the log position at which each document first appeared, regardless of later changes; 0 for those
	// that never did.
	Came(ctx context.Context, ids ...string) ([]Seq, error)
	// Followed returns the log position up to which new documents have been matched.
	Followed(ctx context.Context) (Seq, error)
	// AddMatches stores matches found up to a log position, and that position, in one transaction. Existing matches
	// are kept, and matches of unknown follows are skipped.
	AddMatches(ctx context.Context, upTo Seq, found ...Match) error
	// Matches lists the matches of a follow, reported or not, by At and Doc.
	Matches(ctx context.Context, follow string) ([]Match, error)
	// Pending lists the follows with unreported matches, by ID.
	Pending(ctx context.Context) ([]FollowPending, error)
	// Told marks documents as reported, deletes matches that no longer apply, and changes the follow, in one
	// transaction. ErrNotFound if the follow no longer exists.
	Told(ctx context.Context, follow string, told, none []string, change func(*Follow)) error
}

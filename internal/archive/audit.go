package archive

import (
	"context"
	"time"
)

// AuditEntry is an action on the archive by somebody with a key, or an attempt at one.
type AuditEntry struct {
	N      int64     `json:"n"` // its number, which grows; the Store gives one to an entry that has none (0)
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"` // the name of the key; "": it was none of ours
	Did    string    `json:"did"`          // one of the Did constants
	Doc    string    `json:"doc,omitempty"`
	Detail string    `json:"detail,omitempty"` // the fields, the reason, of DidFail how often
	// Deed is the same in the entries of what was done to many documents at once; "" of what was done to one.
	Deed string `json:"deed,omitempty"`
	// Client is whom the request came from: an IPv4 address, or the first one of an IPv6 /64; of DidFail the network that
	// several tries came from, "" of many.
	Client string `json:"client,omitempty"`
}

// What an AuditEntry says was done.
const (
	DidSignIn   = "sign_in"
	DidFail     = "sign_in_failed" // with keys that are none, within a minute or an hour
	DidSignOut  = "sign_out"
	DidCorrect  = "correct"
	DidTakeBack = "take_back" // a correction
	DidRemove   = "remove"
)

// AuditFilter selects entries of the audit log; its zero value selects all.
type AuditFilter struct {
	Before             int64     // only numbers below; 0: all
	By, Did, Doc, Deed string    // only these; "": any
	From, To           time.Time // not before the one, and before the other; zero: at any time. To a millisecond
}

// Auditor is the part of a Store that keeps the audit log. Its entries are not in the log of changes.
type Auditor interface {
	// AddAudit adds entries, in their order and in one transaction. One whose number is there is passed over.
	AddAudit(ctx context.Context, entries ...AuditEntry) error
	// Audit lists up to limit of the entries that f chooses, the newest first. It may look at all there are.
	Audit(ctx context.Context, f AuditFilter, limit int) ([]AuditEntry, error)
}

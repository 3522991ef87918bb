package archive

import (
	"context"
	"time"
)

// AuditEntry is an action on the archive by somebody with an access key, or an attempt at one.
type AuditEntry struct {
	N      int64     `json:"n"` // ascending number; assigned by the Store if 0
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"` // name of the key; empty if the key is unknown
	Did    string    `json:"did"`          // one of the Did constants
	Doc    string    `json:"doc,omitempty"`
	Detail string    `json:"detail,omitempty"` // the fields, the reason, or for DidFail the number of attempts
	// Deed groups the entries of one action on many documents; empty for actions on one.
	Deed string `json:"deed,omitempty"`
	// Client is the origin of the request: an IPv4 address or an IPv6 /64 prefix. For DidFail it is the network that
	// several attempts share, or empty if there are many.
	Client string `json:"client,omitempty"`
}

// Values of AuditEntry.Did.
const (
	DidSignIn   = "sign_in"
	DidFail     = "sign_in_failed" // with unknown keys, counted per minute or hour
	DidSignOut  = "sign_out"
	DidCorrect  = "correct"
	DidTakeBack = "take_back" // undoes a correction
	DidRemove   = "remove"
)

// AuditFilter selects entries of the audit log; its zero value selects all.
type AuditFilter struct {
	Before             int64     // only entries with lower numbers; 0 for all
	By, Did, Doc, Deed string    // only entries with these values; empty for any
	From, To           time.Time // From inclusive, To exclusive, to the millisecond; zero for unbounded
}

// Auditor is the part of a Store that keeps the audit log, which is separate from the log of changes.
type Auditor interface {
	// AddAudit adds entries in order, in one transaction, skipping numbers that already exist.
	AddAudit(ctx context.Context, entries ...AuditEntry) error
	// Audit lists up to limit entries that match f, newest first. It may scan the entire audit log.
	Audit(ctx context.Context, f AuditFilter, limit int) ([]AuditEntry, error)
}

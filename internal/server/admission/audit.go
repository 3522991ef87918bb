package admission

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/request"
)

// Audited returns the audit log entries for corrections of a document: one for values that were set, one for
// corrections that were undone.
func Audited(call *request.Call, key Key, edits []archive.Edit) (out []archive.AuditEntry) {
	for _, undo := range []bool{false, true} {
		var fields []string
		for _, e := range edits {
			if e.Undo == undo {
				fields = append(fields, e.Field)
			}
		}
		if len(fields) == 0 {
			continue
		}
		did := archive.DidCorrect
		if undo {
			did = archive.DidTakeBack
		}
		out = append(out, archive.AuditEntry{At: call.Started.UTC(), By: key.Name, Did: did, Doc: edits[0].ID,
			Detail: strings.Join(fields, ", "), Client: call.Client.String()})
	}
	return out
}

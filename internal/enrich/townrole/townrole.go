// Package townrole tells what each town that a text names is to the document: who issued it,
// what it is about, where something takes place, or no more than mentioned.
//
// Read town.go first: TownFacts gathers the mentions, SetRoles and CitiesOf judge them.
package townrole

import "letopis/internal/enrich/territory"

// Finder finds towns and their roles. It is safe for concurrent use.
type Finder struct{ *territory.Finder }

// Package configs carries the default files that people edit.
package configs

import _ "embed"

// Synonyms is the default synonyms file of the search.
//
//go:embed synonyms.txt
var Synonyms string

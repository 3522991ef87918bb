// Package configs carries the default files that people edit.
package configs

import _ "embed"

// Synonyms is the default synonyms file of the search.
//
//go:embed synonyms.txt
var Synonyms string

// CitiesAliases lists other names of towns.
//
//go:embed cities-aliases.txt
var CitiesAliases string

// Programs lists names of programmes that people put right.
//
//go:embed programs.yaml
var Programs string

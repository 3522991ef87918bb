// Package effect finds what an act does to other acts and to itself: it amends, supplements, sets out
// anew, repeals, suspends, prolongs or corrects them, wholly or in named parts, from a day on. Read Find
// first; clause.go cuts the text into clauses, verb.go tells what each orders, part.go of what.
package effect

package cost

import (
	"flag"
	"math/rand/v2"
	"slices"
)

var all = flag.Bool("cost.all", false, "tests of cost: every pair of tokens, every triple of forms, up to 4 MB")

// Tokens are what texts of any kind are bent with: letters of all kinds, digits, signs,
// ends of lines, quotes, brackets, dates, abbreviations.
var Tokens = []string{
	"а", "а ", "А ", "z", "Z ", "ё", "Ёж ", "́", "я\u0301", "漢", "ß", "слово ", "Слово ", "СЛОВО ", "до-", "-", "- ",
	"‑", "– ",
	"1", "1 ", "12 ", "123 ", "1234567890", "1.", "1. ", "0,", "٣", "½", "IV ", "№", "№ ", "N ", "«", "« ", "»", "» ",
	"\"", "\" ",
	"'", "„", "“", "(", ")", "( ", ") ", "[", "] ", "{", "}", "<", ">", ".", ". ", ",", ", ", ";", ": ", ":", "!", "/",
	"\\", "|", "_",
	"__ ", "*", "=", "@", "а@b.ru ", "http://a.ru/", "www.", "&", "%", "#", "…", "·", " ", "  ", "\t", "\u00a0",
	"\u00ad", "\u200b",
	"\n", "\n\n", "\r\n", "\r", "\f", "\u2028", "а\n", "1\n", "до-\n", "31.12.2017 ", "31.12.2017\n", "31.",
	"12 апреля 2011 ",
	"апреля ", "2017 ", "2011 г. ", "в 10:00 ", "10:", "г. ", "ул. ", "т. д. ", "и. о. ", "А. Б. ", "ФЗ ", "-ФЗ ",
	"131-ФЗ ",
	"ст. ", "п. ", "и ", "на ", "от ", "\xd0", "\xff",
}

// Count stands in a unit for a number that grows.
const Count = "\ue000"

// Markup are tokens of formats that are made of characters.
var Markup = []string{
	"<", ">", "<p>", "</p>", "<b>", "<a href=x>", "</a>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>",
	"</table>",
	"<td rowspan=9>", "<td colspan=9>", "<ul>", "<li>", "<h1>", "<h2>а</h2>", "<br>", "<!--", "-->", "<!", "<?",
	"<![CDATA[", "]]>",
	"<script>", "</script>", "<style>", "<title>", "<noscript>", "<noframes>", "<pre>", "<option>",
	"<meta name=a content=b>",
	"<p class=a id=b>", "<p a=\"", "<p a='", "&amp;", "&#1072;", "&", "&#", "\x00",
}

// Units returns the given units and the tokens, with pairs and triples of the tokens picked
// by chance, always the same ones; all pairs with -cost.all.
func Units(tokens []string, pairs, triples int, known ...string) []string {
	return slices.Concat(known, tokens, Pick(tokens, pairs, triples))
}

// Pick returns the pairs and triples of Units.
func Pick(tokens []string, pairs, triples int) (units []string) {
	r := seededRand()
	if *all {
		pairs, triples = 0, 10*triples
		for _, a := range tokens {
			for _, b := range tokens {
				units = append(units, a+b)
			}
		}
	}
	for range pairs {
		units = append(units, pick(r, tokens)+pick(r, tokens))
	}
	for range triples {
		units = append(units, pick(r, tokens)+pick(r, tokens)+pick(r, tokens))
	}
	return units
}

// Mixed returns pairs of one of some tokens and one of others, either first; a hundred times as many with -cost.all.
func Mixed(some, others []string, pairs int) (units []string) {
	r := seededRand()
	if *all {
		pairs *= 100
	}
	for i := range pairs {
		a, b := pick(r, some), pick(r, others)
		if i%2 == 1 {
			a, b = b, a
		}
		units = append(units, a+b)
	}
	return units
}

// Forms returns triples of the tokens of a rule that reads three things in a row: some picked by chance, always the
// same ones; every one with -cost.all.
func Forms(some int, tokens ...string) (units []string) {
	if !*all {
		return Pick(tokens, 0, some)
	}
	for _, a := range tokens {
		for _, b := range tokens {
			for _, c := range tokens {
				units = append(units, a+b+c)
			}
		}
	}
	return units
}

// seededRand is the same one for everyone.
func seededRand() *rand.Rand { return rand.New(rand.NewPCG(20110420, 14)) }

func pick(r *rand.Rand, tokens []string) string { return tokens[r.IntN(len(tokens))] }

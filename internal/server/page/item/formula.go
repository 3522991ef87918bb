package item

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"letopis/internal/server/label"
	"letopis/web"
)

// formula matches the official beginning of a title: the action and the kind of act or programme.
var formula = regexp.MustCompile(`^(?:(?:О|о) (?:` +
	`внесении (?:изменени|дополнени)\S+(?: и (?:изменени|дополнени)\S+)? во? |` +
	`признании утративш\S+ силу |одобрении |принятии )|(?:Об|об) (?:утверждении |отмене ))` +
	`(?:(?:некоторые|отдельные|` + sorts + `) )*((?i:постановлени|решени|распоряжени|приказ|программ|подпрограмм)\S*)?`)

// programme matches the beginning of a programme's title before its name.
var programme = regexp.MustCompile(`^(?i:(?:` + sorts + `) )+((?i:программ)\S*)`)

// isProgramme reports whether a formula says only that the title is of a programme.
func isProgramme(head []web.Run) bool {
	return len(head) == 1 && !head[0].Hit && bareProgramme.MatchString(head[0].Text)
}

var bareProgramme = regexp.MustCompile(`^(?i:муниципальная )?(?i:программа) $`)

// sorts matches adjectives for kinds of programmes.
const sorts = `(?:муниципальн|ведомственн|районн|городск|долгосрочн|целев|комплексн)\S+`

// maxFormula is how much of a formula is shown, in characters.
const maxFormula = 48

// formulaEnd returns where the subject of a title begins: the quoted name after an action on an act or programme,
// recursively; 0 if the title begins with its subject.
func formulaEnd(title string) int {
	end := 0
	for {
		rest := title[end:]
		m, named := formula.FindStringSubmatchIndex(rest), false
		if m == nil {
			m, named = programme.FindStringSubmatchIndex(rest), true
		}
		switch {
		case m == nil:
			return end
		case m[2] < 0: // no act or programme: the subject follows
			return end + m[1]
		}
		quote := strings.IndexAny(rest[m[3]:], `«"`)
		switch {
		case quote < 0 && named: // it has no other name
			return end
		case quote < 0:
			return end + m[2]
		}
		end += m[3] + quote
		_, size := utf8.DecodeRuneInString(title[end:])
		if inner := title[end+size:]; !formula.MatchString(inner) && !programme.MatchString(inner) {
			return end
		}
		end += size
	}
}

// splitTitle splits a title into its formula, shortened if it contains no typed word, and its subject.
func splitTitle(runs []web.Run) (head, subject []web.Run) {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	left := formulaEnd(b.String())
	typed, text := false, b.String()[:left]
	for i, r := range runs {
		if left <= len(r.Text) {
			if left > 0 {
				head, runs[i].Text = append(head, web.Run{Text: r.Text[:left], Hit: r.Hit, Expansion: r.Expansion}), r.Text[left:]
				typed = typed || r.Hit && !r.Expansion
			}
			subject = runs[i:]
			break
		}
		left -= len(r.Text)
		head = append(head, r)
		typed = typed || r.Hit && !r.Expansion
	}
	if short := label.Shorten(text, maxFormula); !typed && short != text {
		head = []web.Run{{Text: short[:max(1, strings.LastIndexByte(short, ' '))] + "… "}}
	}
	rest := b.String()[len(text):]
	outer := strings.Contains(text, "«") && strings.Count(rest, "»") > strings.Count(rest, "«")
	if last := len(subject) - 1; last >= 0 && outer { // drop the closing mark of a quotation that began in the formula
		subject[last].Text = strings.TrimSuffix(subject[last].Text, "»")
	}
	return head, subject
}

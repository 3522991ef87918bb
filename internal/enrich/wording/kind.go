package wording

import (
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

// Kinds of documents that are told by what they call themselves or by their form: notices,
// charters, minutes, conclusions, letters.
const (
	KindNotice     = "извещение"
	KindReport     = "отчёт"
	KindCharter    = "устав"
	KindConclusion = "заключение"
	KindMinutes    = "протокол"
	KindLetter     = "письмо"
	KindNews       = "новость"
)

// NounLines is how many lines from the top a heading of such a kind is sought: further
// down it is that of a part or of something attached.
const NounLines = 20

// NoticeHeading tells «ИЗВЕЩЕНИЕ № 5», «Объявление. Публичные слушания», «Информационное
// сообщение о продаже…», «Оповещение о начале публичных слушаний».
func NoticeHeading(p *ruletext.Page, i int) bool {
	switch {
	case p.At(i) == "внимание":
		return p.At(i+1) == "!"
	case p.At(i) == "вниманию", p.At(i) == "к" && p.At(i+1) == "сведению":
		return p.LineEnd(i)-i < 14
	}
	k := i
	for k < i+2 && p.HasStem(k, "информационн", "повторн", "официальн") {
		k++
	}
	next := k + 1
	switch {
	case p.IsAny(k, "извещение", "объявление", "оповещение"):
	case p.IsAny(k, "сообщение", "уведомление") && (k > i || p.IsAny(next, "о", "об")):
		if k == i && !p.HasStem(next+1, noticed...) {
			return false
		}
	default:
		return false
	}
	return next >= p.LineEnd(i) || p.IsAny(next, "№", "о", "об", ".", ":", "!", "-", "для") || p.Tokens[k].AllCaps
}

// charterHeading tells «УСТАВ», «Устав муниципального образования…».
func charterHeading(p *ruletext.Page, i int) bool {
	if p.At(i) != "устав" || p.IsAny(p.LineEnd(i)-1, ".", ";") {
		return false
	}
	next := i + 1
	return next >= p.LineEnd(i) || p.Tokens[i].AllCaps || wordform.IsSkiAdjective(p.At(next)) ||
		p.HasStem(next, chartered...)
}

// NounKind tells the kinds that a noun of a heading alone tells: far from the top it is no
// heading of the whole.
func NounKind(kind string) bool {
	return kind == KindNotice || kind == KindCharter || kind == KindConclusion || kind == "иное"
}

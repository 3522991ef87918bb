// Package problem has the errors that clients receive (RFC 9457): what is wrong, where, and what to do about it. Read
// Problem first, then FromError, the only mapping from errors to problems.
package problem

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
)

// Problem is an error with its own response.
type Problem struct {
	Code       string
	Param      string // the parameter at fault
	Suggestion string // what was probably meant
	RU, EN     string // what is wrong and what to do; empty if the title suffices
	Detail     string // language-neutral addition
	Retry      int    // seconds, for Retry-After
	Header     http.Header
}

func (p Problem) Error() string {
	return strings.TrimSpace(p.Code + " " + p.Param + " " + p.EN + " " + p.Detail)
}

// WithSuggestion returns p with what was probably meant: its id, its name and its page.
func (p Problem) WithSuggestion(id, name, page string) Problem {
	p.Suggestion = id
	p.RU += " Возможно, нужно «" + name + "»: " + page
	p.EN += " Perhaps “" + name + "” was meant: " + page
	return p
}

// Codes of problems, a stable part of the API.
const (
	NotFound         = "not-found"
	NoPage           = "no-such-page"
	Removed          = "removed"
	NoClause         = "no-such-clause"
	Method           = "method-not-allowed"
	Parameter        = "bad-parameter"
	UnknownParameter = "unknown-parameter"
	Contradiction    = "contradiction"
	QueryString      = "bad-query-string"
	BadBody          = "bad-body"
	TooLarge         = "body-too-large"
	Media            = "unsupported-media-type"
	TooBroad         = "query-too-broad"
	TooMany          = "too-many-requests"
	Busy             = "busy"
	Timeout          = "timeout"
	KeyRequired      = "key-required"
	Forbidden        = "key-not-allowed"
	EditingOff       = "editing-off"
	StorageFull      = "storage-full"
	Locked           = "in-use"
	Damaged          = "damaged"
	ReadOnly         = "read-only"
	Unavailable      = "unavailable"
	Internal         = "internal"
)

// Kind holds what all problems of a code share.
type Kind struct {
	Status int    // HTTP status
	RU, EN string // titles
}

// Kind returns the kind of p.
func (p Problem) Kind() Kind { return kinds[p.Code] }

// kinds is the only mapping from codes to HTTP statuses and titles.
var kinds = map[string]Kind{
	NotFound:         {404, "Этого в архиве нет", "The archive does not have this"},
	NoPage:           {404, "Такой страницы нет", "There is no such page"},
	NoClause:         {404, "Такого пункта в документе нет", "The document has no such clause"},
	Removed:          {410, "Документ был в архиве и удалён", "The document was in the archive and has been removed"},
	Method:           {405, "Так к этому адресу обратиться нельзя", "This address does not take that method"},
	Parameter:        {400, "Параметр задан неверно", "A parameter is wrong"},
	UnknownParameter: {400, "Неизвестный параметр", "Unknown parameter"},
	Contradiction: {409, "Каждый параметр верен, но вместе с другими или с архивом не подходит",
		"Each parameter is right alone, but does not fit the others or the archive"},
	QueryString: {400, "Строка запроса в адресе испорчена", "The query string is malformed"},
	BadBody:     {400, "Тело запроса не разобрать", "The body of the request cannot be read"},
	TooLarge:    {413, "Тело запроса слишком велико", "The body of the request is too large"},
	Media:       {415, "Тело запроса не того вида", "The body of the request is of another type"},
	TooBroad:    {400, "Запрос слишком широк: уточните слова", "The query is too broad: be more specific"},
	TooMany:     {429, "Слишком много запросов: подождите немного", "Too many requests: wait a little"},
	Busy: {503, "Архив занят: повторите через несколько секунд",
		"The archive is busy: try again in a few seconds"},
	Timeout:     {503, "Поиск не уложился во время: уточните запрос", "The search took too long: be more specific"},
	KeyRequired: {401, "Нужен ключ", "A key is required"},
	Forbidden:   {403, "Этот ключ не даёт такого права", "This key does not allow that"},
	EditingOff: {403, "Исправления по сети выключены: в настройках нет ключей",
		"Corrections over HTTP are off: no keys are configured"},
	StorageFull: {507, "На диске нет места: запись остановлена, поиск работает",
		"The disk is full: writing has stopped, searching works"},
	Locked: {503, "Архив занят другой программой: повторите позже",
		"The archive is in use by another program: try again later"},
	Damaged: {500, "То, что хранится, повреждено и потому не показано: хранителю архива об этом сообщено",
		"What is stored is damaged and therefore not shown: the archive's keeper has been told"},
	Unavailable: {503, "Служба, где хранится архив, не отвечает: повторите позже",
		"A service that keeps the archive does not answer: try again later"},
	ReadOnly: {503, "Архив открыт только для чтения: искать можно, изменить нельзя",
		"The archive is read-only: it can be searched, not changed"},
	Internal: {500, "Внутренняя ошибка: мы записали её под номером запроса",
		"Internal error: it was recorded under the request's number"},
}

// FromError is the only mapping from errors to problems.
func FromError(err error) Problem {
	var p Problem
	var invalid *query.InvalidError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &invalid):
		p = Problem{Code: Parameter, Param: invalid.Param, RU: invalid.RU, EN: invalid.EN}
		if invalid.Contradicts {
			p.Code = Contradiction
		}
		return p
	case errors.As(err, &tooLarge):
		return Problem{Code: TooLarge, Detail: fmt.Sprintf("> %d B", tooLarge.Limit)}
	case errors.Is(err, archive.ErrRemoved):
		return Problem{Code: Removed}
	case errors.Is(err, archive.ErrNotFound):
		return Problem{Code: NotFound, RU: "Такого документа в архиве нет.",
			EN: "There is no such document in the archive."}
	case errors.Is(err, archive.ErrInvalid):
		return Problem{Code: Parameter, Detail: err.Error()}
	case errors.Is(err, index.ErrTooBroad):
		return Problem{Code: TooBroad, Param: "q"}
	case errors.Is(err, archive.ErrFull), errors.Is(err, index.ErrReadOnly):
		return Problem{Code: StorageFull}
	case errors.Is(err, archive.ErrReadOnly):
		return Problem{Code: ReadOnly}
	case errors.Is(err, archive.ErrLocked), errors.Is(err, index.ErrLocked):
		return Problem{Code: Locked, Retry: 5}
	case errors.Is(err, archive.ErrCorrupt), errors.Is(err, index.ErrDamaged):
		return Problem{Code: Damaged}
	case errors.Is(err, archive.ErrUnavailable), errors.Is(err, index.ErrUnavailable):
		return Problem{Code: Unavailable, Retry: 10}
	case errors.Is(err, context.DeadlineExceeded):
		return Problem{Code: Timeout, Retry: 5}
	}
	return Problem{Code: Internal}
}

// Truncate shortens input from a client before it is echoed.
func Truncate(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes]) + "…"
}

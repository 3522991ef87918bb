package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// problem is an error with an answer of its own (RFC 9457).
type problem struct {
	code       string
	param      string // the parameter at fault
	suggestion string // what was probably meant
	ru, en     string // what is wrong and the way out; "" takes the title alone
	detail     string // language-neutral addition
	retry      int    // seconds; Retry-After
	header     http.Header
}

func (p problem) Error() string {
	return strings.TrimSpace(p.code + " " + p.param + " " + p.en + " " + p.detail)
}

// meant is p with what was probably meant: its id, its name and its page.
func (p problem) meant(id, name, page string) problem {
	p.suggestion = id
	p.ru += " Возможно, нужно «" + name + "»: " + page
	p.en += " Perhaps “" + name + "” was meant: " + page
	return p
}

// The codes of problems, stable for programs.
const (
	codeNotFound    = "not-found"
	codeNoPage      = "no-such-page"
	codeRemoved     = "removed"
	codeMethod      = "method-not-allowed"
	codeParameter   = "bad-parameter"
	codeUnknown     = "unknown-parameter"
	codeQueryString = "bad-query-string"
	codeBody        = "bad-body"
	codeTooLarge    = "body-too-large"
	codeTooBroad    = "query-too-broad"
	codeTooMany     = "too-many-requests"
	codeBusy        = "busy"
	codeTimeout     = "timeout"
	codeKey         = "key-required"
	codeForbidden   = "key-not-allowed"
	codeEditingOff  = "editing-off"
	codeFull        = "storage-full"
	codeLocked      = "in-use"
	codeDamaged     = "damaged"
	codeInternal    = "internal"
)

// kinds is the one mapping from codes to HTTP status and title.
var kinds = map[string]struct {
	status int
	ru, en string
}{
	codeNotFound:    {404, "Такого документа в архиве нет", "There is no such document in the archive"},
	codeNoPage:      {404, "Такой страницы нет", "There is no such page"},
	codeRemoved:     {410, "Документ был в архиве и удалён", "The document was in the archive and has been removed"},
	codeMethod:      {405, "Так к этому адресу обратиться нельзя", "This address does not take that method"},
	codeParameter:   {400, "Параметр задан неверно", "A parameter is wrong"},
	codeUnknown:     {400, "Неизвестный параметр", "Unknown parameter"},
	codeQueryString: {400, "Строка запроса в адресе испорчена", "The query string is malformed"},
	codeBody:        {400, "Тело запроса не разобрать", "The body of the request cannot be read"},
	codeTooLarge:    {413, "Тело запроса слишком велико", "The body of the request is too large"},
	codeTooBroad:    {400, "Запрос слишком широк: уточните слова", "The query is too broad: be more specific"},
	codeTooMany:     {429, "Слишком много запросов: подождите немного", "Too many requests: wait a little"},
	codeBusy: {503, "Архив занят: повторите через несколько секунд",
		"The archive is busy: try again in a few seconds"},
	codeTimeout:   {503, "Поиск не уложился во время: уточните запрос", "The search took too long: be more specific"},
	codeKey:       {401, "Нужен ключ", "A key is required"},
	codeForbidden: {403, "Этот ключ не даёт такого права", "This key does not allow that"},
	codeEditingOff: {403, "Исправления по сети выключены: в настройках нет ключей",
		"Corrections over HTTP are off: no keys are configured"},
	codeFull: {507, "На диске нет места: запись остановлена, поиск работает",
		"The disk is full: writing has stopped, searching works"},
	codeLocked: {503, "Архив занят другой программой: повторите позже",
		"The archive is in use by another program: try again later"},
	codeDamaged: {500, "То, что хранится, повреждено и потому не показано: хранителю архива об этом сообщено",
		"What is stored is damaged and therefore not shown: the archive's keeper has been told"},
	codeInternal: {500, "Внутренняя ошибка: мы записали её под номером запроса",
		"Internal error: it was recorded under the request's number"},
}

// asProblem is the one mapping from errors to the problems that answer them.
func asProblem(err error) problem {
	var p problem
	var invalid *query.InvalidError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &invalid):
		return problem{code: codeParameter, param: invalid.Param, ru: invalid.RU, en: invalid.EN}
	case errors.As(err, &tooLarge):
		return problem{code: codeTooLarge, detail: fmt.Sprintf("> %d B", tooLarge.Limit)}
	case errors.Is(err, archive.ErrRemoved):
		return problem{code: codeRemoved}
	case errors.Is(err, archive.ErrNotFound):
		return problem{code: codeNotFound}
	case errors.Is(err, archive.ErrInvalid):
		return problem{code: codeParameter, detail: err.Error()}
	case errors.Is(err, index.ErrTooBroad):
		return problem{code: codeTooBroad, param: "q"}
	case errors.Is(err, archive.ErrFull), errors.Is(err, index.ErrReadOnly):
		return problem{code: codeFull}
	case errors.Is(err, archive.ErrLocked), errors.Is(err, index.ErrLocked):
		return problem{code: codeLocked, retry: 5}
	case errors.Is(err, archive.ErrCorrupt), errors.Is(err, index.ErrDamaged):
		return problem{code: codeDamaged}
	case errors.Is(err, context.DeadlineExceeded):
		return problem{code: codeTimeout, retry: 5}
	}
	return problem{code: codeInternal}
}

// fail answers with the problem of err, once. Internal errors are logged with
// the number of the request; nothing of them is shown.
func (s *Server) fail(c *gin.Context, err error) {
	call := callOf(c)
	if errors.Is(err, context.Canceled) && call.Context().Err() != nil {
		c.Abort() // the client is gone
		return
	}
	p := asProblem(err)
	s.metrics.problem(p.code)
	if p.code == codeInternal || p.code == codeDamaged {
		s.log.Error("request failed", "request", call.id, "path", c.Request.URL.Path, "error", err)
	}
	if c.Writer.Written() {
		c.Abort()
		return
	}
	s.write(c, p, call)
}

func (s *Server) write(c *gin.Context, p problem, call *call) {
	kind := kinds[p.code]
	h := c.Writer.Header()
	for _, name := range []string{"ETag", "Link", "Content-Disposition", "Last-Modified", "Content-Length"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	for name, values := range p.header {
		h[name] = values
	}
	html := call.wantsHTML()
	if html { // what surrounds the words is in the language of the address, whatever the browser asks for
		call.lang = pageLanguage(call.values)
	}
	title := call.pick(kind.ru, kind.en)
	detail := strings.TrimSpace(call.pick(p.ru, p.en) + " " + p.detail)
	if html {
		if p.code == codeNotFound && detail != "" { // it names what is not there, and that need not be a document
			title, detail = strings.TrimSuffix(detail, "."), ""
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		c.Status(kind.status)
		s.errorPage(c, kind.status, title, detail)
		c.Abort()
		return
	}
	body, _ := json.Marshal(api.Problem{Type: "about:blank", Title: title, Status: kind.status, Detail: detail,
		Instance: call.id, Code: p.code, Parameter: p.param, Suggestion: p.suggestion})
	h.Set("Content-Type", "application/problem+json")
	c.Status(kind.status)
	_, _ = c.Writer.Write(append(body, '\n'))
	c.Abort()
}

// bodyProblem answers a body that is not the JSON it should be.
func bodyProblem(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return problem{code: codeBody, ru: "Нужен JSON, как в описании API.",
		en: "JSON as in the description of the API is expected."}
}

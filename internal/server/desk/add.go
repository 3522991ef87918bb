package desk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/intake"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// receiving is how long the files of one request may take to arrive.
const receiving = 2 * time.Hour

// add shows the upload form.
func (s *Service) add(c *gin.Context, call *request.Call, who session) error {
	return s.renderAdd(c, call, who, http.StatusOK, "")
}

func (s *Service) renderAdd(c *gin.Context, call *request.Call, who session, status int, wrong string) error {
	if s.Inbox == nil {
		return errNoInbox
	}
	lang := call.Lang
	d := web.DeskAdd{Desk: s.page(call, who, lang.T("desk.add")), Action: frame.URL(lang, "/desk/add", nil),
		Begin: frame.URL(lang, "/desk/batches", nil), Batches: s.batches(lang, batchesShown)}
	limits := s.Inbox.Limits()
	d.Limits = fmt.Sprintf(lang.T("desk.limits"), lang.Bytes(limits.FileBytes), lang.Number(limits.Files),
		lang.Bytes(limits.BatchBytes))
	d.Error = wrong
	return s.RenderStatus(c, status, d)
}

var errNoInbox = problem.Problem{Code: problem.NoPage, RU: "Этот сервер файлов не принимает.",
	EN: "This server takes no files."}

// receiveForm receives the files of a form that was submitted without the script, and has them ingested.
func (s *Service) receiveForm(c *gin.Context, call *request.Call, who session) error {
	if s.Inbox == nil {
		return errNoInbox
	}
	if err := s.extendDeadlines(c); err != nil {
		return err
	}
	call.Unlimit()
	parts, err := call.Request.MultipartReader()
	if err != nil {
		return errNotForm
	}
	first, err := parts.NextPart()
	if err != nil || first.FormName() != "token" {
		return errNotForm
	}
	token, err := io.ReadAll(io.LimitReader(first, 1000))
	if err != nil || !who.holds(string(token)) {
		return crossSite()
	}
	b, err := s.Inbox.New(who.key.Name)
	if err != nil {
		return s.refused(c, call, who, err)
	}
	if err := s.receiveParts(call, b.ID, parts); err != nil {
		// Discard what arrived: the person sees an error and will send everything again.
		return s.refused(c, call, who, errors.Join(err, s.Inbox.Cancel(b.ID)))
	}
	if b, err = s.Inbox.Get(b.ID); err == nil && len(b.Files) == 0 {
		return s.refused(c, call, who, errors.Join(&intake.Refusal{Words: call.Lang.T("desk.no_files")},
			s.Inbox.Cancel(b.ID)))
	}
	if err := errors.Join(err, s.Inbox.Close(b.ID)); err != nil {
		return err
	}
	s.Log.Info("desk: files received", "request", call.ID, "key", who.key.Name, "batch", b.ID, "files", len(b.Files))
	c.Redirect(http.StatusSeeOther, frame.URL(call.Lang, "/desk/add/"+b.ID, nil))
	return nil
}

func (s *Service) receiveParts(call *request.Call, batch string, parts *multipart.Reader) error {
	for {
		part, err := parts.NextRawPart() // raw: a file must be stored exactly as sent
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errNotForm
		}
		if part.FormName() != "files" || part.FileName() == "" { // an empty field
			continue
		}
		if _, err := s.Inbox.ReceiveWhole(call.Context(), batch, part.FileName(), part); err != nil {
			return err
		}
	}
}

var errNotForm = problem.Problem{Code: problem.BadBody, RU: "Файлы пришли не целиком: отправьте их ещё раз.",
	EN: "The files did not come whole: send them again."}

// extendDeadlines gives an upload more time.
func (s *Service) extendDeadlines(c *gin.Context) error {
	rc := http.NewResponseController(c.Writer)
	at := time.Now().Add(receiving)
	if err := errors.Join(rc.SetReadDeadline(at), rc.SetWriteDeadline(at)); err != nil &&
		!errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// refused shows why files were rejected next to the form; other errors are handled as usual.
func (s *Service) refused(c *gin.Context, call *request.Call, who session, err error) error {
	var refusal *intake.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	return s.renderAdd(c, call, who, http.StatusUnprocessableEntity, refusal.Words)
}

// sent is the response to the upload script.
type sent struct {
	Batch  string `json:"batch,omitempty"`
	Number int    `json:"number,omitempty"`
	Got    int64  `json:"got"`
	Done   bool   `json:"done,omitempty"`
	Page   string `json:"page,omitempty"`
	Error  string `json:"error,omitempty"`
}

// beginBatch starts a batch for the upload script.
func (s *Service) beginBatch(c *gin.Context, _ *request.Call, who session) error {
	if s.Inbox == nil {
		return errNoInbox
	}
	b, err := s.Inbox.New(who.key.Name)
	return s.answerScript(c, sent{Batch: b.ID}, err)
}

// announce registers a file by name and size, and returns how much of it has been received.
func (s *Service) announce(c *gin.Context, call *request.Call, who session) error {
	b, err := s.ownBatch(c, who)
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(call.Request.PostFormValue("size"), 10, 64)
	if err != nil {
		size = -1
	}
	f, err := s.Inbox.Add(b.ID, call.Request.PostFormValue("name"), size)
	return s.answerScript(c, sent{Number: f.Number, Got: f.Got}, err)
}

// receivePiece receives a piece of a file at the offset in the Upload-Offset header.
func (s *Service) receivePiece(c *gin.Context, call *request.Call, who session) error {
	b, err := s.ownBatch(c, who)
	if err != nil {
		return err
	}
	if err := s.extendDeadlines(c); err != nil {
		return err
	}
	call.Unlimit()
	number, err := strconv.Atoi(c.Param("number"))
	offset, offsetErr := strconv.ParseInt(call.Request.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offsetErr != nil {
		return problem.Problem{Code: problem.BadBody, Param: "Upload-Offset"}
	}
	f, err := s.Inbox.Receive(call.Context(), b.ID, number, offset, call.Request.Body)
	return s.answerScript(c, sent{Number: f.Number, Got: f.Got, Done: f.Complete()}, err)
}

// closeBatch has a batch ingested.
func (s *Service) closeBatch(c *gin.Context, call *request.Call, who session) error {
	b, err := s.ownBatch(c, who)
	if err != nil {
		return err
	}
	err = s.Inbox.Close(b.ID)
	if err == nil {
		s.Log.Info("desk: files received", "request", call.ID, "key", who.key.Name, "batch", b.ID, "files", len(b.Files))
	}
	return s.answerScript(c, sent{Page: frame.URL(call.Lang, "/desk/add/"+b.ID, nil)}, err)
}

// ownBatch returns the batch in the URL, which only its creator may add to.
func (s *Service) ownBatch(c *gin.Context, who session) (intake.Batch, error) {
	if s.Inbox == nil {
		return intake.Batch{}, errNoInbox
	}
	b, err := s.Inbox.Get(c.Param("batch"))
	if err == nil && b.By != who.key.Name {
		err = problem.Problem{Code: problem.Forbidden}
	}
	return b, err
}

// answerScript responds to the upload script: with the message of a refusal, or with the expected offset if a piece
// began elsewhere.
func (s *Service) answerScript(c *gin.Context, v sent, err error) error {
	var refusal *intake.Refusal
	switch {
	case errors.As(err, &refusal):
		v.Error = refusal.Words
		c.JSON(http.StatusUnprocessableEntity, v)
	case errors.Is(err, intake.ErrOffset):
		c.JSON(http.StatusConflict, v)
	case err != nil:
		return err
	default:
		c.JSON(http.StatusOK, v)
	}
	return nil
}

// batch shows the progress and the results of a batch.
func (s *Service) batch(c *gin.Context, call *request.Call, who session) error {
	if s.Inbox == nil {
		return errNoInbox
	}
	b, err := s.Inbox.Get(c.Param("batch"))
	if err != nil {
		return err
	}
	lang := call.Lang
	d := web.DeskBatch{Adds: who.edits(), Desk: s.page(call, who, lang.T("desk.batch")),
		State: lang.T("desk.batch." + string(b.State)),
		By:    b.By, Opened: moment(lang, b.Opened),
		Working: b.State == intake.Waiting, Trouble: b.Error}
	if d.Working {
		c.Header("Refresh", "3") // until done, also without the script
	}
	p := pageOf(call, filesShown)
	files := pageOfList(b.Files, p)
	docs, err := s.documents(call, files)
	if err != nil {
		return err
	}
	d.Span, d.Pages = p.span(lang, len(b.Files)), p.links(call, len(b.Files), nil)
	for _, f := range files {
		d.Files = append(d.Files, s.file(lang, who, b.State, f, docs))
	}
	if b.State == intake.Done && len(b.Files) == len(files) {
		d.Tally = tally(lang, d.Files)
	}
	if len(docs) > 0 && who.edits() {
		d.Together = s.bulkForm(lang, map[string]string{"batch": b.ID}, lang.T("desk.many.batch"))
	}
	return s.Render(c, d)
}

// tally counts files by state; "" for a single file.
func tally(lang web.Lang, files []web.DeskFile) string {
	if len(files) < 2 {
		return ""
	}
	n := map[string]int{}
	for _, f := range files {
		n[f.State]++
	}
	out := lang.Count(len(files), "file")
	for _, state := range slices.Sorted(maps.Keys(n)) {
		out += " · " + state + ": " + lang.Number(n[state])
	}
	return out
}

// filesShown is how many files a page of a batch has.
const filesShown = 100

// maxFileDocuments is how many documents of a file are listed; an archive may have thousands.
const maxFileDocuments = 20

// documents returns the documents of files that a page lists, by id.
func (s *Service) documents(call *request.Call, files []intake.File) (map[string]*archive.Document, error) {
	var ids []string
	for _, f := range files {
		ids = append(ids, f.Docs[:min(len(f.Docs), maxFileDocuments)]...)
	}
	return s.documentsOf(call, ids)
}

// readAtOnce is how many documents are read at a time, because they include their texts.
const readAtOnce = 50

// documentsOf reads documents, drops their texts, and returns them by id; missing ones are left out.
func (s *Service) documentsOf(call *request.Call, ids []string) (map[string]*archive.Document, error) {
	out := make(map[string]*archive.Document, len(ids))
	for some := range slices.Chunk(ids, readAtOnce) {
		docs, err := s.Store.Get(call.Context(), some...)
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			if d != nil {
				d.Text, d.Aside = "", ""
				out[d.ID] = d
			}
		}
	}
	return out, nil
}

// file describes the result for a file.
func (s *Service) file(lang web.Lang, who session, state intake.State, f intake.File,
	docs map[string]*archive.Document) web.DeskFile {
	out := web.DeskFile{Name: f.Name, Size: lang.Bytes(f.Size)}
	switch {
	case f.Failure != "":
		out.State, out.Reason = lang.T("status.failed"), f.Failure
	case state != intake.Done:
		out.State = lang.T("desk.file.waits")
		if !f.Complete() {
			out.State = lang.T("desk.file.comes")
		}
	case f.Known:
		out.State = lang.T("desk.file.known")
	default:
		out.State = lang.T("desk.file.added")
	}
	for _, id := range f.Docs[:min(len(f.Docs), maxFileDocuments)] {
		d := docs[id]
		if d == nil {
			out.Docs = append(out.Docs, web.DeskDocument{Link: web.Link{Text: lang.T("desk.file.removed")}})
			continue
		}
		x := web.DeskDocument{Link: web.Link{Href: frame.URL(lang, "/d/"+id, nil),
			Text: cmp.Or(d.Facts.Title.Text, d.Original.Name, id)}}
		if who.edits() {
			x.ID, x.Edit = id, frame.URL(lang, "/desk/d/"+id, nil)
		}
		if d.Status != archive.StatusOK {
			x.Note = lang.T("status." + string(d.Status))
			if len(d.Causes) > 0 {
				x.Note += ": " + lang.Pick(reason.Russian(d.Causes), reason.English(d.Causes))
			}
		}
		out.Docs = append(out.Docs, x)
	}
	if len(f.Docs) == 1 && unread(docs[f.Docs[0]]) {
		out.State = lang.T("desk.file.unread")
	}
	if more := len(f.Docs) - maxFileDocuments; more > 0 {
		out.More = fmt.Sprintf(lang.T("desk.file.more"), lang.Number(more))
	}
	return out
}

func unread(d *archive.Document) bool { return d != nil && d.Status.Unread() }

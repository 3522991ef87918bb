package server

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/admission"
	"letopis/internal/server/desk"
	"letopis/internal/server/request"
)

// takeTurn runs all CPU-bound work for a request, that of handlers and compression, while holding a slot of the
// scheduler, which is given up while waiting for the client.
func (s *Server) takeTurn(c *gin.Context) {
	call := request.FromContext(c)
	if desk.Waits(c.Request) {
		c.Next()
		return
	}
	readBody(call.Request)
	ctx, turn, err := s.scheduler.Begin(call.Context())
	if err != nil {
		s.respond.Fail(c, err)
		return
	}
	defer turn.End()
	call.Request = call.Request.WithContext(ctx)
	if call.Request.Method != http.MethodPatch { // a correction must not be interrupted
		defer call.Limit(call.Started.Add(s.o.Config.WriteTime * 5 / 6))()
	}
	c.Request = call.Request
	w := newTurnWriter(c.Writer, call, turn)
	c.Writer = w
	c.Next()
	turn.End()
	w.finish()
}

// readBody reads the body of a request before its turn, because clients may send slowly. Errors, including the size
// limit (see begin), are returned when the handler reads the body.
func readBody(r *http.Request) {
	if r.Body == nil || r.Method != http.MethodPost && r.Method != http.MethodPatch {
		return
	}
	whole, err := io.ReadAll(r.Body)
	rest := io.Reader(http.NoBody)
	if err != nil {
		rest = errorBody{err}
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole), rest))
}

// errorBody is a body that ends with an error.
type errorBody struct{ err error }

func (f errorBody) Read([]byte) (int, error) { return 0, f.err }

// turnBuffer is the size of response writes.
const turnBuffer = 64 << 10

// turnBuffers pools response buffers.
var turnBuffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, turnBuffer) }}

// turnWriter buffers a response and releases the slot of its request while writing to the client, so that slow
// readers hold no slots.
type turnWriter struct {
	gin.ResponseWriter
	call *request.Call
	turn *admission.Turn
	buf  *bufio.Writer
}

func newTurnWriter(w gin.ResponseWriter, call *request.Call, turn *admission.Turn) *turnWriter {
	t := &turnWriter{ResponseWriter: w, call: call, turn: turn, buf: turnBuffers.Get().(*bufio.Writer)}
	t.buf.Reset(unbufferedWriter{t})
	return t
}

// unbufferedWriter writes to the client of a turnWriter.
type unbufferedWriter struct{ *turnWriter }

func (a unbufferedWriter) Write(b []byte) (n int, err error) {
	waited := a.turn.Aside(a.call.Context(), func() error {
		n, err = a.ResponseWriter.Write(b)
		return err
	})
	return n, errors.Join(waited, err)
}

func (t *turnWriter) Write(b []byte) (int, error) { return t.buf.Write(b) }

func (t *turnWriter) WriteString(s string) (int, error) { return t.buf.WriteString(s) }

// Written reports whether anything was written, even if still buffered.
func (t *turnWriter) Written() bool { return t.buf.Buffered() > 0 || t.ResponseWriter.Written() }

// Flush sends the buffer, for streams.
func (t *turnWriter) Flush() {
	_ = t.buf.Flush() // fails if the client has disconnected
	t.ResponseWriter.Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (t *turnWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// finish sends the rest of the buffer and recycles it.
func (t *turnWriter) finish() {
	_ = t.buf.Flush() // fails if the client has disconnected
	t.buf.Reset(nil)
	turnBuffers.Put(t.buf)
}

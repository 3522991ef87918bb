package server

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// remembered are the routes whose answers are kept whole: what people ask most.
var remembered = map[string]bool{apiBase + "/search": true, "/search": true}

// memory keeps whole answers by their ETags, which change with the archive, in
// two generations of bounded size like clients. An answer is kept for a minute
// at most: corrections of spelling follow the archive with a delay, and ETags do
// not tell.
type memory struct {
	most       int // bytes of a generation
	mu         sync.Mutex
	young, old map[string]*answer
	size       int // of the young
}

const (
	answersBytes = 16 << 20
	answersAge   = time.Minute
	// Larger ones are not kept: a page of twenty hits is smaller, and long lists
	// would push out what people ask most.
	answerBytes = 64 << 10
)

// answer is what a handler wrote: headers that it set and the body, before
// compression. It is not changed once kept.
type answer struct {
	made   time.Time
	header http.Header
	body   []byte
}

func newMemory(most int) *memory { return &memory{most: most, young: map[string]*answer{}} }

func (a *memory) get(tag string) *answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	x := a.young[tag]
	if x == nil {
		x = a.old[tag]
	}
	if x == nil || time.Since(x.made) > answersAge {
		return nil
	}
	return x
}

func (a *memory) put(tag string, x *answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := len(x.body); a.size+n > a.most {
		a.old, a.young, a.size = a.young, map[string]*answer{}, n
	} else {
		a.size += n
	}
	a.young[tag] = x
}

// remember answers from memory, or keeps what the handlers answer.
func (s *Server) remember(c *gin.Context, tag string) {
	if !remembered[c.FullPath()] || c.Request.Method != http.MethodGet || s.answers.most < 0 {
		c.Next()
		return
	}
	if x := s.answers.get(tag); x != nil {
		maps.Copy(c.Writer.Header(), x.header)
		c.Status(http.StatusOK)
		_, _ = c.Writer.Write(x.body) // the client is gone
		c.Abort()
		return
	}
	before := c.Writer.Header().Clone()
	w := &copying{ResponseWriter: c.Writer}
	c.Writer = w
	made := time.Now()
	c.Next()
	c.Writer = w.ResponseWriter
	if w.Status() != http.StatusOK || len(w.body) == 0 || w.long || len(c.Errors) > 0 {
		return
	}
	header := w.header
	maps.DeleteFunc(header, func(k string, v []string) bool { return slices.Equal(before[k], v) })
	s.answers.put(tag, &answer{made, header, w.body})
}

// copying keeps what goes through it.
type copying struct {
	gin.ResponseWriter
	header http.Header // as it was when the body began
	body   []byte
	long   bool // it is not kept
}

func (w *copying) Write(b []byte) (int, error) {
	if w.header == nil {
		w.header = w.Header().Clone() // compression adds its own later
	}
	if w.long = w.long || len(w.body)+len(b) > answerBytes; !w.long {
		w.body = append(w.body, b...)
	}
	return w.ResponseWriter.Write(b)
}

func (w *copying) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Unwrap lets http.ResponseController reach the connection.
func (w *copying) Unwrap() http.ResponseWriter { return w.ResponseWriter }

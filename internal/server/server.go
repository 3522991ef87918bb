// Package server is the HTTP side of Letopis: the API described by openapi.yaml, pages, feeds, OAI-PMH, exports, and a
// private port for operators. It wires its subpackages together: read New and routes first, and docs/rooms.md for the
// path of a request through them. gin is used here and in the subpackages only.
//
// Everything shown is read from the store; the index only says which documents match and how many. The public API
// writes nothing but corrections (PATCH).
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/follow"
	"letopis/internal/memlimit"
	"letopis/internal/query"
	"letopis/internal/searches"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/catalog"
	"letopis/internal/server/desk"
	"letopis/internal/server/export"
	"letopis/internal/server/feed"
	"letopis/internal/server/label"
	"letopis/internal/server/oai"
	"letopis/internal/server/openapi"
	"letopis/internal/server/page"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/rest"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
	"letopis/internal/text"
)

// Options are the dependencies of a Server. They are required unless said otherwise.
type Options struct {
	Store    archive.Store
	Bucket   archive.Bucket
	Index    func() index.Index // the live generation
	Query    *query.Service
	Analyzer *text.Analyzer
	// Labels are those that query.Options.Label uses, so that a name is looked up once.
	Labels *label.Labels
	// Generation names the live generation of the index, for ETags and status. nil:
	// it has no name.
	Generation func() string
	// Day names the day of which the index tells what is in force. nil: it is the same day for ever.
	Day func() string
	// Rules is the version of the rules that find facts now; documents of older
	// ones are counted.
	Rules int
	// Ready tells operators why the archive cannot serve; nil: always ready.
	Ready func(context.Context) error
	// Failure tells why the index does not follow the catalogue now; nil: it always does.
	Failure func() error
	// Notices tell operators what is not as it should be although the archive serves.
	Notices func() []string
	// Follow takes in who wants to follow a search; nil: nobody can.
	Follow *follow.Signups
	// Draw makes a JPEG of a page, from 0, of a document's original, nil where none can be made. It is waited for aside
	// of other requests. No Draw: scans are not shown.
	Draw func(ctx context.Context, d *archive.Document, page int) ([]byte, error)
	// ReadOnly reports whether nothing can be written now, which people are told; nil: it can.
	ReadOnly func() bool
	// Desk is where those who keep the archive work, with Config.Keys; nil: nowhere.
	Desk *desk.Backend
	// Searches counts searches in vain, for /searches of the private port; nil: nothing is counted.
	Searches *searches.Counter
	// Gauges are what else operators watch, by their full names; nil: nothing.
	Gauges  func() map[string]float64
	Memory  memlimit.Limit // what the process may use
	Version string         // of the program, for ETags and status
	Log     *slog.Logger   // nil: slog.Default()
	Config  Config         // the zero value works
}

// Config are the settings of the server. The zero value of a limit or time is
// replaced by its default.
type Config struct {
	// PublicURL is the address that people see, "https://archive.example.ru";
	// links are made from it, never from the Host of a request. Empty: links have no
	// host, and where they must, in feeds and such, it is that of the request.
	PublicURL string
	// Name of the archive, for feeds and citations.
	Name string
	// Contact is an e-mail address for harvesters (OAI-PMH requires one).
	Contact string
	// TrustedProxies, addresses and networks, may set X-Forwarded-For; where
	// PublicURL is empty, X-Forwarded-Host and -Proto, too. None by default.
	TrustedProxies []string
	// Keys may correct documents; without any, corrections over HTTP are off.
	Keys []admission.Key

	// Rate is requests a second for one client (an IPv4 address or an IPv6 /64),
	// Burst how many at once. Rate < 0: no limit.
	Rate  float64
	Burst int
	// Connections that one client may have, unless it is a trusted proxy; below 0: no limit. All clients together
	// leave a quarter of the descriptors to the archive.
	Connections int
	// Searches is how many requests are worked on at a time, Queue how many may wait; more are answered 503.
	Searches, Queue int
	// SearchTime limits one search, queueing included.
	SearchTime time.Duration
	// WriteTime limits a response; what is read for it ends before, while it can still be said that it took too long.
	// Streams (exports, originals) and what operators ask for on the private port have StreamTime.
	WriteTime, StreamTime time.Duration
	// Answers is how many bytes of whole answers are remembered while the archive
	// does not change; below 0: none.
	Answers int
	// DocumentBytes is the memory for what answers show of documents; below 0: each
	// answer reads them from the store.
	DocumentBytes int
	// Pprof serves /debug/pprof on the private port.
	Pprof bool
}

// Server answers requests. It is safe for concurrent use. Its goroutines end with Serve, and it holds
// nothing else that needs closing.
type Server struct {
	o         Options
	addresses *request.Addresses
	scheduler *admission.FairScheduler
	limiter   *admission.RateLimiter
	conns     *admission.Connections
	keys      *admission.Keys
	failures  *admission.Failures
	views     *view.Service
	find      *search.Service
	respond   *respond.Service
	metrics   *metrics
	public    http.Handler
	private   http.Handler
	stop      func() // what requests have left running
}

// New builds the handlers. It reads nothing, so it is quick on any archive.
func New(o Options) (*Server, error) {
	if o.Store == nil || o.Bucket == nil || o.Index == nil || o.Query == nil || o.Analyzer == nil || o.Labels == nil {
		return nil, errors.New("server: Store, Bucket, Index, Query, Analyzer and Labels are required")
	}
	o.Config = o.Config.withDefaults()
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Generation == nil {
		o.Generation = func() string { return "" }
	}
	if o.Day == nil {
		o.Day = func() string { return "" }
	}
	if o.ReadOnly == nil {
		o.ReadOnly = func() bool { return false }
	}
	s := &Server{o: o, metrics: newMetrics()}
	var err error
	s.failures = admission.NewFailures(o.Store, o.Log)
	if s.keys, err = admission.NewKeys(o.Config.Keys, o.Log, s.noteFailure); err != nil {
		return nil, err
	}
	if s.addresses, err = request.NewAddresses(o.Config.PublicURL, o.Config.TrustedProxies); err != nil {
		return nil, err
	}
	s.scheduler = admission.NewFairScheduler(admission.SchedulerOptions{
		Places: o.Config.Searches, Waiting: o.Config.Queue, Time: o.Config.SearchTime})
	s.limiter = admission.NewRateLimiter(o.Config.Rate, o.Config.Burst)
	s.conns = admission.NewConnections(admission.ConnectionOptions{PerClient: o.Config.Connections,
		Total: admission.Descriptors() * 3 / 4, Proxy: s.addresses.IsProxy})
	s.views = view.New(view.Options{Store: o.Store, Analyzer: o.Analyzer, Addresses: s.addresses, Name: o.Config.Name,
		Index: o.Index, CacheBytes: o.Config.DocumentBytes})
	s.respond = respond.New(respond.Options{Log: o.Log, Addresses: s.addresses, State: s.state,
		Count:      s.metrics.problem,
		CacheBytes: o.Config.Answers})
	if s.public, err = s.routes(); err != nil {
		return nil, err
	}
	s.private = s.privateRoutes()
	return s, nil
}

// noteFailure has a wrong key noted in the audit log, where that can be written.
func (s *Server) noteFailure(client netip.Addr) {
	if !s.o.ReadOnly() {
		s.failures.Note(client)
	}
}

// Public returns the handler of the public port.
func (s *Server) Public() http.Handler { return s.public }

// Private returns the handler of the operators' port.
func (s *Server) Private() http.Handler { return s.private }

func (c Config) withDefaults() Config {
	c.SearchTime = cmp.Or(c.SearchTime, 5*time.Second)
	c.WriteTime = cmp.Or(c.WriteTime, 30*time.Second)
	c.StreamTime = cmp.Or(c.StreamTime, 30*time.Minute)
	c.Rate, c.Burst = cmp.Or(c.Rate, 20), cmp.Or(c.Burst, 100)
	c.Connections = cmp.Or(c.Connections, 256)
	c.Name = cmp.Or(c.Name, "Летопись")
	return c
}

// state names what all answers depend on: the index, the store, the program.
func (s *Server) state(ctx context.Context) (string, error) {
	seq, err := s.o.Index().Seq(ctx)
	if err != nil {
		return "", fmt.Errorf("reading the index's sequence number: %w", err)
	}
	stored, err := s.views.StoreEnd(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s|%s|%d|%d|%s", s.o.Generation(), s.o.Day(), seq, stored, s.o.Version), nil
}

func init() { gin.SetMode(gin.ReleaseMode) }

// routes builds the public handler: what every answer goes through, and the rooms that give answers.
func (s *Server) routes() (http.Handler, error) {
	r := gin.New()
	r.RedirectTrailingSlash = false
	r.RedirectFixedPath = false
	r.HandleMethodNotAllowed = true
	r.ContextWithFallback = true
	r.UseRawPath = false
	r.RemoteIPHeaders = []string{"X-Forwarded-For"} // a proxy may hand on others as they came
	if err := r.SetTrustedProxies(s.o.Config.TrustedProxies); err != nil {
		return nil, fmt.Errorf("server: trusted proxies: %w", err)
	}
	r.Use(s.begin, s.headers, s.limitClient, s.takeTurn, respond.Compress, s.recoverPanic)
	r.NoRoute(func(c *gin.Context) { s.respond.Fail(c, problem.Problem{Code: problem.NoPage}) })
	r.NoMethod(func(c *gin.Context) { s.respond.Fail(c, problem.Problem{Code: problem.Method}) })
	return r, s.rooms(r)
}

// rooms builds what answers, from the bottom up, and adds its routes.
func (s *Server) rooms(r *gin.Engine) error {
	o, conf := s.o, s.o.Config
	spec, err := openapi.Parse(api.OpenAPI)
	if err != nil {
		return err
	}
	find := search.New(search.Options{Store: o.Store, Query: o.Query, Views: s.views, Labels: o.Labels,
		Scheduler: s.scheduler, Addresses: s.addresses, Log: o.Log, SuggestTime: conf.SearchTime})
	s.find = find
	list := catalog.New(catalog.Options{Store: o.Store, Index: o.Index, Search: find, Views: s.views, Labels: o.Labels,
		Addresses: s.addresses, Generation: o.Generation, Version: o.Version, Rules: o.Rules,
		Failure: o.Failure, ReadOnly: o.ReadOnly, Log: o.Log})
	s.stop = list.Stop
	exports := export.New(export.Options{Search: find, Views: s.views, Scheduler: s.scheduler, Addresses: s.addresses,
		Log: o.Log, Time: conf.StreamTime, Slow: conf.WriteTime})
	rest.New(rest.Options{Store: o.Store, Bucket: o.Bucket, Search: find, Catalog: list, Views: s.views,
		Labels: o.Labels, Exports: exports, Keys: s.keys, Addresses: s.addresses, Respond: s.respond, Spec: spec,
		Log: o.Log, Time: conf.StreamTime, Damaged: s.metrics.damaged.Inc, ReadOnly: o.ReadOnly}).Routes(r)
	feed.New(feed.Options{Store: o.Store, Search: find, Views: s.views, Labels: o.Labels, Exports: exports,
		Addresses: s.addresses, Respond: s.respond, Spec: spec, Log: o.Log, Name: conf.Name,
		Time: conf.StreamTime}).Routes(r)
	harvest := s.respond.Handle(oai.New(oai.Options{Store: o.Store, Search: find, Views: s.views, Labels: o.Labels,
		Scheduler: s.scheduler, Addresses: s.addresses, Name: conf.Name, Contact: conf.Contact}).Handle)
	respond.Get(r, "/oai", respond.CORS, harvest)
	r.POST("/oai", harvest)
	pages, err := page.New(frame.Services{Store: o.Store, Search: find, Catalog: list, Views: s.views, Labels: o.Labels,
		Addresses: s.addresses, Respond: s.respond, Spec: spec, Log: o.Log, Name: conf.Name,
		Follow: o.Follow, Counts: o.Searches != nil, Draw: o.Draw})
	if err != nil {
		return err
	}
	pages.Routes(r)
	if o.Desk != nil {
		(&desk.Service{Frame: pages.Frame, Backend: *o.Desk, Keys: s.keys, Failures: s.failures,
			ReadOnly: o.ReadOnly}).Routes(r)
	} else {
		respond.Get(r, "/desk", s.respond.Handle(func(*gin.Context, *request.Call) error { return desk.ErrOff }))
	}
	s.respond.ErrorPage = pages.Error
	return nil
}

// Serve answers on both listeners until ctx ends, then lets running requests
// finish for up to grace, and ends what others have left running. private may be nil.
// It returns nil when ctx has ended, else what stopped one of the listeners.
func (s *Server) Serve(ctx context.Context, public, private net.Listener, grace time.Duration) error {
	servers := []*http.Server{s.httpServer(s.public, s.o.Config.WriteTime)}
	servers[0].ConnState = s.conns.Note
	listeners := []net.Listener{s.conns.Limit(public)}
	if private != nil {
		servers = append(servers, s.httpServer(s.private, s.o.Config.StreamTime)) // a profile takes as long as it is asked to
		listeners = append(listeners, private)
	}
	failed := make(chan error, len(servers))
	for i, srv := range servers {
		go func() {
			if err := srv.Serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("serving on %s: %w", listeners[i].Addr(), err)
			}
		}()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	for _, srv := range servers {
		if srv.Shutdown(down) != nil { // its time is up
			srv.Close()
		}
	}
	s.failures.Close(down)
	s.stop()
	return err
}

// httpServer holds slow and greedy clients to limits. Handlers that stream
// extend the write deadline themselves.
func (s *Server) httpServer(h http.Handler, writeTime time.Duration) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      writeTime,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    128 << 10, // fifty values of a filter, as long as they may be, fit
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
}

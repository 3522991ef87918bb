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

// Options are the dependencies of a Server, required unless noted otherwise.
type Options struct {
	Store    archive.Store
	Bucket   archive.Bucket
	Index    func() index.Index // returns the live generation
	Query    *query.Service
	Analyzer *text.Analyzer
	// Labels must be those of query.Options.Label, so that each name is looked up once.
	Labels *label.Labels
	// Generation returns the name of the live generation of the index, for ETags and status; may be nil.
	Generation func() string
	// Day returns the day for which the index knows what is in force; nil if that never changes.
	Day func() string
	// Rules is the current version of the rules that find facts; documents with older ones are counted.
	Rules int
	// Ready returns why the archive cannot serve requests; nil means always ready.
	Ready func(context.Context) error
	// Failure returns why the index is not following the catalogue at the moment; may be nil.
	Failure func() error
	// Notices returns warnings for operators while the archive is serving.
	Notices func() []string
	// Follow accepts subscriptions to searches; nil disables them.
	Follow *follow.Signups
	// Draw renders a page of a document's original, counted from 0, as JPEG; nil if impossible. It does not occupy a
	// slot of the scheduler. If Draw is nil, scans are not shown.
	Draw func(ctx context.Context, d *archive.Document, page int) ([]byte, error)
	// ReadOnly reports whether the archive is currently read-only, which people are told; may be nil.
	ReadOnly func() bool
	// Desk is the backend of the staff desk, which uses Config.Keys; nil disables it.
	Desk *desk.Backend
	// Searches counts unsuccessful searches for /searches on the private port; nil disables it.
	Searches *searches.Counter
	// Gauges returns further metrics for operators by full name; may be nil.
	Gauges  func() map[string]float64
	Memory  memlimit.Limit // memory limit of the process
	Version string         // of the program, for ETags and status
	Log     *slog.Logger   // nil means slog.Default()
	Config  Config         // the zero value is valid
}

// Config holds the settings of the server. Zero limits and times are replaced by defaults.
type Config struct {
	// PublicURL is the public address, "https://archive.example.ru". Links are based on it, never on the Host of a
	// request. If empty, links have no host, except where they must, such as in feeds; there it is that of the
	// request.
	PublicURL string
	// Name of the archive, for feeds and citations.
	Name string
	// Contact is an e-mail address for harvesters (OAI-PMH requires one).
	Contact string
	// TrustedProxies are addresses and networks that may set X-Forwarded-For and, if PublicURL is empty,
	// X-Forwarded-Host and -Proto. None by default.
	TrustedProxies []string
	// Keys may correct documents; without any, corrections over HTTP are disabled.
	Keys []admission.Key

	// Rate is the number of requests a second for one client (an IPv4 address or an IPv6 /64), Burst how many at
	// once. Negative means no limit.
	Rate  float64
	Burst int
	// Connections is the maximum per client except trusted proxies; negative means no limit. All clients together
	// leave a quarter of the file descriptors to the archive.
	Connections int
	// Searches is how many requests are processed at a time, Queue how many may wait; further ones get a 503.
	Searches, Queue int
	// SearchTime limits one search, including time in the queue.
	SearchTime time.Duration
	// WriteTime limits a response; processing ends earlier, while an error can still be sent. Streams (exports,
	// originals) and the private port have StreamTime.
	WriteTime, StreamTime time.Duration
	// Answers is how many bytes of complete responses are cached until the archive changes; negative disables the
	// cache.
	Answers int
	// DocumentBytes is the size of the cache of documents in lists; negative disables it.
	DocumentBytes int
	// Pprof serves /debug/pprof on the private port.
	Pprof bool
}

// Server serves requests. It is safe for concurrent use. Its goroutines end with Serve, and nothing else needs
// closing.
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
	stop      func() // stops background work of requests
}

// New builds the handlers. It reads nothing from the archive, so it is fast.
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

// noteFailure records a wrong key in the audit log unless the archive is read-only.
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

// state identifies what all responses depend on: the index, the store, the program.
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

// routes builds the public handler: the middleware, and the subpackages that serve requests.
func (s *Server) routes() (http.Handler, error) {
	r := gin.New()
	r.RedirectTrailingSlash = false
	r.RedirectFixedPath = false
	r.HandleMethodNotAllowed = true
	r.ContextWithFallback = true
	r.UseRawPath = false
	r.RemoteIPHeaders = []string{"X-Forwarded-For"} // a proxy may pass other headers through unchecked
	if err := r.SetTrustedProxies(s.o.Config.TrustedProxies); err != nil {
		return nil, fmt.Errorf("server: trusted proxies: %w", err)
	}
	r.Use(s.begin, s.headers, s.limitClient, s.takeTurn, respond.Compress, s.recoverPanic)
	r.NoRoute(func(c *gin.Context) { s.respond.Fail(c, problem.Problem{Code: problem.NoPage}) })
	r.NoMethod(func(c *gin.Context) { s.respond.Fail(c, problem.Problem{Code: problem.Method}) })
	return r, s.rooms(r)
}

// rooms builds the subpackages bottom-up and registers their routes.
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

// Serve serves both listeners until ctx ends, then lets running requests finish for up to grace and stops background
// work. private may be nil. It returns nil once ctx has ended, else the error that stopped a listener.
func (s *Server) Serve(ctx context.Context, public, private net.Listener, grace time.Duration) error {
	servers := []*http.Server{s.httpServer(s.public, s.o.Config.WriteTime)}
	servers[0].ConnState = s.conns.Note
	listeners := []net.Listener{s.conns.Limit(public)}
	if private != nil {
		servers = append(servers, s.httpServer(s.private, s.o.Config.StreamTime)) // profiles take as long as requested
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
		if srv.Shutdown(down) != nil { // grace is over
			srv.Close()
		}
	}
	s.failures.Close(down)
	s.stop()
	return err
}

// httpServer limits slow and greedy clients. Handlers that stream extend the write deadline themselves.
func (s *Server) httpServer(h http.Handler, writeTime time.Duration) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      writeTime,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    128 << 10, // fits fifty filter values of maximum length
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
}

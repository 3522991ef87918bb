// Package server is the HTTP face of Letopis: the API described by
// openapi.yaml, pages, feeds, OAI-PMH, export, and a private port for
// operators. gin lives here only.
//
// Everything shown is read from the store; the index only says which documents
// and how many. The package never writes but for corrections (PATCH).
package server

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/text"
)

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi.yaml openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi-test.yaml openapi.yaml

//go:embed openapi.yaml
var openapiYAML []byte

// Options are what a Server works with. Those without another word are required.
type Options struct {
	Store     archive.Store
	Bucket    archive.Bucket
	Index     func() index.Index // the live generation
	Query     *query.Service
	Analyzer  *text.Analyzer
	Gazetteer Gazetteer
	// Labels names programmes; nil makes them. Give those that query.Options.Label
	// uses, so that a name is looked up once.
	Labels *Labels
	// Generation names the live generation of the index, for ETags and status. nil:
	// it has no name.
	Generation func() string
	// Mask finds personal data in a text: byte ranges in order, not overlapping.
	// nil serves texts as they are.
	Mask func(string) [][2]int
	// Rules is the version of the rules that find facts now; documents of older
	// ones are counted.
	Rules int
	// Ready tells operators why the archive cannot serve; nil: always ready.
	Ready   func(context.Context) error
	Version string       // of the program, for ETags and status
	Log     *slog.Logger // nil: slog.Default()
	Config  Config       // the zero value works
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
	Keys []Key

	// Rate is requests a second for one client (an IPv4 address or an IPv6 /64),
	// Burst how many at once. Rate < 0: no limit.
	Rate  float64
	Burst int
	// Searches at a time, and how many may wait; more are answered 503.
	Searches, Queue int
	// SearchTime limits one search, queueing included.
	SearchTime time.Duration
	// WriteTime limits a response; streams (exports, originals) and what operators
	// ask for on the private port have StreamTime.
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

// Server answers requests. It is safe for concurrent use; outside of Serve it has
// no goroutines, and it holds nothing that needs closing.
type Server struct {
	o             Options
	log           *slog.Logger
	spec          *spec
	scheduler     *fairScheduler
	limiter       *rateLimiter
	responseCache responseCache
	documentCache *documentCache
	labels        *Labels
	metrics       *metrics
	public        *gin.Engine
	private       http.Handler
	site          *site
	base          string // Config.PublicURL without a slash at its end
	proxies       []netip.Prefix
}

// New builds the handlers. It reads nothing, so it is quick on any archive.
func New(o Options) (*Server, error) {
	if o.Store == nil || o.Bucket == nil || o.Index == nil || o.Query == nil || o.Analyzer == nil || o.Gazetteer == nil {
		return nil, errors.New("server: Store, Bucket, Index, Query, Analyzer and Gazetteer are required")
	}
	o.Config = o.Config.withDefaults()
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Generation == nil {
		o.Generation = func() string { return "" }
	}
	s := &Server{o: o, log: o.Log, base: strings.TrimRight(o.Config.PublicURL, "/")}
	if s.base != "" {
		if u, err := url.Parse(s.base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("server: public URL %q is not http://… or https://…: %w", s.base, archive.ErrInvalid)
		}
	}
	var err error
	if s.proxies, err = parseProxies(o.Config.TrustedProxies); err != nil {
		return nil, err
	}
	if s.spec, err = parseSpec(openapiYAML); err != nil {
		return nil, err
	}
	if err := checkKeys(o.Config.Keys); err != nil {
		return nil, err
	}
	s.scheduler = newFairScheduler(o.Config.Searches, o.Config.Queue)
	s.responseCache = newResponseCache(o.Config.Answers)
	s.documentCache = newDocumentCache(o.Store, o.Config.DocumentBytes, s.shownDocument)
	s.limiter = newRateLimiter(o.Config.Rate, o.Config.Burst)
	s.metrics = newMetrics()
	if s.labels = o.Labels; s.labels == nil {
		s.labels = NewLabels(o.Store, o.Index, o.Gazetteer, o.Log)
	}
	if s.site, err = newSite(); err != nil {
		return nil, err
	}
	if s.public, err = s.routes(); err != nil {
		return nil, err
	}
	s.private = s.privateRoutes()
	return s, nil
}

// Public returns the handler of the public port.
func (s *Server) Public() http.Handler { return s.public }

func (c Config) withDefaults() Config {
	set := func(d *time.Duration, def time.Duration) {
		if *d == 0 {
			*d = def
		}
	}
	set(&c.SearchTime, 5*time.Second)
	set(&c.WriteTime, 30*time.Second)
	set(&c.StreamTime, 30*time.Minute)
	if c.Rate == 0 {
		c.Rate = 20
	}
	if c.Burst == 0 {
		c.Burst = 100
	}
	if c.Searches <= 0 {
		c.Searches = defaultSearches()
	}
	if c.Answers == 0 {
		c.Answers = responseCacheBytes
	}
	if c.DocumentBytes == 0 {
		c.DocumentBytes = 32 << 20
	}
	if c.Queue <= 0 {
		c.Queue = 16 * c.Searches
	}
	if c.Name == "" {
		c.Name = "Летопись"
	}
	return c
}

// routes builds the public handler.
func (s *Server) routes() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash = false
	r.RedirectFixedPath = false
	r.HandleMethodNotAllowed = true
	r.ContextWithFallback = true
	r.UseRawPath = false
	if err := r.SetTrustedProxies(s.o.Config.TrustedProxies); err != nil {
		return nil, fmt.Errorf("server: trusted proxies: %w", err)
	}
	r.Use(s.begin, s.headers, s.limitClient, s.compress, s.recoverPanic)
	r.NoRoute(func(c *gin.Context) { s.fail(c, problem{code: codeNoPage}) })
	r.NoMethod(func(c *gin.Context) { s.fail(c, problem{code: codeMethod}) })

	v1 := r.Group(apiBase, s.cors, s.checkParameters, s.conditional)
	strict := api.NewStrictHandlerWithOptions((*handlers)(s), nil, api.StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, err error) { s.fail(c, bodyProblem(err)) },
		HandlerErrorFunc:         func(c *gin.Context, err error) { s.fail(c, err) },
		ResponseErrorHandlerFunc: func(c *gin.Context, err error) { s.fail(c, err) },
	})
	own := ownRoutes{v1, map[string]gin.HandlerFunc{"/search": s.answerSearch}}
	api.RegisterHandlersWithOptions(own, strict, api.GinServerOptions{
		ErrorHandler: func(c *gin.Context, err error, _ int) {
			s.fail(c, problem{code: codeParameter, detail: err.Error()})
		},
	})
	for _, route := range r.Routes() {
		if path, ok := strings.CutPrefix(route.Path, apiBase); ok && route.Method == http.MethodGet {
			v1.HEAD(path, route.HandlerFunc)
			r.OPTIONS(route.Path, s.preflight)
		}
	}
	s.feedRoutes(r)
	s.siteRoutes(r)
	s.pageRoutes(r)
	return r, nil
}

// Serve answers on both listeners until ctx ends, then lets running requests
// finish for up to grace. private may be nil. It returns nil when ctx has ended,
// else what stopped one of the listeners.
func (s *Server) Serve(ctx context.Context, public, private net.Listener, grace time.Duration) error {
	servers := []*http.Server{s.httpServer(s.public, s.o.Config.WriteTime)}
	listeners := []net.Listener{public}
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
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

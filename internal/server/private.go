package server

import (
	"context"
	"net/http"
	"net/http/pprof"
	"slices"
	"strconv"
	"time"

	"letopis/internal/server/problem"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are exposed to operators in Prometheus format.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	limited  prometheus.Counter
	panics   prometheus.Counter
	errors   *prometheus.CounterVec // internal errors by code
	damaged  prometheus.Counter     // damaged originals
}

// archiveErrors are the codes of problems caused by the archive itself.
var archiveErrors = []string{problem.Damaged, problem.StorageFull, problem.Locked, problem.Unavailable,
	problem.Internal}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "letopis_http_request_duration_seconds",
			Help:    "Time to answer a request.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}},
			[]string{"route", "method", "status"}),
		limited: prometheus.NewCounter(prometheus.CounterOpts{Name: "letopis_http_limited_total",
			Help: "Requests refused for their client's rate."}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "letopis_http_panics_total",
			Help: "Handlers that panicked."}),
	}
	m.errors = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "letopis_errors_total",
		Help: "Answers that failed for an error of the catalogue, the originals or the index, by its kind."},
		[]string{"kind"})
	for _, code := range archiveErrors {
		m.errors.WithLabelValues(code)
	}
	m.damaged = prometheus.NewCounter(prometheus.CounterOpts{Name: "letopis_originals_damaged_total",
		Help: "Answers with an original that were broken off because it is not what was put."})
	m.registry.MustRegister(m.requests, m.limited, m.panics, m.errors, m.damaged,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(route, method string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodOptions:
	default:
		method = "other" // a client may send any method
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// problem counts a response with an error of the archive itself.
func (m *metrics) problem(code string) {
	if slices.Contains(archiveErrors, code) {
		m.errors.WithLabelValues(code).Inc()
	}
}

// archiveCollector reads the state of the store and the index for one scrape.
type archiveCollector struct {
	ctx context.Context
	s   *Server
}

// archiveTime limits the collection.
const archiveTime = 5 * time.Second

var (
	descDocs    = prometheus.NewDesc("letopis_index_documents", "Searchable documents.", nil, nil)
	descDisk    = prometheus.NewDesc("letopis_index_disk_bytes", "Size of the index on disk.", nil, nil)
	descMemory  = prometheus.NewDesc("letopis_index_memory_bytes", "Memory of the engine beside mapped files.", nil, nil)
	descExtra   = prometheus.NewDesc("letopis_index_engine", "The engine's own counters.", []string{"name"}, nil)
	descBehind  = prometheus.NewDesc("letopis_index_behind", "Changes of the store that are not yet searchable.", nil, nil)
	descOldRule = prometheus.NewDesc("letopis_documents_outdated",
		"Documents whose facts were found by older rules.", nil, nil)
	descStored = prometheus.NewDesc("letopis_store_seq", "End of the store's log.", nil, nil)
	descKept   = prometheus.NewDesc("letopis_shown_documents",
		"Documents kept in memory, as answers show them.", nil, nil)
	descKeptMem = prometheus.NewDesc("letopis_shown_bytes", "Memory for them, about.", nil, nil)
	descShown   = prometheus.NewDesc("letopis_shown_total",
		"Documents that answers showed, by where they came from.", []string{"from"}, nil)
	descConns   = prometheus.NewDesc("letopis_http_connections", "Open connections of the public address.", nil, nil)
	descIdle    = prometheus.NewDesc("letopis_http_connections_idle", "Those of them that wait for a request.", nil, nil)
	descRefused = prometheus.NewDesc("letopis_http_connections_refused_total",
		"Connections refused: too many of one client, or of all.", []string{"of"}, nil)
	descRunning = prometheus.NewDesc("letopis_searches_running", "Requests that are worked on now.", nil, nil)
	descLimit   = prometheus.NewDesc("letopis_memory_limit_bytes",
		"Memory that the processes may use, by what says so.", []string{"from"}, nil)
	descWaiting = prometheus.NewDesc("letopis_searches_waiting", "Requests that wait for their turn.", nil, nil)
)

// Describe is empty, so Collect is unchecked.
func (a archiveCollector) Describe(chan<- *prometheus.Desc) {}

// Collect reports what can be read and leaves out the rest.
func (a archiveCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(a.ctx, archiveTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	idx := a.s.o.Index()
	if st, err := idx.Stats(ctx); err == nil {
		gauge(descDocs, float64(st.Docs))
		gauge(descDisk, float64(st.DiskBytes))
		gauge(descMemory, float64(st.MemoryBytes))
		for name, v := range st.Extra {
			gauge(descExtra, v, name)
		}
	}
	stored, err := a.s.o.Store.Seq(ctx)
	if err == nil {
		gauge(descStored, float64(stored))
		if seq, err := idx.Seq(ctx); err == nil {
			gauge(descBehind, max(0, float64(stored)-float64(seq)))
		}
	}
	if n, err := a.s.o.Store.CountOutdated(ctx, a.s.o.Rules); err == nil {
		gauge(descOldRule, float64(n))
	}
	kept, read := a.s.views.CacheStats()
	gauge(descKept, float64(kept.Entries))
	gauge(descKeptMem, float64(kept.Cost))
	counter := func(d *prometheus.Desc, n int64, label string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), label)
	}
	counter(descShown, kept.Hits, "memory")
	counter(descShown, read, "store")
	if a.s.o.Gauges != nil {
		for name, v := range a.s.o.Gauges() {
			gauge(prometheus.NewDesc(name, "See docs/operations.md.", nil, nil), v)
		}
	}
	gauge(descLimit, float64(a.s.o.Memory.Bytes), a.s.o.Memory.From)
	open, client, total := a.s.conns.Load()
	gauge(descConns, float64(open))
	gauge(descIdle, float64(a.s.conns.Idle()))
	counter(descRefused, client, "client")
	counter(descRefused, total, "all")
	running, waiting := a.s.scheduler.Load()
	gauge(descRunning, float64(running))
	gauge(descWaiting, float64(waiting))
}

// privateRoutes are for operators, on a separate port that must not be public.
func (s *Server) privateRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", s.serveMetrics)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.ready(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		said := "ok\n"
		if s.o.Notices != nil {
			for _, notice := range s.o.Notices() {
				said += notice + "\n"
			}
		}
		_, _ = w.Write([]byte(said))
	})
	mux.HandleFunc("GET /searches", s.serveSearches)
	if s.o.Config.Pprof {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return mux
}

// serveMetrics serves the server's own metrics and the state of the archive.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	state := prometheus.NewRegistry()
	state.MustRegister(archiveCollector{r.Context(), s})
	promhttp.HandlerFor(prometheus.Gatherers{s.metrics.registry, state},
		promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}).ServeHTTP(w, r)
}

// ready returns why the archive cannot serve searches now.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if _, err := s.o.Store.Seq(ctx); err != nil {
		return err
	}
	if _, err := s.o.Index().Seq(ctx); err != nil {
		return err
	}
	if s.o.Ready != nil {
		return s.o.Ready(ctx)
	}
	return nil
}

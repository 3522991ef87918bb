// Package oai implements OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html), by which libraries
// and aggregators harvest a catalogue and keep their copy up to date. Records are listed in the order of the store's
// log of changes, so a harvest that takes days misses nothing: whatever changes meanwhile appears again at its end.
// Removals are reported forever ("persistent").
package oai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/label"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
)

// Options are the dependencies and settings of a Service; all are required except Contact.
type Options struct {
	Store     archive.Store
	Search    *search.Service
	Views     *view.Service
	Labels    *label.Labels
	Scheduler *admission.FairScheduler
	Addresses *request.Addresses
	Name      string // of the archive
	Contact   string // e-mail address for harvesters
}

// Service implements OAI-PMH. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a Service.
func New(o Options) *Service { return &Service{o: o} }

const (
	pageLength = 100    // records per response
	maxScanned = 10_000 // changes examined per response, of which a set may select few
	prefix     = "oai_dc"
	timeLayout = "2006-01-02T15:04:05Z"
	maxEchoed  = 200 // maximum length of an argument echoed in a response, in characters
)

// arguments lists the arguments of each verb; true means required.
var arguments = map[string]map[string]bool{
	"Identify":            {},
	"ListMetadataFormats": {"identifier": false},
	"ListSets":            {"resumptionToken": false},
	"GetRecord":           {"identifier": true, "metadataPrefix": true},
	"ListIdentifiers":     {"from": false, "until": false, "set": false, "metadataPrefix": true, "resumptionToken": false},
	"ListRecords":         {"from": false, "until": false, "set": false, "metadataPrefix": true, "resumptionToken": false},
}

// Handle handles GET and POST.
func (s *Service) Handle(c *gin.Context, call *request.Call) error {
	args := call.Values
	if c.Request.Method == http.MethodPost {
		var tooLarge *http.MaxBytesError
		if err := c.Request.ParseForm(); errors.As(err, &tooLarge) {
			return err
		} else if err != nil {
			return problem.Problem{Code: problem.BadBody, RU: "Форма записана с ошибкой: знак % пишется как %25.",
				EN: "The form is malformed: write the sign % as %25."}
		}
		args = c.Request.PostForm
		request.Normalize(args, true)
	}
	out := response{XSI: "http://www.w3.org/2001/XMLSchema-instance",
		Schema: "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
		Date:   time.Now().UTC().Format(timeLayout), Request: echoedRequest{URL: s.o.Addresses.Absolute(call, "/oai")}}
	err := checkArguments(args)
	if err == nil {
		out.Request = echoedRequest{Verb: args.Get("verb"), Identifier: args.Get("identifier"),
			Prefix: args.Get("metadataPrefix"), From: args.Get("from"),
			Until: args.Get("until"), Set: args.Get("set"), Token: args.Get("resumptionToken"),
			URL: s.o.Addresses.Absolute(call, "/oai")}
		err = s.answer(call.Context(), args, &out)
	}
	if err != nil {
		var refused protocolError
		if !errors.As(err, &refused) {
			return err
		}
		out.Errors = []protocolError{refused}
	}
	return respond.XML(c, "text/xml; charset=utf-8", out)
}

// checkArguments rejects arguments that the verb does not take.
func checkArguments(args url.Values) error {
	takes, ok := arguments[args.Get("verb")]
	if !ok || len(args["verb"]) != 1 {
		return protocolError{"badVerb",
			"verb is one of Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords, GetRecord"}
	}
	for name, values := range args {
		if name == "verb" {
			continue
		}
		if _, ok := takes[name]; !ok {
			return protocolError{"badArgument", args.Get("verb") + " does not take " + problem.Truncate(name, maxEchoed)}
		}
		if len(values) != 1 || len(values[0]) > 1000 {
			return protocolError{"badArgument", name + " is given once, and is shorter than 1000 bytes"}
		}
	}
	if args.Has("resumptionToken") {
		if len(args) > 2 {
			return protocolError{"badArgument", "resumptionToken excludes other arguments"}
		}
		return nil
	}
	for name, required := range takes {
		if required && !args.Has(name) {
			return protocolError{"badArgument", args.Get("verb") + " needs " + name}
		}
	}
	if p := args.Get("metadataPrefix"); p != "" && p != prefix {
		return protocolError{"cannotDisseminateFormat", "the only format is " + prefix}
	}
	return nil
}

func (s *Service) answer(ctx context.Context, args url.Values, out *response) (err error) {
	switch args.Get("verb") {
	case "Identify":
		out.Ident, err = s.identify(request.FromContext(ctx))
	case "ListMetadataFormats":
		if id := args.Get("identifier"); id != "" {
			if _, err := s.fetch(ctx, id); err != nil {
				return err
			}
		}
		out.Formats = &formats{prefix, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
			"http://www.openarchives.org/OAI/2.0/oai_dc/"}
	case "ListSets":
		if args.Has("resumptionToken") {
			return protocolError{"badResumptionToken", "sets are listed in one answer"}
		}
		out.Sets, err = s.sets(ctx)
	case "GetRecord":
		ch, err := s.fetch(ctx, args.Get("identifier"))
		if err != nil {
			return err
		}
		out.Record = &recordList{Records: []record{s.record(request.FromContext(ctx), ch)}}
	case "ListIdentifiers":
		list, err := s.list(ctx, args)
		if err != nil {
			return err
		}
		for _, r := range list.Records {
			list.Headers = append(list.Headers, r.Header)
		}
		list.Records = nil
		out.IDs = list
	case "ListRecords":
		out.Records, err = s.list(ctx, args)
	}
	return err
}

func (s *Service) identify(call *request.Call) (*identify, error) {
	first, err := s.o.Store.Log(call.Context(), 0, 1)
	if err != nil {
		return nil, fmt.Errorf("reading the first change: %w", err)
	}
	earliest := time.Unix(0, 0)
	if len(first) > 0 {
		earliest = first[0].At
	}
	contact := s.o.Contact
	if contact == "" {
		contact = "admin@localhost"
	}
	return &identify{Name: s.o.Name, URL: s.o.Addresses.Absolute(call, "/oai"), Version: "2.0", Admin: contact,
		Earliest: earliest.UTC().Format(timeLayout),
		Deleted:  "persistent", Granularity: "YYYY-MM-DDThh:mm:ssZ", Compression: "gzip"}, nil
}

// sets lists the sets for selective harvesting: cities and years, which are few and stable.
func (s *Service) sets(ctx context.Context) (*setList, error) {
	a, err := s.o.Search.Count(ctx, nil, "city", "year")
	if err != nil {
		return nil, err
	}
	out := &setList{Sets: []set{}}
	for _, v := range a.Facets[0].Values {
		if c, ok := s.o.Labels.City(v.Value); ok {
			out.Sets = append(out.Sets, set{"city:" + v.Value, c.Name + " (" + c.Region + ")"})
		}
	}
	for _, v := range a.Facets[1].Values {
		out.Sets = append(out.Sets, set{"year:" + v.Value, v.Value})
	}
	return out, nil
}

func setsOf(d *archive.Document) []string {
	var out []string
	for _, c := range d.Facts.Cities {
		if c.Role != archive.RoleMentioned && !slices.Contains(out, "city:"+c.ID) {
			out = append(out, "city:"+c.ID)
		}
	}
	if y := d.Facts.Date.Year; y != 0 {
		out = append(out, fmt.Sprintf("year:%04d", y))
	}
	return out
}

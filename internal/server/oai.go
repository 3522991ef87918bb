package server

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
)

// OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html): how
// libraries and aggregators take over a catalogue and keep it up to date.
// Records come in the order of the store's log of changes, so a harvest that
// takes days misses nothing: what changes meanwhile comes again at its end.
// Removals are kept and told for good ("persistent").

const (
	oaiPage   = 100    // records in an answer
	oaiScan   = 10_000 // changes looked through for one answer, of which a set takes some
	oaiPrefix = "oai_dc"
	oaiTime   = "2006-01-02T15:04:05Z"
	oaiEchoed = 200 // longest argument repeated in an answer, in characters
)

type oaiResponse struct {
	XMLName xml.Name     `xml:"http://www.openarchives.org/OAI/2.0/ OAI-PMH"`
	XSI     string       `xml:"xmlns:xsi,attr"`
	Schema  string       `xml:"xsi:schemaLocation,attr"`
	Date    string       `xml:"responseDate"`
	Request oaiRequest   `xml:"request"`
	Errors  []oaiError   `xml:"error"`
	Ident   *oaiIdentify `xml:"Identify"`
	Formats *oaiFormats  `xml:"ListMetadataFormats"`
	Sets    *oaiSets     `xml:"ListSets"`
	IDs     *oaiList     `xml:"ListIdentifiers"`
	Records *oaiList     `xml:"ListRecords"`
	Record  *oaiList     `xml:"GetRecord"`
}

type oaiRequest struct {
	Verb       string `xml:"verb,attr,omitempty"`
	Identifier string `xml:"identifier,attr,omitempty"`
	Prefix     string `xml:"metadataPrefix,attr,omitempty"`
	From       string `xml:"from,attr,omitempty"`
	Until      string `xml:"until,attr,omitempty"`
	Set        string `xml:"set,attr,omitempty"`
	Token      string `xml:"resumptionToken,attr,omitempty"`
	URL        string `xml:",chardata"`
}

type oaiError struct {
	Code string `xml:"code,attr"`
	Text string `xml:",chardata"`
}

func (e oaiError) Error() string { return e.Code + ": " + e.Text }

type oaiIdentify struct {
	Name        string `xml:"repositoryName"`
	URL         string `xml:"baseURL"`
	Version     string `xml:"protocolVersion"`
	Admin       string `xml:"adminEmail"`
	Earliest    string `xml:"earliestDatestamp"`
	Deleted     string `xml:"deletedRecord"`
	Granularity string `xml:"granularity"`
	Compression string `xml:"compression"`
}

type oaiFormats struct {
	Prefix    string `xml:"metadataFormat>metadataPrefix"`
	Schema    string `xml:"metadataFormat>schema"`
	Namespace string `xml:"metadataFormat>metadataNamespace"`
}

type oaiSets struct {
	Sets []oaiSet `xml:"set"`
}

type oaiSet struct {
	Spec string `xml:"setSpec"`
	Name string `xml:"setName"`
}

type oaiList struct {
	Headers []oaiHeader `xml:"header"`
	Records []oaiRecord `xml:"record"`
	Token   *oaiToken   `xml:"resumptionToken"`
}

type oaiToken struct {
	Value string `xml:",chardata"`
}

type oaiRecord struct {
	Header   oaiHeader    `xml:"header"`
	Metadata *oaiMetadata `xml:"metadata"`
}

type oaiHeader struct {
	Status     string   `xml:"status,attr,omitempty"`
	Identifier string   `xml:"identifier"`
	Datestamp  string   `xml:"datestamp"`
	Sets       []string `xml:"setSpec"`
}

type oaiMetadata struct {
	DC oaiDC
}

type oaiDC struct {
	XMLName     xml.Name `xml:"oai_dc:dc"`
	OAIDC       string   `xml:"xmlns:oai_dc,attr"`
	DC          string   `xml:"xmlns:dc,attr"`
	Schema      string   `xml:"xsi:schemaLocation,attr"`
	Title       []string `xml:"dc:title"`
	Creator     []string `xml:"dc:creator"`
	Subject     []string `xml:"dc:subject"`
	Description []string `xml:"dc:description"`
	Date        []string `xml:"dc:date"`
	Type        []string `xml:"dc:type"`
	Format      []string `xml:"dc:format"`
	Identifier  []string `xml:"dc:identifier"`
	Source      []string `xml:"dc:source"`
	Language    []string `xml:"dc:language"`
	Relation    []string `xml:"dc:relation"`
	Coverage    []string `xml:"dc:coverage"`
}

// oaiArguments says what each verb takes; true: required.
var oaiArguments = map[string]map[string]bool{
	"Identify":            {},
	"ListMetadataFormats": {"identifier": false},
	"ListSets":            {"resumptionToken": false},
	"GetRecord":           {"identifier": true, "metadataPrefix": true},
	"ListIdentifiers":     {"from": false, "until": false, "set": false, "metadataPrefix": true, "resumptionToken": false},
	"ListRecords":         {"from": false, "until": false, "set": false, "metadataPrefix": true, "resumptionToken": false},
}

func (s *Server) oai(c *gin.Context) {
	call := callOf(c)
	args := call.values
	if c.Request.Method == http.MethodPost {
		if err := c.Request.ParseForm(); err != nil {
			s.fail(c, bodyProblem(err))
			return
		}
		args = c.Request.PostForm
		repair(args)
	}
	out := oaiResponse{XSI: "http://www.w3.org/2001/XMLSchema-instance",
		Schema: "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
		Date:   time.Now().UTC().Format(oaiTime), Request: oaiRequest{URL: s.absolute(call, "/oai")}}
	err := checkOAI(args)
	if err == nil {
		out.Request = oaiRequest{Verb: args.Get("verb"), Identifier: args.Get("identifier"), Prefix: args.Get("metadataPrefix"), From: args.Get("from"),
			Until: args.Get("until"), Set: args.Get("set"), Token: args.Get("resumptionToken"), URL: s.absolute(call, "/oai")}
		err = s.oaiAnswer(call.Context(), args, &out)
	}
	if err != nil {
		var refused oaiError
		if !errors.As(err, &refused) {
			s.fail(c, err)
			return
		}
		out.Errors = []oaiError{refused}
	}
	s.writeXML(c, "text/xml; charset=utf-8", out)
}

// checkOAI refuses what the verb does not take.
func checkOAI(args url.Values) error {
	takes, ok := oaiArguments[args.Get("verb")]
	if !ok || len(args["verb"]) != 1 {
		return oaiError{"badVerb", "verb is one of Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords, GetRecord"}
	}
	for name, values := range args {
		if name == "verb" {
			continue
		}
		if _, ok := takes[name]; !ok {
			return oaiError{"badArgument", args.Get("verb") + " does not take " + clip(name, oaiEchoed)}
		}
		if len(values) != 1 || len(values[0]) > 1000 {
			return oaiError{"badArgument", name + " is given once, and is shorter than 1000 bytes"}
		}
	}
	if args.Has("resumptionToken") {
		if len(args) > 2 {
			return oaiError{"badArgument", "resumptionToken excludes other arguments"}
		}
		return nil
	}
	for name, required := range takes {
		if required && !args.Has(name) {
			return oaiError{"badArgument", args.Get("verb") + " needs " + name}
		}
	}
	if p := args.Get("metadataPrefix"); p != "" && p != oaiPrefix {
		return oaiError{"cannotDisseminateFormat", "the only format is " + oaiPrefix}
	}
	return nil
}

func (s *Server) oaiAnswer(ctx context.Context, args url.Values, out *oaiResponse) (err error) {
	switch args.Get("verb") {
	case "Identify":
		out.Ident, err = s.oaiIdentify(callOf(ctx))
	case "ListMetadataFormats":
		if id := args.Get("identifier"); id != "" {
			if _, err := s.oaiFetch(ctx, id); err != nil {
				return err
			}
		}
		out.Formats = &oaiFormats{oaiPrefix, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"}
	case "ListSets":
		if args.Has("resumptionToken") {
			return oaiError{"badResumptionToken", "sets are listed in one answer"}
		}
		out.Sets, err = s.oaiSets(ctx)
	case "GetRecord":
		ch, err := s.oaiFetch(ctx, args.Get("identifier"))
		if err != nil {
			return err
		}
		out.Record = &oaiList{Records: []oaiRecord{s.oaiRecord(callOf(ctx), ch)}}
	case "ListIdentifiers":
		list, err := s.oaiList(ctx, args)
		if err != nil {
			return err
		}
		for _, r := range list.Records {
			list.Headers = append(list.Headers, r.Header)
		}
		list.Records = nil
		out.IDs = list
	case "ListRecords":
		out.Records, err = s.oaiList(ctx, args)
	}
	return err
}

func (s *Server) oaiIdentify(call *call) (*oaiIdentify, error) {
	first, err := s.o.Store.Changes(call.Context(), 0, 1)
	if err != nil {
		return nil, fmt.Errorf("reading the first change: %w", err)
	}
	earliest := time.Unix(0, 0)
	if len(first) > 0 {
		earliest = changedAt(first[0])
	}
	contact := s.o.Config.Contact
	if contact == "" {
		contact = "admin@localhost"
	}
	return &oaiIdentify{Name: s.o.Config.Name, URL: s.absolute(call, "/oai"), Version: "2.0", Admin: contact, Earliest: earliest.UTC().Format(oaiTime),
		Deleted: "persistent", Granularity: "YYYY-MM-DDThh:mm:ssZ", Compression: "gzip"}, nil
}

// oaiSets lists the sets that can be harvested apart: documents by city and by
// year, as these are few and stable.
func (s *Server) oaiSets(ctx context.Context) (*oaiSets, error) {
	a, err := s.allValues(ctx, nil, "city", "year")
	if err != nil {
		return nil, err
	}
	out := &oaiSets{Sets: []oaiSet{}}
	for _, v := range a.Facets[0].Values {
		if c, ok := s.o.Gazetteer.City(v.Value); ok {
			out.Sets = append(out.Sets, oaiSet{"city:" + v.Value, c.Name + " (" + c.Region + ")"})
		}
	}
	for _, v := range a.Facets[1].Values {
		out.Sets = append(out.Sets, oaiSet{"year:" + v.Value, v.Value})
	}
	return out, nil
}

func oaiSetsOf(d *archive.Document) []string {
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

func (s *Server) oaiName() string {
	u, err := url.Parse(s.base)
	if err != nil || u.Hostname() == "" {
		return "oai:localhost:"
	}
	return "oai:" + u.Hostname() + ":"
}

// oaiFetch returns the latest state of the record with an identifier.
func (s *Server) oaiFetch(ctx context.Context, identifier string) (archive.Change, error) {
	none := oaiError{"idDoesNotExist", "there is no record " + clip(identifier, oaiEchoed)}
	id, ok := strings.CutPrefix(identifier, s.oaiName())
	if !ok || id == "" || len(id) > 128 {
		return archive.Change{}, none
	}
	docs, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return archive.Change{}, fmt.Errorf("reading document %s: %w", id, err)
	}
	if len(docs) == 1 && docs[0] != nil {
		return archive.Change{ID: id, Doc: docs[0], At: docs[0].Ingested}, nil
	}
	gone, err := s.o.Store.Removed(ctx, id)
	if err != nil {
		return archive.Change{}, fmt.Errorf("reading document %s: %w", id, err)
	}
	if gone {
		return archive.Change{ID: id, At: time.Now()}, nil // when is known to the log only
	}
	return archive.Change{}, none
}

func changedAt(ch archive.Change) time.Time {
	if ch.At.IsZero() && ch.Doc != nil {
		return ch.Doc.Ingested
	}
	return ch.At
}

func (s *Server) oaiRecord(call *call, ch archive.Change) oaiRecord {
	h := oaiHeader{Identifier: s.oaiName() + ch.ID, Datestamp: changedAt(ch).UTC().Format(oaiTime)}
	if ch.Doc == nil {
		h.Status = "deleted"
		return oaiRecord{Header: h}
	}
	d := ch.Doc
	h.Sets = oaiSetsOf(d)
	f := &d.Facts
	dc := oaiDC{OAIDC: "http://www.openarchives.org/OAI/2.0/oai_dc/", DC: "http://purl.org/dc/elements/1.1/",
		Schema: "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
		Title:  said(s.title(d)), Creator: said(f.Issuer.Text), Description: said(s.mask(lead(d.Text, leadLength))), Date: said(f.Date.String()),
		Type: said(f.Kind.Text), Format: said(d.Original.MediaType), Identifier: said(s.absolute(call, "/d/"+d.ID), f.Number.Text), Source: said(d.URI),
		Language: []string{"ru"}, Coverage: said(coverage(f)...)}
	for _, p := range f.Programs {
		if p.Role != archive.ProgramMentions {
			dc.Relation = append(dc.Relation, said(p.Name)...)
		}
	}
	return oaiRecord{Header: h, Metadata: &oaiMetadata{dc}}
}

// coverage names the places that a document belongs to, the lowest first, each once.
func coverage(f *archive.Facts) []string {
	out := []string{f.Municipality.Text}
	for _, p := range slices.Backward(f.Places) {
		out = append(out, p.Name)
	}
	out = append(out, f.Region.Text)
	for _, c := range f.Cities {
		if own(c.Role) {
			out = append(out, c.Name)
		}
	}
	var each []string
	for _, name := range out {
		if name != "" && !slices.Contains(each, name) {
			each = append(each, name)
		}
	}
	return each
}

// said keeps the values that are known.
func said(values ...string) []string {
	var out []string
	for _, v := range values {
		if v != "" {
			out = append(out, xmlText(v))
		}
	}
	return out
}

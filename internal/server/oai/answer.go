package oai

import "encoding/xml"

type response struct {
	XMLName xml.Name        `xml:"http://www.openarchives.org/OAI/2.0/ OAI-PMH"`
	XSI     string          `xml:"xmlns:xsi,attr"`
	Schema  string          `xml:"xsi:schemaLocation,attr"`
	Date    string          `xml:"responseDate"`
	Request echoedRequest   `xml:"request"`
	Errors  []protocolError `xml:"error"`
	Ident   *identify       `xml:"Identify"`
	Formats *formats        `xml:"ListMetadataFormats"`
	Sets    *setList        `xml:"ListSets"`
	IDs     *recordList     `xml:"ListIdentifiers"`
	Records *recordList     `xml:"ListRecords"`
	Record  *recordList     `xml:"GetRecord"`
}

type echoedRequest struct {
	Verb       string `xml:"verb,attr,omitempty"`
	Identifier string `xml:"identifier,attr,omitempty"`
	Prefix     string `xml:"metadataPrefix,attr,omitempty"`
	From       string `xml:"from,attr,omitempty"`
	Until      string `xml:"until,attr,omitempty"`
	Set        string `xml:"set,attr,omitempty"`
	Token      string `xml:"resumptionToken,attr,omitempty"`
	URL        string `xml:",chardata"`
}

type protocolError struct {
	Code string `xml:"code,attr"`
	Text string `xml:",chardata"`
}

func (e protocolError) Error() string { return e.Code + ": " + e.Text }

type identify struct {
	Name        string `xml:"repositoryName"`
	URL         string `xml:"baseURL"`
	Version     string `xml:"protocolVersion"`
	Admin       string `xml:"adminEmail"`
	Earliest    string `xml:"earliestDatestamp"`
	Deleted     string `xml:"deletedRecord"`
	Granularity string `xml:"granularity"`
	Compression string `xml:"compression"`
}

type formats struct {
	Prefix    string `xml:"metadataFormat>metadataPrefix"`
	Schema    string `xml:"metadataFormat>schema"`
	Namespace string `xml:"metadataFormat>metadataNamespace"`
}

type setList struct {
	Sets []set `xml:"set"`
}

type set struct {
	Spec string `xml:"setSpec"`
	Name string `xml:"setName"`
}

type recordList struct {
	Headers []header `xml:"header"`
	Records []record `xml:"record"`
	Token   *token   `xml:"resumptionToken"`
}

type token struct {
	Value string `xml:",chardata"`
}

type record struct {
	Header   header    `xml:"header"`
	Metadata *metadata `xml:"metadata"`
}

type header struct {
	Status     string   `xml:"status,attr,omitempty"`
	Identifier string   `xml:"identifier"`
	Datestamp  string   `xml:"datestamp"`
	Sets       []string `xml:"setSpec"`
}

type metadata struct {
	DC dublinCore
}

type dublinCore struct {
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

package osindex

import (
	"strings"

	"letopis/index"
)

// Signs of the text that a field's tokens are sent as: positions are apart by spaces, the tokens of one position by
// bars, and a position without a token is a gap.
const (
	bar = "|"
	gap = "\x01"
)

// Where the parts of a document are in its mapping.
const (
	textFields    = "t." // analysed texts
	keywordFields = "k." // values
	groupFields   = "c." // the value that a document is collapsed by
	alone         = "\x00"
)

// escaper writes terms without the signs.
var escaper = strings.NewReplacer(`\`, `\\`, " ", `\s`, bar, `\b`, gap, `\g`)

// body writes the tokens of a field for the analyser "given".
func body(tokens []index.Token) string {
	var b strings.Builder
	next := uint32(0) // the position that comes next
	for i, t := range tokens {
		switch {
		case i > 0 && t.Pos == tokens[i-1].Pos:
			b.WriteString(bar)
		case i > 0:
			b.WriteByte(' ')
		}
		for ; next < t.Pos; next++ {
			b.WriteString(gap + " ")
		}
		next = t.Pos + 1
		_, _ = escaper.WriteString(&b, t.Term) // a builder takes all
	}
	return b.String()
}

// source is a document as it is sent.
func source(d *index.Doc, groups []string) object {
	texts, words, collapsed := object{}, object{}, object{}
	for field, tokens := range d.Text {
		texts[field] = body(tokens)
	}
	for field, values := range d.Keywords {
		if len(values) > 0 {
			words[field] = values
		}
	}
	for _, field := range groups {
		if values := d.Keywords[field]; len(values) > 0 {
			collapsed[field] = values[0]
		} else {
			collapsed[field] = alone + d.ID
		}
	}
	s := object{"id": d.ID, "t": texts, "k": words, "c": collapsed, "desc": d.DateFrom, "asc": d.DateFrom}
	if d.DateFrom == 0 {
		s["asc"] = undated
	} else {
		s["dates"] = object{"gte": d.DateFrom, "lte": max(d.DateFrom, d.DateTo)}
	}
	return s
}

// undated comes after all days.
const undated = 99_999_999

// created is what the index of a generation is made with: our tokens as they are, our BM25, and nothing kept that is
// not searched, as the catalogue has it all.
func created(o Options) object {
	return object{
		"settings": object{
			"number_of_shards": o.Shards, "number_of_replicas": o.Replicas, "refresh_interval": "-1",
			"translog.durability": "request", "max_result_window": maxWindow, "mapping.total_fields.limit": 500,
			"gc_deletes": "1h", // a write that comes late does not bring back what was deleted
			"similarity": object{"default": object{"type": "BM25", "k1": index.BM25K1, "b": index.BM25B}},
			"analysis": object{
				"tokenizer": object{"spaces": object{"type": "char_group", "tokenize_on_chars": []string{" "},
					"max_token_length": 30_000}},
				"filter": object{
					"alternatives": object{"type": "pattern_capture", "preserve_original": false,
						"patterns": []string{`([^|]+)`}},
					"gaps": object{"type": "stop", "stopwords": []string{gap}}},
				"analyzer": object{"given": object{"type": "custom", "tokenizer": "spaces",
					"filter": []string{"alternatives", "gaps"}}}}},
		"mappings": object{
			"dynamic": "strict", "_source": object{"enabled": false},
			"dynamic_templates": []object{
				{"texts": object{"path_match": textFields + "*", "mapping": object{"type": "text", "analyzer": "given",
					"index_options": "positions"}}},
				{"keywords": object{"path_match": keywordFields + "*", "mapping": object{"type": "keyword"}}},
				{"groups": object{"path_match": groupFields + "*", "mapping": object{"type": "keyword", "index": true}}}},
			"properties": object{
				"id": object{"type": "keyword"}, "asc": object{"type": "integer"}, "desc": object{"type": "integer"},
				"dates": object{"type": "integer_range"},
				"t":     object{"type": "object", "dynamic": true}, "k": object{"type": "object", "dynamic": true},
				"c": object{"type": "object", "dynamic": true}}}}
}

// createdWords is what the list of a generation's terms is made with: no engine past one machine lists the terms of
// texts cheaply, so each is a small document of its own.
func createdWords(o Options) object {
	return object{
		"settings": object{"number_of_shards": max(1, o.Shards/4), "number_of_replicas": o.Replicas,
			"refresh_interval": "-1", "translog.durability": "request"},
		"mappings": object{"dynamic": "strict", "_source": object{"enabled": false}, "properties": object{
			"field": object{"type": "keyword", "doc_values": false}, "term": object{"type": "keyword"}}}}
}

// createdState is what the index of sequence numbers is made with.
func createdState(o Options) object {
	return object{"settings": object{"number_of_shards": 1, "number_of_replicas": o.Replicas},
		"mappings": object{"dynamic": "strict",
			"properties": object{"seq": object{"type": "unsigned_long", "index": false},
				"owner": object{"type": "keyword", "index": false}}}}
}

package bleveindex

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2/document"
	bleve "github.com/blevesearch/bleve_index_api"

	"letopis/index"
)

// Fields of bleve beside those of index.Doc: the span of the date, and the
// length of each text field, as terms from which columns are built.
const (
	dateField    = "_date"
	lengthPrefix = "_len/"
	textPrefix   = "t/"
	keyPrefix    = "k/"
)

// field is a bleve field whose tokens are made already. Its value is not stored.
type field struct {
	name    string
	tokens  bleve.TokenFrequencies
	length  int
	options bleve.FieldIndexingOptions
}

var _ document.Field = (*field)(nil)

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return nil }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() bleve.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return f.length }
func (f *field) AnalyzedTokenFrequencies() bleve.TokenFrequencies { return f.tokens }

// Size is what bleve takes into account for its memory limits, in bytes.
func (f *field) Size() int { return 64 + 64*f.length }

func (f *field) NumPlainTextBytes() uint64 { return 0 }

// bleveDoc makes a document of tokens, without analysis or stored values.
func bleveDoc(d *index.Doc) *document.Document {
	doc := document.NewDocument(d.ID)
	for _, name := range slices.Sorted(maps.Keys(d.Text)) {
		tokens := d.Text[name]
		if len(tokens) == 0 {
			continue
		}
		doc.AddField(textField(name, tokens))
		doc.AddField(keywordField(lengthPrefix+name, []string{strconv.Itoa(index.Length(tokens))}))
	}
	for _, name := range slices.Sorted(maps.Keys(d.Keywords)) {
		if values := d.Keywords[name]; len(values) > 0 {
			doc.AddField(keywordField(keyPrefix+name, values))
		}
	}
	if d.DateFrom != 0 {
		doc.AddField(keywordField(dateField, []string{fmt.Sprintf("%d-%d", d.DateFrom, d.DateTo)}))
	}
	return doc
}

func textField(name string, tokens []index.Token) *field {
	f := &field{name: textPrefix + name, tokens: make(bleve.TokenFrequencies, len(tokens)/2+1), length: len(tokens), options: bleve.IndexField | bleve.IncludeTermVectors}
	locations := make([]bleve.TokenLocation, len(tokens))
	for i, t := range tokens {
		locations[i].Position = int(t.Pos) + 1 // bleve's positions begin at 1
		tf := f.tokens[t.Term]
		if tf == nil {
			tf = &bleve.TokenFreq{Term: []byte(t.Term)}
			f.tokens[t.Term] = tf
		}
		tf.Locations = append(tf.Locations, &locations[i])
		tf.SetFrequency(tf.Frequency() + 1)
	}
	return f
}

func keywordField(name string, values []string) *field {
	f := &field{name: name, tokens: make(bleve.TokenFrequencies, len(values)), length: len(values), options: bleve.IndexField | bleve.SkipFreqNorm}
	for _, v := range values {
		if f.tokens[v] == nil {
			tf := &bleve.TokenFreq{Term: []byte(v)}
			tf.SetFrequency(1)
			f.tokens[v] = tf
		}
	}
	return f
}

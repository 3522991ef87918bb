package osindex

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"letopis/index"
)

// Bounds of what is sent and kept.
const (
	bulkBytes = 5 << 20 // of one request
	bulkTries = 7       // of an item that the cluster has no room for: some 12 s
	knownMost = 1 << 20 // terms remembered as written: about 24 MB
)

// Index is one generation. It is safe for concurrent use.
type Index struct {
	e          *Engine
	generation string

	write sync.Mutex
	known map[uint64]struct{} // hashes of terms that this process has written; under write
}

var (
	_    index.Index = (*Index)(nil)
	seed             = maphash.MakeSeed()
)

// Capabilities implements index.Index.
func (x *Index) Capabilities() index.Capabilities {
	return index.Capabilities{MaxWindow: maxWindow, ExactDistinct: exactDistinct}
}

// Close implements index.Index. The cluster keeps nothing open for one client.
func (x *Index) Close() error { return nil }

// Apply implements index.Index: terms first, so that the list never lacks one that a document has, then documents, then
// the number.
func (x *Index) Apply(ctx context.Context, b index.Batch) error {
	x.write.Lock()
	defer x.write.Unlock()
	version := b.Seq
	if version == 0 {
		var err error
		if version, err = x.Seq(ctx); err != nil {
			return err
		}
	}
	if err := x.addWords(ctx, b.Put); err != nil {
		return err
	}
	if err := x.putDocs(ctx, b, version); err != nil {
		return err
	}
	if err := x.refresh(ctx, x.e.docs(x.generation)); err != nil {
		return err
	}
	if b.Seq == 0 {
		return nil
	}
	return x.setSeq(ctx, b.Seq)
}

// putDocs writes the documents of a batch.
func (x *Index) putDocs(ctx context.Context, b index.Batch, version uint64) error {
	w := x.bulk(x.e.docs(x.generation), version)
	for _, id := range b.Delete { // items of one document are of one shard, which takes them in turn
		if err := w.add(ctx, "delete", id, nil); err != nil {
			return err
		}
	}
	for _, d := range b.Put {
		if err := w.add(ctx, "index", d.ID, source(d, x.e.o.Groups)); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// addWords lists the terms of documents that are new to this process.
func (x *Index) addWords(ctx context.Context, docs []*index.Doc) error {
	w := x.bulk(x.e.words(x.generation), 0)
	var fresh []uint64
	for _, d := range docs {
		for field, tokens := range d.Text {
			for _, t := range tokens {
				key := maphash.String(seed, field+"\x1f"+t.Term)
				if _, ok := x.known[key]; ok {
					continue
				}
				x.known[key] = struct{}{}
				fresh = append(fresh, key)
				sum := sha256.Sum256([]byte(field + "\x1f" + t.Term))
				err := w.add(ctx, "create", hex.EncodeToString(sum[:16]), object{"field": field, "term": t.Term})
				if err != nil {
					x.forget(fresh)
					return err
				}
			}
		}
	}
	err := w.flush(ctx)
	if err == nil && len(fresh) > 0 {
		err = x.refresh(ctx, x.e.words(x.generation))
	}
	if err != nil {
		x.forget(fresh)
	} else if len(x.known) > knownMost {
		clear(x.known) // to write one twice is harmless
	}
	return err
}

func (x *Index) forget(terms []uint64) {
	for _, key := range terms {
		delete(x.known, key)
	}
}

// refresh makes what was written visible, in all shards.
func (x *Index) refresh(ctx context.Context, name string) error {
	var answer struct {
		Shards struct{ Total, Failed int } `json:"_shards"`
	}
	err := x.e.c.call(ctx, http.MethodPost, "/"+name+"/_refresh", nil, nil, &answer)
	if err == nil && answer.Shards.Failed > 0 {
		return fmt.Errorf("OpenSearch at %s: %w: %d of %d shards of %s do not show what was written", x.e.c.urls,
			index.ErrUnavailable, answer.Shards.Failed, answer.Shards.Total, name)
	}
	return err
}

// state is the document with a generation's sequence number.
type state struct {
	Seq uint64 `json:"seq"`
}

// setSeq writes the sequence number, unless another process has gone further.
func (x *Index) setSeq(ctx context.Context, seq uint64) error {
	params := url.Values{"version": {strconv.FormatUint(seq, 10)}, "version_type": {"external_gte"}}
	err := x.e.c.call(ctx, http.MethodPut, "/"+x.e.state()+"/_doc/"+x.generation, params, state{seq}, nil)
	if is(err, "version_conflict_engine_exception") {
		return nil
	}
	return err
}

// Seq implements index.Index.
func (x *Index) Seq(ctx context.Context) (uint64, error) {
	var answer struct {
		Found  bool
		Source state `json:"_source"`
	}
	err := x.e.c.call(ctx, http.MethodGet, "/"+x.e.state()+"/_doc/"+x.generation, nil, nil, &answer)
	if f := new(failure); err != nil && asFailure(err, &f) && f.Status == http.StatusNotFound {
		return 0, nil
	}
	return answer.Source.Seq, err
}

// bulk is what goes to one index in requests of bounded size.
type bulk struct {
	x       *Index
	name    string
	version uint64 // 0: items have none
	items   []item
	bytes   int
}

// item is an action and, unless it deletes, a document.
type item struct{ action, id, lines string }

func (x *Index) bulk(name string, version uint64) *bulk {
	return &bulk{x: x, name: name, version: version}
}

// add takes an item; those before it are sent when they are many.
func (w *bulk) add(ctx context.Context, action, id string, doc object) error {
	head := object{"_id": id}
	if w.version > 0 {
		head["version"], head["version_type"] = w.version, "external_gte"
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(object{action: head}); err != nil {
		return err
	}
	if doc != nil {
		if err := enc.Encode(doc); err != nil {
			return fmt.Errorf("document %s: %w", id, err)
		}
	}
	w.items = append(w.items, item{action, id, b.String()})
	if w.bytes += b.Len(); w.bytes < bulkBytes {
		return nil
	}
	return w.flush(ctx)
}

// flush sends what was added. An item that the cluster has no room for is sent again; one that it refuses is the error.
func (w *bulk) flush(ctx context.Context) error {
	items := w.items
	w.items, w.bytes = nil, 0
	for try := 0; len(items) > 0; try++ {
		again, why, err := w.send(ctx, items)
		if err != nil {
			return err
		}
		if items = again; len(items) == 0 {
			return nil
		}
		if try == bulkTries {
			return w.x.e.c.kind(why)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(backoff(try)):
		}
	}
	return nil
}

// send makes one request and returns the items to repeat, and why.
func (w *bulk) send(ctx context.Context, items []item) (again []item, why *failure, err error) {
	var b bytes.Buffer
	for _, i := range items {
		b.WriteString(i.lines)
	}
	var answer struct {
		Errors bool
		Items  []map[string]struct {
			Status int
			Error  failure
		}
	}
	existing := url.Values{"require_alias": {"true"}}
	path := "/" + w.x.e.writing(w.name) + "/_bulk"
	err = w.x.e.c.send(ctx, http.MethodPost, path, existing, "application/x-ndjson", b.Bytes(), &answer)
	if err != nil || !answer.Errors {
		return nil, nil, err
	}
	if len(answer.Items) != len(items) {
		return nil, nil, fmt.Errorf("OpenSearch answered for %d of %d documents", len(answer.Items), len(items))
	}
	for n, i := range answer.Items {
		got := i[items[n].action]
		got.Error.Status = got.Status
		switch {
		case got.Status < http.StatusBadRequest, got.Status == http.StatusConflict:
			// A conflict: it is there already, or a newer one.
		case got.Status == http.StatusNotFound && items[n].action == "delete":
		case got.Status == http.StatusTooManyRequests, got.Status == http.StatusServiceUnavailable,
			got.Error.Type == "cluster_block_exception", slices.Contains(gone, got.Error.Type):
			again, why = append(again, items[n]), &got.Error
		default:
			return nil, nil, fmt.Errorf("document %s: %w", items[n].id, w.x.e.c.kind(&got.Error))
		}
	}
	return again, why, nil
}

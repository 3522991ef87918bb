package osindex

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/opensearch-project/opensearch-go/v4"

	"letopis/index"
)

// object is a JSON object of a request.
type object = map[string]any

// client speaks with a cluster. It is safe for concurrent use.
type client struct {
	http *opensearch.Client
	urls string // for messages
}

// dial makes a client of the nodes that o names; it asks none of them.
func dial(o Options) (*client, error) {
	timeout := o.Timeout
	if timeout <= 0 {
		timeout = 30 * time.Second
	}
	c, err := opensearch.NewClient(opensearch.Config{Addresses: o.URLs, Username: o.Username, Password: o.Password,
		CACert: o.CACert, MaxRetries: 3, RetryOnStatus: []int{502, 504}, RequestTimeout: timeout,
		HealthCheckMaxRetries: -1, RetryBackoff: backoff})
	if err != nil {
		return nil, fmt.Errorf("OpenSearch: %w", err)
	}
	return &client{c, strings.Join(o.URLs, ", ")}, nil
}

// backoff is how long the n-th repetition waits.
func backoff(n int) time.Duration { return min(100*time.Millisecond<<n, 5*time.Second) }

// failure is an answer of the cluster that is no success.
type failure struct {
	Status int
	Type   string // as the cluster names it: "index_not_found_exception"
	Reason string
}

func (f *failure) Error() string { return fmt.Sprintf("%d %s: %s", f.Status, f.Type, f.Reason) }

// asFailure finds the answer that err is of.
func asFailure(err error, f **failure) bool { return errors.As(err, f) }

// is reports whether err is an answer of a type.
func is(err error, kind string) bool {
	var f *failure
	return errors.As(err, &f) && f.Type == kind
}

// call sends body as JSON and reads the answer into out; nil: there is none, or it is of no interest.
func (c *client) call(ctx context.Context, method, path string, params url.Values, body, out any) error {
	var content []byte
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
	}
	return c.send(ctx, method, path, params, "application/json", content, out)
}

// send is call with a body that is made already.
func (c *client) send(
	ctx context.Context, method, path string, params url.Values, kind string, content []byte, out any,
) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := url.URL{Path: path, RawQuery: params.Encode()}
	var body io.Reader // not a nil of another type
	if content != nil {
		body = bytes.NewReader(content)
	}
	r, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return err
	}
	if content != nil {
		r.Header.Set("Content-Type", kind)
	}
	res, err := c.http.Stream(r)
	if err != nil {
		if res != nil {
			res.Body.Close()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("OpenSearch at %s: %w: %w: see that it runs and that index.urls names it", c.urls,
			index.ErrUnavailable, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("OpenSearch at %s: %w: the answer broke off: %w", c.urls, index.ErrUnavailable, err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		return c.kind(failed(res.StatusCode, b))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("OpenSearch at %s: an answer that is none of OpenSearch: %w", c.urls, err)
	}
	return nil
}

// failed reads what the cluster says of an error.
func failed(status int, body []byte) *failure {
	type cause struct {
		Type, Reason string
		RootCause    []cause `json:"root_cause"`
		CausedBy     *cause  `json:"caused_by"`
	}
	var answer struct{ Error cause }
	f := &failure{Status: status, Type: http.StatusText(status), Reason: string(body[:min(len(body), 200)])}
	if json.Unmarshal(body, &answer) != nil || answer.Error.Type == "" {
		return f
	}
	why := answer.Error
	if len(why.RootCause) > 0 && why.RootCause[0].Type != "" {
		why = why.RootCause[0]
	} else if why.CausedBy != nil {
		why = *why.CausedBy
	}
	f.Type, f.Reason = why.Type, why.Reason
	return f
}

// gone are what a cluster says with status 500 while it has not noticed yet that a node has ended, or a part has moved.
var gone = []string{"node_not_connected_exception", "node_disconnected_exception", "node_closed_exception",
	"connect_transport_exception", "send_request_transport_exception", "receive_timeout_transport_exception",
	"shard_not_found_exception", "illegal_index_shard_state_exception", "index_shard_closed_exception",
	"already_closed_exception", "no_shard_available_action_exception", "unavailable_shards_exception"}

// kind gives an answer the kind of error of the contract, and the way out.
func (c *client) kind(f *failure) error {
	wrap := func(kind error, way string) error {
		return fmt.Errorf("OpenSearch at %s: %w: %w: %s", c.urls, kind, f, way)
	}
	switch {
	case strings.Contains(f.Type, "too_many") && strings.Contains(f.Type, "clauses"):
		return fmt.Errorf("%w: %w", index.ErrTooBroad, f)
	case f.Type == "index_not_found_exception":
		return wrap(index.ErrDamaged, "somebody has deleted it")
	case f.Type == "cluster_block_exception" && strings.Contains(f.Reason, "flood-stage"):
		return wrap(index.ErrUnavailable, "its disks are full: make room, and it writes again")
	case f.Type == "cluster_block_exception":
		return wrap(index.ErrUnavailable, "the index is blocked: see GET _cluster/settings and the index's blocks")
	case f.Status == http.StatusTooManyRequests, f.Status == http.StatusServiceUnavailable,
		slices.Contains(gone, f.Type):
		return wrap(index.ErrUnavailable, "it has too much to do, or parts of the index are on nodes that are gone")
	case f.Status == http.StatusUnauthorized, f.Status == http.StatusForbidden:
		return wrap(index.ErrUnavailable, "see index.username, index.password and the rights of that user")
	}
	return fmt.Errorf("OpenSearch at %s: %w", c.urls, f)
}

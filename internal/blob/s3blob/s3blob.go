// Package s3blob keeps originals in a bucket of an S3 service as PREFIX/ab/abcdef…, named by their SHA-256. An object
// either is complete and durable or does not exist: each is written by a single request, which the service rejects if
// the received bytes have another hash. Any number of processes may share a bucket; a prefix belongs to one archive.
package s3blob

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"letopis/internal/archive"
	"letopis/internal/blob/verified"
)

// Options describe how to reach a bucket.
type Options struct {
	Endpoint  string // http://… or https://… without a path
	Region    string // empty means us-east-1
	Bucket    string
	Prefix    string // of keys, without leading or trailing slashes; may be empty
	AccessKey string
	SecretKey string
	// Timeout is how long a connection may be idle and how long the service may take to begin a response; 0 means 30
	// seconds.
	Timeout time.Duration
}

// Bucket is an archive.Bucket in an S3 service.
type Bucket struct {
	o     Options
	core  minio.Core
	known verified.Known
}

var _ archive.Bucket = (*Bucket)(nil)

// retries is how often a request that failed for a temporary reason is tried.
const retries = 4

// Open checks that the bucket exists and can be listed. Errors are archive.ErrInvalid, naming the setting that is
// wrong, or archive.ErrUnavailable.
func Open(ctx context.Context, o Options) (*Bucket, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("blob.endpoint %q is not http://host:port or https://host: %w", o.Endpoint,
			archive.ErrInvalid)
	}
	if o.AccessKey == "" || o.SecretKey == "" {
		return nil, fmt.Errorf("blob.access_key and blob.secret_key are needed for %s: %w", o.Endpoint, archive.ErrInvalid)
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	o.Prefix = strings.Trim(o.Prefix, "/")
	client, err := minio.New(u.Host, &minio.Options{
		Creds:      credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""),
		Secure:     u.Scheme == "https",
		Region:     o.Region,
		Transport:  transport(o.Timeout),
		MaxRetries: retries,
	})
	if err != nil {
		return nil, fmt.Errorf("blob.endpoint %q: %w: %w", o.Endpoint, archive.ErrInvalid, err)
	}
	b := &Bucket{o: o, core: minio.Core{Client: client}, known: verified.NewKnown()}
	ctx, cancel := context.WithCancel(ctx) // cancelling stops the listing after its first object
	defer cancel()
	list := client.ListObjects(ctx, o.Bucket, minio.ListObjectsOptions{Prefix: b.prefix(), MaxKeys: 1})
	if first, ok := <-list; ok && first.Err != nil {
		return nil, b.fail("listing originals", first.Err)
	}
	return b, nil
}

func (b *Bucket) prefix() string {
	if b.o.Prefix == "" {
		return ""
	}
	return b.o.Prefix + "/"
}

// key returns the key of an original, or archive.ErrNotFound if sha is not a SHA-256.
func (b *Bucket) key(sha string) (string, error) {
	if raw, err := hex.DecodeString(sha); err != nil || len(raw) != sha256.Size || strings.ToLower(sha) != sha {
		return "", fmt.Errorf("original %q: not a SHA-256: %w", sha, archive.ErrNotFound)
	}
	return b.prefix() + sha[:2] + "/" + sha, nil
}

// Put implements archive.Bucket. An existing content is written again, which repairs damage and renews its age for
// Sweep.
func (b *Bucket) Put(ctx context.Context, r io.Reader) (sha string, n int64, err error) {
	f, err := os.CreateTemp("", "letopis-put-") // the request needs hash and size before the content
	if err != nil {
		return "", 0, verified.NotStored(os.TempDir(), err)
	}
	named := os.Remove(f.Name()) != nil // an unlinked file disappears with the process, even if it is killed
	defer func() {
		_ = f.Close() // no longer needed
		if named {    // systems that do not allow unlinking open files
			_ = os.Remove(f.Name())
		}
	}()
	sum, n, err := verified.Take(ctx, f, r)
	if err != nil {
		return "", 0, verified.NotStored(os.TempDir(), err)
	}
	sha = hex.EncodeToString(sum)
	key, err := b.key(sha)
	if err != nil {
		return "", 0, err
	}
	options := minio.PutObjectOptions{
		DisableContentSha256: true, // of chunks: the hash of the whole is sent
		UserMetadata:         map[string]string{"x-amz-checksum-sha256": base64.StdEncoding.EncodeToString(sum)},
	}
	_, err = b.core.StatObject(ctx, b.o.Bucket, key, minio.StatObjectOptions{})
	isNew := minio.ToErrorResponse(err).Code == minio.NoSuchKey
	switch {
	case isNew:
		options.SetMatchETagExcept("*")
	case err != nil:
		return "", 0, b.fail("looking for an original", err)
	}
	_, err = b.core.PutObject(ctx, b.o.Bucket, key, io.NewSectionReader(f, 0, n), n, "", sha, options)
	if isNew && alreadyExists(err) { // another process was faster, or the response to the first try was lost
		err = nil
	}
	if err != nil {
		return "", 0, b.fail("storing an original", err)
	}
	return sha, n, nil
}

// alreadyExists reports whether a request was rejected because the object already exists.
func alreadyExists(err error) bool {
	e := minio.ToErrorResponse(err)
	return e.StatusCode == http.StatusPreconditionFailed || e.Code == "ConditionalRequestConflict"
}

// Open implements archive.Bucket. Reads use ctx, too.
func (b *Bucket) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	key, err := b.key(sha)
	if err != nil {
		return nil, err
	}
	var info minio.ObjectInfo
	err = retryMissing(ctx, func() (err error) {
		info, err = b.core.StatObject(ctx, b.o.Bucket, key, minio.StatObjectOptions{})
		return err
	})
	if err != nil {
		return nil, b.fail("original "+sha, err)
	}
	return verified.NewReader(&object{ctx: ctx, b: b, key: key, sha: sha, size: info.Size}, sha, info.Size, b.known), nil
}

// retryMissing retries a request that finds no object a few times within a fifth of a second. A service on top of a
// file system may briefly lack an object while another process puts the same content again, because it removes the
// old file first.
func retryMissing(ctx context.Context, ask func() error) error {
	pause := 25 * time.Millisecond
	for try := 1; ; try++ {
		err := ask()
		if minio.ToErrorResponse(err).Code != minio.NoSuchKey || try == retries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// Delete implements archive.Bucket.
func (b *Bucket) Delete(ctx context.Context, sha string) error {
	key, err := b.key(sha)
	if err != nil {
		return nil // a malformed name cannot exist
	}
	err = b.core.RemoveObject(ctx, b.o.Bucket, key, minio.RemoveObjectOptions{})
	if err = b.fail("deleting original "+sha, err); errors.Is(err, archive.ErrNotFound) {
		return nil
	}
	return err
}

// List implements archive.Bucket.
func (b *Bucket) List(ctx context.Context, fn func(sha string, size int64) error) error {
	return b.each(ctx, func(sha string, object minio.ObjectInfo) error { return fn(sha, object.Size) })
}

// each calls fn for each object that is an original.
func (b *Bucket) each(ctx context.Context, fn func(sha string, object minio.ObjectInfo) error) error {
	listing, cancel := context.WithCancel(ctx)
	defer cancel()
	o := minio.ListObjectsOptions{Prefix: b.prefix(), Recursive: true}
	for object := range b.core.Client.ListObjects(listing, b.o.Bucket, o) {
		if object.Err != nil {
			return b.fail("listing originals", object.Err)
		}
		sha := path.Base(object.Key)
		if key, err := b.key(sha); err != nil || key != object.Key {
			continue // not an original
		}
		if err := fn(sha, object); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Sweep implements archive.Bucket. Ages are measured by the clock of the service.
func (b *Bucket) Sweep(
	ctx context.Context, grace time.Duration, needed func(sha string) (bool, error),
) (n int, err error) {
	now, err := b.now(ctx)
	if err != nil {
		return 0, err
	}
	err = b.each(ctx, func(sha string, object minio.ObjectInfo) error {
		if now.Sub(object.LastModified) < grace {
			return nil
		}
		if keep, err := needed(sha); err != nil || keep {
			return err
		}
		// It may have been put again since it was listed.
		again, err := b.core.StatObject(ctx, b.o.Bucket, object.Key, minio.StatObjectOptions{})
		if err = b.fail("original "+sha, err); errors.Is(err, archive.ErrNotFound) {
			return nil
		}
		if err != nil || now.Sub(again.LastModified) < grace {
			return err
		}
		n++
		return b.Delete(ctx, sha)
	})
	return n, err
}

// now returns the time by the service's clock, which LastModified is based on, as the modification time of an empty
// object. The object is kept because another process may be sweeping at the same time.
func (b *Bucket) now(ctx context.Context) (time.Time, error) {
	key := b.prefix() + "clock"
	_, err := b.core.PutObject(ctx, b.o.Bucket, key, strings.NewReader(""), 0, "", "", minio.PutObjectOptions{})
	if err != nil {
		return time.Time{}, b.fail("reading the clock of the service", err)
	}
	info, err := b.core.StatObject(ctx, b.o.Bucket, key, minio.StatObjectOptions{})
	return info.LastModified, b.fail("reading the clock of the service", err)
}

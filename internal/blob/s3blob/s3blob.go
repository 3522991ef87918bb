// Package s3blob keeps originals in a bucket of an S3 service: PREFIX/ab/abcdef…, named by
// their SHA-256. An object there is complete and durable, or does not exist: each is
// written by one request, which the service refuses when what arrives has another hash.
// Any number of processes may use a bucket; a prefix belongs to one archive.
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

// Options say which bucket it is.
type Options struct {
	Endpoint  string // http://… or https://…, without a path
	Region    string // "": us-east-1
	Bucket    string
	Prefix    string // of keys, without slashes around it; "": none
	AccessKey string
	SecretKey string
	// Timeout is how long a connection may stay without a byte moving, and how long the
	// service may take to begin an answer. 0: 30 seconds.
	Timeout time.Duration
}

// Bucket is an archive.Bucket in an S3 service.
type Bucket struct {
	o     Options
	core  minio.Core
	known verified.Known
}

var _ archive.Bucket = (*Bucket)(nil)

// retries is how often a request is tried that failed for a reason that may pass.
const retries = 4

// Open checks that the bucket is there and may be listed. Errors name the setting that is
// wrong: archive.ErrInvalid; or archive.ErrUnavailable.
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
	ctx, cancel := context.WithCancel(ctx) // of the listing
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

// key is where a content is; archive.ErrNotFound: sha is no name of one.
func (b *Bucket) key(sha string) (string, error) {
	if raw, err := hex.DecodeString(sha); err != nil || len(raw) != sha256.Size || strings.ToLower(sha) != sha {
		return "", fmt.Errorf("original %q: not a SHA-256: %w", sha, archive.ErrNotFound)
	}
	return b.prefix() + sha[:2] + "/" + sha, nil
}

// Put implements archive.Bucket. A content that is there is written again, which repairs a
// damaged one and tells Sweep that somebody needs it.
func (b *Bucket) Put(ctx context.Context, r io.Reader) (sha string, n int64, err error) {
	f, err := os.CreateTemp("", "letopis-put-") // hash and size come before the content
	if err != nil {
		return "", 0, verified.NotStored(os.TempDir(), err)
	}
	named := os.Remove(f.Name()) != nil // without a name it goes with the process, also of one that is killed
	defer func() {
		_ = f.Close() // it is no longer needed
		if named {    // where systems keep the names of open files
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
		DisableContentSha256: true, // of parts: the hash of the whole is told
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
	if isNew && isThere(err) { // another process was faster, or the answer to the first try was lost
		err = nil
	}
	if err != nil {
		return "", 0, b.fail("storing an original", err)
	}
	return sha, n, nil
}

// isThere reports whether a request was refused for there is an object already.
func isThere(err error) bool {
	e := minio.ToErrorResponse(err)
	return e.StatusCode == http.StatusPreconditionFailed || e.Code == "ConditionalRequestConflict"
}

// Open implements archive.Bucket. ctx is that of reading, too.
func (b *Bucket) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	key, err := b.key(sha)
	if err != nil {
		return nil, err
	}
	var info minio.ObjectInfo
	err = replaced(ctx, func() (err error) {
		info, err = b.core.StatObject(ctx, b.o.Bucket, key, minio.StatObjectOptions{})
		return err
	})
	if err != nil {
		return nil, b.fail("original "+sha, err)
	}
	return verified.NewReader(&object{ctx: ctx, b: b, key: key, sha: sha, size: info.Size}, sha, info.Size, b.known), nil
}

// replaced tries again, a few times within a fifth of a second, what finds no object. A
// service that keeps objects in a file system may have none for a moment while another
// process puts the same content again: it takes the old one away first.
func replaced(ctx context.Context, ask func() error) error {
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
		return nil // what cannot be there is deleted already
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
			continue // not ours
		}
		if err := fn(sha, object); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Sweep implements archive.Bucket. Ages are told by the clock of the service.
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

// now is the time by the clock of the service, which LastModified is told by: that of an object of no bytes. It stays,
// as others who sweep may be asking it just then.
func (b *Bucket) now(ctx context.Context) (time.Time, error) {
	key := b.prefix() + "clock"
	_, err := b.core.PutObject(ctx, b.o.Bucket, key, strings.NewReader(""), 0, "", "", minio.PutObjectOptions{})
	if err != nil {
		return time.Time{}, b.fail("reading the clock of the service", err)
	}
	info, err := b.core.StatObject(ctx, b.o.Bucket, key, minio.StatObjectOptions{})
	return info.LastModified, b.fail("reading the clock of the service", err)
}

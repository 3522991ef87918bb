package s3blob

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"

	"letopis/internal/archive"
)

// fail maps an error of the service to a kind of error of package archive and says what to do about it. It returns
// nil for nil.
func (b *Bucket) fail(doing string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	e := minio.ToErrorResponse(err)
	invalid := func(format string, args ...any) error {
		return fmt.Errorf("%s: %s: %w (%v)", doing, fmt.Sprintf(format, args...), archive.ErrInvalid, err)
	}
	switch e.Code {
	case minio.NoSuchKey:
		return fmt.Errorf("%s: %w", doing, archive.ErrNotFound)
	case minio.NoSuchBucket, "InvalidBucketName":
		return invalid("there is no bucket %q at %s: create it there, or name the right one by blob.bucket", b.o.Bucket,
			b.o.Endpoint)
	case minio.AccessDenied, "AllAccessDisabled":
		return invalid("the access key %s lacks the right in bucket %q: it needs s3:ListBucket, s3:GetObject, s3:PutObject "+
			"and s3:DeleteObject", b.o.AccessKey, b.o.Bucket)
	case "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return invalid("%s does not know the access key %s, or the secret is another: set blob.access_key and "+
			"blob.secret_key (LETOPIS_BLOB_SECRET_KEY, or a file by blob.secret_key_file)", b.o.Endpoint, b.o.AccessKey)
	case "RequestTimeTooSkewed":
		return invalid("the clock of this machine and that of %s differ by more than a quarter of an hour: set them right",
			b.o.Endpoint)
	case minio.InvalidRegion, "AuthorizationHeaderMalformed", "PermanentRedirect":
		return invalid("bucket %q is in another region %s: set blob.region", b.o.Bucket, e.Region)
	case "XMinioStorageFull", "QuotaExceeded", "InsufficientCapacity":
		return fmt.Errorf("%s: %s: %w: free some space there and repeat (%v)", doing, b.o.Endpoint, archive.ErrFull, err)
	}
	return b.failHTTP(doing, err, e.StatusCode, invalid)
}

// failHTTP is fail for errors without an S3 error code.
func (b *Bucket) failHTTP(doing string, err error, status int, invalid func(string, ...any) error) error {
	var unknownAuthority x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var noTLS tls.RecordHeaderError
	switch {
	case status == http.StatusInsufficientStorage:
		return fmt.Errorf("%s: %s: %w: free some space there and repeat (%v)", doing, b.o.Endpoint, archive.ErrFull, err)
	case errors.As(err, &unknownAuthority), errors.As(err, &wrongHost):
		return invalid("the certificate of %s is not trusted here: install its authority's, or name the host it is for",
			b.o.Endpoint)
	case errors.As(err, &noTLS), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return invalid("%s speaks no TLS: write http:// in blob.endpoint", b.o.Endpoint)
	case status == 0 || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests:
		return fmt.Errorf("%s: %s %w: see that it runs and that blob.endpoint is right (%v)", doing, b.o.Endpoint,
			archive.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %s: %w", doing, b.o.Endpoint, err)
}

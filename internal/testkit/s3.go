package testkit

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// versitygwVersion is the S3 service that tests run against.
const versitygwVersion = "v1.8.0"

// S3 is an S3 service of a test's own.
type S3 struct {
	Endpoint, AccessKey, SecretKey string
	program                        string
	dir                            string // folders in it are buckets
	service                        *service
}

// StartS3 runs an S3 service on loopback until the test ends, empty.
func StartS3(t testing.TB) *S3 {
	t.Helper()
	program := install(t, "github.com/versity/versitygw/cmd/versitygw", versitygwVersion)
	s := &S3{AccessKey: "letopis", SecretKey: "secret-of-a-test", program: program, dir: t.TempDir()}
	address := "127.0.0.1:" + FreePort(t)
	s.Endpoint = "http://" + address
	// Without the sidecar it keeps metadata in extended attributes, which not every disk
	// has; with --nometa it ignores If-None-Match.
	s.service = start(t, exec.Command(program, "--port", address, "--access", s.AccessKey, "--secret", s.SecretKey,
		"--quiet", "--iam-dir", t.TempDir(), "posix", "--sidecar", t.TempDir(), s.dir))
	s.service.ready(t, answers(address))
	return s
}

// Kill ends the service.
func (s *S3) Kill() { s.service.kill() }

// PID is the service's process.
func (s *S3) PID() int { return s.service.cmd.Process.Pid }

// File is where the service keeps an object.
func (s *S3) File(bucket, key string) string {
	return filepath.Join(s.dir, bucket, filepath.FromSlash(key))
}

// MakeBucket makes an empty bucket.
func (s *S3) MakeBucket(t testing.TB, name string) {
	t.Helper()
	u, err := url.Parse(s.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	c, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(s.AccessKey, s.SecretKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.MakeBucket(t.Context(), name, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
}

// AddUser makes a user who has the right to nothing.
func (s *S3) AddUser(t testing.TB, accessKey, secretKey string) {
	t.Helper()
	out, err := exec.Command(s.program, "admin", "--access", s.AccessKey, "--secret", s.SecretKey, "--endpoint-url",
		s.Endpoint, "create-user", "--access", accessKey, "--secret", secretKey, "--role", "user").CombinedOutput()
	if err != nil {
		t.Fatalf("making a user: %v\n%s", err, out)
	}
}

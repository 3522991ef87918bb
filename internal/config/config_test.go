package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"letopis/internal/config"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestTheFileEqualsTheDefaults(t *testing.T) {
	const path = "../../configs/letopis.yaml"
	if *update {
		if err := os.WriteFile(path, []byte(config.YAML()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != config.YAML() {
		t.Error("configs/letopis.yaml is not what the defaults print: run go test ./internal/config -update")
	}
	c, settings, err := config.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := config.Default(); c.Server.Listen != d.Server.Listen || c.Ingest != d.Ingest ||
		c.Index.Driver != d.Index.Driver || c.Index.Answers != d.Index.Answers || c.Log != d.Log {
		t.Errorf("%+v", c)
	}
	for _, s := range settings {
		if s.From != "file" {
			t.Errorf("%s comes from %s", s.Key, s.From)
		}
	}
}

func TestFlagsWinOverEnvOverFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "l.yaml")
	if err := os.WriteFile(file, []byte("server:\n  listen: f:1\n  name: f\n  rate: 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LETOPIS_SERVER_LISTEN", "e:2")
	t.Setenv("LETOPIS_SERVER_NAME", "e")
	t.Setenv("LETOPIS_WEB_HOSTS", "a.ru,b.ru")
	fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
	config.AddFlags(fs)
	if err := fs.Parse([]string{"--listen", "localhost:3", "--server-search-time", "2s"}); err != nil {
		t.Fatal(err)
	}
	c, settings, err := config.Load(file, fs)
	if err != nil {
		t.Fatal(err)
	}
	if c.Server.Listen != "localhost:3" || c.Server.Name != "e" || c.Server.Rate != 3 || len(c.Web.Hosts) != 2 ||
		c.Server.SearchTime.Seconds() != 2 || c.Server.Burst != 100 {
		t.Errorf("%+v", c)
	}
	from := map[string]string{}
	for _, s := range settings {
		from[s.Key] = s.From
	}
	for key, want := range map[string]string{"server.listen": "flag --listen", "server.name": "env LETOPIS_SERVER_NAME",
		"server.rate": "file", "server.burst": "default"} {
		if from[key] != want {
			t.Errorf("%s from %q, want %q", key, from[key], want)
		}
	}
}

func TestMistakesAreNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "l.yaml")
	for text, want := range map[string]string{
		"server:\n  lisen: a:1\n":                                    `"server.lisen"; did you mean "server.listen"?`,
		"server:\n  listen: nowhere\nlog:\n  level: x\n":             `log.level: "x" is not debug, info, warn or error`,
		"server:\n  search_time: 5\n":                                "5 has no unit: write 5s",
		"ingest:\n  workers: много\n":                                "workers",
		"server:\n  trusted_proxies: [nginx]\n":                      `server.trusted_proxies: "nginx"`,
		"server:\n  keys: [\"a:" + strings.Repeat("я", 32) + "\"]\n": "server.keys",
		"blob:\n  driver: ftp\n":                                     `blob.driver: "ftp" is not dir or s3`,
		"blob:\n  bucket: b\n":                                       "set blob.driver to s3",
		"blob:\n  driver: s3\n  bucket: b\n":                         "LETOPIS_BLOB_SECRET_KEY",
		"store:\n  dsn_file: f\n":                                    "set store.driver to postgres",
		"store:\n  driver: postgres\n  dsn: a\n  dsn_file: b\n":      "leave one out",
		"index:\n  driver: solr\n":                                   `index.driver: "solr" is not bleve or opensearch`,
		"index:\n  urls: [http://a]\n":                               "set index.driver to opensearch",
		"index:\n  driver: opensearch\n":                             "index.urls: index.driver opensearch needs it",
		"index:\n  driver: opensearch\n  urls: [a:9200]\n":           `"a:9200" is not http://host:port`,
		"index:\n  driver: opensearch\n  urls: [http://u:p@a]\n":     `"…@a" is not http://host:port`,
		"index:\n  driver: opensearch\n  prefix: A-b\n":              `index.prefix: "A-b"`,
		"index:\n  driver: opensearch\n  username: u\n":              "LETOPIS_INDEX_PASSWORD",
		"{": "l.yaml",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := config.Load(file, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	t.Setenv("LETOPIS_SERVER_LISEN", "x")
	if _, _, err := config.Load("", nil); err == nil || !strings.Contains(err.Error(), "LETOPIS_SERVER_LISTEN") {
		t.Errorf("%v", err)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	t.Setenv("LETOPIS_SERVER_KEYS", "клерк:"+strings.Repeat("a", 64))
	t.Setenv("LETOPIS_STORE_DRIVER", "postgres")
	t.Setenv("LETOPIS_STORE_DSN", "postgres://u:aaaa@h/d")
	_, settings, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if strings.Contains(s.Value, "aaaa") {
			t.Errorf("%s shows %s", s.Key, s.Value)
		}
	}
}

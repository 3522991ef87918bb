// Package config holds the settings of Letopis: one Config, one Default, one Load. Flags override environment
// variables, which override the file, which overrides the defaults. viper is used only here.
package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Config holds all settings. The tag `help` is used as the comment in the default file and as the help of the flag.
type Config struct {
	Data    string  `mapstructure:"data" help:"data folder: catalogue, originals and index"`
	Store   Store   `mapstructure:"store" help:"where the catalogue is"`
	Blob    Blob    `mapstructure:"blob" help:"where the originals are"`
	Server  Server  `mapstructure:"server" help:"the site and the API"`
	Search  Search  `mapstructure:"search" help:"understanding of queries"`
	Index   Index   `mapstructure:"index" help:"the search index"`
	Indexer Indexer `mapstructure:"indexer" help:"who writes the search index"`
	Ingest  Ingest  `mapstructure:"ingest" help:"taking documents in"`
	Web     Web     `mapstructure:"web" help:"reading documents from web sites"`
	OIDC    OIDC    `mapstructure:"oidc" help:"signing in at the desk by a service of the organisation (OpenID Connect); off without oidc.issuer"`
	Mail    Mail    `mapstructure:"mail" help:"letters to who follows a search; off without mail.host"`
	Log     Log     `mapstructure:"log" help:"the log, on standard error"`
}

// Values of settings with a fixed set of values.
const (
	StoreSQLite   = "sqlite"
	StorePostgres = "postgres"
	BlobDir       = "dir"
	BlobS3        = "s3"

	MailStartTLS = "starttls"
	MailTLS      = "tls"
	MailNoTLS    = "none"

	LeadAuto  = "auto"
	LeadNever = "never"

	IndexBleve      = "bleve"
	IndexOpenSearch = "opensearch"
)

// Store holds the settings of the catalogue.
type Store struct {
	Driver  string `mapstructure:"driver" help:"sqlite: a file in the data folder; postgres: a PostgreSQL database"`
	DSN     string `mapstructure:"dsn" help:"of postgres: postgres://user:password@host/database; best by LETOPIS_STORE_DSN" secret:"true"`
	DSNFile string `mapstructure:"dsn_file" help:"of postgres: a file that holds the DSN"`
}

// Blob holds the settings of the originals.
type Blob struct {
	Driver        string        `mapstructure:"driver" help:"dir: a folder in the data folder; s3: a bucket of an S3 service"`
	Endpoint      string        `mapstructure:"endpoint" help:"of s3: https://host or http://host:port"`
	Region        string        `mapstructure:"region" help:"of s3: empty for us-east-1"`
	Bucket        string        `mapstructure:"bucket" help:"of s3: a bucket that exists"`
	Prefix        string        `mapstructure:"prefix" help:"of s3: begins the keys; no two archives share a bucket and a prefix"`
	AccessKey     string        `mapstructure:"access_key" help:"of s3"`
	SecretKey     string        `mapstructure:"secret_key" help:"of s3; best by LETOPIS_BLOB_SECRET_KEY" secret:"true"`
	SecretKeyFile string        `mapstructure:"secret_key_file" help:"of s3: a file that holds the secret key"`
	Timeout       time.Duration `mapstructure:"timeout" help:"of s3: how long the service may say nothing"`
}

// Server holds the settings of `letopis serve`.
type Server struct {
	Listen         string        `mapstructure:"listen" help:"address of the site and the API, host:port"`
	Private        string        `mapstructure:"private" help:"address of metrics, health and readiness; empty turns it off"`
	PublicURL      string        `mapstructure:"public_url" help:"address that people see, https://…; links in feeds and citations are made from it"`
	Name           string        `mapstructure:"name" help:"name of the archive, for feeds and citations"`
	Contact        string        `mapstructure:"contact" help:"e-mail address for harvesters (OAI-PMH)"`
	TrustedProxies []string      `mapstructure:"trusted_proxies" help:"networks whose X-Forwarded-For is believed"`
	Keys           []string      `mapstructure:"keys" help:"keys of those who keep the archive, each name:sha256-of-the-key, with :admin behind it for who may remove documents, too, or :read for who may only look at the desk; none: corrections over HTTP and the desk (/desk) are off" secret:"true"`
	UploadMB       int64         `mapstructure:"upload_mb" help:"largest file that can be sent at the desk, MB; no more than ingest.max_file_mb is read"`
	SessionSecret  string        `mapstructure:"session_secret" help:"seals sessions of the desk, 32 characters at least; several servers of one address need the same; empty: the data folder has one" secret:"true"`
	Rate           float64       `mapstructure:"rate" help:"requests a second of one client; below 0: no limit"`
	Burst          int           `mapstructure:"burst" help:"requests of one client at once"`
	Connections    int           `mapstructure:"connections" help:"open connections of one client, unless it is a trusted proxy; below 0: no limit"`
	Searches       int           `mapstructure:"searches" help:"requests that are worked on at a time; 0: one a processor"`
	SearchTime     time.Duration `mapstructure:"search_time" help:"longest search"`
	DocumentsMB    int           `mapstructure:"documents_mb" help:"memory for documents as answers show them, MB; 0: a sixty-fourth of what the system allows (letopis config print says it), 8 to 32; below 0: none"`
	Grace          time.Duration `mapstructure:"grace" help:"how long requests may finish when the server stops"`
	ScrubMB        int           `mapstructure:"scrub_mb" help:"MB a second at which what is stored is read in the background to find damage; 0: never"`
	ScrubEvery     time.Duration `mapstructure:"scrub_every" help:"pause between two such passes"`
	Pprof          bool          `mapstructure:"pprof" help:"profiles on the private address"`
	MaskPersonal   bool          `mapstructure:"mask_personal" help:"hide personal data (СНИЛС, ИНН, documents of identity, cards) in what is served and in the index; originals stay as they are"`
	MaskAlso       []string      `mapstructure:"mask_also" help:"hide these, too: phones, emails, birth_dates, home_addresses, accounts (of people)"`
}

// Search holds the settings of queries.
type Search struct {
	Synonyms string `mapstructure:"synonyms" help:"file of synonyms; empty: those that come with Letopis"`
	Report   bool   `mapstructure:"report" help:"count searches in vain for letopis searches, by week, without addresses; never of who sends DNT or Sec-GPC"`
}

// Index holds the settings of the index.
type Index struct {
	Driver       string        `mapstructure:"driver" help:"bleve: in the data folder; opensearch: an OpenSearch cluster"`
	URLs         []string      `mapstructure:"urls" help:"of opensearch: its nodes, https://host:9200"`
	Prefix       string        `mapstructure:"prefix" help:"of opensearch: begins all names there; no two archives share one"`
	Username     string        `mapstructure:"username" help:"of opensearch: empty for none"`
	Password     string        `mapstructure:"password" help:"of opensearch; best by LETOPIS_INDEX_PASSWORD" secret:"true"`
	PasswordFile string        `mapstructure:"password_file" help:"of opensearch: a file that holds the password"`
	CAFile       string        `mapstructure:"ca_file" help:"of opensearch: certificates (PEM) that its own is signed by; empty for those of the system"`
	Shards       int           `mapstructure:"shards" help:"of opensearch: parts of a new index, each best 20 to 30 GB"`
	Replicas     int           `mapstructure:"replicas" help:"of opensearch: copies of each part beside the first, of a new index"`
	Timeout      time.Duration `mapstructure:"timeout" help:"of opensearch: how long a node may say nothing"`
	CacheMB      int           `mapstructure:"cache_mb" help:"memory for decoded postings, MB; 0: an eighth of what the system allows, 32 to 1024"`
	MaxTerms     int           `mapstructure:"max_terms" help:"terms a prefix may stand for"`
	Answers      int           `mapstructure:"answers" help:"answers that are remembered until a document changes; -1: none; -2: nor counts of facets"`
}

// Indexer holds the settings of writing the index.
type Indexer struct {
	Lead string `mapstructure:"lead" help:"auto: this process writes an index that processes share while no other does; never: it leaves that to others (of opensearch with postgres)"`
}

// Ingest holds the settings for ingesting documents.
type Ingest struct {
	Workers   int           `mapstructure:"workers" help:"files read at a time; 0: one a processor"`
	MaxFileMB int64         `mapstructure:"max_file_mb" help:"largest original, MB"`
	MaxTextMB int           `mapstructure:"max_text_mb" help:"longest text of one document in a file, MB; what is over 5 MB becomes sections, what is beyond this is not read"`
	Timeout   time.Duration `mapstructure:"timeout" help:"longest reading of one file"`
	Sandbox   bool          `mapstructure:"sandbox" help:"read files in a limited process of their own"`
	Programs  string        `mapstructure:"programs" help:"file of programme names put right by people; empty: the one that comes with Letopis"`
	Aliases   string        `mapstructure:"aliases" help:"file of other names of towns; empty: the one that comes with Letopis"`
}

// Web holds the settings of web sources.
type Web struct {
	UserAgent    string        `mapstructure:"user_agent" help:"how requests name themselves; put a contact in it"`
	Delay        time.Duration `mapstructure:"delay" help:"between two requests to one site"`
	Hosts        []string      `mapstructure:"hosts" help:"sites that may be asked besides the one named"`
	AllowPrivate bool          `mapstructure:"allow_private" help:"permit addresses of private networks"`
	MaxItems     int           `mapstructure:"max_items" help:"most pages of one run"`
}

// OIDC holds the settings of the service that signs people in at the desk.
type OIDC struct {
	Issuer           string   `mapstructure:"issuer" help:"address of the service, https://…; empty: people sign in with keys alone"`
	Name             string   `mapstructure:"name" help:"what people call it, on the button"`
	ClientID         string   `mapstructure:"client_id" help:"as which the service knows this archive; it sends people back to server.public_url/desk/in/service/back"`
	ClientSecret     string   `mapstructure:"client_secret" help:"empty for a public client; best by LETOPIS_OIDC_CLIENT_SECRET" secret:"true"`
	ClientSecretFile string   `mapstructure:"client_secret_file" help:"a file that holds the secret"`
	Scopes           []string `mapstructure:"scopes" help:"asked for beside openid; none: profile and email"`
	Claim            string   `mapstructure:"claim" help:"of the token, with the groups of a person; a.b is b within a"`
	Roles            []string `mapstructure:"roles" help:"who may do what, each group=NAME:ROLE or subject=ID:ROLE, of the roles read, edit and admin; the highest counts, who has none is not let in"`
}

// Mail holds the settings for sending e-mail.
type Mail struct {
	Host         string `mapstructure:"host" help:"mail server that takes letters for everybody; empty: none are sent"`
	Port         int    `mapstructure:"port" help:"its port; of tls usually 465"`
	TLS          string `mapstructure:"tls" help:"starttls: encrypted from the first command on; tls: from the beginning; none: only for a server on this machine"`
	Username     string `mapstructure:"username" help:"empty: it asks for none"`
	Password     string `mapstructure:"password" help:"best by LETOPIS_MAIL_PASSWORD" secret:"true"`
	PasswordFile string `mapstructure:"password_file" help:"a file that holds the password"`
	From         string `mapstructure:"from" help:"sender, like archive@gorod.example.ru or Архив <archive@gorod.example.ru>"`
}

// Log holds the settings of the log.
type Log struct {
	Level  string `mapstructure:"level" help:"debug, info, warn or error"`
	Format string `mapstructure:"format" help:"text or json"`
}

// Default returns the default settings. A test compares them with configs/letopis.yaml.
func Default() Config {
	return Config{
		Data:  "data",
		Store: Store{Driver: StoreSQLite},
		Blob:  Blob{Driver: BlobDir, Timeout: 30 * time.Second},
		Server: Server{Listen: "localhost:8080", Private: "localhost:8081", Name: "Летопись", Rate: 20, Burst: 100,
			Connections: 256, SearchTime: 5 * time.Second, Grace: 10 * time.Second, ScrubMB: 8, ScrubEvery: 12 * time.Hour,
			MaskPersonal: true, UploadMB: 256},
		Search: Search{Report: true},
		Index: Index{Driver: IndexBleve, Prefix: "letopis", Shards: 1, Timeout: 30 * time.Second, MaxTerms: 8192,
			Answers: 2048},
		Indexer: Indexer{Lead: LeadAuto},
		Ingest:  Ingest{MaxFileMB: 256, MaxTextMB: 64, Timeout: 25 * time.Second, Sandbox: true},
		Web:     Web{UserAgent: "Letopis/1 (archive of municipal documents)", Delay: time.Second, MaxItems: 10000},
		OIDC:    OIDC{Name: "службу входа", Claim: "groups"},
		Mail:    Mail{Port: 587, TLS: MailStartTLS},
		Log:     Log{Level: "info", Format: "text"},
	}
}

// Scopes are the permissions of a key: to read the desk, to correct and add, to remove.
var Scopes = []string{"read", "edit", "admin"}

// CutKey splits an entry of server.keys into its name, the SHA-256 of the key and the scope, by default edit.
func CutKey(k string) (name, sum, scope string) {
	name, sum, _ = strings.Cut(k, ":")
	sum, scope, _ = strings.Cut(sum, ":")
	return name, sum, cmp.Or(scope, "edit")
}

// Validate returns all invalid settings in one error.
func (c *Config) Validate() error {
	var errs []error
	bad := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
	}
	if c.Data == "" || filepath.Clean(c.Data) == string(filepath.Separator) {
		bad("data", "name a folder for the data, not %q", c.Data)
	}
	c.Store.validate(bad)
	c.Blob.validate(bad)
	c.Index.validate(bad)
	c.validateLead(bad)
	c.validateMail(bad)
	c.validateOIDC(bad)
	for key, addr := range map[string]string{"server.listen": c.Server.Listen, "server.private": c.Server.Private} {
		if addr == "" && key == "server.private" {
			continue
		}
		if _, port, err := net.SplitHostPort(addr); err != nil || port == "" {
			bad(key, "%q is not host:port", addr)
		}
	}
	if u, err := url.Parse(c.Server.PublicURL); c.Server.PublicURL != "" &&
		(err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		bad("server.public_url", "%q is not http://… or https://…", c.Server.PublicURL)
	}
	for _, p := range c.Server.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			if _, err := netip.ParseAddr(p); err != nil {
				bad("server.trusted_proxies", "%q is neither an address (10.0.0.1) nor a network (10.0.0.0/8)", p)
			}
		}
	}
	for _, k := range c.Server.Keys {
		name, sum, scope := CutKey(k)
		if b, err := hex.DecodeString(sum); err != nil || len(b) != sha256.Size || name == "" ||
			!slices.Contains(Scopes, scope) {
			bad("server.keys", "a key is name:sha256 (64 hexadecimal digits), or name:sha256:admin, or name:sha256:read")
		}
	}
	if n := len(c.Server.SessionSecret); n > 0 && n < 32 {
		bad("server.session_secret", "%d characters are too few: 32 random ones at least", n)
	}
	for key, n := range map[string]int64{"index.cache_mb": int64(c.Index.CacheMB),
		"ingest.workers": int64(c.Ingest.Workers), "server.searches": int64(c.Server.Searches),
		"server.burst": int64(c.Server.Burst), "server.scrub_mb": int64(c.Server.ScrubMB)} {
		if n < 0 {
			bad(key, "%d is below 0", n)
		}
	}
	for key, n := range map[string]int64{"index.max_terms": int64(c.Index.MaxTerms),
		"server.upload_mb":   c.Server.UploadMB,
		"ingest.max_file_mb": c.Ingest.MaxFileMB, "ingest.max_text_mb": int64(c.Ingest.MaxTextMB),
		"ingest.timeout":     int64(c.Ingest.Timeout),
		"server.search_time": int64(c.Server.SearchTime), "server.scrub_every": int64(c.Server.ScrubEvery),
		"web.max_items": int64(c.Web.MaxItems),
		"blob.timeout":  int64(c.Blob.Timeout), "index.timeout": int64(c.Index.Timeout)} {
		if n <= 0 {
			bad(key, "must be above 0")
		}
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		bad("log.level", "%q is not debug, info, warn or error", c.Log.Level)
	}
	if !slices.Contains([]string{"text", "json"}, c.Log.Format) {
		bad("log.format", "%q is not text or json", c.Log.Format)
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

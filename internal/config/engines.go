package config

import (
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
)

// validate reports invalid settings of the catalogue. Settings of the other driver are errors, so that an archive
// does not end up in another place than intended.
func (s *Store) validate(bad func(key, format string, args ...any)) {
	switch s.Driver {
	case StoreSQLite:
		unused(bad, "store", s.Driver, StorePostgres, map[string]string{"dsn": s.DSN, "dsn_file": s.DSNFile})
	case StorePostgres:
		eitherOf(bad, "store.dsn", s.DSN, s.DSNFile)
	default:
		bad("store.driver", "%q is not %s or %s", s.Driver, StoreSQLite, StorePostgres)
	}
}

// validate reports invalid settings of the originals, like that of Store.
func (b *Blob) validate(bad func(key, format string, args ...any)) {
	switch b.Driver {
	case BlobDir:
		unused(bad, "blob", b.Driver, BlobS3, map[string]string{"endpoint": b.Endpoint, "region": b.Region,
			"bucket": b.Bucket, "prefix": b.Prefix, "access_key": b.AccessKey, "secret_key": b.SecretKey,
			"secret_key_file": b.SecretKeyFile})
	case BlobS3:
		for key, value := range map[string]string{"blob.endpoint": b.Endpoint, "blob.bucket": b.Bucket,
			"blob.access_key": b.AccessKey} {
			if value == "" {
				bad(key, "blob.driver %s needs it", b.Driver)
			}
		}
		eitherOf(bad, "blob.secret_key", b.SecretKey, b.SecretKeyFile)
	default:
		bad("blob.driver", "%q is not %s or %s", b.Driver, BlobDir, BlobS3)
	}
}

// indexPrefix matches valid prefixes of names in a cluster.
var indexPrefix = regexp.MustCompile(`^[a-z0-9][a-z0-9_]*$`)

// validate reports invalid settings of the index, like that of Store.
func (x *Index) validate(bad func(key, format string, args ...any)) {
	switch x.Driver {
	case IndexBleve:
		unused(bad, "index", x.Driver, IndexOpenSearch, map[string]string{"urls": strings.Join(x.URLs, ","),
			"username": x.Username, "password": x.Password, "password_file": x.PasswordFile, "ca_file": x.CAFile})
	case IndexOpenSearch:
		if len(x.URLs) == 0 {
			bad("index.urls", "index.driver %s needs it", x.Driver)
		}
		for _, s := range x.URLs {
			if u, err := url.Parse(s); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
				bad("index.urls", "%q is not http://host:port or https://host:port (a user is index.username)", redacted(s))
			}
		}
		if !indexPrefix.MatchString(x.Prefix) {
			bad("index.prefix", "%q: small Latin letters, digits and _ only", x.Prefix)
		}
		if x.Shards < 1 || x.Replicas < 0 {
			bad("index.shards", "at least one, and index.replicas not below 0")
		}
		if x.Username != "" {
			eitherOf(bad, "index.password", x.Password, x.PasswordFile)
		} else if x.Password != "" || x.PasswordFile != "" {
			bad("index.username", "is needed with index.password")
		}
	default:
		bad("index.driver", "%q is not %s or %s", x.Driver, IndexBleve, IndexOpenSearch)
	}
}

// validateLead rejects a process that must not write the index if no other process can.
func (c *Config) validateLead(bad func(key, format string, args ...any)) {
	switch lead := c.Indexer.Lead; {
	case lead != LeadAuto && lead != LeadNever:
		bad("indexer.lead", "%q is not %s or %s", lead, LeadAuto, LeadNever)
	case lead == LeadNever && (c.Index.Driver != IndexOpenSearch || c.Store.Driver != StorePostgres):
		bad("indexer.lead", "%s needs other processes that write the index: it is for index.driver %s with store.driver %s",
			lead, IndexOpenSearch, StorePostgres)
	}
}

// validateMail reports invalid settings of e-mail.
func (c *Config) validateMail(bad func(key, format string, args ...any)) {
	m := c.Mail
	if m.Host == "" {
		if m.From+m.Username+m.Password+m.PasswordFile != "" {
			bad("mail.host", "is needed with the other settings of mail: set it, or leave them out")
		}
		return
	}
	if c.Server.PublicURL == "" {
		bad("server.public_url", "mail.host needs it: letters have links that confirm and end what is followed")
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		bad("mail.from", "%q is no address, like archive@gorod.example.ru", m.From)
	}
	if m.Port < 1 || m.Port > 65535 {
		bad("mail.port", "%d is no port", m.Port)
	}
	if !slices.Contains([]string{MailStartTLS, MailTLS, MailNoTLS}, m.TLS) {
		bad("mail.tls", "%q is not %s, %s or %s", m.TLS, MailStartTLS, MailTLS, MailNoTLS)
	}
	if m.Username != "" {
		eitherOf(bad, "mail.password", m.Password, m.PasswordFile)
		if m.TLS == MailNoTLS {
			bad("mail.tls", "%s would send the password in clear", MailNoTLS)
		}
	} else if m.Password != "" || m.PasswordFile != "" {
		bad("mail.username", "is needed with mail.password")
	}
}

// redacted returns an address without a possible password.
func redacted(s string) string {
	if i := strings.LastIndex(s, "@"); i >= 0 {
		return "…" + s[i:]
	}
	return s
}

// unused reports settings of another driver than the configured one.
func unused(bad func(string, string, ...any), part, driver, other string, values map[string]string) {
	var set []string
	for key, value := range values {
		if value != "" {
			set = append(set, part+"."+key)
		}
	}
	if slices.Sort(set); len(set) > 0 {
		bad(part+".driver", "%s has no %s: set %s.driver to %s, or leave them out", driver, strings.Join(set, ", "), part,
			other)
	}
}

// eitherOf reports a secret that is missing or set twice.
func eitherOf(bad func(string, string, ...any), key, value, file string) {
	switch {
	case value == "" && file == "":
		bad(key, "is needed: set the variable %s, or %s_file to a file that holds it", envName(key), key)
	case value != "" && file != "":
		bad(key, "is given, and %s_file, too: leave one out", key)
	}
}

// Secret returns the value of a setting, or the content of a file if one is named instead. Errors contain the key,
// never the secret.
func Secret(key, value, file string) (string, error) {
	if file == "" {
		return value, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("settings: %s_file: %w", key, err)
	}
	if value = strings.TrimSpace(string(b)); value == "" {
		return "", fmt.Errorf("settings: %s_file: %s is empty", key, file)
	}
	return value, nil
}

// validateOIDC reports invalid settings of the OpenID Connect provider.
func (c *Config) validateOIDC(bad func(key, format string, args ...any)) {
	o := c.OIDC
	if o.Issuer == "" {
		if o.ClientID+o.ClientSecret+o.ClientSecretFile != "" || len(o.Roles) > 0 {
			bad("oidc.issuer", "is needed with the other settings of oidc: set it, or leave them out")
		}
		return
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		bad("oidc.issuer", "%q is not https://… (http:// only on this machine)", o.Issuer)
	}
	if o.ClientID == "" {
		bad("oidc.client_id", "is needed with oidc.issuer")
	}
	if o.ClientSecret != "" && o.ClientSecretFile != "" {
		bad("oidc.client_secret", "set it or oidc.client_secret_file, not both")
	}
	if c.Server.PublicURL == "" {
		bad("server.public_url", "oidc.issuer needs it: the service sends people back there")
	}
	if len(o.Roles) == 0 {
		bad("oidc.roles", "nobody would be let in: give roles, like group=archive:edit")
	}
	for _, r := range o.Roles {
		kind, rest, _ := strings.Cut(r, "=")
		i := strings.LastIndexByte(rest, ':')
		if i < 1 || kind != "group" && kind != "subject" || !slices.Contains(Scopes, rest[i+1:]) {
			bad("oidc.roles", "%q is not group=NAME:ROLE or subject=ID:ROLE, with the role read, edit or admin", r)
		}
	}
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

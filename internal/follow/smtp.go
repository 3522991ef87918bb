package follow

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Letter is an e-mail to one address.
type Letter struct {
	To, Subject, Text, HTML string
	// ID is the local part of the Message-ID.
	ID string
	// Stop is the one-click unsubscribe URL (RFC 8058); empty for e-mails that were requested.
	Stop string
}

// Mailer sends e-mail. Errors wrap errRelay if the mail server is at fault, or errRefused if the recipient was
// rejected.
type Mailer interface {
	Send(ctx context.Context, l *Letter) error
}

// SMTP sends e-mail through a mail server. It must not be used concurrently.
type SMTP struct {
	client *gomail.Client
	from   mail.Address
	domain string
}

// SMTPOptions configure SMTP.
type SMTPOptions struct {
	Host               string
	Port               int
	TLS                string      // TLSStart, TLSAlways or TLSNone
	Username, Password string      // empty if the server needs none
	From               string      // "Archive <archive@example.ru>" or just the address
	TLSConfig          *tls.Config // nil for the system's defaults
}

// Encryption of connections to a mail server.
const (
	TLSStart  = "starttls"
	TLSAlways = "tls"
	TLSNone   = "none"
)

// smtpTime limits the wait for a response.
const smtpTime = 30 * time.Second

// NewSMTP validates the options without connecting.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, fmt.Errorf("mail.from is no address: %w", err)
	}
	s := &SMTP{from: *from, domain: from.Address[lastAt(from.Address)+1:]}
	options := []gomail.Option{gomail.WithPort(o.Port), gomail.WithTimeout(smtpTime), gomail.WithoutNoop(),
		gomail.WithHELO(s.domain), gomail.WithoutSMTPUTF8()}
	switch o.TLS {
	case TLSAlways:
		options = append(options, gomail.WithSSL())
	case TLSNone:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if o.TLSConfig != nil {
		options = append(options, gomail.WithTLSConfig(o.TLSConfig))
	}
	if o.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.Username),
			gomail.WithPassword(o.Password))
	}
	s.client, err = gomail.NewClient(o.Host, options...)
	return s, err
}

func lastAt(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '@' {
			return i
		}
	}
	return -1
}

// Send implements Mailer.
func (s *SMTP) Send(ctx context.Context, l *Letter) error {
	m, err := s.message(l)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	err = s.client.DialAndSendWithContext(ctx, m)
	if err == nil || m.IsDelivered() { // errors after the 250 must not cause a second delivery
		return nil
	}
	var sent *gomail.SendError
	if errors.As(err, &sent) && (sent.Reason == gomail.ErrSMTPRcptTo || sent.Reason == gomail.ErrSMTPDataClose) &&
		sent.ErrorCode() >= 400 {
		// the server's text may contain the address
		return fmt.Errorf("%w: the mail server answered %d", errRefused, sent.ErrorCode())
	}
	return fmt.Errorf("%w: %w", errRelay, withoutAddress(err, l.To))
}

// message converts a letter.
func (s *SMTP) message(l *Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(m.FromFormat(s.from.Name, s.from.Address), m.To(l.To)); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetDate()
	m.SetMessageIDWithValue(l.ID + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	if l.Stop != "" {
		m.SetGenHeader("List-Unsubscribe", "<"+l.Stop+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/archive"
	"letopis/internal/config"
	"letopis/internal/follow"
)

// followTime is the timeout for reading the status of followed searches.
const followTime = 5 * time.Second

// signups accepts requests to follow a search, nil if nothing is written.
func (a *app) signups() *follow.Signups {
	if a.ReadOnly {
		return nil
	}
	return &follow.Signups{Store: a.Store, Seq: a.Store.Seq, Mail: a.c.cfg.Mail.Host != ""}
}

// follower creates the runner of followed searches.
func (a *app) follower(searches follow.Searches) (*follow.Runner, error) {
	cfg := a.c.cfg
	o := follow.Options{Store: a.Store, Searches: searches, Base: strings.TrimRight(cfg.Server.PublicURL, "/"),
		Name: cfg.Server.Name, Log: a.c.log, Hooks: follow.NewHooks(cfg.Web.UserAgent, cfg.Web.AllowPrivate)}
	if o.Name == "" {
		o.Name = "Летопись"
	}
	if m := cfg.Mail; m.Host != "" {
		password, err := config.Secret("mail.password", m.Password, m.PasswordFile)
		if err != nil {
			return nil, err
		}
		mailer, err := follow.NewSMTP(follow.SMTPOptions{Host: m.Host, Port: m.Port, TLS: m.TLS, Username: m.Username,
			Password: password, From: m.From})
		if err != nil {
			return nil, err
		}
		o.Mailer = mailer
	}
	return follow.New(o), nil
}

// printFollows prints the status of followed searches, if there are any.
func (a *app) printFollows(ctx context.Context, w io.Writer) error {
	s, err := follow.StatusOf(ctx, a.Store)
	if err != nil || s == (follow.Status{}) {
		return err
	}
	fmt.Fprintf(w, "%-10s %d by mail, %d webhooks, %d not confirmed, %d suspended; %d documents to be told", "follows",
		s.Mail, s.Webhooks, s.Unconfirmed, s.Suspended, s.Pending)
	if s.Pending > 0 {
		fmt.Fprintf(w, ", the oldest found %s", s.Oldest.Local().Format(time.DateTime))
	}
	_, err = fmt.Fprintln(w)
	return err
}

func (c *command) follow() *cobra.Command {
	cmd := &cobra.Command{
		Use: "follow", Short: "Say who is told of new documents of a search",
		Long: `A search is followed by e-mail or by webhook: letopis serve looks for documents that came since and sends them,
each once. People begin on the site (Follow this search); here administrators add, list and end.`,
		Example: "  letopis follow add --data archive --webhook https://gorod.example.ru/hook \"ремонт\" --city uglich\n" +
			"  letopis follow list --data archive",
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.followAdd(), c.followList(), c.followRemove(), c.followResume())
	return cmd
}

func (c *command) followAdd() *cobra.Command {
	var hook, email, every, lang string
	cmd := &cobra.Command{
		Use: "add [QUERY…]", Short: "Follow a search",
		Long: `Follows a search, whose words and conditions are those of letopis search. A webhook gets what is new in JSON,
signed as Standard Webhooks has it; the key is printed once. An e-mail address is asked by a letter to confirm first.`,
		Example: "  letopis follow add --data archive --webhook https://gorod.example.ru/hook \"ремонт дорог\"\n" +
			"  letopis follow add --data archive --email ivanov@gorod.example.ru --every weekly --kind решение",
		RunE: func(cmd *cobra.Command, words []string) error {
			v, err := c.conditions(cmd, words, "date-from", "date-to")
			if err != nil {
				return err
			}
			if v.Get("q") == "" {
				v.Del("q")
			}
			return c.addFollow(cmd, follow.Asked{Webhook: hook, Email: email, Query: v, Every: every, Lang: lang})
		}}
	addConditions(cmd.Flags())
	cmd.Flags().StringVar(&hook, "webhook", "", "address that is told, https://…")
	cmd.Flags().StringVar(&email, "email", "", "e-mail address that is told, once it has confirmed that")
	cmd.Flags().StringVar(&every, "every", archive.FollowAtOnce, strings.Join(archive.FollowTimes, ", "))
	cmd.Flags().StringVar(&lang, "language", "ru", "of what is sent: ru or en")
	return cmd
}

// addFollow validates and stores a follow.
func (c *command) addFollow(cmd *cobra.Command, asked follow.Asked) error {
	switch {
	case (asked.Webhook == "") == (asked.Email == ""):
		return usageError{errors.New("who is to be told: give --webhook or --email")}
	case c.cfg.Server.PublicURL == "":
		return usageError{errors.New("server.public_url is not set: what is sent has links to the site")}
	case asked.Email != "" && c.cfg.Mail.Host == "":
		return usageError{errors.New("mail.host is not set: no letters are sent")}
	}
	return c.with(cmd.Context(), func(a *app) error {
		f, err := a.signups().Add(cmd.Context(), asked)
		if errors.Is(err, archive.ErrInvalid) {
			return usageError{err}
		}
		if err != nil {
			return err
		}
		if f.Secret == "" {
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "a letter asks the address to confirm that, when letopis serve runs")
			return err
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is told of new documents; requests are signed with %s\n", f.ID,
			follow.SecretMark+f.Secret)
		return err
	})
}

// shownFollow hides the token and the secret of a follow.
type shownFollow struct {
	archive.Follow
	Token  string `json:"token,omitempty"`
	Secret string `json:"secret,omitempty"`
}

func (c *command) followList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List who follows which search",
		Example: "  letopis follow list --data archive\n  letopis follow list --data archive --json",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(a *app) error {
				list, err := a.Store.ListFollows(cmd.Context(), archive.FollowKey{})
				if err != nil {
					return err
				}
				out := json.NewEncoder(cmd.OutOrStdout())
				for _, f := range list {
					if asJSON {
						if err := out.Encode(shownFollow{Follow: f}); err != nil {
							return err
						}
						continue
					}
					fmt.Fprintf(cmd.OutOrStdout(), "%s  %-7s  %-8s  %-11s  %s  %s\n", f.ID, f.Kind, f.Every, followState(f), f.To,
						f.Query)
				}
				return nil
			})
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a line of JSON for each")
	return cmd
}

// followState returns the state of a follow in one word.
func followState(f archive.Follow) string {
	switch {
	case !f.Confirmed:
		return "unconfirmed"
	case f.Suspended:
		return "suspended"
	case !f.Failing.IsZero():
		return "failing"
	}
	return "ok"
}

func (c *command) followRemove() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "remove [ID…]", Short: "End what is followed, and forget who followed it",
		Example: "  letopis follow remove --data archive Zk3v0c9dQb7x\n" +
			"  letopis follow remove --data archive --to ivanov@gorod.example.ru",
		RunE: func(cmd *cobra.Command, ids []string) error {
			if (to == "") == (len(ids) == 0) {
				return usageError{errors.New("name ids of letopis follow list, or one address with --to")}
			}
			return c.with(cmd.Context(), func(a *app) error {
				keys := []archive.FollowKey{{To: to}}
				if to == "" {
					keys = keys[:0]
				}
				for _, id := range ids {
					keys = append(keys, archive.FollowKey{ID: id})
				}
				for _, k := range keys {
					n, err := a.Store.EndFollows(cmd.Context(), k)
					if err != nil {
						return err
					}
					if n == 0 {
						return fmt.Errorf("nothing is followed as %q: see letopis follow list: %w", k.ID+k.To, archive.ErrNotFound)
					}
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %d ended\n", k.ID+k.To, n)
				}
				return nil
			})
		}}
	cmd.Flags().StringVar(&to, "to", "", "all that this address is told, e-mail or webhook")
	return cmd
}

func (c *command) followResume() *cobra.Command {
	return &cobra.Command{
		Use: "resume ID", Short: "Send again what was suspended because it could not be sent",
		Long:    `Sends documents that come from now on; those that came meanwhile are not sent.`,
		Example: "  letopis follow resume --data archive Zk3v0c9dQb7x",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.with(cmd.Context(), func(a *app) error { return a.signups().Resume(cmd.Context(), ids[0]) })
		}}
}

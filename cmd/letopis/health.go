package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"letopis/internal/datadir"
)

// healthTime is the timeout of the request. Health checks are repeated anyway.
const healthTime = 5 * time.Second

// health asks the server of these settings, for containers without a shell and monitors without HTTP.
func (c *command) health() *cobra.Command {
	return &cobra.Command{
		Use:   "health",
		Short: "Ask a running server whether it can answer searches",
		Long: `Asks /readyz on the private address (server.private) of a server on this machine.
Ends with 0 when it can answer searches, else with 1 and the reason. For health checks of containers.`,
		Example: "  letopis health",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := ready(cmd.Context(), c.cfg.Server.Private); err != nil {
				return err
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "ready")
			return err
		},
	}
}

// ready returns nil if the server with that private address can answer searches, else an error with the reason.
func ready(ctx context.Context, private string) error {
	if private == "" {
		return usageError{fmt.Errorf("server.private is empty: a server without a private address tells nobody how it is")}
	}
	host, port, err := net.SplitHostPort(private)
	if err != nil {
		return usageError{fmt.Errorf("server.private %q: %w", private, err)}
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost" // the server listens on all addresses
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	address := "http://" + net.JoinHostPort(host, port) + "/readyz"
	res, err := datadir.Ask(ctx, address)
	if err != nil {
		return fmt.Errorf("no server answers: %w", err)
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s: %s", res.Status, strings.TrimSpace(string(said)))
	}
	return nil
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"letopis/tools/internal/bench"
)

const crowdName = "crowd"

// crowdCommand is what startCrowd starts.
func crowdCommand() *cobra.Command {
	return &cobra.Command{
		Use: crowdName, Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			in := json.NewDecoder(cmd.InOrStdin())
			var crowd bench.Crowd
			if err := in.Decode(&crowd); err != nil {
				return err
			}
			ctx, stop := context.WithCancel(cmd.Context())
			defer stop()
			go func() { // the end of the input is the sign to stop
				_, _ = io.Copy(io.Discard, cmd.InOrStdin())
				stop()
			}()
			report, err := crowd.Run(ctx)
			if err != nil {
				return err
			}
			return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
		}}
}

// startCrowd implements bench.StartCrowd by this program itself. Clients have machines of their own: what they do for
// themselves, which is to send and to read, gives way to the server and to the user who is measured.
func startCrowd(ctx context.Context, crowd bench.Crowd) (stop func() (bench.CrowdReport, error), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var out, log bytes.Buffer
	cmd := exec.CommandContext(ctx, "nice", "-n", "19", self, crowdName)
	cmd.Stdout, cmd.Stderr = &out, &log
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := json.NewEncoder(in).Encode(crowd); err != nil {
		return nil, errors.Join(err, in.Close(), cmd.Wait())
	}
	return func() (report bench.CrowdReport, err error) {
		err = errors.Join(in.Close(), cmd.Wait())
		if err == nil {
			err = json.Unmarshal(out.Bytes(), &report)
		}
		if err != nil {
			err = fmt.Errorf("the crowd: %w: %s", err, log.String())
		}
		return report, err
	}, nil
}

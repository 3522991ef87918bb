package packaging

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	compose "github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/zegl/kube-score/config"
	"github.com/zegl/kube-score/domain"
	"github.com/zegl/kube-score/parser"
	"github.com/zegl/kube-score/score"
	"github.com/zegl/kube-score/scorecard"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"sigs.k8s.io/yaml"
)

// started is a container of the program, as manifests start it.
type started struct {
	where string
	args  []string
	env   []string // LETOPIS_…=value
}

// TestCompose: the reader that Docker Compose itself has takes the file strictly, and the program what it is started
// with.
func TestCompose(t *testing.T) {
	o, err := compose.NewProjectOptions([]string{filepath.Join(root, "deploy", "compose.yaml")},
		compose.WithProfiles([]string{"*"}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	programs := 0
	for name, s := range p.Services {
		for _, secret := range s.Secrets {
			if _, ok := p.Secrets[secret.Source]; !ok {
				t.Errorf("%s: there is no secret %s", name, secret.Source)
			}
		}
		if s.Build == nil {
			if _, tag, _ := strings.Cut(filepath.Base(s.Image), ":"); tag == "" || tag == "latest" {
				t.Errorf("%s: %s is any version", name, s.Image)
			}
			continue
		}
		programs++
		c := started{where: name, args: s.Command}
		for name, value := range s.Environment {
			if strings.HasPrefix(name, "LETOPIS_") {
				c.env = append(c.env, name+"="+*value)
			}
			if file, ok := strings.CutPrefix(*value, "/run/secrets/"); ok && !slices.ContainsFunc(s.Secrets,
				func(c types.ServiceSecretConfig) bool { return c.Source == file }) {
				t.Errorf("%s: %s names a secret that is not given to it", c.where, name)
			}
		}
		takes(t, c)
		if s.MemLimit == 0 || !s.ReadOnly {
			t.Errorf("%s: memory %d, read-only %v", name, s.MemLimit, s.ReadOnly)
		}
	}
	if programs != 2 {
		t.Errorf("%d services run Letopis", programs)
	}
}

// takes holds that the program has the command, its flags and the settings of a container, which name an archive past
// one machine.
func takes(t *testing.T, c started) {
	t.Helper()
	if len(c.args) == 0 {
		c.args = []string{"serve"} // as the Dockerfile has it
	}
	run := func(args ...string) (string, bool) {
		cmd := exec.Command(build(t), args...)
		cmd.Env = append([]string{"LETOPIS_DATA=" + t.TempDir(), "HOME=" + t.TempDir()}, c.env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: letopis %s: %v\n%s", c.where, strings.Join(args, " "), err, out)
		}
		return string(out), err == nil
	}
	run(append(c.args, "--help")...)
	printed, ok := run("config", "print")
	for _, e := range c.env {
		if name, _, _ := strings.Cut(e, "="); ok && !strings.Contains(printed, "env "+name) {
			t.Errorf("%s: the program does not take %s:\n%s", c.where, name, printed)
		}
	}
	for _, engine := range []string{"postgres", "s3", "opensearch"} {
		if !slices.ContainsFunc(c.env, func(e string) bool { return strings.HasSuffix(e, "_DRIVER="+engine) }) {
			t.Errorf("%s: no part is kept by %s", c.where, engine)
		}
	}
}

// manifests are what deploy/kubernetes has, decoded strictly: a key that Kubernetes does not know is an error.
func manifests(t *testing.T) (list []runtime.Object) {
	t.Helper()
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, appsv1.AddToScheme, batchv1.AddToScheme,
		policyv1.AddToScheme, networkingv1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true,
		Strict: true})
	for _, path := range files(t) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range bytes.Split(b, []byte("\n---\n")) {
			o, _, err := strict.Decode(part, nil, nil)
			if err != nil {
				t.Errorf("%s, part %d: %v", path, i+1, err)
				continue
			}
			list = append(list, o)
		}
	}
	return list
}

// files are those that kustomize puts together, the example in the place of what is secret.
func files(t *testing.T) (out []string) {
	t.Helper()
	dir := filepath.Join(root, "deploy", "kubernetes")
	b, err := os.ReadFile(filepath.Join(dir, "kustomization.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var k struct {
		Resources []string `json:"resources"`
	}
	if err := yaml.Unmarshal(b, &k); err != nil {
		t.Fatal(err)
	}
	there, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(there) != len(k.Resources)+1 {
		t.Errorf("%d files, of which kustomize takes %d: %v", len(there), len(k.Resources), err)
	}
	for _, name := range k.Resources {
		out = append(out, filepath.Join(dir, strings.Replace(name, "secrets.yaml", "secrets.example.yaml", 1)))
	}
	return out
}

// TestKubernetes: the types of Kubernetes' own API take the manifests strictly, and the program what it is started
// with; secrets are files that there are; probes ask what the server answers.
func TestKubernetes(t *testing.T) {
	settings, secrets := map[string]map[string]string{}, map[string]map[string]string{}
	var pods []corev1.PodTemplateSpec
	for _, o := range manifests(t) {
		switch o := o.(type) {
		case *corev1.ConfigMap:
			settings[o.Name] = o.Data
		case *corev1.Secret:
			secrets[o.Name] = o.StringData
		case *appsv1.Deployment:
			pods = append(pods, o.Spec.Template)
		case *batchv1.CronJob:
			pods = append(pods, o.Spec.JobTemplate.Spec.Template)
		}
	}
	programs := 0
	for _, pod := range pods {
		mounted := secretFiles(t, pod.Spec, secrets)
		for _, c := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
			if c.Image != "letopis:1.0.0" {
				continue
			}
			programs++
			s := started{where: c.Name, args: c.Args}
			for _, from := range c.EnvFrom {
				data, ok := settings[from.ConfigMapRef.Name]
				if !ok {
					t.Errorf("%s: there is no ConfigMap %s", c.Name, from.ConfigMapRef.Name)
				}
				for name, value := range data {
					s.env = append(s.env, name+"="+value)
					if strings.HasSuffix(name, "_FILE") && !slices.Contains(mounted, value) {
						t.Errorf("%s: %s names %s, which is none of its files: %v", c.Name, name, value, mounted)
					}
				}
			}
			takes(t, s)
			probed(t, c)
		}
	}
	if programs != 2 {
		t.Errorf("%d containers run Letopis", programs)
	}
}

// secretFiles are the files that a pod has of secrets.
func secretFiles(t *testing.T, pod corev1.PodSpec, secrets map[string]map[string]string) (out []string) {
	t.Helper()
	for _, v := range pod.Volumes {
		if v.Secret == nil {
			continue
		}
		for _, item := range v.Secret.Items {
			if _, ok := secrets[v.Secret.SecretName][item.Key]; !ok {
				t.Errorf("the example of secrets has no %s", item.Key)
			}
			for _, m := range pod.Containers[0].VolumeMounts {
				if m.Name == v.Name {
					out = append(out, m.MountPath+"/"+item.Path)
				}
			}
		}
	}
	return out
}

// probed asks a server what the probes of a container ask.
func probed(t *testing.T, c corev1.Container) {
	t.Helper()
	probes := map[string]*corev1.Probe{"startup": c.StartupProbe, "liveness": c.LivenessProbe,
		"readiness": c.ReadinessProbe}
	if c.ReadinessProbe == nil { // it serves nobody
		return
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	private := free.Addr().String()
	free.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	server := exec.CommandContext(ctx, build(t), "serve", "--listen", "127.0.0.1:0", "--server-private", private, "--data",
		t.TempDir())
	var log bytes.Buffer
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { stop(); _ = server.Wait() }() // it is killed
	for name, p := range probes {
		if p == nil || p.HTTPGet == nil || p.HTTPGet.Port.String() != "private" {
			t.Errorf("%s of %s asks %+v", name, c.Name, p)
			continue
		}
		var said string
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			if said = get("http://" + private + p.HTTPGet.Path); said == "" {
				break
			}
		}
		if said != "" {
			t.Errorf("%s asks %s: %s\n%s", name, p.HTTPGet.Path, said, log.String())
		}
	}
}

// get returns "" where an address answers with success.
func get(address string) string {
	res, err := http.Get(address)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Sprint(res.Status, string(b), err)
	}
	return ""
}

// TestKubeScore: kube-score finds nothing to say of the manifests, be it critical or not.
func TestKubeScore(t *testing.T) {
	p, err := parser.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var readers []domain.NamedReader
	for _, path := range files(t) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		readers = append(readers, f)
	}
	all, err := p.ParseFiles(readers)
	if err != nil {
		t.Fatal(err)
	}
	run := &config.RunConfiguration{KubernetesVersion: config.Semver{Major: 1, Minor: 32}, MinReplicasDeployment: 2,
		EnabledOptionalTests: map[string]struct{}{"container-seccomp-profile": {}, "container-ports-check": {}}}
	card, err := score.Score(all, score.RegisterAllChecks(all, nil, run), run)
	if err != nil {
		t.Fatal(err)
	}
	checks := 0
	for ref, o := range *card {
		for _, c := range o.Checks {
			if c.Skipped {
				continue
			}
			if checks++; c.Grade < scorecard.GradeAllOK {
				t.Errorf("%s: %s: %+v", ref, c.Check.Name, c.Comments)
			}
		}
	}
	if checks < 40 {
		t.Errorf("kube-score made %d checks", checks)
	}
}

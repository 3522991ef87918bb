package config

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"letopis/index"
)

// Prefix is the prefix of environment variables: LETOPIS_SERVER_LISTEN.
const Prefix = "LETOPIS"

// Setting is a key with its value and the origin of the value.
type Setting struct {
	Key, Value, From string // From: default, file, env or flag; secrets are masked in Value
}

// field is a leaf of Config.
type field struct {
	key, help string
	secret    bool
	value     any // default value
}

// fields lists all keys in the order of Config.
func fields() []field {
	var out []field
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			key := prefix + f.Tag.Get("mapstructure")
			if f.Type.Kind() == reflect.Struct {
				walk(key+".", v.Field(i))
				continue
			}
			out = append(out, field{key, f.Tag.Get("help"), f.Tag.Get("secret") != "", v.Field(i).Interface()})
		}
	}
	walk("", reflect.ValueOf(Default()))
	return out
}

// flagName returns the flag of a key: server.listen → --listen, others in full with dashes: --server-rate.
func flagName(key string) string {
	if key == "server.listen" {
		return "listen"
	}
	return strings.NewReplacer(".", "-", "_", "-").Replace(key)
}

// AddFlags adds a flag for every setting.
func AddFlags(fs *pflag.FlagSet) {
	for _, f := range fields() {
		name := flagName(f.key)
		switch v := f.value.(type) {
		case string:
			fs.String(name, v, f.help)
		case bool:
			fs.Bool(name, v, f.help)
		case int:
			fs.Int(name, v, f.help)
		case int64:
			fs.Int64(name, v, f.help)
		case float64:
			fs.Float64(name, v, f.help)
		case time.Duration:
			fs.Duration(name, v, f.help)
		case []string:
			fs.StringSlice(name, v, f.help)
		}
	}
}

// Load reads the settings from a file ("" for none), the environment and flags, which may be nil.
func Load(file string, flags *pflag.FlagSet) (*Config, []Setting, error) {
	v := viper.New()
	all := fields()
	var keys []string
	for _, f := range all {
		v.SetDefault(f.key, f.value)
		keys = append(keys, f.key)
	}
	if file != "" {
		v.SetConfigFile(file)
		v.SetConfigType("yaml")
		if err := v.ReadInConfig(); err != nil {
			return nil, nil, fmt.Errorf("settings %s: %w", file, err)
		}
		if err := unknownKeys(v, keys, file); err != nil {
			return nil, nil, err
		}
	}
	if err := unknownEnv(keys); err != nil {
		return nil, nil, err
	}
	v.SetEnvPrefix(Prefix)
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	for _, f := range all {
		if flags == nil {
			break
		}
		if fl := flags.Lookup(flagName(f.key)); fl != nil {
			if err := v.BindPFlag(f.key, fl); err != nil {
				return nil, nil, err
			}
		}
	}
	c := &Config{}
	hook := mapstructure.ComposeDecodeHookFunc(withUnit, mapstructure.StringToTimeDurationHookFunc(),
		mapstructure.StringToSliceHookFunc(","))
	if err := v.UnmarshalExact(c, viper.DecodeHook(hook)); err != nil {
		return nil, nil, fmt.Errorf("settings: %w", err)
	}
	if err := c.Validate(); err != nil {
		return nil, nil, fmt.Errorf("settings:\n%w", err)
	}
	return c, settings(v, all, flags), nil
}

// withUnit rejects a duration without a unit: 5 would be 5 nanoseconds.
func withUnit(from, to reflect.Type, value any) (any, error) {
	duration := reflect.TypeFor[time.Duration]()
	if to == duration && from != duration && from.Kind() != reflect.String && !reflect.ValueOf(value).IsZero() {
		return nil, fmt.Errorf("%v has no unit: write %vs for seconds, %vm for minutes", value, value, value)
	}
	return value, nil
}

// unknownKeys rejects unknown keys of the file and suggests the most similar one.
func unknownKeys(v *viper.Viper, keys []string, file string) error {
	for _, k := range v.AllKeys() {
		if !slices.Contains(keys, k) {
			return fmt.Errorf("settings %s: unknown key %q%s", file, k, didYouMean(k, keys))
		}
	}
	return nil
}

// unknownEnv rejects unknown LETOPIS_… variables.
func unknownEnv(keys []string) error {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = envName(k)
	}
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, Prefix+"_") && name != Prefix+"_CONFIG" && !slices.Contains(names, name) {
			return fmt.Errorf("environment: unknown variable %s%s", name, didYouMean(name, names))
		}
	}
	return nil
}

func envName(key string) string {
	return Prefix + "_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

func didYouMean(got string, known []string) string {
	for edits := 1; edits <= 4; edits++ {
		for _, k := range known {
			if index.Edits(got, k, edits) {
				return fmt.Sprintf("; did you mean %q?", k)
			}
		}
	}
	return "; letopis config print shows all"
}

func settings(v *viper.Viper, all []field, flags *pflag.FlagSet) []Setting {
	out := make([]Setting, len(all))
	for i, f := range all {
		s := Setting{Key: f.key, Value: fmt.Sprint(v.Get(f.key)), From: "default"}
		if list := v.GetStringSlice(f.key); len(list) > 0 {
			if _, ok := f.value.([]string); ok {
				s.Value = strings.Join(list, ",")
			}
		} else if _, ok := f.value.([]string); ok {
			s.Value = ""
		}
		switch {
		case flags != nil && flags.Changed(flagName(f.key)):
			s.From = "flag --" + flagName(f.key)
		case os.Getenv(envName(f.key)) != "":
			s.From = "env " + envName(f.key)
		case v.InConfig(f.key):
			s.From = "file"
		}
		if f.secret && s.Value != "" {
			s.Value = "****"
		}
		out[i] = s
	}
	return out
}

// YAML returns a configuration file with the defaults.
func YAML() string {
	var b strings.Builder
	b.WriteString("# Settings of Letopis with their defaults. Each also has a flag (server.rate: --server-rate) and an\n" +
		"# environment variable (LETOPIS_SERVER_RATE). Flags win over variables, those over this file.\n")
	var walk func(indent string, v reflect.Value)
	walk = func(indent string, v reflect.Value) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			fmt.Fprintf(&b, "%s# %s\n%s%s:", indent, f.Tag.Get("help"), indent, f.Tag.Get("mapstructure"))
			if f.Type.Kind() == reflect.Struct {
				b.WriteByte('\n')
				walk(indent+"  ", v.Field(i))
				continue
			}
			switch x := v.Field(i).Interface().(type) {
			case string:
				fmt.Fprintf(&b, " %q\n", x)
			case []string:
				b.WriteString(" []\n")
			default:
				fmt.Fprintf(&b, " %v\n", x)
			}
		}
	}
	walk("", reflect.ValueOf(Default()))
	return b.String()
}

// Hidden returns the flags that help does not list: all but those that most people need.
func Hidden() []string {
	var out []string
	for _, f := range fields() {
		switch f.key {
		case "data", "server.listen", "log.level":
		default:
			out = append(out, flagName(f.key))
		}
	}
	return out
}

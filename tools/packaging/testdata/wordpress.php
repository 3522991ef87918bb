<?php
// As much of WordPress as the plugin calls, and what it then shows, as JSON:
//   php wordpress.php PLUGIN.php TRANSLATIONS.l10n.php
error_reporting(E_ALL);
set_error_handler(static function ($level, $message, $file, $line) {
    fwrite(STDERR, "$file:$line: $message\n");
    exit(1);
});

const ABSPATH = '/';
[$hooks, $option, $editor, $scripts, $missing, $errors, $localized] = [[], '', true, [], [], [], []];
$messages = (require $argv[2])['messages'];

function add_action($hook, $what) { $GLOBALS['hooks'][$hook][] = $what; }
function plugin_basename($file) { return basename(dirname($file)) . '/' . basename($file); }
function load_plugin_textdomain($domain, $deprecated, $path) { return is_dir(dirname($GLOBALS['argv'][1], 2) . '/' . $path); }
function register_setting($group, $name, $options) { $GLOBALS['setting'] = [$group, $name, $options]; }
function register_block_type($path, $options) { $GLOBALS['block'] = [json_decode(file_get_contents($path . '/block.json'), true), $options]; }
function add_shortcode($name, $what) { $GLOBALS['shortcode'] = [$name, $what]; }
function add_settings_field($id, $label, $show, $page, $section, $args) { $GLOBALS['field'] = $show; }
function add_settings_error($setting, $code, $message) { $GLOBALS['errors'][] = $message; }
function get_option($name, $default = false) { return $name === 'letopis_search_api' ? $GLOBALS['option'] : $default; }
function current_user_can($what) { return $what === 'edit_posts' && $GLOBALS['editor']; }
function esc_url_raw($url, $protocols = null) {
    $url = preg_replace('|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\x80-\xff]|i', '', $url);
    if ($url !== '' && strpos($url, ':') === false && $url[0] !== '/') { $url = 'http://' . $url; }
    return in_array(strtolower((string) parse_url($url, PHP_URL_SCHEME)), $protocols ?? ['http', 'https'], true) ? $url : '';
}
function esc_attr($s) { return htmlspecialchars((string) $s, ENT_QUOTES); }
function esc_html($s) { return htmlspecialchars((string) $s, ENT_QUOTES); }
function esc_url($s) { return str_replace(['&', "'"], ['&#038;', '&#039;'], esc_url_raw($s)); }
function __($s, $domain) {
    if ($domain !== 'letopis-search' || !isset($GLOBALS['messages'][$s])) { $GLOBALS['missing'][] = "$domain: $s"; }
    return $GLOBALS['messages'][$s] ?? $s;
}
function esc_html__($s, $domain) { return esc_html(__($s, $domain)); }
function esc_attr__($s, $domain) { return esc_attr(__($s, $domain)); }
function wp_enqueue_script_module($id, $src, $deps, $version) { $GLOBALS['scripts'][] = [$id, $src, $deps, $version]; }
function wp_localize_script($handle, $name, $data) { $GLOBALS['localized'][] = [$handle, $name, $data]; }
function sanitize_hex_color($s) { return preg_match('/^#([a-f0-9]{3}){1,2}$/i', $s) ? $s : null; }
function get_block_wrapper_attributes($more = []) {
    $out = 'class="wp-block-letopis-archive-search"';
    foreach ($more as $name => $value) { $out .= ' ' . $name . '="' . esc_attr($value) . '"'; }
    return $out;
}

require $argv[1];
foreach (['init', 'admin_init', 'enqueue_block_editor_assets'] as $hook) {
    foreach ($hooks[$hook] ?? [] as $what) { $what(); }
}
ob_start();
($GLOBALS['field'])();
$field = ob_get_clean();

[$meta, $registered] = $block;
$defaults = array_map(static fn ($a) => $a['default'], $meta['attributes']);
$show = static function (array $given) use ($registered, $defaults) { return $registered['render_callback']($given + $defaults); };
$short = $shortcode[1];
$clean = $setting[2]['sanitize_callback'];

$out = ['unset' => $show([])];
$editor = false;
$out['unset, to a reader'] = $show([]);
$option = 'https://archive.example.ru';
$out['plain'] = $show([]);
$out['all'] = $show(['city' => 'uglich, myshkin', 'program' => 'p1', 'dateFrom' => '2010', 'look' => 'compact chips', 'limit' => '8',
    'newest' => true, 'accent' => '#1d4e89', 'accentText' => 'red;}']);
$out['hostile'] = $show(['city' => '"><script>alert(1)</script>', 'q' => "' onfocus='alert(2)", 'api' => 'javascript:alert(3)', 'accent' => '</style>']);
$out['another'] = $show(['api' => 'http://other.example/a/']);
$out['shortcode'] = $short(['city' => 'uglich', 'date_from' => '2010', 0 => 'newest']);
$out['empty shortcode'] = $short('');
$out['field'] = $field;
$out['kept'] = implode(' ', array_map($clean, ['https://a.example/', ' https://b.example/x ', 'javascript:alert(1)', '', 'https://']));
$out['complaints'] = count($errors);
$out['scripts'] = array_values(array_unique(array_column($scripts, 1)));
$out['words'] = array_keys($localized[0][2]['words']);
$out['handle'] = $localized[0][0];
$out['missing'] = $missing;
$out['unused'] = array_values(array_filter(array_keys($messages), static fn ($m) => strpos($m, "\4") === false && !strpos(file_get_contents($argv[1]), "'$m'")));
foreach (['title', 'description'] as $key) {
    if (!isset($messages["block $key\4" . $meta[$key]])) { $out['missing'][] = "block $key"; }
}
echo json_encode($out, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT);

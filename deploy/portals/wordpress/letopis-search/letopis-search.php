<?php
/**
 * Plugin Name:       Letopis Search
 * Description:       Search of a Letopis archive of municipal documents: a block and a shortcode.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       letopis-search
 * Domain Path:       /languages
 */

namespace Letopis\Search;

defined('ABSPATH') || exit;

const OPTION = 'letopis_search_api';

/** Attributes of the element by those of the block; the shortcode takes the former. */
const ATTRIBUTES = [
    'city' => 'city', 'municipality' => 'municipality', 'region' => 'region', 'program' => 'program', 'kind' => 'kind',
    'draft' => 'draft', 'dateFrom' => 'date-from', 'dateTo' => 'date-to', 'facets' => 'facets', 'look' => 'look', 'limit' => 'limit',
    'q' => 'q', 'target' => 'target', 'lang' => 'lang',
];

/** What the plain form, which is seen without scripts, hands on to the archive. */
const CONDITIONS = [
    'city' => 'city', 'municipality' => 'municipality', 'region' => 'region', 'program' => 'program', 'kind' => 'kind',
    'draft' => 'draft', 'date-from' => 'date_from', 'date-to' => 'date_to',
];

/** Returns an address of an archive without its last slash, or '' for anything that is none. */
function archive_address($value): string
{
    $address = rtrim(esc_url_raw(trim((string) $value), ['http', 'https']), '/');
    return preg_match('#^https?://[^/?\#]#i', $address) ? $address : '';
}

/**
 * Returns the search for a page.
 *
 * @param array<string, mixed> $attributes of the element; 'api' where it is another archive than that of the settings,
 *                                         'newest' to begin with what is newest.
 */
function element(array $attributes): string
{
    $api = archive_address($attributes['api'] ?? '');
    if ($api === '') {
        $api = archive_address(get_option(OPTION, ''));
    }
    if ($api === '') { // readers see nothing, who can mend it is told how
        return current_user_can('edit_posts')
            ? '<p>' . esc_html__('Letopis Search: set the address of the archive in Settings → Reading.', 'letopis-search') . '</p>'
            : '';
    }
    wp_enqueue_script_module('letopis-search', $api . '/widget/v1.js', [], null);
    $tag = '<letopis-search api="' . esc_url($api) . '"';
    $hidden = '';
    foreach (ATTRIBUTES as $name) {
        $value = trim((string) ($attributes[$name] ?? ''));
        if ($value === '') {
            continue;
        }
        $tag .= ' ' . $name . '="' . esc_attr($value) . '"';
        foreach (isset(CONDITIONS[$name]) ? explode(',', $value) : [] as $one) {
            $hidden .= '<input type="hidden" name="' . CONDITIONS[$name] . '" value="' . esc_attr(trim($one)) . '">';
        }
    }
    if (!empty($attributes['newest']) && trim((string) ($attributes['q'] ?? '')) === '') {
        $tag .= ' q=""';
    }
    return $tag . '><form action="' . esc_url($api . '/search') . '" role="search"><input type="search" name="q" aria-label="'
        . esc_attr__('Search documents', 'letopis-search') . '">' . $hidden . '<button>'
        . esc_html__('Search', 'letopis-search') . '</button></form></letopis-search>';
}

/** Renders the block. */
function block(array $attributes): string
{
    $given = ['api' => $attributes['api'] ?? '', 'newest' => $attributes['newest'] ?? false];
    foreach (ATTRIBUTES as $name => $attribute) {
        $given[$attribute] = $attributes[$name] ?? '';
    }
    $element = element($given);
    if ($element === '') {
        return '';
    }
    $style = '';
    foreach (['accent' => '--letopis-accent', 'accentText' => '--letopis-accent-text'] as $name => $property) {
        $colour = sanitize_hex_color($attributes[$name] ?? '');
        $style .= $colour ? $property . ':' . $colour . ';' : '';
    }
    return '<div ' . get_block_wrapper_attributes($style === '' ? [] : ['style' => $style]) . '>' . $element . '</div>';
}

/** Renders [letopis_search city="uglich" look="chips"]. */
function shortcode($given): string
{
    $attributes = [];
    foreach ((array) $given as $name => $value) { // [letopis_search newest] comes as a value without a name
        $attributes[is_int($name) ? (string) $value : str_replace('_', '-', $name)] = is_int($name) ? true : $value;
    }
    return element($attributes);
}

/** Puts the address of the archive among the settings. */
function settings(): void
{
    register_setting('reading', OPTION, [
        'type' => 'string', 'default' => '', 'show_in_rest' => true,
        'sanitize_callback' => static function ($value) {
            $address = archive_address($value);
            if ($address === '' && trim((string) $value) !== '') {
                add_settings_error(OPTION, OPTION, __('The address of the archive begins with http:// or https://.', 'letopis-search'));
                return get_option(OPTION, '');
            }
            return $address;
        },
    ]);
}

function settings_field(): void
{
    $label = __('Archive of documents (Letopis)', 'letopis-search');
    add_settings_field(OPTION, $label, static function () {
        printf(
            '<input type="url" class="regular-text" id="%1$s" name="%1$s" value="%2$s" placeholder="https://archive.example.ru">',
            esc_attr(OPTION),
            esc_attr(get_option(OPTION, ''))
        );
    }, 'reading', 'default', ['label_for' => OPTION]);
}

add_action('init', static function () {
    load_plugin_textdomain('letopis-search', false, dirname(plugin_basename(__FILE__)) . '/languages');
    settings();
    register_block_type(__DIR__, ['render_callback' => __NAMESPACE__ . '\block']);
    add_shortcode('letopis_search', __NAMESPACE__ . '\shortcode');
});
add_action('admin_init', __NAMESPACE__ . '\settings_field');
add_action('enqueue_block_editor_assets', static function () {
    wp_localize_script('letopis-archive-search-editor-script', 'letopisSearch', [
        'api' => get_option(OPTION, ''),
        'words' => [
            'where' => __('Where to search', 'letopis-search'),
            'look' => __('Look', 'letopis-search'),
            'api' => __('Address of the archive', 'letopis-search'),
            'apiHelp' => __('Empty: that of Settings → Reading.', 'letopis-search'),
            'city' => __('Towns', 'letopis-search'),
            'municipality' => __('Districts', 'letopis-search'),
            'program' => __('Programmes', 'letopis-search'),
            'kind' => __('Kinds of documents', 'letopis-search'),
            'ids' => __('Ids, separated by commas. The page /widget of the archive lists them.', 'letopis-search'),
            'dateFrom' => __('From', 'letopis-search'),
            'dateTo' => __('To', 'letopis-search'),
            'dates' => __('YYYY, YYYY-MM or YYYY-MM-DD', 'letopis-search'),
            'newest' => __('Show what is newest before a search', 'letopis-search'),
            'full' => __('With excerpts of texts', 'letopis-search'),
            'compact' => __('Compact list', 'letopis-search'),
            'chips' => __('With chips of places and years', 'letopis-search'),
            'both' => __('Compact list with chips', 'letopis-search'),
            'limit' => __('Results at a time', 'letopis-search'),
            'accent' => __('Colour of buttons, #rrggbb', 'letopis-search'),
            'title' => __('Search of documents', 'letopis-search'),
            'none' => __('Set the address of the archive in Settings → Reading, or here.', 'letopis-search'),
        ],
    ]);
});

<?php
// Removing the plugin removes its only setting.
defined('WP_UNINSTALL_PLUGIN') || exit;

delete_option('letopis_search_api');

<?php
// What editor.js needs of WordPress, as its build tools would say.
return [
    'dependencies' => ['wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element'],
    'version' => '0.1.0',
];
